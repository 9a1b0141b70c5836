"""Rows: what CSV, TSV, JSON arrays and JSON Lines have in common."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from sayso.errors import BrokenSource, SourceError, TextTooLong
from sayso.ingest.charset import LineDecoder, marked
from sayso.ingest.columns import Columns, Row, cell_text, find_columns
from sayso.ingest.dates import iso_day
from sayso.ingest.finish import finish
from sayso.ingest.limits import MOST_ROW_BYTES
from sayso.ingest.source import Document, SourceText, Unread

SAMPLE_ROWS = 20
_MARKUP = re.compile(r"</(?:p|div|h[1-6]|ul|ol|li|table)>|<br ?/?>", re.I)


@dataclass(frozen=True)
class Cell(Unread):
    """The text of a row, still as its cell has it; the other fields are those of `SourceText`."""

    document: Document
    part: str
    cell: str
    column: str
    media_type: str
    title: str | None
    date: str | None
    language_hint: str | None

    def text(self) -> SourceText:
        """Return the text; a cell that is HTML is read as HTML."""
        return finish(
            self.document,
            _read_markup(self.cell) if _MARKUP.search(self.cell) else self.cell,
            media_type=self.media_type,
            data=self.content(),
            part=self.part,
            title=self.title,
            date=self.date,
            language_hint=self.language_hint,
            nothing=f"the column {self.column!r} is empty",
        )

    def content(self) -> bytes:
        """Return the cell's bytes."""
        return self.cell.encode("utf-8", "surrogatepass")


def row_cell(
    document: Document, row: Row, number: int, columns: Columns, media_type: str, within: str | None = None
) -> Cell:
    """Return the text of one row, unread; ``within`` names the part of the document that has the row."""
    url = cell_text(row.get(columns.url)) if columns.url else ""
    told = f"row {number} {url}".strip()
    if columns.text is None or columns.text not in row:
        have = ", ".join(list(row)[:12]) or "none"
        wanted = document.text_column or columns.text
        what = f"no column {wanted!r}" if wanted else "no column holds a text"
        raise document.fail(BrokenSource, f"row {number}: {what} (columns: {have})")
    return Cell(
        document=document.bare(),
        part=f"{within} / {told}" if within else told,
        cell=cell_text(row[columns.text]),
        column=columns.text,
        media_type=media_type,
        title=cell_text(row.get(columns.title)) if columns.title else None,
        date=iso_day(row.get(columns.date)) if columns.date else None,
        language_hint=cell_text(row.get(columns.language)) if columns.language else None,
    )


def columns_of(row: Row, found: Columns, text_column: str | None) -> Columns:
    """Return the columns of a row of which the first rows may have known nothing."""
    if found.text in row or text_column:
        return found
    own = find_columns([row])
    return own if own.text else found


def lines_of(document: Document, end: str = "\n") -> Iterator[str | SourceError]:
    """Yield the lines of a document with their ends, and the failures among them.

    An endless line is a failure, and the next one goes on; a stream that breaks off ends with one.
    """
    mark, encoding = marked(document.head)
    document.stream.read(len(mark))
    try:
        if encoding and encoding != "utf-8":
            wide = io.TextIOWrapper(document.stream, encoding, errors="replace", newline=end)
            while line := wide.readline(MOST_ROW_BYTES):
                yield line
        else:
            yield from _narrow_lines(document, end)
    except SourceError as error:
        yield error


def _narrow_lines(document: Document, end: str) -> Iterator[str | SourceError]:
    decoder = LineDecoder(document.head, document.charset)
    readline, last = _line_reader(document, end), end.encode()
    for number in count(1):
        data = readline(MOST_ROW_BYTES)
        if not data:
            return
        if len(data) < MOST_ROW_BYTES or data.endswith(last):
            yield decoder.decode(data)
            continue
        while data and not data.endswith(last):
            data = readline(MOST_ROW_BYTES)
        yield document.fail(TextTooLong, f"line {number}: longer than {MOST_ROW_BYTES:,} bytes, not read")


def _line_reader(document: Document, end: str) -> Callable[[int], bytes]:
    """Return what reads the next line, or the next bytes of it."""
    if end == "\n":
        return document.stream.readline
    # Bytes end their lines with a line feed only. Latin-1 has a character for each byte.
    characters = io.TextIOWrapper(document.stream, "latin-1", newline=end)
    return lambda most: characters.readline(most).encode("latin-1")


def _read_markup(cell: str) -> str:
    from sayso.ingest.blocks import join_blocks
    from sayso.ingest.walk import parse_html, walk

    return join_blocks(block.text for block in walk(parse_html(cell)))
