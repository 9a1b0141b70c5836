"""The tables that are learned with a model: log-odds by language, kind and word, in a file of its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sayso.errors import ModelError

Table = Mapping[str, Mapping[str, Mapping[str, float]]]


def read_table(path: Path) -> Table:
    """Read a table; raises `ModelError` if it is not there."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(table, dict):
            raise ValueError("its languages are no keys")
        return table
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path}: no table to read: {error}; copy that of a shipped model, or learn it with the"
            " weights of ranked choices (docs/training.md)"
        ) from error


def write_table(table: Table, path: Path) -> None:
    """Write a table, a language a line."""
    lines = (
        f"{json.dumps(language)}: {json.dumps(rows, ensure_ascii=False, separators=(',', ':'))}"
        for language, rows in table.items()
    )
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
