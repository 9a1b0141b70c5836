"""Labels that open what somebody says, as in interviews: *A. C.: …*, *Answer: …*, *（市長）…*.

In the training split, a label that stands before two paragraphs and opens speech in one opens it in all 774
that there are, and in 767 it goes on to the paragraph's end but for remarks in brackets.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import fmean

from sayso.stages.chains import Piece, Scene
from sayso.stages.hearing import spoken_parts, tidied
from sayso.text import Stretch

# A label opens speech if the model hears it behind so many of them, one of four.
HEARD = 4
# Speech opens its paragraph if no more characters part the two.
NEAR_OPENING = 2
_DASH = re.compile(r"[–—―-]+\s*(?=\S)")
# *A. C.:*, *A. C.*, *Answer:*, *答：*, *長友　*, *（市長）*
_LABEL = re.compile(
    r"(?:-?[^\W\d_]{1,2}\.\s?){2,4}[:：]?\s*(?=\S)|[^\n:：]{1,60}[:：]\s*"
    r"|[^\W\d_]{1,6}\s?\u3000\s*|[（(][^）)\n]{1,20}[）)]\s*"
)


def label_of(text: str, paragraph: Stretch) -> str:
    """Return the label that a paragraph opens with, or nothing."""
    label = _LABEL.match(text, paragraph.start, paragraph.end)
    return label.group().strip() if label else ""


def opening_of(text: str, paragraph: Stretch) -> tuple[int, bool]:
    """Return where a paragraph's words begin, and whether a dash opens it."""
    dash = _DASH.match(text, paragraph.start, paragraph.end)
    if dash:
        return dash.end(), True
    label = _LABEL.match(text, paragraph.start, paragraph.end)
    start = label.end() if label else paragraph.start
    dash = _DASH.match(text, start, paragraph.end) if label else None
    return dash.end() if dash else start, False


def whole_answers(scene: Scene, pieces: list[Piece], marked: Iterable[Piece]) -> list[Piece]:
    """Return speech without marks, the whole paragraph of it where a label opens it, in text order.

    A label does that which stands before several paragraphs if it is heard in one of `HEARD`. Paragraphs with
    speech in marks are left as they are.
    """
    whole: dict[Stretch, list[Piece]] = {}
    for places in _labelled(scene, list(marked)).values():
        heard = [
            piece.score for place, opening in places for piece in pieces if _opens(piece, place, opening)
        ]
        if len(places) < 2 or HEARD * len(heard) < len(places):
            continue
        for place, opening in places:
            words = tidied(scene.text, Stretch(opening, place.end), place.end)
            whole[place] = list(spoken_parts(scene, words, fmean(heard), None))
    others = [piece for piece in pieces if not any(piece.span.inside(place) for place in whole)]
    return sorted([*others, *(piece for parts in whole.values() for piece in parts)], key=lambda p: p.span)


def _labelled(scene: Scene, marked: list[Piece]) -> Mapping[str, list[tuple[Stretch, int]]]:
    """Return, by label, the paragraphs that it opens and where their words begin."""
    found: dict[str, list[tuple[Stretch, int]]] = defaultdict(list)
    for paragraph, _ in scene.paragraphs:
        label = label_of(scene.text, paragraph)
        if label and not any(p.outer.start < paragraph.end and paragraph.start < p.outer.end for p in marked):
            found[label].append((paragraph, opening_of(scene.text, paragraph)[0]))
    return found


def _opens(piece: Piece, paragraph: Stretch, opening: int) -> bool:
    return piece.span.inside(paragraph) and abs(piece.span.start - opening) <= NEAR_OPENING
