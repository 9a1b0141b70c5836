"""Answers as a table for the terminal, as JSON or as CSV."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

Cell = object


def utf8(stream: TextIO) -> TextIO:
    """Return a stream that writes every text, whatever the terminal's encoding."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    return stream


def print_json(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print rows as a JSON array of objects, one a line; bytes as hexadecimal digits, infinity as null."""
    import json

    out = utf8(sys.stdout)
    first = True
    names = _told_apart(columns)
    for row in rows:
        cells = dict(zip(names, map(_finite, row), strict=True))
        line = json.dumps(cells, ensure_ascii=False, default=_plain)
        out.write(("[" if first else ",\n ") + line)
        first = False
    out.write("[]\n" if first else "]\n")


def _finite(cell: Cell) -> Cell:
    """Return a cell, nothing in place of a number that JSON does not know."""
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def _told_apart(columns: Sequence[str]) -> list[str]:
    """Return the names of columns, those that stood before already with a number: name, name 2."""
    names: list[str] = []
    for column in columns:
        number, name = 1, column
        while name in names:
            number += 1
            name = f"{column} {number}"
        names.append(name)
    return names


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Print rows as CSV; a cell that a spreadsheet would run as a formula has an apostrophe before it."""
    import csv

    from sayso.sinks.formulas import as_text

    out = utf8(sys.stdout)

    def write(cells: Iterable[Cell]) -> None:
        line = StringIO()
        # With a line end of both, a cell with either is quoted: a lone CR would begin a row in some programs.
        csv.writer(line, lineterminator="\r\n").writerow(cells)
        out.write(line.getvalue().removesuffix("\r\n") + "\n")

    write(as_text(column) for column in columns)
    for row in rows:
        texts = (
            "" if cell is None else cell if isinstance(cell, (int, float)) else _plain(cell) for cell in row
        )
        write(as_text(cell) if isinstance(cell, str) else cell for cell in texts)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str | None = None) -> None:
    """Print rows as a table; numbers to the right, control characters made visible."""
    from rich.table import Table
    from rich.text import Text

    from sayso.sinks.card import visible

    rows = list(rows)
    table = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for order, column in enumerate(columns):
        numbers = all(isinstance(row[order], (int, float)) for row in rows if row[order] is not None)
        table.add_column(
            Text(visible(column)), justify="right" if numbers and rows else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(visible(_plain(cell))) for cell in row))
    console().print(table)


def console() -> Console:
    """Return the terminal, or plain text where standard output is none."""
    from rich.console import Console

    return Console(file=utf8(sys.stdout), soft_wrap=not sys.stdout.isatty(), highlight=False)


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.hex() if isinstance(cell, bytes) else str(cell)
