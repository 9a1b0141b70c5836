"""Layers made by hand: what the model would say of a text, written down by naming the words it marks.

``by_hand("… said Jo Roe", person=["Jo Roe"], cue=["said"])`` gives logits to every token and decodes them as
the tagger does, so that spans and scores never contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from sayso.encoder.labels import HEADS, LOGITS, TIE_WIDTH, TIES, columns, tie_columns
from sayso.encoder.model import TokenScores
from sayso.languages import language_data
from sayso.layers import Anatomy, Entities, Tags
from sayso.record import Mention, Organisation, Person, Span
from sayso.stages.chains import Piece, Scene
from sayso.stages.cues import find_cues
from sayso.stages.sections import find_sections
from sayso.stages.speech import paragraphs_of, quoted_stretches
from sayso.stages.tagger import tag
from sayso.text import Stretch

Words = str | tuple[str, int]
SURE = 9.0
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]")
_HEAD_OF = {kind: head for head in HEADS for kind in head.kinds}


def at(text: str, words: Words) -> Stretch:
    """Return where words stand; ``(words, 2)`` is the second place."""
    written, nth = (words, 1) if isinstance(words, str) else words
    start = -1
    for _ in range(nth):
        start = text.index(written, start + 1)
    return Stretch(start, start + len(written))


def span(text: str, words: Words) -> Span:
    start, end = at(text, words)
    return Span(start=start, end=end, text=text[start:end])


def scores(
    text: str, marks: Iterable[tuple[str, Words]] = (), ties: Iterable[tuple[str, Words, Words]] = ()
) -> TokenScores:
    """Return logits that are sure of ``marks`` (kind, words) and of nothing else.

    ``ties`` (tie, asking words, answering words) are marked in the vectors that link spans.
    """
    offsets = np.array([m.span() for m in _TOKEN.finditer(text)], dtype=np.int64).reshape(-1, 2)
    tags = np.zeros((len(offsets), LOGITS), dtype=np.float32)
    for head in HEADS:
        tags[:, columns(head).start] = SURE
    for kind, words in marks:
        head = _HEAD_OF[kind]
        for order, token in enumerate(_inside(offsets, at(text, words))):
            tags[token, columns(head)] = 0
            tags[token, columns(head).start + head.begin(kind) + min(order, 1)] = SURE
    link = np.zeros((len(offsets), 2 * TIE_WIDTH * len(TIES)), dtype=np.float32)
    for dimension, (tie, asking, answering) in enumerate(ties):
        for part, words in zip(tie_columns(tie), (asking, answering), strict=True):
            link[_inside(offsets, at(text, words)), part.start + dimension] = SURE
    return TokenScores(offsets, tags, link, np.zeros((len(TIES), TIE_WIDTH), dtype=np.float32))


def _inside(offsets: np.ndarray, here: Stretch) -> list[int]:
    return [i for i, (start, end) in enumerate(offsets.tolist()) if here.start <= start and end <= here.end]


def by_hand(text: str, *, ties: Iterable[tuple[str, Words, Words]] = (), **marks: Iterable[Words]) -> Tags:
    """Return the tags of a text whose words are marked as ``kind=[words, …]`` says."""
    return tag(text, scores(text, [(kind, words) for kind, group in marks.items() for words in group], ties))


def scene(text: str, tags: Tags, code: str) -> Scene:
    """Return what the search for speech sees of a text, as the stage `quotes` makes it."""
    data = language_data(code)
    paragraphs = paragraphs_of(text, find_sections(text, code).sections)
    stretches = quoted_stretches(text, paragraphs)
    cues = find_cues(text, tags, [stretch.outer for stretch, _ in stretches], data)
    return Scene(text, paragraphs, cues, tags, data)


def piece(text: str, words: Words, *, marks: int = 1, reported: bool = False, closed: bool = True) -> Piece:
    """Return a piece of speech between marks of ``marks`` characters (0: none)."""
    start, end = at(text, words)
    outer = Stretch(start - marks, end + (marks if closed else 0))
    return Piece(Stretch(start, end), 1.0, outer, open_ended=not (marks and closed), reported=reported)


def mentions(text: str, *words: Words) -> tuple[Mention, ...]:
    return tuple(Mention(**span(text, each).model_dump()) for each in words)


def person(text: str, key: str, *words: Words) -> Person:
    found = mentions(text, *words)
    return Person(id=key, name=found[0].text, mentions=found)


def organisation(text: str, key: str, *words: Words) -> Organisation:
    found = mentions(text, *words)
    return Organisation(id=key, name=found[0].text, mentions=found)


def entities(people: Iterable[Person] = (), organisations: Iterable[Organisation] = ()) -> Entities:
    organisations = tuple(organisations)
    issuer = organisations[0].id if organisations else None
    return Entities(tuple(people), organisations, (), issuer)


def anatomy(text: str, code: str) -> Anatomy:
    return find_sections(text, code)
