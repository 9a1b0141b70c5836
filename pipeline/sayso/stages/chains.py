"""Which pieces of speech are one utterance: interrupted by its cue, or going on in the next paragraph.

A yes-or-no choice for each two neighbours of one kind, by named features and learned weights. Pieces of two
blocks are never one if words stand between them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sayso.languages import LanguageData
from sayso.record import Span
from sayso.stages.evidence import Evidence
from sayso.stages.ranking import Weights, logistic
from sayso.text import Stretch

CHAINED_FROM = 0.5
LONGEST_GAP = 300
# How far behind a piece a cue of its own stands, in characters.
CUE_AFTER = 45
_MARKS = " \t\n„“”«»\"‘’‚'「」『』‹›–—―-"
_SENTENCE_FINAL = ".!?…。！？"


@dataclass
class Piece:
    """One piece of speech; ``outer`` takes its marks in, ``open_ended`` says that no mark closes it."""

    span: Stretch
    score: float
    outer: Stretch
    open_ended: bool = False
    reported: bool = False
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Scene:
    """One release as the search for speech sees it."""

    text: str
    paragraphs: tuple[tuple[Stretch, str], ...]
    cues: tuple[Span, ...]
    evidence: Evidence
    data: LanguageData


def chains(scene: Scene, pieces: list[Piece], weights: Weights) -> list[list[Piece]]:
    """Return the pieces, given in text order, as utterances in text order."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and _chained(scene, found[-1][-1], piece, weights):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _chained(scene: Scene, left: Piece, right: Piece, weights: Weights) -> bool:
    if not may_chain(scene, left, right):
        return False
    return logistic(weights.score(chain_features(scene, left, right))) >= CHAINED_FROM


def may_chain(scene: Scene, left: Piece, right: Piece) -> bool:
    """Say whether two neighbours can be one utterance at all."""
    gap = scene.text[left.outer.end : right.outer.start]
    if left.reported != right.reported or len(gap) > LONGEST_GAP:
        return False
    return "\n" not in gap or not gap.strip(_MARKS)


def chain_features(scene: Scene, left: Piece, right: Piece) -> dict[str, float]:
    """Return the named features of the choice whether two neighbours are one utterance."""
    text = scene.text
    gap = text[left.outer.end : right.outer.start]
    between = [c for c in scene.cues if left.outer.end <= c.start and c.end <= right.outer.start]
    features = {
        "bias": 1.0,
        "reported": float(left.reported),
        "left unclosed": float(left.open_ended),
        "left ends a sentence": float(text[left.span.end - 1] in _SENTENCE_FINAL),
        "right begins small": float(text[right.span.start].islower()),
    }
    if "\n" in gap:
        return features | {
            "next block": 1.0,
            "next block, left closed": float(_closed(text, left)),
            "next block, right marked": float(right.outer.start < right.span.start),
        }
    after = text[right.outer.end : right.outer.end + CUE_AFTER].split("\n")[0]
    follows = any(right.outer.end <= c.start < right.outer.end + len(after) for c in scene.cues)
    return features | {
        "one cue between": float(len(between) == 1),
        "several cues between": float(len(between) > 1),
        "no cue between": float(not between),
        "cue beside the left": float(bool(between) and between[0].start - left.outer.end < 6),
        "cue beside the right": float(bool(between) and right.outer.start - between[-1].end < 6),
        "colon before the right": float(gap.rstrip(_MARKS).endswith((":", "："))),
        "sentence end between": float(any(mark in gap for mark in (". ", "! ", "? ", "。"))),
        "comma before the right": float(gap.rstrip(_MARKS).endswith((",", "，"))),
        "words between": min(len(gap), LONGEST_GAP) / 100,
        "cue after the right": float(follows),
    }


def _closed(text: str, piece: Piece) -> bool:
    return piece.outer.end > piece.span.end and text[piece.outer.end - 1] in _MARKS
