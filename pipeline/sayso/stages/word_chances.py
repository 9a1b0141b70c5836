"""The words of a release with the model's probability that each is in a name or title, and begins one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sayso.encoder.evidence import Evidence
from sayso.encoder.labels import NAMES
from sayso.text import UNSPACED, Stretch

# A word beside a span may belong to it from this probability on, and one at its edge may not up to this.
MAY_BELONG = 0.05
MAY_NOT_BELONG = 0.97
# So many words are added or left out at an edge.
MOST_WORDS = 3


@dataclass(frozen=True)
class Chances:
    """The probability of each word to be in a span of one kind, to begin one, and the sums up to each."""

    within: list[float]
    begins: list[float]

    @cached_property
    def sums(self) -> list[float]:
        """Return the sums of the probabilities before each word, and of all."""
        sums = [0.0]
        for chance in self.within:
            sums.append(sums[-1] + chance)
        return sums


@dataclass(frozen=True)
class Words:
    """The words of a text; where words have no spaces between, the encoder's tokens are the words."""

    text: str
    spans: list[Stretch]
    first_tokens: list[int]
    evidence: Evidence

    @cached_property
    def starts(self) -> list[int]:
        """Return where each begins."""
        return [span.start for span in self.spans]

    def numbers(self, stretch: Stretch) -> range:
        """Return the numbers of the words that begin in a stretch."""
        return range(bisect_left(self.starts, stretch.start), bisect_left(self.starts, stretch.end))

    def written(self, number: int) -> str:
        """Return one word."""
        start, end = self.spans[number]
        return self.text[start:end]

    def neighbours(self, left: int, right: int) -> bool:
        """Say whether two words may be of one span: both are there, no line end and no mark between."""
        if not 0 <= left < right < len(self.spans):
            return False
        if "\n" in self.text[self.spans[left].end : self.spans[right].start]:
            return False
        return self.written(left)[-1:].isalnum() and self.written(right)[:1].isalnum()

    def chances(self, kind: str) -> Chances:
        """Return the probabilities of one kind of names: the highest of a word's tokens, and of its first."""
        if not self.first_tokens:
            return Chances([], [])
        begin = NAMES.begin(kind)
        rows = self.evidence.names[:, begin : begin + 2]
        within = np.maximum.reduceat(rows.sum(axis=1), self.first_tokens)
        return Chances(within.tolist(), rows[self.first_tokens, 0].tolist())


def words_of(text: str, evidence: Evidence) -> Words:
    """Return the words of a text that the encoder has tokens for."""
    spans: list[Stretch] = []
    tokens: list[int] = []
    for token, (start, end) in enumerate(zip(evidence.starts, evidence.ends, strict=True)):
        if start >= end:
            continue
        if spans and spans[-1].end == start and _one_word(text, start):
            spans[-1] = Stretch(spans[-1].start, end)
        else:
            spans.append(Stretch(start, end))
            tokens.append(token)
    return Words(text, spans, tokens, evidence)


def _one_word(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    joined = (before.isalnum() or before in "-'’") and (after.isalnum() or after in "-'’")
    return joined and not UNSPACED.match(before) and not UNSPACED.match(after)


def other_beginnings(words: Words, chances: Chances, inside: range) -> Iterator[int]:
    """Yield the words that a span may begin with instead of its first."""
    for number in range(inside.start - 1, inside.start - 1 - MOST_WORDS, -1):
        if not words.neighbours(number, number + 1) or chances.within[number] < MAY_BELONG:
            break
        yield number
    for number in inside[1 : 1 + MOST_WORDS]:
        if chances.within[number - 1] > MAY_NOT_BELONG:
            break
        if words.written(number)[:1].isalnum():
            yield number


def other_endings(words: Words, chances: Chances, inside: range) -> Iterator[int]:
    """Yield the words that a span may end with instead of its last."""
    for number in range(inside.stop, inside.stop + MOST_WORDS + 1):
        if not words.neighbours(number - 1, number):
            break
        if chances.within[number] >= MAY_BELONG:
            yield number
    for number in reversed(inside[-1 - MOST_WORDS : -1]):
        if chances.within[number + 1] > MAY_NOT_BELONG:
            break
        if words.written(number)[-1:].isalnum():
            yield number


def doubtful(words: Words, chances: Chances, taken: set[int], seed: float, least: float) -> Iterator[Stretch]:
    """Yield runs of words that nothing marks but that may be a span.

    The surest word's probability is at least ``seed``, all words' at least ``least``.
    """
    run: list[int] = []
    for number in range(len(words.spans) + 1):
        doubted = number < len(words.spans) and chances.within[number] >= least and number not in taken
        if doubted and (not run or words.neighbours(run[-1], number)):
            run.append(number)
            continue
        if run and max(chances.within[each] for each in run) >= seed:
            yield Stretch(words.spans[run[0]].start, words.spans[run[-1]].end)
        run = [number] if doubted else []
