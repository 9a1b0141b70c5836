"""The processes of a batch at work: one splits places into units, the workers extract.

A unit that takes too long, or kills its worker, fails alone: the worker is replaced, and the rest of a
file of several texts goes on behind the one that did it. What becomes of a unit is told to a desk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import BinaryIO, Protocol

from sayso.batch.limits import Limits, environment
from sayso.batch.messages import (
    LOADING,
    OPENING,
    READING,
    Answer,
    At,
    Failed,
    Ready,
    Setup,
    Through,
    Unable,
)
from sayso.batch.process import KILLED_BY_SYSTEM, Process
from sayso.batch.reader import Reader
from sayso.batch.unit import TEXTS_A_PIECE, Found, TextMet, Unit
from sayso.errors import SourceError, WorkerError
from sayso.ingest.locations import Place

WORKER = "sayso.batch.worker"
# A text may take the time limit for every so many characters of it.
CHARACTERS_A_LIMIT = 100_000
# Workers that die before they are ready are not replaced for ever.
MOST_FALSE_STARTS = 3
STARTING_SECONDS = 600.0
# Away for so long, the crew was kept from listening: who takes its results is slow, or all was stopped.
AWAY_SECONDS = 0.5


class Desk(Protocol):
    """Where units are registered, and where what becomes of them is kept."""

    @property
    def has_room(self) -> bool:
        """Whether more units can be registered now."""

    def begins(self, uri: str) -> None:
        """A place is split from its beginning."""

    def register(self, unit: Unit) -> int | None:
        """Return the position of a unit, or none if there is nothing to be done for it."""

    def broken(self, error: SourceError) -> None:
        """A place, or a part of one, gives no unit."""

    def met(self, position: int, text: TextMet) -> Answer:
        """Tell what to do with a text."""

    def found(self, position: int, found: Found) -> None:
        """Keep a release."""

    def failed(self, position: int, failed: Failed) -> None:
        """Keep a failure."""

    def finished(self, position: int) -> None:
        """A unit is through."""

    def rest(self) -> None:
        """Something has happened, or a second has gone by."""


@dataclass
class _Task:
    """A unit in work, and where its worker is."""

    unit: Unit
    position: int
    at: At = field(default_factory=lambda: At(0, OPENING))
    text: TextMet | None = None
    since: float = field(default_factory=monotonic)
    again: bool = False


@dataclass(eq=False)
class _Worker:
    process: Process
    ready: bool = False
    loading: bool = False
    since: float = field(default_factory=monotonic)
    task: _Task | None = None


class Crew:
    """The processes of one batch; `run` lets them work until all places are through."""

    def __init__(self, setup: Setup, limits: Limits, desk: Desk, stdin: BinaryIO | None = None) -> None:
        self.setup = setup
        self.limits = limits
        self.desk = desk
        self.reader = Reader(desk, limits.seconds, setup.text_column, stdin)
        self.workers: list[_Worker] = []
        self.pending: deque[_Task] = deque()
        self.false_starts = 0
        self.listened = monotonic()

    def run(self, places: Iterator[Place | SourceError]) -> Iterator[int]:
        """Work through the places; yields after every event the bytes of places that are read.

        Raises `WorkerError` if workers do not start, or what they raise when they load the pipeline.
        """
        self.listened = monotonic()
        try:
            while True:
                listening = len(self.pending) < 2 * self.limits.workers + 2 and self.desk.has_room
                if listening:
                    self.reader.feed(places)
                self._hand_out()
                if self.reader.over and not self.pending and not any(w.task for w in self.workers):
                    return
                self._listen(listening)
                self._check_time(listening)
                self.desk.rest()
                yield self.reader.taken
        finally:
            self.reader.close()
            for worker in self.workers:
                worker.process.kill()

    def _hand_out(self) -> None:
        for worker in list(self.workers):
            if worker.ready and worker.task is None and self.pending:
                self._give(worker, self.pending.popleft())
        starting = sum(not worker.ready for worker in self.workers)
        if len(self.pending) > starting and len(self.workers) < self.limits.workers:
            process = Process(WORKER, environment(self.limits.threads))
            process.send(self.setup)
            self.workers.append(_Worker(process))

    def _give(self, worker: _Worker, task: _Task) -> None:
        task.since = monotonic()
        sent, task.unit = task.unit.twice()
        if worker.process.send(sent):
            worker.task = task
        else:  # it died while it had nothing to do
            self.pending.appendleft(task)
            self.workers.remove(worker)
            worker.process.ended()

    def _listen(self, listening: bool) -> None:
        pipes: dict[Connection, _Worker | None] = {
            worker.process.pipe: worker for worker in self.workers if worker.task or not worker.ready
        }
        if listening and self.reader.pipe is not None:
            pipes[self.reader.pipe] = None
        begun, patience = monotonic(), self._patience()
        speaking = wait(list(pipes), timeout=patience)
        self._excuse(min(monotonic() - begun, patience))
        for pipe in speaking:
            worker = pipes[pipe]  # type: ignore[index]
            if worker is not None:
                self._hear(worker)
            elif (unit := self.reader.hear()) is not None:
                position = self.desk.register(unit)
                if position is not None:
                    self.pending.append(_Task(unit, position))

    def _excuse(self, listening: float) -> None:
        """Count no time in which nobody listened, but for the seconds of ``listening`` just now."""
        now = monotonic()
        away, self.listened = now - self.listened - listening, now
        if away < AWAY_SECONDS:
            return
        for worker in self.workers:
            worker.since = min(now, worker.since + away)
            if worker.task is not None:
                worker.task.since = min(now, worker.task.since + away)
        self.reader.excuse(away)

    def _hear(self, worker: _Worker) -> None:
        message = worker.process.receive()
        task = worker.task
        if message is None:
            self._died(worker, worker.process.ended())
        elif isinstance(message, Ready):
            worker.ready = True
        elif isinstance(message, Unable):
            raise message.error
        elif task is not None:
            self._hear_of(task, message, worker)

    def _hear_of(self, task: _Task, message: object, worker: _Worker) -> None:
        if isinstance(message, At):
            task.at = message
            if message.stage in (OPENING, READING):
                task.since, task.text = monotonic(), None
            elif worker.loading and message.stage != LOADING:
                worker.loading, self.false_starts, task.since = False, 0, monotonic()
            elif message.stage == LOADING:
                worker.loading, worker.since = True, monotonic()
        elif isinstance(message, TextMet):
            task.text = message
            worker.process.send(self.desk.met(task.position, message))
        elif isinstance(message, Found):
            self.desk.found(task.position, message)
        elif isinstance(message, Failed):
            self.desk.failed(task.position, message)
        elif isinstance(message, Through):
            worker.task = None
            self.desk.finished(task.position)
            if message.retires:
                worker.process.ended()
                self.workers.remove(worker)

    def _died(self, worker: _Worker, how: str) -> None:
        self.workers.remove(worker)
        task = worker.task
        if task is None or worker.loading:
            self.false_starts += 1
            if self.false_starts >= MOST_FALSE_STARTS:
                raise WorkerError(f"the processes that extract do not start: the last one {how}")
        elif task.again or how != KILLED_BY_SYSTEM:
            self._lost(task, f"the process that worked on it {how}")
            return
        if task is not None:  # not to blame: another process may have taken the memory
            again = task.again or not worker.loading
            self.pending.appendleft(replace(task, again=again, text=None, at=_beginning(task.unit)))

    def _lost(self, task: _Task, reason: str) -> None:
        """Fail the text that a worker died of; what comes after it in its unit goes on.

        After a text that could not even be read, that is what comes after its piece.
        """
        unit, text, at = task.unit, task.text, task.at
        place = text.place if text else at.piece * TEXTS_A_PIECE + at.order
        uri, part, digest = (text.uri, text.part, text.sha256) if text else (unit.uri, unit.part, unit.sha256)
        stage = READING if at.stage == OPENING else at.stage
        self.desk.failed(task.position, Failed(place, uri, part, digest, stage, reason))
        if text and not unit.is_one_text:
            rest = replace(unit, skip=at.piece, skip_texts=place % TEXTS_A_PIECE + 1)
        elif unit.is_file and at.stage != OPENING:
            rest = replace(unit, skip=at.piece + 1, skip_texts=0)
        else:
            self.desk.finished(task.position)
            return
        self.pending.appendleft(_Task(rest, task.position, _beginning(rest)))

    def _check_time(self, listening: bool) -> None:
        now = self.listened  # if all is stopped after that, it is not known yet
        for worker in list(self.workers):
            late = worker.task and not worker.loading and now > self._deadline(worker.task)
            if worker.task and late and not worker.process.pipe.poll():
                seconds = self._allowed(worker.task)
                worker.process.kill()
                self.workers.remove(worker)
                self._lost(worker.task, f"took more than {seconds:g} seconds (--time-limit)")
            elif (worker.loading or not worker.ready) and now > worker.since + STARTING_SECONDS:
                raise WorkerError(f"the processes that extract are not ready after {STARTING_SECONDS:g} s")
        self.reader.check_time(listening)

    def _allowed(self, task: _Task) -> float:
        return self.limits.seconds * max(1.0, task.at.length / CHARACTERS_A_LIMIT)

    def _deadline(self, task: _Task) -> float:
        return task.since + self._allowed(task)

    def _patience(self) -> float:
        """Return how long nothing may be heard before times are checked."""
        ends = [self._deadline(worker.task) for worker in self.workers if worker.task and not worker.loading]
        return min(1.0, max(0.0, min(ends, default=monotonic() + 1.0) - monotonic()))


def _beginning(unit: Unit) -> At:
    return At(unit.skip, OPENING, order=unit.skip_texts)
