"""The parent's side of the process that splits places into units: see ``splitting`` for the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, BinaryIO

from sayso.batch.limits import environment
from sayso.batch.messages import Handed, Ready, Split, Taken
from sayso.batch.process import Process
from sayso.batch.unit import Unit
from sayso.errors import BrokenSource, SourceError, WorkerError
from sayso.ingest.locations import Place

if TYPE_CHECKING:
    from sayso.batch.crew import Desk


class Reader:
    """Hands places to the process, and what it makes of them to whoever hears.

    A place on which the process dies or hangs fails from there on; the next one gets a new process.
    """

    def __init__(self, desk: Desk, seconds: float, text_column: str | None, stdin: BinaryIO | None) -> None:
        self.over = False
        self.taken = 0
        self._desk = desk
        self._seconds = seconds
        self._text_column = text_column
        self._stdin = _Stdin(stdin) if stdin is not None else None
        self._process: Process | None = None
        self._ready = False
        self._place: Place | None = None
        self._before = 0
        self._heard = monotonic()

    @property
    def pipe(self) -> Connection | None:
        """The pipe on which something is to be heard, if anything is."""
        return self._process.pipe if self._process is not None and self._place is not None else None

    def feed(self, places: Iterator[Place | SourceError]) -> None:
        """Give the process the next place, unless it has one."""
        while self._place is None and not self.over:
            place = next(places, None)
            if place is None:
                self.over = True
            elif isinstance(place, SourceError):
                self._desk.begins(place.uri)
                self._desk.broken(place)
            else:
                self._begin(place)

    def hear(self) -> Unit | None:
        """Take the next message; return the unit in it, if there is one."""
        assert self._process is not None and self._place is not None
        message = self._process.receive()
        self._heard = monotonic()
        if isinstance(message, Ready):
            self._ready = True
        if isinstance(message, Handed | Taken):
            self.taken = self._before + message.taken
        if isinstance(message, Handed):
            if isinstance(message.item, Unit):
                return message.item
            self._desk.broken(message.item)
        elif isinstance(message, Split):
            self._end_place()
        elif message is None:
            self._died(self._process.ended())
        return None

    def check_time(self, listening: bool) -> None:
        """Give a place up in which nothing is found, and nothing even read, for too long."""
        if self._place is None or not listening:
            self._heard = monotonic()
        elif self._place.path is not None and self._ready and monotonic() > self._heard + self._seconds:
            assert self._process is not None
            self._process.kill()
            self._fail(f"nothing could be read for {self._seconds:g} seconds (--time-limit)")

    def excuse(self, seconds: float) -> None:
        """Count no time in which nobody could hear the process."""
        self._heard = min(monotonic(), self._heard + seconds)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process = None
        if self._stdin is not None:
            self._stdin.close()

    def _begin(self, place: Place) -> None:
        if self._process is None:
            stdin = None if self._stdin is None else self._stdin.handle
            self._ready = False
            self._process = Process("sayso.batch.splitting", environment(1), stdin)
            self._process.send(self._text_column)
        self._place = place
        self._heard = monotonic()
        self._desk.begins(place.uri)
        self._process.send(place)

    def _end_place(self) -> None:
        if self._place is not None:
            self._before += size_of(self._place)
            self.taken = self._before
        self._place = None

    def _died(self, how: str) -> None:
        if not self._ready:
            raise WorkerError(f"the process that reads the sources does not start: it {how}")
        self._fail(f"the process that read it {how}")

    def _fail(self, reason: str) -> None:
        assert self._place is not None
        self._desk.broken(BrokenSource(self._place.uri, f"{reason}; what follows in it is not read"))
        self._process = None
        self._end_place()


class _Stdin:
    """Standard input as a handle that a process can have; a stream without one is pumped into a pipe."""

    def __init__(self, stream: BinaryIO) -> None:
        self._ours: int | None = None
        try:
            self.handle = stream.fileno()
        except (OSError, AttributeError):
            self.handle, writing = os.pipe()
            self._ours = self.handle
            Thread(target=_pump, args=(stream, writing), daemon=True).start()

    def close(self) -> None:
        """Close the pipe, if there is one."""
        if self._ours is not None:
            os.close(self._ours)
            self._ours = None


def _pump(stream: BinaryIO, handle: int) -> None:
    with open(handle, "wb", buffering=0) as out:
        try:
            while chunk := stream.read(65_536):
                out.write(chunk)
        except BrokenPipeError:
            return


def size_of(place: Place) -> int:
    """Return the bytes of a place; 0 for what has no size."""
    try:
        if place.path is None:
            return 0
        if place.dataset:
            return sum(file.stat().st_size for file in place.path.rglob("*") if file.is_file())
        return place.path.stat().st_size
    except OSError:
        return 0
