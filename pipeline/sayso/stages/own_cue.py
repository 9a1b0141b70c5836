"""Which of the cues of a release introduces an utterance, and the release as attribution sees it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from sayso.encoder.evidence import Evidence
from sayso.layers import Utterance
from sayso.record import Span
from sayso.stages.candidates import Cast
from sayso.text import Stretch

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

    @cached_property
    def _starts(self) -> list[int]:
        return [stretch.start for stretch, _ in self.paragraphs]


def own_cue(stage: Stage, utterance: Utterance) -> Span | None:
    """Return the cue that introduces an utterance: between its pieces, else right after, else before."""
    first, last = utterance.pieces[0], utterance.pieces[-1]
    home = stage.paragraph(first.start)
    ranked: list[tuple[float, Span]] = []
    for cue in stage.cues:
        if any(piece.start <= cue.start < piece.end for piece in utterance.pieces):
            continue
        if stage.paragraph(cue.start) not in {home, stage.paragraph(last.start), home - 1}:
            continue
        ranked.append((_cue_distance(stage, utterance, cue), cue))
    best = min(ranked, key=lambda pair: (pair[0], pair[1].start), default=None)
    return best[1] if best and best[0] <= NEAR_CUE else None


def _cue_distance(stage: Stage, utterance: Utterance, cue: Span) -> float:
    text, best = stage.cast.text, 1e9
    first, last = utterance.pieces[0], utterance.pieces[-1]
    for piece in utterance.pieces:
        gap = text[cue.end : piece.start] if cue.end <= piece.start else text[piece.end : cue.start]
        distance = float(len(gap))
        if cue.end <= piece.start:
            announced = gap.rstrip(" \n„“«»\"”‘‚'「–—-").endswith((":", "："))
            distance = distance * 0.3 if announced else distance + 25
            elsewhere = "\n" in (gap.rstrip(" \n„“«»\"”‘‚'「–—-") if announced else gap)
            distance += 200 if elsewhere else 0
            distance -= 30 if piece is not first else 0
        else:
            distance += 60 * sum(mark in gap for mark in (". ", "! ", "? ", "。")) + (
                200 if "\n" in gap else 0
            )
            distance -= 20 if piece is not last else 0
        for other in stage.utterances:
            if other is not utterance and any(
                min(cue.end, piece.end) <= o.start and o.end <= max(cue.start, piece.start)
                for o in other.pieces
            ):
                distance += 150
        best = min(best, distance)
    return best
