"""Releases made from the gold corpus by replacing names and words, so that none repeats another.

Every name gets other words, the same ones everywhere in a release, of names of the corpus in that language;
other words of four letters or more are drawn anew from the language's own, by a law like Zipf's: the
frequent ones from the corpus, the long tail made up of halves of words, since a real million of
quotes has far more words than the corpus. Spans move along, so that what was found stays true.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import split_paths
from sayso.corpora.tei import read_tei
from sayso.record import Record, release_id

KEPT_LETTERS = 3
REPLACED = 0.8
RANKS = 200_000
ZIPF = 1.05
_PIECE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[^\W_\u3040-\u30ff\u3400-\u9fff]+|[\W_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Words:
    """The words of a language: of its text by frequency, and of its names."""

    ranked: tuple[str, ...]
    weights: tuple[float, ...]
    names: tuple[str, ...]

    def draw(self, rng: random.Random) -> str:
        """Return a word; ranks beyond the corpus are made of two halves, always the same for a rank."""
        rank = bisect(self.weights, rng.random() * self.weights[-1])
        if rank < len(self.ranked):
            return self.ranked[rank]
        halves = random.Random(rank)
        one, other = halves.choice(self.ranked), halves.choice(self.ranked)
        return one[: (len(one) + 1) // 2] + other[len(other) // 2 :]


def gold_records(folder: Path) -> list[Record]:
    """Return the training releases of the gold corpus."""
    return [gold_record(read_tei(path)) for path in split_paths(folder, "train")]


def made_up(records: list[Record], seed: int = 1) -> Iterator[Record]:
    """Yield records without end, each made of one of these; all take turns."""
    rng = random.Random(seed)
    words = {code: _words(records, code) for code in {record.language.code for record in records}}
    while True:
        for record in rng.sample(records, len(records)):
            yield _rewritten(record, words[record.language.code], rng)


def _words(records: list[Record], code: str) -> Words:
    counts: Counter[str] = Counter()
    names: dict[str, None] = {}
    for record in records:
        if record.language.code != code:
            continue
        pieces = [piece for piece in _PIECE.findall(record.text) if _is_replaced(piece)]
        counts.update(pieces)
        for named in (*record.people, *record.organisations):
            names.update(dict.fromkeys(p for p in _PIECE.findall(named.name) if p.isalpha()))
    ranked = tuple(word for word, _ in counts.most_common())
    weights = tuple(accumulate((rank + 2) ** -ZIPF for rank in range(RANKS)))
    return Words(ranked, weights, tuple(names))


def _is_replaced(piece: str) -> bool:
    return piece.isalpha() and (len(piece) > KEPT_LETTERS or _UNSPACED.match(piece) is not None)


def _rewritten(record: Record, words: Words, rng: random.Random) -> Record:
    """Return a record with another text; every offset in it is that of the same place."""
    data = record.model_dump(mode="json", by_alias=True)
    spans = list(_spans(data))
    named = [m for key in ("people", "organisations") for one in data[key] for m in one["mentions"]]
    inside = [(mention["start"], mention["end"]) for mention in named if mention["form"] == "name"]
    names: dict[str, str] = {}
    borders = sorted({0, len(record.text)} | {s["start"] for s in spans} | {s["end"] for s in spans})
    moved: dict[int, int] = {}
    text = ""
    for start, end in zip(borders, [*borders[1:], len(record.text)], strict=True):
        moved[start] = len(text)
        is_name = any(begin <= start and end <= stop for begin, stop in inside)
        for piece in _PIECE.findall(record.text[start:end]):
            text += _renamed(piece, names, words, rng) if is_name else _reworded(piece, words, rng)
    for span in spans:
        span["start"], span["end"] = moved[span["start"]], moved[span["end"]]
        if "text" in span:
            span["text"] = text[span["start"] : span["end"]]
    _rename(data, names, words, rng)
    title = next((s for s in data["sections"] if s["kind"] == "headline"), None)
    data |= {
        "text": text,
        "id": release_id(text),
        "title": text[title["start"] : title["end"]] if title else None,
        "date": f"{rng.randint(2015, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
    }
    return Record.model_validate(data)


def _spans(data: Any) -> Iterator[dict[str, Any]]:
    """Yield everything in a record that has a start and an end."""
    if isinstance(data, dict):
        if "start" in data and "end" in data:
            yield data
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from _spans(part)


def _renamed(piece: str, names: dict[str, str], words: Words, rng: random.Random) -> str:
    if not piece.isalpha():
        return piece
    return names.setdefault(piece, rng.choice(words.names))


def _reworded(piece: str, words: Words, rng: random.Random) -> str:
    if not _is_replaced(piece) or rng.random() > REPLACED:
        return piece
    word = words.draw(rng)
    return word.upper() if piece.isupper() else word.capitalize() if piece[0].isupper() else word


def _rename(data: dict[str, Any], names: dict[str, str], words: Words, rng: random.Random) -> None:
    """Give people, organisations and speakers their new names, roles and quotes their new wording."""

    def renamed(name: str) -> str:
        return "".join(_renamed(piece, names, words, rng) for piece in _PIECE.findall(name))

    roles: dict[str, str] = {}
    for one in (*data["people"], *data["organisations"]):
        one["name"] = renamed(one["name"])
        for role in one.get("roles", ()):
            first = role["mentions"][0]["text"] if role["mentions"] else role["title"]
            roles[role["title"]] = role["title"] = first
    for quote in data["quotes"]:
        quote["text"] = " ".join(span["text"] for span in quote["spans"])
        if speaker := quote["speaker"]:
            speaker["name"] = renamed(speaker["name"])
            speaker["role"] = roles.get(speaker["role"], speaker["role"])
            speaker["organisation"] = renamed(speaker["organisation"]) if speaker["organisation"] else None
