"""JSON Lines: a release a line, read line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice

from sayso.errors import BrokenSource, EmptySource, SourceError
from sayso.ingest import media
from sayso.ingest.columns import TEXT, Row, find_columns
from sayso.ingest.rows import SAMPLE_ROWS, columns_of, lines_of, row_cell
from sayso.ingest.source import Document, Piece


def read(document: Document) -> Iterator[Piece]:
    """Yield a text for each line; a broken line fails alone."""
    parsed = _rows(document)
    sample = list(islice(parsed, SAMPLE_ROWS))
    if not sample:
        raise document.fail(EmptySource, "no line in it")
    known = [item[1] for item in sample if not isinstance(item, SourceError)]
    columns = find_columns(known, document.text_column)
    for item in chain(sample, parsed):
        if isinstance(item, SourceError):
            yield item
            continue
        number, row = item
        try:
            own = columns_of(row, columns, document.text_column)
            yield row_cell(document, row, number, own, media.JSON_LINES)
        except SourceError as error:
            yield error


def _rows(document: Document) -> Iterator[tuple[int, Row] | SourceError]:
    for number, line in enumerate(lines_of(document), start=1):
        if isinstance(line, SourceError):
            yield line
        elif line.strip():
            try:
                yield number, as_row(document, json.loads(line), number)
            except SourceError as error:
                yield error
            except (ValueError, RecursionError) as error:
                yield document.fail(BrokenSource, f"row {number}: not valid JSON ({error})")


def as_row(document: Document, value: object, number: int) -> Row:
    """Return a JSON value as a row: an object is one, a string is the text itself."""
    if isinstance(value, str):
        return {document.text_column or TEXT: value}
    if isinstance(value, dict):
        return value
    raise document.fail(BrokenSource, f"row {number}: a JSON object is needed, not {type(value).__name__}")
