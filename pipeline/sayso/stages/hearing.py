"""Where the model hears speech: runs of tokens, grown to the edges that a reader would put them at.

A run is believed where its surest token is at least `SEED`; it takes in its less sure neighbours down to
`GROWN` (hysteresis, Canny 1986), and then moves its edges to the nearest edge of a sentence or clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sayso.encoder.decode import whole_words
from sayso.stages.chains import Scene
from sayso.text import SENTENCE_FINAL, Stretch

SEED = 0.5
GROWN = 0.25
# A run moves its edge to a sentence's or clause's if no more than so many characters part the two.
NEAR_EDGE = 18
_BEFORE_SPEECH = re.compile(r"(?:^|[.!?…:。！？：]|(?<!\w)[–—―-]|[–—―]\s)[\s„“”«»\"‘’‚'「『–—―-]*$")
_AFTER_SPEECH = re.compile(r"[.!?…。！？]+|\s[–—―-]|[,;，；](?=\s)|\n|$")


def runs(
    scene: Scene, chances: NDArray[np.float32], within: Stretch, grown: float = GROWN
) -> Iterator[tuple[Stretch, float]]:
    """Yield the whole words of a paragraph where the model is sure enough, and their mean probability.

    ``grown`` is how sure it is of the neighbours of the surest words.
    """
    tokens = scene.evidence.tokens(within)
    here = chances[tokens]
    heard = np.flatnonzero(here >= grown)
    if not len(heard):
        return
    for group in np.split(heard, np.flatnonzero(np.diff(heard) > 1) + 1):
        if here[group].max() >= SEED:
            first, last = tokens.start + int(group[0]), tokens.start + int(group[-1])
            start, end = whole_words(
                scene.text, int(scene.evidence.starts[first]), int(scene.evidence.ends[last])
            )
            yield Stretch(max(start, within.start), min(end, within.end)), float(here[group].mean())


def snapped(scene: Scene, run: Stretch, within: Stretch) -> Stretch:
    """Move a run's edges to those of its sentence or clause, if they are near and no cue is between."""
    text = scene.text
    start, end = run
    before = text[within.start : start]
    for back in range(min(NEAR_EDGE, len(before)) + 1):
        at = len(before) - back
        if _BEFORE_SPEECH.search(before[:at]) and not before[at : at + 1].isspace():
            if not _cue_between(scene, within.start + at, start):
                start = within.start + at
            break
    edge = None if text[end - 1] in SENTENCE_FINAL else _AFTER_SPEECH.search(text, end, within.end)
    if edge and edge.start() - end <= NEAR_EDGE and not _cue_between(scene, end, edge.start()):
        end = edge.start()
    return Stretch(start, end)


def _cue_between(scene: Scene, start: int, end: int) -> bool:
    return any(cue.start < end and start < cue.end for cue in scene.cues)


def tidied(text: str, span: Stretch, limit: int) -> Stretch:
    """Leave dashes, marks and commas at the edges out; a full stop that ends the speech stays in."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in "–—―-:,;«»„“”\"'"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '–—―-:,;«»„“”"，、'):
        end -= 1
    if end < limit and text[end] in SENTENCE_FINAL and end > start and text[end - 1] not in SENTENCE_FINAL:
        end += 1
    return Stretch(start, end)
