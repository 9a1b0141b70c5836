"""What annotated releases say of the choices of what is said: which stretches, and what of it is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from sayso.corpora.tei import GoldRelease, Mark
from sayso.evaluation.match import OVERLAP
from sayso.languages import language_data
from sayso.layers import Layers
from sayso.record import Span
from sayso.stages import going_on, reported, unmarked
from sayso.stages.chains import Piece, Scene, chain_features, may_chain
from sayso.stages.cues import find_cues
from sayso.stages.hearing import Heard
from sayso.stages.ranking import Weights
from sayso.stages.speech import (
    direct_pieces,
    marked_pieces,
    paragraphs_of,
    quoted_stretches,
    speech_features,
)
from sayso.text import Stretch, with_usual_questions
from sayso.training.choices import Choice, Features, Row

Run = TypeVar("Run", bound=Heard)
# A sentence goes on with reported speech if so large a part of it does.
LEAST_REPORTED = 0.6
_OPENING = frozenset("“„«»\"”‘‚'「『’")


def _scene(release: GoldRelease, layers: Layers, cues: tuple[Span, ...]) -> Scene:
    assert layers.anatomy and layers.tags
    paragraphs = paragraphs_of(release.text, layers.anatomy.sections)
    data = language_data(release.language)
    text = with_usual_questions(release.text, data.question_marks)
    return Scene(text, paragraphs, cues, layers.tags, data)


def speech_rows(release: GoldRelease, layers: Layers) -> Iterator[Row]:
    """Yield the features of every quoted stretch of a release, and whether somebody says it."""
    assert layers.tags
    scene = _scene(release, layers, ())
    stretches = quoted_stretches(scene.text, scene.paragraphs)
    outer = [stretch.outer for stretch, _ in stretches]
    scene = replace(scene, cues=find_cues(release.text, layers.tags, outer, scene.data))
    said = [(m.start, m.end, m.attributes["direct"]) for m in release.marks if m.tag == "said"]
    for stretch, section in stretches:
        if any(s <= stretch.start and stretch.end <= e and d == "false" for s, e, d in said):
            continue
        shared = [min(e, stretch.end) - max(s, stretch.start) for s, e, d in said if d == "true"]
        right = max(shared, default=0) > 0.5 * (stretch.end - stretch.start)
        yield speech_features(scene, stretch, section), right


def unmarked_choices(release: GoldRelease, layers: Layers, speech: Weights) -> Iterator[Choice]:
    """Yield from where to where the speech of a run goes that the model hears outside of marks, if any."""
    assert layers.cues is not None
    scene = _scene(release, layers, layers.cues)
    stretches = quoted_stretches(scene.text, scene.paragraphs)
    marked = marked_pieces(scene, stretches, speech)
    said = _said(release, "true")
    quoted = [stretch.outer for stretch, _ in stretches if stretch.closed]
    for run in unmarked.spoken_runs(scene, marked, quoted):
        yield from _walked(
            run, said, unmarked.possible_speech, unmarked.speech_options, unmarked.SHORTEST_REST
        )


def reported_choices(
    release: GoldRelease, layers: Layers, speech: Weights, unmarked_speech: Weights
) -> Iterator[Choice]:
    """Yield which reported clause a run is that the model hears, if any."""
    scene, pieces = _spoken(release, layers, speech, unmarked_speech)
    said = _said(release, "false")
    for run in reported.heard_runs(scene, pieces):
        yield from _walked(run, said, reported.possible_clauses, reported.clause_options, reported.SHORTEST)


def going_on_rows(
    release: GoldRelease, layers: Layers, speech: Weights, unmarked_speech: Weights, clauses: Weights
) -> Iterator[Row]:
    """Yield the features of sentences behind reported speech, and whether they go on with it."""
    scene, pieces = _spoken(release, layers, speech, unmarked_speech)
    said = _said(release, "false")
    rows: list[Row] = []

    def told(sentence: Stretch, _: int, features: dict[str, float]) -> bool:
        shared = [min(m.end, sentence.end) - max(m.start, sentence.start) for m in said]
        rows.append((features, max(shared, default=0) > LEAST_REPORTED * (sentence.end - sentence.start)))
        return rows[-1][1]

    going_on.walk(scene, pieces, reported.cued_clauses(scene, pieces, clauses), told)
    yield from rows


def _spoken(
    release: GoldRelease, layers: Layers, speech: Weights, unmarked_speech: Weights
) -> tuple[Scene, list[Piece]]:
    """Return a release with its cues, and the direct speech that is found in it."""
    assert layers.cues is not None
    scene = _scene(release, layers, layers.cues)
    stretches = quoted_stretches(scene.text, scene.paragraphs)
    return scene, direct_pieces(scene, stretches, speech, unmarked_speech)


def _said(release: GoldRelease, direct: str) -> list[Mark]:
    return [m for m in release.marks if m.tag == "said" and m.attributes["direct"] == direct]


def _walked(
    first: Run,
    said: Sequence[Mark],
    possible: Callable[[Run], list[Stretch]],
    features: Callable[[Run, list[Stretch]], list[Features]],
    shortest: int,
) -> Iterator[Choice]:
    """Yield the choice of what a run is, and of what the annotated speech leaves of it."""
    heard: Run | None = first
    while heard:
        stretches = possible(heard)
        right = [any(_same_speech(stretch, mark) for mark in said) for stretch in stretches]
        yield Choice(features(heard, stretches), [*right, not any(right)])
        told = [stretch for stretch, same in zip(stretches, right, strict=True) if same]
        heard = heard.rest(min(told), shortest) if told else None


def _same_speech(stretch: Stretch, mark: Mark) -> bool:
    shared = min(mark.end, stretch.end) - max(mark.start, stretch.start)
    return shared >= OVERLAP * (max(mark.end, stretch.end) - min(mark.start, stretch.start))


def chain_rows(release: GoldRelease, layers: Layers) -> Iterator[Row]:
    """Yield the features of neighbouring annotated pieces, and whether they are one utterance."""
    text = release.text
    cues = tuple(
        Span(start=m.start, end=m.end, text=text[m.start : m.end]) for m in release.marks if m.tag == "seg"
    )
    scene = _scene(release, layers, cues)
    for direct in ("true", "false"):
        marks = _said(release, direct)
        for left, right in pairwise(marks):
            pieces = _piece(text, left), _piece(text, right)
            if may_chain(scene, *pieces):
                one = right.pointers("prev") == (left.attributes["id"],)
                yield chain_features(scene, *pieces), one


def _piece(text: str, mark: Mark) -> Piece:
    """Return an annotated piece with its marks, as the stage would have found it."""
    reported = mark.attributes["direct"] == "false"
    start, end = mark.start, mark.end
    while not reported and start > 0 and text[start - 1] in " \u00a0\u202f":
        start -= 1
    while not reported and end < len(text) and text[end] in " \u00a0\u202f":
        end += 1
    opened = not reported and start > 0 and text[start - 1] in _OPENING
    closed = opened and end < len(text) and text[end] in _OPENING
    outer = Stretch(start - 1 if opened else mark.start, end + 1 if closed else mark.end)
    return Piece(Stretch(mark.start, mark.end), 1.0, outer, open_ended=not closed, reported=reported)
