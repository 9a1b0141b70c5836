"""CSV: a row a quote, UTF-8, commas, every text in quotation marks.

A cell that a spreadsheet would run as a formula has an apostrophe before it: see ``formulas``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from sayso.batch.release import StoredRelease
from sayso.sinks.formulas import as_text
from sayso.sinks.quote_rows import QUOTES


def write_csv(releases: Iterable[StoredRelease], path: Path) -> None:
    """Write a file of quotes."""
    with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(QUOTES.columns)
        for release in releases:
            for row in QUOTES.rows(release):
                writer.writerow([_cell(cell) for cell in row])


def _cell(cell: str | int | float | None) -> str | int | float:
    return as_text(cell) if isinstance(cell, str) else "" if cell is None else cell
