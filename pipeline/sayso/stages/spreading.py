"""A name that the model marks once is marked wherever it stands.

What is surely a person or an organisation in one sentence is the same in the next, where the model may have
missed it or cut it short. Only unmarked text, and marks that lie inside the name, give way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sayso.encoder.decode import TaggedSpan

SURE = 0.8
SHORTEST = 4
SHORTEST_UNSPACED = 2
SPREAD = ("person", "organisation")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def spread(text: str, tagged: Iterable[TaggedSpan]) -> list[TaggedSpan]:
    """Return the spans with those of sure names everywhere, in text order, none overlapping."""
    spans = list(tagged)
    sure = {
        (text[span.start : span.end], span.kind): span.score
        for span in spans
        if span.kind in SPREAD and span.score >= SURE and _tells(text[span.start : span.end])
    }
    for (name, kind), score in sorted(sure.items(), key=lambda each: -len(each[0][0])):
        for match in _occurrences(name).finditer(text):
            here = TaggedSpan(kind, match.start(), match.end(), score)
            touched = [span for span in spans if span.start < here.end and here.start < span.end]
            if all(_inside(span, here) for span in touched):
                spans = [span for span in spans if span not in touched] + [here]
    return sorted(spans, key=lambda span: (span.start, span.end))


def _inside(span: TaggedSpan, name: TaggedSpan) -> bool:
    return name.start <= span.start and span.end <= name.end and (span.kind == name.kind or span.score < SURE)


def _tells(name: str) -> bool:
    if _UNSPACED.search(name):
        return len(name) >= SHORTEST_UNSPACED
    return len(name) >= SHORTEST and name[0].isupper() and not name.isupper()


def _occurrences(name: str) -> re.Pattern[str]:
    word = re.escape(name)
    return re.compile(word if _UNSPACED.search(name) else rf"(?<!\w){word}(?!\w)")
