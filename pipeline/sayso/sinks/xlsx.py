"""Excel workbooks: the sheets quotes, people and organisations.

Every text is written as text, never as formula or link; one that Excel would take for a formula when
somebody edits it also gets Excel's own mark for text. Rows are written as they come, so that memory stays
flat. What Excel cannot hold: a sheet that is full goes on in the next ("quotes 2"), a text of more
than 32,767 characters is cut and says so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.batch.release import StoredRelease
from sayso.sinks.formulas import runs
from sayso.sinks.quote_rows import ORGANISATIONS, PEOPLE, QUOTES, Cell, Table

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
CUT = " … [cut: Excel holds 32,767 characters a cell]"
_WIDE = {"text": 80, "title": 40, "name": 28, "speaker": 28, "role": 32, "organisation": 28, "issuer": 28}


def write_xlsx(releases: Iterable[StoredRelease], path: Path) -> None:
    """Write a workbook of releases."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    parts = path.with_name(f"{path.name}-parts")
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    options: dict[str, Any] = {
        "constant_memory": True,
        "tmpdir": str(parts),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with path.open("wb") as file:
            book = Workbook(file, options)
            sheets = [_Sheet(book, table) for table in (QUOTES, PEOPLE, ORGANISATIONS)]
            for release in releases:
                for sheet in sheets:
                    sheet.add(release)
            for sheet in sheets:
                sheet.finish()
            book.close()
    except FileCreateError as error:  # the library's name for whatever the system says
        raise OSError(*error.args[0].args) from error
    finally:
        shutil.rmtree(parts, ignore_errors=True)


class _Sheet:
    """A table in a workbook, in as many sheets as its rows need."""

    def __init__(self, book: Workbook, table: Table) -> None:
        self.book = book
        self.table = table
        self.plain = book.add_format({"text_wrap": "text" in table.columns, "valign": "top"})
        self.marked = book.add_format(
            {"text_wrap": "text" in table.columns, "valign": "top", "quote_prefix": True}
        )
        self.heading = book.add_format({"bold": True})
        self.number = 0
        self._begin()

    def add(self, release: StoredRelease) -> None:
        for cells in self.table.rows(release):
            if self.row >= MOST_ROWS:
                self.finish()
                self._begin()
            for column, cell in enumerate(cells):
                self._write(column, cell)
            self.row += 1

    def finish(self) -> None:
        self.sheet.autofilter(0, 0, max(self.row - 1, 0), len(self.table.columns) - 1)

    def _begin(self) -> None:
        self.number += 1
        name = self.table.name if self.number == 1 else f"{self.table.name} {self.number}"
        self.sheet = self.book.add_worksheet(name)
        self.sheet.freeze_panes(1, 0)
        for column, title in enumerate(self.table.columns):
            self.sheet.set_column(column, column, _WIDE.get(title, 14))
            self.sheet.write_string(0, column, title, self.heading)
        self.row = 1

    def _write(self, column: int, cell: Cell) -> None:
        if cell is None:
            return
        if not isinstance(cell, str):
            self.sheet.write_number(self.row, column, cell, self.plain)
            return
        self.sheet.write_string(self.row, column, _fitting(cell), self.marked if runs(cell) else self.plain)


def _fitting(text: str) -> str:
    """Return a text that a cell can hold; Excel counts UTF-16 units."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore") + CUT
