"""Which titles go with which organisations, word by word: a mayor with a town, a judge with a court."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from sayso.stages.names import fold
from sayso.stages.tables import Table, read_table
from sayso.text import UNSPACED

_WORD = re.compile(r"[^\W\d_]+")
SHORTEST = 3
# A word counts by its beginning, which inflection leaves alone, and, if it is a long one, by its end, which
# says what a compound is: Stadt|werke, Chef|arzt.
BEGINNING, END, LONG = 5, 5, 8


@dataclass(frozen=True)
class Affinities:
    """Log-odds that a title with a word is held at an organisation whose name has another.

    ``table`` is by language, word of the title, word of the name; words are as `word_parts` gives them.
    """

    table: Table

    def features(self, language: str, title: str, names: Iterable[str]) -> dict[str, float]:
        """Return how well a title goes with an organisation, by all its ``names``."""
        own = frozenset[str]().union(*map(word_parts, names))
        rows = self.table.get(language, {})
        odds = [
            row[word] for part in word_parts(title) if (row := rows.get(part)) for word in own if word in row
        ]
        if not odds:
            return {}
        return {
            "goes with the title: best": max(odds),
            "goes with the title: mean": sum(odds) / len(odds),
            "goes with the title: sum": sum(odds),
        }


@lru_cache(maxsize=20_000)
def word_parts(written: str) -> frozenset[str]:
    """Return the beginnings and ends of words that tell what a title or an organisation is."""
    parts: set[str] = set()
    for word in map(fold, _WORD.findall(written)):
        if UNSPACED.search(word):
            parts |= {word[:2], word[-2:], word[-3:]}
        elif len(word) >= SHORTEST:
            parts |= {word[:BEGINNING]}
            parts |= {f"-{word[-END:]}"} if len(word) >= LONG else set()
    return frozenset(parts)


@cache
def load_affinities(folder: Path) -> Affinities:
    """Read the table that was learned with a model; raises `ModelError` if it is not there."""
    return Affinities(read_table(folder / "affinities.json"))
