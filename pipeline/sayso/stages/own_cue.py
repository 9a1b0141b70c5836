"""Which of the cues of a release introduces an utterance, and the release as attribution sees it.

A ranked choice among the cues near an utterance, and none, by named features of what stands between the two;
those of quotes and of reported clauses have weights of their own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sayso.encoder.evidence import Evidence
from sayso.languages.match import phrases
from sayso.layers import Utterance
from sayso.record import Span
from sayso.stages.cast import Candidate, Cast
from sayso.stages.marks import AROUND_SPEECH
from sayso.stages.ranking import Weights
from sayso.text import Stretch, ends_sentence

# Further away, in characters, no cue is thought of.
FURTHEST_CUE = 300
# From here on, a cue is no cue beside a quote, in characters.
NEAR_CUE = 120


@dataclass(frozen=True)
class Stage:
    """One release as attribution sees it."""

    cast: Cast
    cues: tuple[Span, ...]
    utterances: tuple[Utterance, ...]
    paragraphs: tuple[tuple[Stretch, str], ...]
    evidence: Evidence

    def paragraph(self, position: int) -> int:
        """Return the number of the paragraph that holds a position."""
        return max(0, bisect_right(self._starts, position) - 1)

    def spoken_at(self, position: int) -> list[Utterance]:
        """Return the utterances that a position lies in."""
        if position not in self._spoken:
            self._spoken[position] = [
                utterance
                for utterance in self.utterances
                if any(piece.start <= position < piece.end for piece in utterance.pieces)
            ]
        return self._spoken[position]

    def once(
        self, candidate: Candidate, features: Callable[[Stage, Candidate], dict[str, float]]
    ) -> dict[str, float]:
        """Return features of a candidate that are the same for every utterance, made once."""
        key = features, candidate.span, candidate.entity
        if key not in self._features:
            self._features[key] = features(self, candidate)
        return self._features[key]

    @cached_property
    def opening(self) -> dict[int, Utterance]:
        """Return the direct utterances by the numbers of the paragraphs that they open."""
        text = self.cast.text
        return {
            number: utterance
            for utterance in self.utterances
            if utterance.kind == "direct"
            for number, piece in ((self.paragraph(piece.start), piece) for piece in utterance.pieces)
            if not text[self.paragraphs[number][0].start : piece.start].strip(AROUND_SPEECH)
        }

    @cached_property
    def _features(self) -> dict[tuple[object, Stretch, str], dict[str, float]]:
        return {}

    @cached_property
    def _spoken(self) -> dict[int, list[Utterance]]:
        return {}

    @cached_property
    def _starts(self) -> list[int]:
        return [stretch.start for stretch, _ in self.paragraphs]


def own_cue(stage: Stage, utterance: Utterance, weights: Weights) -> Span | None:
    """Return the cue that introduces an utterance, if any does."""
    cues = near_cues(stage, utterance)
    scores = [weights.score(features) for features in cue_options(stage, utterance, cues)]
    best = max(range(len(scores)), key=lambda order: (scores[order], -order))
    return cues[best] if best < len(cues) else None


def near_cues(stage: Stage, utterance: Utterance) -> list[Span]:
    """Return the cues that may introduce an utterance: near it and outside of it, in text order."""
    pieces = utterance.pieces
    home, last = stage.paragraph(pieces[0].start), stage.paragraph(pieces[-1].start)
    return [
        cue
        for cue in stage.cues
        if not any(piece.start <= cue.start < piece.end for piece in pieces)
        and home - 1 <= stage.paragraph(cue.start) <= last + 1
        and min(_distance(cue, piece) for piece in pieces) <= FURTHEST_CUE
    ]


def cue_options(stage: Stage, utterance: Utterance, cues: Sequence[Span]) -> list[dict[str, float]]:
    """Return the named features of each cue as that of an utterance, and of none."""
    manner = "quote" if utterance.kind == "direct" else "reported"
    options = [_features(stage, utterance, cue, cues) for cue in cues]
    options.append({"none": 1.0})
    return [{f"{manner}: {name}": value for name, value in features.items()} for features in options]


def _features(stage: Stage, utterance: Utterance, cue: Span, cues: Sequence[Span]) -> dict[str, float]:
    text, data = stage.cast.text, stage.cast.data
    piece = min(utterance.pieces, key=lambda piece: _distance(cue, piece))
    start, end = _between(cue, piece)
    gap, before = text[start:end], cue.end <= piece.start
    bare = gap.strip(AROUND_SPEECH)
    side = "before" if before else "after"
    complementisers = phrases(data.cues.complementisers).finditer(bare)
    features = {
        side: 1.0,
        f"{side}: distance": min(len(gap), FURTHEST_CUE) / 100,
        f"{side}: touches": float(not bare.strip(",.") and "\n" not in gap),
        f"{side}: other block": float("\n" in gap),
        f"{side}: sentence end": float(ends_sentence(gap)),
        f"{side}: other cue between": float(any(start <= other.start and other.end <= end for other in cues)),
        f"{side}: other speech between": float(_speech_between(stage, utterance, start, end)),
        f"{side}: comma": float("," in bare or "，" in bare or "、" in bare),
        "between the pieces": float(utterance.pieces[0].end <= cue.start < utterance.pieces[-1].start),
    }
    if before:
        features["announced"] = float(bare.endswith((":", "：")))
        features["complementiser"] = float(any(match.end() == len(bare) for match in complementisers))
        features["opens the text between"] = float(piece is not utterance.pieces[0])
    else:
        features["goes on to other speech"] = float(_leads_on(stage, utterance, cue))
    return features


def _between(cue: Span, piece: Span) -> tuple[int, int]:
    """Return the stretch between a cue and a piece of speech."""
    return (cue.end, piece.start) if cue.end <= piece.start else (piece.end, cue.start)


def _distance(cue: Span, piece: Span) -> int:
    start, end = _between(cue, piece)
    return end - start


def _speech_between(stage: Stage, utterance: Utterance, start: int, end: int) -> bool:
    return any(
        start <= other.start and other.end <= end
        for each in stage.utterances
        if each is not utterance
        for other in each.pieces
    )


def _leads_on(stage: Stage, utterance: Utterance, cue: Span) -> bool:
    """Say whether other speech follows a cue so closely that it may be its own: and added that …"""
    return any(
        cue.end <= each.pieces[0].start <= cue.end + NEAR_CUE
        and not ends_sentence(stage.cast.text[cue.end : each.pieces[0].start])
        for each in stage.utterances
        if each is not utterance
    )
