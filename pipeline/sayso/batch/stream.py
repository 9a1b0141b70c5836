"""A batch without a sink: releases come out as they are done, in the order of their sources."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from sayso.batch.crew import Crew
from sayso.batch.limits import Limits
from sayso.batch.messages import READING, Answer, Failed, Setup
from sayso.batch.names import storable_places
from sayso.batch.release import unpacked
from sayso.batch.unit import Failure, Found, TextMet, Unit
from sayso.errors import SourceError
from sayso.record import Record

# So many units may be ahead of the one whose results are to come out next.
MOST_AHEAD = 200


def stream(
    sources: Iterable[str | Path], setup: Setup, limits: Limits, *, stdin: BinaryIO | None = None
) -> Iterator[Record | Failure]:
    """Yield the record of every release in the sources, and every failure, in the order of the sources.

    Nothing is kept: a text that is there twice comes out twice.
    """
    desk = _Queue()
    for _ in Crew(setup, limits, desk, stdin).run(storable_places(sources)):
        yield from desk.ready()
    yield from desk.ready()


class _Queue:
    """Results in the order of their units, let out as soon as all before them are out."""

    def __init__(self) -> None:
        self._first = 0
        self._units: deque[_Waiting] = deque()

    @property
    def has_room(self) -> bool:
        return len(self._units) < MOST_AHEAD

    def begins(self, uri: str) -> None:
        """Nothing is known of any place."""

    def register(self, unit: Unit) -> int | None:
        self._units.append(_Waiting())
        return self._first + len(self._units) - 1

    def broken(self, error: SourceError) -> None:
        waiting = _Waiting()
        waiting.results.append(Failure(error.uri, None, None, READING, error.reason, b""))
        waiting.through = True
        self._units.append(waiting)

    def met(self, position: int, text: TextMet) -> Answer:
        """Answer that a text is not wanted again which a worker found before it died."""
        return Answer.NOTHING if text.place in self._waiting(position).places else Answer.EXTRACT

    def found(self, position: int, found: Found) -> None:
        assert found.record is not None
        waiting = self._waiting(position)
        waiting.places.add(found.place)
        waiting.results.append(found.record)

    def failed(self, position: int, failed: Failed) -> None:
        waiting = self._waiting(position)
        if failed.place in waiting.places:
            return
        waiting.places.add(failed.place)
        failure = Failure(failed.uri, failed.part, failed.sha256, failed.stage, failed.reason, b"")
        waiting.results.append(failure)

    def finished(self, position: int) -> None:
        self._waiting(position).through = True

    def _waiting(self, position: int) -> _Waiting:
        return self._units[position - self._first]

    def rest(self) -> None:
        """Nothing is kept."""

    def ready(self) -> Iterator[Record | Failure]:
        """Yield what can come out now."""
        while self._units:
            first = self._units[0]
            while first.results:
                result = first.results.popleft()
                yield result if isinstance(result, Failure) else unpacked(result)
            if not first.through:
                return
            self._units.popleft()
            self._first += 1


class _Waiting:
    """What came of one unit and is not out yet, and at which places in it something was found."""

    def __init__(self) -> None:
        self.places: set[int] = set()
        self.results: deque[bytes | Failure] = deque()
        self.through = False
