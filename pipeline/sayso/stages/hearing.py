"""Where the model hears speech: runs of tokens, and what a reader sees around them.

A run is believed where its surest token is at least `SEED`; it takes in its less sure neighbours down to
`GROWN` (hysteresis, Canny 1986). Runs that only a few words part may be one. From where to where the speech
of a run goes is chosen later (`unmarked`, `reported`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from sayso.encoder.decode import whole_words
from sayso.encoder.evidence import log_odds
from sayso.record import Span
from sayso.stages.chains import Piece, Scene
from sayso.stages.ranking import Weights, best_or_none
from sayso.text import SENTENCE_FINAL, UNSPACED, Stretch

if TYPE_CHECKING:
    from typing_extensions import Self

SEED = 0.5
# What a run may be is speech from this probability on.
SPEECH_FROM = 0.5
GROWN = 0.25
# A run moves its edge to a sentence's or clause's if no more than so many characters part the two.
NEAR_EDGE = 18
# Two runs are one if so few characters part them and no cue stands between.
NEAR_RUN = 45
# Where a clause of direct speech may begin or end: a comma, colon, dash, or a sentence's end.
EDGE = re.compile(r"[,;:](?=\s)|[，；：、。]|\s?[–—―-](?=\s)|\s[–—―](?=\w)|[.!?…][\"”»’]*(?=\s)|[！？]")
# (laughs), （笑）, [pauses], and what the narrator puts between two dashes.
_REMARK = re.compile(
    r"\([^()\n]{1,80}\)|（[^（）\n]{1,40}）|\[[^\[\]\n]{1,80}\]|[–—]\s[^–—\n]{1,80}\s[–—](?!\w)"
)
# A space, or the stop of the sentence before: *…, she said. And …*
_UNSPOKEN = re.compile(r"\s|[.!?](?=\s)|[。！？]")
# Which marks open what one closes.
_OPENS = {"”": "“„", "“": "„", "»": "«", "«": "»"}
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


@dataclass(frozen=True)
class Heard:
    """A run that the model hears as speech of a kind, in its sentence or paragraph, with the cues of that.

    ``chances`` are those of the kind, [T]; ``parts`` are what the run was joined from. The speech begins
    ``behind`` what is found already and ends ``before`` it.
    """

    scene: Scene
    chances: NDArray[np.float32]
    run: Stretch
    parts: tuple[Stretch, ...]
    within: Stretch
    cues: tuple[Span, ...]
    behind: int
    before: int

    @cached_property
    def floor(self) -> int:
        """Return where the speech can begin at the earliest: behind the cue or the speech before it."""
        before = (cue.end for cue in self.cues if cue.start < self.run.start)
        return max([self.behind, *before])

    @cached_property
    def ceiling(self) -> int:
        """Return where it can end at the latest: at the cue behind it."""
        return min([self.before, *(cue.start for cue in self.cues if cue.start >= self.run.end)])

    @cached_property
    def hull(self) -> tuple[int, list[float]]:
        """Return the first token where it may begin, and sums of the chances up to each from there."""
        tokens = self.scene.evidence.tokens(Stretch(self.floor, max(self.floor, self.ceiling)))
        return tokens.start, [0.0, *np.cumsum(self.chances[tokens], dtype=np.float64).tolist()]

    @cached_property
    def mentions(self) -> tuple[tuple[Stretch, float], ...]:
        """Return who is named or pointed at around it, and how sure the model is that they speak."""
        evidence, tags = self.scene.evidence, self.scene.tags
        spans = {Stretch(n.start, n.end) for n in (*tags.names, *tags.speakers)}
        here = sorted(s for s in spans if self.within.start <= s.start < self.within.end)
        return tuple((span, evidence.mean(evidence.speaker, span)) for span in here)

    @property
    def surest(self) -> float:
        """Return how sure the model is of the surest speaker of all around it."""
        return max((chance for _, chance in self.mentions), default=0.0)

    def surest_speaker(self, span: Stretch, inside: bool) -> float:
        """Return how sure the model is of the surest speaker inside or outside of a stretch."""
        chances = (c for m, c in self.mentions if (span.start <= m.start < span.end) == inside)
        return max(chances, default=0.0)

    def sums(self, span: Stretch) -> Sums:
        """Return what the model says of the words of a stretch and those left out."""
        first, sums = self.hull
        tokens, last = self.scene.evidence.tokens(span), len(self.hull[1]) - 1
        left, right = min(last, max(0, tokens.start - first)), max(0, min(last, tokens.stop - first))
        return Sums(sums, left, right)

    def rest(self, span: Stretch, shortest: int) -> Self | None:
        """Return what a stretch leaves of the run, where that may be speech of its own."""
        start = span.end
        if self.run.end - start < shortest:
            return None
        parts = tuple(Stretch(max(part.start, start), part.end) for part in self.parts if part.end > start)
        return replace(self, run=Stretch(start, self.run.end), parts=parts, behind=start)


@dataclass(frozen=True)
class Sums:
    """Sums of the chances up to each token of a hull; a stretch goes from token ``left`` to ``right``."""

    sums: list[float]
    left: int
    right: int

    @property
    def total(self) -> float:
        """Return the sum of the chances of a stretch."""
        return self.sums[self.right] - self.sums[self.left]

    @property
    def mean(self) -> float:
        """Return their mean."""
        return self.total / max(1, self.right - self.left)

    @property
    def left_out(self) -> float:
        """Return the sum of the chances outside of it."""
        return self.sums[-1] - self.total

    @property
    def taken_in(self) -> float:
        """Return how many tokens of it are no speech by the model."""
        return max(1, self.right - self.left) - self.total

    def edges(self) -> tuple[float, float, float, float]:
        """Return the log-odds of the token before it, of its first, its last, and the one behind it."""
        sums, left, right, last = self.sums, self.left, self.right, len(self.sums) - 1
        return (
            log_odds(sums[left] - sums[max(0, left - 1)]),
            log_odds(sums[min(last, left + 1)] - sums[left]),
            log_odds(sums[right] - sums[max(0, right - 1)]),
            log_odds(sums[min(last, right + 1)] - sums[right]),
        )


Run = TypeVar("Run", bound=Heard)


def chosen(
    heard: Iterable[Run],
    possible: Callable[[Run], list[Stretch]],
    features: Callable[[Run, list[Stretch]], list[dict[str, float]]],
    weights: Weights,
    shortest: int,
) -> Iterator[tuple[Stretch, float]]:
    """Yield the likeliest stretch of each run unless none is likelier, and its probability, in text order.

    What it leaves of the run, if that is not shorter than ``shortest``, is asked about again.
    """
    waiting = list(heard)[::-1]
    end = 0
    while waiting:
        run = waiting.pop()
        stretches = possible(run)
        if not stretches:
            continue
        best, chances = best_or_none(weights, features(run, stretches))
        stretch, score = stretches[best], 1 - chances[-1]
        if score < SPEECH_FROM or stretch.start < end:
            continue
        yield stretch, score
        end, more = stretch.end, run.rest(stretch, shortest)
        if more:
            waiting.append(more)


def joined(
    scene: Scene, chances: NDArray[np.float32], within: Stretch, cues: tuple[Span, ...]
) -> list[tuple[Stretch, ...]]:
    """Return the runs of a sentence or paragraph, those that may be one together."""
    found: list[tuple[Stretch, ...]] = []
    for run, _ in runs(scene, chances, within):
        if found:
            before = found[-1][-1]
            near = run.start - before.end <= NEAR_RUN
            parted = any(cue.start < run.start and before.end < cue.end for cue in cues)
            if near and not parted and scene.text[before.end : run.start].count(",") < 2:
                found[-1] = (*found[-1], run)
                continue
        found.append((run,))
    return found


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


def without_remarks(scene: Scene, chances: NDArray[np.float32], span: Stretch) -> list[Stretch]:
    """Return the parts of speech around the narrator's remarks: *Yes. (He nods.) No.*

    What stands between two sentences is one; within a sentence, what the model does not hear spoken.
    """
    parts, start = [], span.start
    for remark in _REMARK.finditer(scene.text, *span):
        here = Stretch(*remark.span())
        if _between_sentences(scene.text, here, span) or scene.evidence.mean(chances, here) < SPEECH_FROM:
            parts.append(Stretch(start, remark.start()))
            start = remark.end()
    spoken = (tidied(scene.text, part, span.end) for part in [*parts, Stretch(start, span.end)])
    found = [part for part in spoken if any(c.isalpha() for c in scene.text[part.start : part.end])]
    return found if parts and found else [span]


def _between_sentences(text: str, remark: Stretch, span: Stretch) -> bool:
    """Say whether a sentence ends before a remark and another one begins behind it."""
    before, behind = text[span.start : remark.start].rstrip(), text[remark.end : span.end].lstrip()
    return before.endswith(tuple(SENTENCE_FINAL)) and (behind[:1].isupper() or bool(UNSPACED.match(behind)))


def only_remark(text: str, start: int, end: int) -> bool:
    """Say whether nothing but a remark stands between two places."""
    return _REMARK.fullmatch(text[start:end].strip()) is not None


def spoken_parts(scene: Scene, speech: Stretch, score: float, before: int | None) -> Iterator[Piece]:
    """Yield direct speech without marks as pieces, parted by remarks; ``before`` is where the last ended."""
    for part in without_remarks(scene, scene.evidence.direct, speech):
        carried = before is not None and only_remark(scene.text, before, part.start)
        yield Piece(part, score, part, open_ended=True, carried=carried)
        before = part.end


def _cue_between(scene: Scene, start: int, end: int) -> bool:
    return any(cue.start < end and start < cue.end for cue in scene.cues)


def tidied(text: str, span: Stretch, limit: int) -> Stretch:
    """Leave dashes, marks and commas at the edges out; a full stop that ends the speech stays in.

    So does the mark that closes words in marks within it.
    """
    start, end = span
    while start < end and (_UNSPOKEN.match(text, start) or text[start] in "–—―-:,;«»„“”\"'"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '–—―-:,;«»„“”"，、'):
        if _closes(text[start : end - 1], text[end - 1]):
            break
        end -= 1
    if end < limit and text[end] in SENTENCE_FINAL and end > start and text[end - 1] not in SENTENCE_FINAL:
        end += 1
    return Stretch(start, end)


def _closes(words: str, mark: str) -> bool:
    """Say whether a mark closes what one opens within the words before it."""
    if mark == '"':
        return words.count(mark) % 2 == 1
    return max((words.rfind(opening) for opening in _OPENS.get(mark, "")), default=-1) > words.rfind(mark)
