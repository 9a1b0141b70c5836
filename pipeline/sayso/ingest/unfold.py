"""Open a place, and unfold what is in it: pieces first, then the texts of each.

The two steps can be taken apart, which batches do: the pieces of a large container come one by one in
one process, their texts are made in others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import BinaryIO

from sayso.errors import BrokenSource, EmptySource, SourceError, UnreadableSource
from sayso.ingest import media
from sayso.ingest.limits import MOST_LAYERS
from sayso.ingest.locations import Place
from sayso.ingest.sniff import sniff
from sayso.ingest.source import Document, Piece, Reader, SourceText, Unread


@contextmanager
def opened(place: Place, text_column: str | None = None, stdin: BinaryIO | None = None) -> Iterator[Document]:
    """Open a file or standard input as a document; raises `SourceError` if it cannot be read."""
    if place.path is None:
        stream = stdin if stdin is not None else sys.stdin.buffer
        yield Document.opened(place.uri, stream, "", text_column)
        return
    try:
        file = place.path.open("rb")
    except OSError as error:
        raise UnreadableSource(place.uri, f"cannot be opened: {error.strerror or error}") from error
    with file:
        yield Document.opened(place.uri, file, place.path.name, text_column)


def place_pieces(
    place: Place, text_column: str | None = None, stdin: BinaryIO | None = None
) -> Iterator[Piece]:
    """Yield the pieces of a place, and what is wrong with it."""
    if place.dataset:
        yield from _dataset(place, text_column)
        return
    try:
        with opened(place, text_column, stdin) as document:
            yield from pieces(document)
    except SourceError as error:
        yield error


def pieces(document: Document) -> Iterator[Piece]:
    """Yield what the reader of a document yields; whatever breaks the reader is a failure at the end."""
    try:
        yield from reader_of(document)(document)
    except SourceError as error:
        yield _named(document, error)
    except MemoryError:
        raise
    except Exception as error:  # whatever a library of a format raises on input made to break it
        broken = document.fail(BrokenSource, f"damaged, its reader gave up ({type(error).__name__}: {error})")
        broken.__cause__ = error
        yield broken


def texts(piece: Piece) -> Iterator[SourceText | SourceError]:
    """Yield the texts of a piece, and the failures among them."""
    if isinstance(piece, Document):
        for inner in pieces(piece):
            yield from texts(inner)
    elif isinstance(piece, Unread):
        yield from _read(piece)
    else:
        yield piece


def reader_of(document: Document) -> Reader:
    """Return the reader of a document; raises `SourceError` if there is none for it."""
    if document.layer > MOST_LAYERS:
        raise document.fail(BrokenSource, "too many documents packed into one another")
    if not document.head:
        raise document.fail(EmptySource, "the file is empty")
    module = import_module(f"sayso.ingest.readers.{media.READERS[sniff(document)]}")
    reader: Reader = module.read
    return reader


def _read(piece: Unread) -> Iterator[SourceText | SourceError]:
    try:
        yield piece.text()
    except SourceError as error:
        yield _named(piece.document, error, f"{piece.part}: ")
    except MemoryError:
        raise
    except Exception as error:  # as above
        reason = f"{piece.part}: damaged, its reader gave up ({type(error).__name__}: {error})"
        broken = piece.document.fail(BrokenSource, reason)
        broken.__cause__ = error
        yield broken


def _named(document: Document, error: SourceError, where: str = "") -> SourceError:
    """Return an error that names its input: what reads only markup does not know where it is from."""
    return error if error.uri else document.fail(type(error), f"{where}{error.reason}")


def _dataset(place: Place, text_column: str | None) -> Iterator[Piece]:
    from sayso.ingest.readers.dataset import read as read_dataset

    try:
        yield from read_dataset(place, text_column)
    except SourceError as error:
        yield error
