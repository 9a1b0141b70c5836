"""How a table is written: its delimiter, its quoting, whether it has a header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import NamedTuple

from sayso.ingest.columns import TEXT, is_name_of

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 50
# A header's cells are short; a cell of prose is not.
LONGEST_HEADING = 60
# A head may be cut within a cell.
_QUOTED_CELL = re.compile(r'"[^"]*(?:"|\Z)')


class Dialect(NamedTuple):
    """``quoted`` is false where quotation marks are letters like others, as in many TSV files."""

    delimiter: str
    quoted: bool
    width: int
    header: bool


def parse(lines: Iterable[str], delimiter: str, quoted: bool) -> list[list[str] | None]:
    """Return the rows of some lines; none in the place of a row that is broken."""
    rows: list[list[str] | None] = []
    reader = csv.reader(
        lines,
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    while len(rows) < SAMPLE_ROWS:
        try:
            rows.append(next(reader))
        except StopIteration:
            break
        except csv.Error:
            rows.append(None)
    return [row for row in rows if row != []]


def find_dialect(head: str, text_column: str | None = None, *, certain: bool = False) -> Dialect | None:
    """Return the dialect that reads most rows of a table's head with one width.

    With ``certain``, only if all rows have that width and the header names a column of texts; without, a
    table of one column is a table too.
    """
    lines = head.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    if len(lines) > 2 and not lines[-1].endswith("\n"):
        lines.pop()
    best, most = None, 0.0
    for delimiter in DELIMITERS:
        # A table with commas whose quotation marks do not close is broken, one with tabs has bare marks.
        for quoted in (True, False) if delimiter == "\t" else (True,):
            rows = parse(lines, delimiter, quoted)
            if not rows or rows[0] is None or len(rows[0]) < 2:
                continue
            same = sum(row is not None and len(row) == len(rows[0]) for row in rows) / len(rows)
            if same > most and (len(rows) > 1 or not certain):
                best = Dialect(delimiter, quoted, len(rows[0]), has_header(rows[0], text_column))
                most = same
    if certain:
        return best if best and most == 1 and best.header and _names_text(lines, best) else None
    if best is None:
        rows = parse(lines, ",", True)
        first = rows[0] if rows and rows[0] else []
        return Dialect(",", True, len(first), has_header(first, text_column))
    return best


def line_end(head: str, quoted: bool) -> str:
    """Return what ends the lines of a table: a carriage return alone, as old Macs wrote, or a line feed."""
    bare = _QUOTED_CELL.sub("", head) if quoted else head
    return "\r" if "\r" in bare and "\n" not in bare else "\n"


def has_header(first: list[str], text_column: str | None) -> bool:
    """Tell whether a table's first row names its columns."""
    if text_column is not None or any(is_name_of(TEXT, cell) for cell in first):
        return True
    cells = [cell.strip() for cell in first]
    return all(
        cell and len(cell) <= LONGEST_HEADING and not cell[0].isdigit() and cell[-1] not in ".!?。"
        for cell in cells
    )


def _names_text(lines: list[str], dialect: Dialect) -> bool:
    first = parse(lines[:1], dialect.delimiter, dialect.quoted)[0] or []
    return any(is_name_of(TEXT, cell) for cell in first)
