"""What the model's scores say of a stretch of text: the learned part of every ranked choice."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sayso.encoder.labels import CUES, ISSUERS, NAMES, SPEAKERS, SPEECH, TIES, tie_columns
from sayso.encoder.model import TokenScores
from sayso.text import HAN, Stretch

# Log-odds of a mention that has no token.
NEVER = -20.0
# Chances below this are all the same to a choice.
LEAST_CHANCE = 1e-4
# What a word loses its vowel to begins behind it: l'Autorité, dell'acqua.
_ELIDED = re.compile(r"(?:[dlnmtscj]|qu|(?:de|a|ne|su|da)ll|un)['’](?=\w)", re.IGNORECASE)
_WORD = re.compile(f"(?:[^\\W\u3040-\u30ff{HAN}]|[-'’])+")


@dataclass(frozen=True)
class TieChances:
    """The model's probability that something is tied to each mention, and to ``nobody`` in the text."""

    mentions: Mapping[Stretch, float]
    nobody: float

    def features(self, mention: Stretch, others: Iterable[Stretch]) -> dict[str, float]:
        """Return the named features of a mention; ``others`` are all mentions of whom it stands for."""
        chance = self.mentions.get(mention, 0.0)
        whole = sum(self.mentions.get(each, 0.0) for each in {mention, *others})
        return {
            "model: mention": chance,
            "model: mention, log": bounded_log(chance),
            "model: whom": whole,
            "model: whom, log": bounded_log(whole),
        }

    def odds(self, mention: Stretch) -> float:
        """Return the log-odds of one mention, cut off where they make no more difference."""
        return log_odds(self.mentions.get(mention, 0.0))

    def features_of_nobody(self) -> dict[str, float]:
        """Return the named features of the choice that it is tied to nobody."""
        return {"nobody: model": self.nobody, "nobody: model, log": bounded_log(self.nobody)}


def _mean(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean row; one row, as most mentions are, is its own."""
    mean: NDArray[np.float32] = rows[0] if len(rows) == 1 else np.add.reduce(rows, axis=0) / len(rows)
    return mean


def log_odds(chance: float) -> float:
    """Return the log-odds of a probability, cut off where they make no more difference."""
    return max(-6.0, min(6.0, math.log((chance + LEAST_CHANCE) / (1 - chance + LEAST_CHANCE))))


def bounded_log(chance: float) -> float:
    """Return the logarithm of a probability, scaled and cut off where it makes no more difference."""
    return math.log(max(LEAST_CHANCE, min(1.0, chance))) / 4


@dataclass(frozen=True)
class Evidence:
    """Token probabilities of one text: [T] for each question asked of them, [T, labels] for ``names``."""

    text: str
    starts: list[int]
    ends: list[int]
    names: NDArray[np.float32]
    direct: NDArray[np.float32]
    indirect: NDArray[np.float32]
    cue: NDArray[np.float32]
    speaker: NDArray[np.float32]
    issuer: NDArray[np.float32]
    link: NDArray[np.float32]
    nobody: NDArray[np.float32]

    @cached_property
    def words(self) -> tuple[list[Stretch], list[int]]:
        """Return the words that the text's tokens make, and the first token of each.

        Where words have no spaces between, the tokens are the words.
        """
        inside = bytearray(len(self.text) + 1)
        for word in _WORD.finditer(self.text):
            start, end = word.span()
            inside[start + 1 : end] = b"\1" * (end - start - 1)
            elided = _ELIDED.match(word.group())
            if elided:
                inside[start + elided.end()] = 0
        starts, ends = np.array(self.starts, dtype=np.int64), np.array(self.ends, dtype=np.int64)
        tokens = np.flatnonzero(starts < ends)
        starts, ends = starts[tokens], ends[tokens]
        goes_on = np.zeros(len(tokens), dtype=bool)
        goes_on[1:] = (starts[1:] == ends[:-1]) & (np.frombuffer(inside, dtype=np.uint8)[starts[1:]] > 0)
        first = np.flatnonzero(~goes_on)
        last = np.append(first[1:], len(tokens))[: len(first)] - 1
        return list(map(Stretch, starts[first].tolist(), ends[last].tolist())), tokens[first].tolist()

    def tokens(self, span: Stretch) -> slice:
        """Return the tokens that overlap a stretch."""
        first = bisect_right(self.ends, span.start)
        last = bisect_left(self.starts, span.end)
        return slice(first, max(first, last))

    def mean(self, chances: NDArray[np.float32], span: Stretch) -> float:
        """Return the mean probability over a stretch, 0 where it has no token."""
        part = chances[self.tokens(span)]
        return float(part.sum()) / len(part) if len(part) else 0.0

    def ties(self, tie: str, pieces: Sequence[Stretch], mentions: Sequence[Stretch]) -> TieChances:
        """Return what the model says of the mentions that a quote or role may be tied to."""
        asking, _ = tie_columns(tie)
        asked = np.concatenate([self.link[self.tokens(piece), asking] for piece in pieces])
        if not len(asked):
            return TieChances({}, 1.0)
        query = _mean(asked)
        answers = [self._answer(tie, mention) for mention in mentions]
        odds = [NEVER if answer is None else float(query @ answer) for answer in answers]
        together = dict(zip(mentions, odds, strict=True))
        exponents = np.exp(np.array([*together.values(), 0.0]) - max(0.0, *odds, NEVER))
        chances = (exponents / exponents.sum()).tolist()
        return TieChances(dict(zip(together, chances, strict=False)), chances[-1])

    def _answer(self, tie: str, mention: Stretch) -> NDArray[np.float32] | None:
        """Return a mention's vector less that of nobody, none where it has no token."""
        if (tie, mention) not in self._answers:
            rows = self.link[self.tokens(mention), tie_columns(tie)[1]]
            self._answers[tie, mention] = _mean(rows) - self.nobody[TIES.index(tie)] if len(rows) else None
        return self._answers[tie, mention]

    @cached_property
    def _answers(self) -> dict[tuple[str, Stretch], NDArray[np.float32] | None]:
        return {}


def evidence(text: str, scores: TokenScores) -> Evidence:
    """Return the evidence in a text and its scores."""
    chances = scores.chances
    speech = chances[SPEECH]
    direct, indirect = SPEECH.begin("direct"), SPEECH.begin("indirect")
    return Evidence(
        text=text,
        starts=scores.offsets[:, 0].tolist(),
        ends=scores.offsets[:, 1].tolist(),
        names=chances[NAMES],
        direct=speech[:, direct : direct + 2].sum(axis=1),
        indirect=speech[:, indirect : indirect + 2].sum(axis=1),
        cue=chances[CUES][:, 1:].sum(axis=1),
        speaker=chances[SPEAKERS][:, 1:].sum(axis=1),
        issuer=chances[ISSUERS][:, 1:].sum(axis=1),
        link=scores.link,
        nobody=scores.nobody,
    )
