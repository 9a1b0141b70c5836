"""The journal: one SQLite file beside the sink that knows what a batch has done.

Everything is in it before it is in the sink, in transactions, so that a batch that is killed at any instant
goes on where it was. The file is locked while a batch runs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import NamedTuple

from sayso.batch.release import StoredRelease, packed, unpacked
from sayso.batch.unit import Failure, Found, key_of
from sayso.errors import SinkError
from sayso.record import Source

# Results are kept at the latest after so many seconds: what a kill may cost.
KEPT_EVERY = 0.5
CACHE_KIB = 32_768
APPLICATION_ID = 0x5341596A
BEGUN, DONE, FAILED = 0, 1, 2


def journal_of(sink: Path) -> Path:
    """Return where the journal of a sink lies."""
    return sink.with_name(f"{sink.name}.journal")


class Uncompared(NamedTuple):
    """A release whose repeats were not looked for yet; ``fresh`` is false if it came from the sink."""

    number: int
    record: bytes
    bands: bytes | None
    duplicate_of: str | None
    fresh: bool


class Journal:
    """An open journal; results are kept by `keep`, or every half second."""

    def __init__(self, path: Path) -> None:
        """Open a journal, made new if there is none.

        Raises `SinkError` if another batch has it, if it is none, or if it cannot be written.
        """
        self.path = path
        self._db = _opened(path)
        self._open = True
        self._kept = monotonic()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; if that fails too, what went wrong before is what is told."""
        if kind is None:
            self.close()
        else:
            with suppress(sqlite3.Error):
                self.close()

    # What is known of the batch

    def note(self, name: str, value: str) -> None:
        """Note something about the batch."""
        self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    def noted(self, name: str) -> str | None:
        """Return what was noted under a name."""
        row = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def counts(self) -> tuple[int, int, int]:
        """Return how many releases there are, how many of them are repeats, how many failures."""
        queries = (
            "SELECT count(*) FROM releases",
            "SELECT count(*) FROM releases WHERE duplicate_of IS NOT NULL",
            "SELECT count(*) FROM failures",
        )
        releases, repeats, failures = (self._db.execute(query).fetchone()[0] for query in queries)
        return releases, repeats, failures

    @property
    def changed(self) -> bool:
        """Whether there is something that the sink does not have."""
        return self._db.execute("SELECT 1 FROM releases WHERE fresh LIMIT 1").fetchone() is not None

    # Units

    def register(self, key: bytes) -> tuple[int, int]:
        """Return the position and the state of a unit; a new one gets the next position."""
        self._db.execute("INSERT OR IGNORE INTO units (key) VALUES (?)", (key,))
        row = self._db.execute("SELECT position, state FROM units WHERE key = ?", (key,)).fetchone()
        return int(row[0]), int(row[1])

    def set_state(self, position: int, state: int) -> None:
        """Set the state of a unit."""
        self._db.execute("UPDATE units SET state = ? WHERE position = ?", (state, position))

    def finish(self, position: int) -> None:
        """Note that a unit is done, or that some or all of it failed."""
        failed = self._db.execute("SELECT 1 FROM failures WHERE unit = ? LIMIT 1", (position,)).fetchone()
        self.set_state(position, FAILED if failed else DONE)

    # Releases and sources

    def knows_source(self, key: bytes) -> bool:
        """Tell whether a source was found before."""
        return self._db.execute("SELECT 1 FROM sources WHERE key = ?", (key,)).fetchone() is not None

    def has_before(self, release: str, unit: int, place: int) -> bool:
        """Tell whether a text was found at an earlier place, so that its record is not needed again."""
        row = self._db.execute("SELECT unit, place FROM releases WHERE id = ?", (release,)).fetchone()
        return row is not None and (row[0], row[1]) < (unit, place)

    def put(self, unit: int, found: Found) -> None:
        """Keep a release, or only its source; of several records of one text the first in order stays."""
        self._db.execute(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)",
            (found.key, found.release, unit, found.place, found.source),
        )
        if found.record is None:
            self._db.execute("UPDATE releases SET fresh = 1 WHERE id = ?", (found.release,))
            return
        self._db.execute(
            "INSERT INTO releases (id, unit, place, record, bands) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET"
            " unit = excluded.unit, place = excluded.place, record = excluded.record, bands = excluded.bands"
            " WHERE (excluded.unit, excluded.place) <= (releases.unit, releases.place)",
            (found.release, unit, found.place, found.record, found.bands),
        )
        self._db.execute("UPDATE releases SET fresh = 1 WHERE id = ?", (found.release,))

    def restore(self, releases: Iterable[StoredRelease]) -> None:
        """Take over the releases of a finished sink, in its order."""
        for release in releases:
            record = release.record
            positions = []
            for place, source in enumerate(release.sources):
                told = (source.uri, source.part, source.sha256)
                position, _ = self.register(key_of(*told))
                positions.append(position)
                self.set_state(position, DONE)
                self._db.execute(
                    "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)",
                    (key_of(*told, record.id), record.id, position, place, source.model_dump_json()),
                )
            self._db.execute(
                "INSERT OR REPLACE INTO releases (id, unit, place, record, duplicate_of, fresh)"
                " VALUES (?, ?, 0, ?, ?, 0)",
                (record.id, positions[0] if positions else 0, packed(record), release.duplicate_of),
            )

    def releases(self, fresh: bool = False) -> Iterator[StoredRelease]:
        """Yield the releases in the order of the sink; with ``fresh`` only what the sink does not have."""
        chosen = "WHERE fresh" if fresh else ""
        rows = self._db.execute(
            f"SELECT id, record, duplicate_of FROM releases {chosen} ORDER BY unit, place"
        )
        for release, record, duplicate_of in rows:
            found = self._db.execute(
                "SELECT source FROM sources WHERE release = ? ORDER BY unit, place", (release,)
            )
            sources = tuple(Source.model_validate_json(source) for (source,) in found)
            yield StoredRelease(unpacked(record), sources, duplicate_of)

    def delivered(self) -> None:
        """Note that the sink has everything."""
        self._db.execute("UPDATE releases SET fresh = 0 WHERE fresh")
        self.keep()

    # Failures

    def put_failure(self, unit: int, place: int, failure: Failure, while_splitting: bool = False) -> None:
        """Keep a failure."""
        told = (failure.uri, failure.part, failure.sha256, failure.stage, failure.reason)
        self._db.execute(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (unit, place, *told, while_splitting),
        )

    def forget_failures_of_unit(self, unit: int) -> None:
        """Forget what failed in a unit that is tried again."""
        self._db.execute("DELETE FROM failures WHERE unit = ?", (unit,))

    def forget_failures_of_file(self, uri: str) -> None:
        """Forget the failures that splitting a file finds, before it is split again."""
        self._db.execute("DELETE FROM failures WHERE uri = ? AND while_splitting", (uri,))

    def forget_outdated_failures(self, uri: str, part: str | None, unit: int) -> None:
        """Forget what failed in an earlier version of an input."""
        self._db.execute(
            "DELETE FROM failures WHERE uri = :uri AND unit != :unit AND NOT while_splitting"
            " AND (:part IS NULL OR part = :part OR substr(part, 1, length(:part) + 3) = :part || ' / ')",
            {"uri": uri, "part": part, "unit": unit},
        )

    def failures(self) -> Iterator[Failure]:
        """Yield the failures in the order of their inputs."""
        rows = self._db.execute(
            "SELECT uri, part, sha256, stage, reason, key FROM failures JOIN units ON position = unit"
            " ORDER BY unit, place"
        )
        for row in rows:
            yield Failure(*row)

    def failed_uris(self) -> list[str]:
        """Return the inputs that have failures, each once, in their order."""
        rows = self._db.execute("SELECT uri FROM failures GROUP BY uri ORDER BY min(unit)")
        return [uri for (uri,) in rows]

    def count_failures_of(self, uri: str) -> int:
        """Return how many failures an input has."""
        (count,) = self._db.execute("SELECT count(*) FROM failures WHERE uri = ?", (uri,)).fetchone()
        return int(count)

    # Repeats: see `repeats`

    def to_compare(self, most: int) -> list[Uncompared]:
        """Return the next releases whose repeats were not looked for yet, in their order."""
        rows = self._db.execute(
            "SELECT number, record, bands, duplicate_of, fresh FROM releases WHERE NOT compared"
            " ORDER BY unit, place LIMIT ?",
            (most,),
        )
        return [Uncompared(*row) for row in rows]

    def sharing(self, bands: tuple[int, ...]) -> list[tuple[int, str, bytes]]:
        """Return number, id and record of the releases that share one of the bands, the earliest first."""
        marks = ",".join("?" * len(bands))
        return self._db.execute(
            f"SELECT number, id, record FROM releases WHERE number IN"
            f" (SELECT release FROM bands WHERE band IN ({marks})) ORDER BY unit, place",
            bands,
        ).fetchall()

    def compare(self, number: int, duplicate_of: str | None) -> None:
        """Note that the repeats of a release were looked for, and which earlier one it repeats."""
        self._db.execute(
            "UPDATE releases SET compared = 1, bands = NULL, duplicate_of = ? WHERE number = ?",
            (duplicate_of, number),
        )

    def index(self, number: int, bands: tuple[int, ...]) -> None:
        """Make a release one that later ones may repeat."""
        self._db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", ((band, number) for band in bands))

    # The file

    def keep(self, *, on_disk: bool = False) -> None:
        """Commit all results; with ``on_disk`` wait until a loss of power cannot undo it."""
        self._db.execute("COMMIT")
        if on_disk:
            self._db.execute("PRAGMA wal_checkpoint(FULL)")
        self._db.execute("BEGIN")
        self._kept = monotonic()

    def close(self) -> None:
        """Keep all results and close the file; closing it again changes nothing."""
        if not self._open:
            return
        self._open = False
        try:
            if self._db.in_transaction:
                self._db.execute("COMMIT")
        finally:
            self._db.close()

    def delete(self) -> None:
        """Close the file and remove it, whatever was not kept and whatever is wrong with it."""
        with suppress(sqlite3.Error):
            if self._open and self._db.in_transaction:
                self._db.execute("ROLLBACK")
        with suppress(sqlite3.Error):
            self.close()
        self.path.unlink(missing_ok=True)
        self.path.with_name(f"{self.path.name}-wal").unlink(missing_ok=True)

    def keep_at_times(self) -> None:
        """Commit all results, if the last commit is half a second ago."""
        if monotonic() - self._kept >= KEPT_EVERY:
            self.keep()


def _opened(path: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            _prepare(db)
        except BaseException:
            db.close()
            raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise SinkError(f"{path}: another sayso is writing this sink: wait until it is done") from error
        raise SinkError(f"{path}: cannot be written ({error}): is the folder read-only, or full?") from error
    except sqlite3.DatabaseError as error:
        raise SinkError(f"{path}: not a journal of sayso ({error}): delete it to begin anew") from error
    return db


def _prepare(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    db.execute("BEGIN IMMEDIATE")
    (owner,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    db.execute("COMMIT")
    if owner != APPLICATION_ID:
        if tables:
            raise sqlite3.DatabaseError("a database of another program")
        schema = resources.files("sayso.batch").joinpath("journal.sql").read_text("utf-8")
        db.executescript(f"BEGIN; {schema} PRAGMA application_id = {APPLICATION_ID}; COMMIT")
    db.execute("BEGIN")
