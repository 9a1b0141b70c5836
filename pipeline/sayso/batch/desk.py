"""The desk of a batch with a sink: what is done goes to the journal, and is not done again."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.batch.journal import DONE, FAILED, Journal
from sayso.batch.messages import READING, Answer, Failed
from sayso.batch.unit import Failure, Found, TextMet, Unit, key_of
from sayso.errors import SourceError


@dataclass
class Tally:
    """How many releases were extracted, inputs skipped as done before, and inputs failed, in one go."""

    done: int = 0
    skipped: int = 0
    failed: int = 0


class JournalDesk:
    """Keeps the results of a crew in a journal; with ``retry`` what failed before is tried again."""

    has_room = True

    def __init__(self, journal: Journal, *, retry: bool = False) -> None:
        self.journal = journal
        self.retry = retry
        self.tally = Tally()
        self._begun: dict[int, Unit] = {}

    def begins(self, uri: str) -> None:
        """Forget what was broken about a place: if it still is, that is found again."""
        self.journal.forget_failures_of_file(uri)

    def register(self, unit: Unit) -> int | None:
        """Return the position of a unit, or none if it is done, has failed before, or is in work."""
        position, state = self.journal.register(unit.key)
        if position in self._begun:
            return None
        if state == DONE or (state == FAILED and not self.retry):
            self.tally.skipped += 1
            return None
        self.journal.forget_failures_of_unit(position)
        self.journal.forget_outdated_failures(unit.uri, unit.part, position)
        self._begun[position] = unit
        return position

    def broken(self, error: SourceError) -> None:
        """Keep what is wrong with a place, or with a part of it."""
        key = broken_key(error.uri, error.reason)
        position, _ = self.journal.register(key)
        failure = Failure(error.uri, None, None, READING, error.reason, key)
        self.journal.put_failure(position, 0, failure, while_splitting=True)
        self.tally.failed += 1

    def met(self, position: int, text: TextMet) -> Answer:
        """Tell whether a text must be extracted: not if it was, from this source or an earlier one."""
        if self.journal.knows_source(text.key):
            self.tally.skipped += 1
            return Answer.NOTHING
        if self.journal.has_before(text.release, position, text.place):
            return Answer.SOURCE_ONLY
        return Answer.EXTRACT

    def found(self, position: int, found: Found) -> None:
        """Keep a release."""
        self.journal.put(position, found)
        self.tally.done += 1

    def failed(self, position: int, failed: Failed) -> None:
        """Keep a failure."""
        unit = self._begun[position]
        digest = failed.sha256 or (unit.sha256 if failed.part == unit.part else None)
        failure = Failure(failed.uri, failed.part, digest, failed.stage, failed.reason, unit.key)
        self.journal.put_failure(position, failed.place, failure)
        self.tally.failed += 1

    def finished(self, position: int) -> None:
        """Note that a unit is through."""
        del self._begun[position]
        self.journal.finish(position)

    def rest(self) -> None:
        """Keep the results, if it is time."""
        self.journal.keep_at_times()


def broken_key(uri: str, reason: str) -> bytes:
    """Return the key of what is wrong with a place that gives no unit."""
    return key_of(uri, None, f"broken: {reason}")
