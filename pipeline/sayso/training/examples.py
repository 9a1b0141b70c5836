"""Training examples: text with the spans of each head, from names and from annotated releases."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sayso.encoder.labels import HEADS, NAMES, Head

# Which kinds of the names head a source annotates beside people, organisations and places:
# what it leaves out is unknown there, not absent.
WITH_PRODUCTS = frozenset({"turku", "norne", "stockmark-wikipedia", "crossner", "wnut17", "wiki-ner"})
WITH_EVENTS = frozenset({"turku", "norne", "stockmark-wikipedia", "crossner", "ronec2", "wiki-ner"})
SILVER = frozenset({"wikiann"})
KIND_OF = {
    "PER": "person",
    "ORG": "organisation",
    "LOC": "place",
    "PRODUCT": "product",
    "EVENT": "event",
}
UNKNOWN = "unknown"
ALL_HEADS = frozenset(head.name for head in HEADS)


@dataclass(frozen=True)
class LabelledSpan:
    """A span of one head; kind `unknown` means that the source does not say what it is."""

    head: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Link:
    """One quote, role or word to tie: its pieces, the mentions that it is tied to, if any, and all others."""

    tie: str
    pieces: tuple[tuple[int, int], ...]
    right: tuple[tuple[int, int], ...]
    wrong: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Example:
    """One text to learn from, with what is known about it."""

    text: str
    spans: tuple[LabelledSpan, ...]
    heads: frozenset[str]
    unknown_kinds: frozenset[str] = frozenset()
    links: tuple[Link, ...] = ()


def head_named(name: str) -> Head:
    """Return the head of that name."""
    return next(head for head in HEADS if head.name == name)


def read_names(path: Path, split: str) -> Iterator[Example]:
    """Yield the sentences of one name data set."""
    source = path.name.removesuffix(".jsonl.gz").split(".")[0]
    unknown = {"role"}
    if source not in WITH_PRODUCTS:
        unknown.add("product")
    if source not in WITH_EVENTS:
        unknown.add("event")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["split"] == split:
                spans = tuple(
                    LabelledSpan(NAMES.name, KIND_OF.get(label, UNKNOWN), start, end)
                    for start, end, label in row["spans"]
                )
                yield Example(row["text"], spans, frozenset({NAMES.name}), frozenset(unknown))


def joined(examples: Iterable[Example], longest: int, rng: random.Random) -> Iterator[Example]:
    """Join neighbouring sentences to texts of varied length, up to ``longest`` characters.

    A release is longer than a sentence; joined texts teach the model to look further.
    """
    parts: list[Example] = []
    room = rng.randint(40, longest)
    for example in examples:
        if parts and sum(len(part.text) for part in parts) + len(example.text) > room:
            yield _join(parts, rng)
            parts, room = [], rng.randint(40, longest)
        parts.append(example)
    if parts:
        yield _join(parts, rng)


def _join(parts: list[Example], rng: random.Random) -> Example:
    text = ""
    spans: list[LabelledSpan] = []
    for part in parts:
        text += rng.choice((" ", " ", "\n\n")) if text else ""
        spans.extend(
            replace(span, start=span.start + len(text), end=span.end + len(text)) for span in part.spans
        )
        text += part.text
    return replace(parts[0], text=text, spans=tuple(spans))


def names_epoch(
    folder: Path, most: int, most_silver: int, dropped: tuple[str, ...], rng: random.Random
) -> list[Example]:
    """Return one epoch's texts of all name data sets, each cut to its share.

    The two scripts of Chinese are one text twice: each epoch takes either, by chance.
    """
    texts: list[Example] = []
    for path in sorted(folder.glob("*/*.jsonl.gz")):
        source = f"{path.parent.name}/{path.name.split('.')[0]}"
        if source in dropped:
            continue
        share = most_silver if path.name.split(".")[0] in SILVER else most
        if path.parent.name == "zh":
            share //= 2
        sentences = list(read_names(path, "train"))
        start = rng.randrange(max(1, len(sentences) - share + 1))
        longest = 300 if path.parent.name in {"ja", "zh"} else 700
        texts.extend(joined(sentences[start : start + share], longest, rng))
    return texts
