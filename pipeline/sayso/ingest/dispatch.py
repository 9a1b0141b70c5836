"""From locations to texts: opens each file, chooses its reader, keeps one bad input from the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from sayso.errors import BrokenSource, EmptySource, SourceError, UnreadableSource
from sayso.ingest import media
from sayso.ingest.limits import MOST_LAYERS
from sayso.ingest.locations import Place, find_places
from sayso.ingest.sniff import sniff
from sayso.ingest.source import Document, Reader, SourceText


def read_sources(
    locations: Iterable[str | Path],
    *,
    text_column: str | None = None,
    stdin: BinaryIO | None = None,
    on_failure: Callable[[SourceError], None] | None = None,
) -> Iterator[SourceText]:
    """Yield the texts of all locations, one release each, in their order.

    A location is a file, a folder, a pattern, or ``-`` for standard input (or for ``stdin``, if given).
    Rows of tables and of JSON are texts; ``text_column`` names the column, which is found otherwise.
    A failing input is handed to ``on_failure`` and the others go on; without it, its error is raised.
    """
    for place in find_places(locations):
        found = iter([place]) if isinstance(place, SourceError) else _read(place, text_column, stdin)
        for text in found:
            if not isinstance(text, SourceError):
                yield text
            elif on_failure is None:
                raise text
            else:
                on_failure(text)


def _read(
    place: Place, text_column: str | None, stdin: BinaryIO | None
) -> Iterator[SourceText | SourceError]:
    if place.path is None:
        stream = stdin if stdin is not None else sys.stdin.buffer
        yield from _texts(place.uri, stream, "", text_column)
        return
    try:
        opened = place.path.open("rb")
    except OSError as error:
        yield UnreadableSource(place.uri, f"cannot be opened: {error.strerror or error}")
        return
    with opened:
        yield from _texts(place.uri, opened, place.path.name, text_column)


def _texts(
    uri: str, stream: BinaryIO, name: str, text_column: str | None
) -> Iterator[SourceText | SourceError]:
    try:
        document = Document.opened(uri, stream, name, text_column)
    except SourceError as error:
        yield error
        return
    yield from _texts_of(document)


def _texts_of(document: Document) -> Iterator[SourceText | SourceError]:
    try:
        for piece in _reader_of(document)(document):
            if isinstance(piece, Document):
                yield from _texts_of(piece)
            else:
                yield piece
    except SourceError as error:
        yield error
    except Exception as error:  # whatever a library of a format raises on input made to break it
        broken = document.fail(BrokenSource, f"damaged, its reader gave up ({type(error).__name__}: {error})")
        broken.__cause__ = error
        yield broken


def _reader_of(document: Document) -> Reader:
    if document.layer > MOST_LAYERS:
        raise document.fail(BrokenSource, "too many documents packed into one another")
    if not document.head:
        raise document.fail(EmptySource, "the file is empty")
    module = import_module(f"sayso.ingest.readers.{media.READERS[sniff(document)]}")
    reader: Reader = module.read
    return reader
