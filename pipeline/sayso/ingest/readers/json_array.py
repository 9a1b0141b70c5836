"""JSON: an array of releases, or an object that is one or holds such an array."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from sayso.errors import BrokenSource, EmptySource, SourceError
from sayso.ingest import media
from sayso.ingest.charset import decode
from sayso.ingest.columns import find_columns
from sayso.ingest.limits import MOST_FILE_BYTES
from sayso.ingest.listed import listed
from sayso.ingest.readers.json_lines import as_row
from sayso.ingest.rows import SAMPLE_ROWS, columns_of, row_cell
from sayso.ingest.source import Document, Piece


def read(document: Document) -> Iterator[Piece]:
    """Yield a text for each object; one without a text fails alone."""
    values = _values(_load(document), document.text_column)
    if not values:
        raise document.fail(EmptySource, "no object in it")
    rows = [value for value in values[:SAMPLE_ROWS] if isinstance(value, dict)]
    columns = find_columns(rows, document.text_column)
    for number, value in enumerate(values, start=1):
        try:
            row = as_row(document, value, number)
            own = columns_of(row, columns, document.text_column)
            yield row_cell(document, row, number, own, media.JSON)
        except SourceError as error:
            yield error


def _load(document: Document) -> object:
    text = decode(document.read(MOST_FILE_BYTES), document.charset)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            raise document.fail(BrokenSource, "truncated: the JSON ends too early, fetch it again") from error
        raise document.fail(BrokenSource, f"not valid JSON ({error})") from error
    except (ValueError, RecursionError) as error:
        raise document.fail(BrokenSource, f"not valid JSON ({error})") from error


def _values(loaded: object, text_column: str | None) -> Sequence[object]:
    if isinstance(loaded, list):
        return loaded
    objects = listed(loaded, text_column) if isinstance(loaded, dict) else None
    return objects or [loaded]
