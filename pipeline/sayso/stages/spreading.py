"""A name that the model marks once is marked wherever it stands.

What is surely a person or an organisation in one sentence is the same in the next, where the model may have
missed it or cut it short. Only unmarked text, and marks that lie inside the name, give way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sayso.encoder.decode import TaggedSpan
from sayso.text import UNSPACED

SURE = 0.8
# One that is also a person's last word is an organisation from this score on.
SURE_OF_A_SURNAME = 0.97
SHORTEST = 4
SHORTEST_ACRONYM = 3
SHORTEST_UNSPACED = 2
SPREAD = ("person", "organisation")
# A word in capitals before a colon that a line begins with, perhaps behind a title.
_LABEL = re.compile(r"^(?:[^\W\d_]{1,4}\.? )?(?P<name>[^\W\d_]+(?:[-'’][^\W\d_]+)*) ?:", re.MULTILINE)


def spread(text: str, tagged: Iterable[TaggedSpan]) -> list[TaggedSpan]:
    """Return the spans with those of sure names everywhere, in text order, none overlapping."""
    spans = list(tagged)
    sure = {
        (text[span.start : span.end], span.kind): span.score
        for span in spans
        if span.kind in SPREAD and span.score >= SURE and _tells(text[span.start : span.end])
    }
    labels = list(_LABEL.finditer(text))
    for (name, kind), score in sorted(sure.items(), key=lambda each: -len(each[0][0])):
        for start, end in [*_occurrences(name, text), *(_labels(name, labels) if kind == "person" else ())]:
            here = TaggedSpan(kind, start, end, score)
            touched = [span for span in spans if span.start < here.end and here.start < span.end]
            if all(_inside(span, here) for span in touched):
                spans = [span for span in spans if span not in touched] + [here]
    return sorted(spans, key=lambda span: (span.start, span.end))


def of_one_kind(text: str, tagged: Iterable[TaggedSpan]) -> list[TaggedSpan]:
    """Return the spans such that what is written alike is either a person or an organisation throughout.

    One word that is no part of a person's full name is an organisation: a release names people in full. The
    last word of one is the person where the model doubts that it is an organisation. Else, and in scripts
    without spaces, the kind with the larger sum of scores is taken.
    """
    spans = list(tagged)
    sums: dict[str, dict[str, float]] = {}
    for span in spans:
        if span.kind in SPREAD:
            kinds = sums.setdefault(text[span.start : span.end], {})
            kinds[span.kind] = kinds.get(span.kind, 0.0) + span.score
    people = [name.split() for name, kinds in sums.items() if "person" in kinds]

    def kind_of(span: TaggedSpan) -> str:
        name = text[span.start : span.end]
        kinds = sums.get(name, {}) if span.kind in SPREAD else {}
        doubted = span.kind == "organisation" and span.score < SURE_OF_A_SURNAME
        if doubted and len(name) >= SHORTEST_ACRONYM and any(name == full[-1] for full in people if full[1:]):
            return "person"
        if len(kinds) < 2:
            return span.kind
        word = " " not in name and not UNSPACED.search(name)
        alone = word and not any(name in full and len(full) > 1 for full in people)
        return "organisation" if alone else max(kinds, key=lambda kind: (kinds[kind], kind))

    return [replace(span, kind=kind_of(span)) for span in spans]


def _inside(span: TaggedSpan, name: TaggedSpan) -> bool:
    return name.start <= span.start and span.end <= name.end and (span.kind == name.kind or span.score < SURE)


def _tells(name: str) -> bool:
    if UNSPACED.search(name):
        return len(name) >= SHORTEST_UNSPACED
    return name[0].isupper() and len(name) >= (SHORTEST_ACRONYM if name.isupper() else SHORTEST)


def _labels(name: str, labels: Iterable[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield where somebody's last name, in capitals, says in front of a line who speaks: MS BERG: …"""
    _, _, last = name.rpartition(" ")
    if len(last) < len(name) and len(last) >= SHORTEST_ACRONYM:
        for label in labels:
            if label["name"] == last.upper():
                yield label.span("name")


def _occurrences(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a name stands, as a word of its own where words have spaces between."""
    unspaced, start = UNSPACED.search(name), text.find(name)
    while start >= 0:
        end = start + len(name)
        if unspaced or not (_is_word(text[start - 1 : start]) or _is_word(text[end : end + 1])):
            yield start, end
            start = text.find(name, end)
        else:
            start = text.find(name, start + 1)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
