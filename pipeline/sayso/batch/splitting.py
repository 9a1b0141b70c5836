"""From places to units: files as they are, containers piece by piece."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread
from time import sleep
from typing import BinaryIO

from sayso.batch.messages import Handed, Ready, Split, Taken
from sayso.batch.names import storable_part
from sayso.batch.process import run
from sayso.batch.unit import Unit
from sayso.errors import SourceError, UnreadableSource
from sayso.ingest import media
from sayso.ingest.limits import MOST_FILE_BYTES
from sayso.ingest.locations import Place
from sayso.ingest.sniff import sniff
from sayso.ingest.source import Document, Piece, SourceText
from sayso.ingest.unfold import opened, pieces, place_pieces, reader_of

TOLD_EVERY = 1.0
_CHUNK = 1 << 20


class Splitter:
    """Splits one place after another; ``taken`` is how many bytes of the present one are read."""

    def __init__(self, text_column: str | None = None, stdin: BinaryIO | None = None) -> None:
        self._text_column = text_column
        self._stdin = stdin
        self._outer: Document | None = None

    @property
    def taken(self) -> int:
        """The bytes of the present place that are read; 0 for a dataset."""
        outer = self._outer
        return outer.taken if outer else 0

    def split(self, place: Place) -> Iterator[Unit | SourceError]:
        """Yield the units of a place and the failures among them.

        Pieces are made into texts by the worker that gets them: nothing here takes long or crashes.
        """
        self._outer = None
        if place.dataset:
            yield from map(_unit, place_pieces(place, self._text_column))
            return
        try:
            with opened(place, self._text_column, self._stdin) as self._outer:
                document = _unpacked(self._outer)
                if document.head and sniff(document) in media.CONTAINERS:
                    yield from map(_unit, pieces(document))
                elif place.path is not None and place.path.is_file():
                    yield Unit(place.uri, None, _digest(place.path), place)
                else:
                    yield _unit(document)
        except SourceError as error:
            yield error
        except OSError as error:
            yield UnreadableSource(place.uri, f"cannot be read: {error.strerror or error}")


def _unpacked(document: Document) -> Document:
    """Return the document inside gzip files."""
    while document.head and sniff(document) == media.GZIP:
        [document] = [piece for piece in reader_of(document)(document) if isinstance(piece, Document)]
    return document


def _unit(piece: Piece) -> Unit | SourceError:
    if isinstance(piece, SourceError):
        return piece
    if isinstance(piece, SourceText):
        return Unit(piece.source.uri, storable_part(piece.source.part), piece.source.sha256, piece)
    if isinstance(piece, Document):
        return _document(piece)
    part = " / ".join(step for step in (piece.document.part, piece.part) if step)
    return Unit(piece.document.uri, storable_part(part), hashlib.sha256(piece.content()).hexdigest(), piece)


def _document(document: Document) -> Unit | SourceError:
    try:
        data = document.read(MOST_FILE_BYTES)
    except SourceError as error:
        return error
    digest = document.digest() if document.digest else hashlib.sha256(data).hexdigest()
    return Unit(document.uri, storable_part(document.part), digest, document.holding(data))


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; of a file that is too big to be read, of its beginning."""
    digest, left = hashlib.sha256(), MOST_FILE_BYTES + 1
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def _work(pipe: Connection) -> None:
    lock = Lock()

    def send(message: object) -> None:
        with lock:
            pipe.send(message)

    splitter = Splitter(pipe.recv(), sys.stdin.buffer)
    send(Ready())
    Thread(target=_tell, args=(splitter, send), daemon=True).start()
    while (place := pipe.recv()) is not None:
        for item in splitter.split(place):
            send(Handed(item, splitter.taken))
        send(Split())


def _tell(splitter: Splitter, send: Callable[[object], None]) -> None:
    """Tell every second how far it is: a file in which nothing is found for long is not one that hangs."""
    told = 0
    while True:
        sleep(TOLD_EVERY)
        if splitter.taken != told:
            told = splitter.taken
            with suppress(OSError):
                send(Taken(told))


def main() -> None:
    """Be the process that splits places."""
    run(_work)
