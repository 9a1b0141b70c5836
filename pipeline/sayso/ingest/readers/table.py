"""CSV and TSV: a release a row."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice

from sayso.errors import BrokenSource, EmptySource, SourceError
from sayso.ingest import media
from sayso.ingest.charset import decode
from sayso.ingest.columns import Row, find_columns
from sayso.ingest.dialect import Dialect, find_dialect, line_end
from sayso.ingest.limits import MOST_CHARACTERS
from sayso.ingest.rows import SAMPLE_ROWS, lines_of, row_cell
from sayso.ingest.source import Document, Piece


def read(document: Document) -> Iterator[Piece]:
    """Yield a text for each row; a broken row fails alone."""
    head = decode(document.head)
    dialect = find_dialect(head, document.text_column) or Dialect(",", True, 1, True)
    rows = _rows(document, dialect, line_end(head, dialect.quoted))
    sample = list(islice(rows, SAMPLE_ROWS))
    if not sample:
        raise document.fail(EmptySource, "a table without rows")
    known = [item[1] for item in sample if not isinstance(item, SourceError)]
    columns = find_columns(known, document.text_column)
    if known and columns.text is None:
        have = ", ".join(known[0])
        what = f"no column {document.text_column!r}" if document.text_column else "no column holds a text"
        raise document.fail(BrokenSource, f"{what} (columns: {have})")
    media_type = media.TSV if dialect.delimiter == "\t" else media.CSV
    for item in chain(sample, rows):
        if isinstance(item, SourceError):
            yield item
            continue
        try:
            yield row_cell(document, item[1], item[0], columns, media_type)
        except SourceError as error:
            yield error


def _rows(document: Document, dialect: Dialect, end: str) -> Iterator[tuple[int, Row] | SourceError]:
    """Yield numbered rows, the first below the header being 1."""
    names = None if dialect.header else [f"column {i}" for i in range(1, dialect.width + 1)]
    number = 0
    for line, cells in _cells(lines_of(document, end), dialect):
        if cells == []:
            continue
        if names is None and isinstance(cells, list):
            names = [cell.strip().lstrip("\ufeff") for cell in cells]
            continue
        number += 1
        if isinstance(cells, SourceError):
            yield cells
        elif isinstance(cells, str):
            yield document.fail(BrokenSource, f"row {number} (line {line}): {cells}")
        elif names is not None:
            while len(cells) > len(names) and not cells[-1].strip():
                cells.pop()
            if len(cells) == len(names):
                yield number, dict(zip(names, cells, strict=True))
            else:
                reason = f"{len(cells)} columns where the header has {len(names)}: is a field not quoted?"
                yield document.fail(BrokenSource, f"row {number} (line {line}): {reason}")


def _cells(
    lines: Iterator[str | SourceError], dialect: Dialect
) -> Iterator[tuple[int, list[str] | str | SourceError]]:
    """Yield line number and cells of each row, or what is wrong with it.

    After a broken row, reading goes on with the line below the one it began at: an open quotation mark
    must not swallow the rows that follow.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MOST_CHARACTERS))  # the module's, not the reader's
    source = _Lines(lines)
    while True:
        source.begin()
        reader = csv.reader(
            source,
            delimiter=dialect.delimiter,
            quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE,
            strict=True,
        )
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = source.back_to_second()
            yield line, f"broken ({error})"
        except SourceError as error:
            yield source.first, error
        else:
            yield source.first, cells


class _Lines:
    """The lines of a document, from which those of a broken row can be taken again."""

    def __init__(self, lines: Iterator[str | SourceError]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self.first = 1

    def begin(self) -> None:
        """Begin a new row at the next line."""
        self.first += len(self._row)
        self._row = []

    def back_to_second(self) -> int:
        """Return the number of the row's first line; those after it will come again."""
        self._again.extendleft(reversed(self._row[1:]))
        del self._row[1:]
        return self.first

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        if isinstance(line, SourceError):
            raise line
        line = line.replace("\0", "")
        self._row.append(line)
        if len(line) > MOST_CHARACTERS:
            raise csv.Error("a line longer than a text may be")
        return line
