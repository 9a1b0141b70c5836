"""JSON Lines: a release a line, read line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TypeAlias

from sayso.errors import BrokenSource, EmptySource, SourceError
from sayso.ingest import media
from sayso.ingest.columns import TEXT, Row, find_columns
from sayso.ingest.listed import listed
from sayso.ingest.rows import SAMPLE_ROWS, columns_of, lines_of, row_cell
from sayso.ingest.source import Document, Piece

_Numbered: TypeAlias = "tuple[int, Row] | SourceError"


def read(document: Document) -> Iterator[Piece]:
    """Yield a text for each line; a broken line fails alone."""
    parsed = _rows(document)
    sample = list(islice(parsed, SAMPLE_ROWS))
    if not sample:
        raise document.fail(EmptySource, "no line in it")
    media_type = media.JSON_LINES
    objects = _listed(document, sample)
    if objects:
        sample, media_type = list(enumerate(objects, start=1)), media.JSON
    known = [item[1] for item in sample[:SAMPLE_ROWS] if not isinstance(item, SourceError)]
    columns = find_columns(known, document.text_column)
    for item in chain(sample, parsed):
        if isinstance(item, SourceError):
            yield item
            continue
        number, row = item
        try:
            own = columns_of(row, columns, document.text_column)
            yield row_cell(document, row, number, own, media_type)
        except SourceError as error:
            yield error


def _listed(document: Document, sample: Sequence[_Numbered]) -> Sequence[Row] | None:
    """Return what the object of a one-line file lists, unless its suffix says that a line is a row."""
    if len(sample) != 1 or document.suffix in media.JSON_LINES_SUFFIXES:
        return None
    [item] = sample
    return None if isinstance(item, SourceError) else listed(item[1], document.text_column)


def _rows(document: Document) -> Iterator[_Numbered]:
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
