"""Which column of a table, or key of a JSON object, is which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias

TEXT = "text"

Row: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Columns:
    """The names of the columns that ingest uses; none for what a table does not have."""

    text: str | None
    title: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None


def find_columns(rows: Sequence[Row], text_column: str | None = None) -> Columns:
    """Return the columns of some rows: the text by its name, else the one with the longest texts."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = text_by_name(names, text_column) or (None if text_column else _longest(rows))
    others = [name for name in names if name != text]
    return Columns(text, *(_named(kind, others) for kind in ("title", "date", "url", "language")))


def text_by_name(names: Sequence[str], text_column: str | None = None) -> str | None:
    """Return the column that is called ``text_column``, or as texts are; none where no name tells."""
    return _same(text_column, names) if text_column else _named(TEXT, names)


def is_name_of(kind: str, name: str) -> bool:
    """Tell whether a column of that name holds texts, titles, dates, …"""
    return _plain(name) in _names()[kind]


def cell_text(value: object) -> str:
    """Return a cell as text: a list of paragraphs becomes blocks, nothing becomes an empty text."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n\n".join(value)
    return "" if value is None or isinstance(value, (list, dict, bool)) else str(value)


def _named(kind: str, names: Sequence[str]) -> str | None:
    plain = {_plain(name): name for name in reversed(names)}
    return next((plain[known] for known in _names()[kind] if known in plain), None)


def _same(wanted: str, names: Sequence[str]) -> str | None:
    return next((n for n in names if n == wanted), None) or next(
        (name for name in names if _plain(name) == _plain(wanted)), None
    )


def _longest(rows: Sequence[Row]) -> str | None:
    lengths: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, str | list) and cell_text(value):
                lengths[name] = lengths.get(name, 0) + len(cell_text(value))
    return max(lengths, key=lengths.__getitem__) if lengths else None


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lstrip("\ufeff").casefold())


@cache
def _names() -> dict[str, tuple[str, ...]]:
    import yaml

    text = resources.files("sayso.ingest").joinpath("columns.yaml").read_text("utf-8")
    return {kind: tuple(names) for kind, names in yaml.safe_load(text).items()}
