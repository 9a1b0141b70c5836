"""The store itself: releases in, releases out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType

from sayso.batch.release import StoredRelease
from sayso.errors import BrokenStore, QueryError
from sayso.record import Record, Source
from sayso.store.opening import clear_errors, transaction

# Releases written together: people and organisations are told apart once for all of them.
TOGETHER = 200
SHORTEST_PREFIX = 4


class Store:
    """One SQLite file of releases; close it, or use it in a ``with``."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Take a connection to a store of this version's schema: see `open_store`."""
        self.path = path
        self.connection = connection

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def add(self, releases: Iterable[StoredRelease]) -> None:
        """Add releases, all or none of them.

        A release whose id is there already is replaced; places at which it was found before stay with it.
        Raises `StoreError`: then nothing of this call is kept.
        """
        # Reading needs nothing of what writing does: names, languages.
        from sayso.store.writing import write_releases

        stream = iter(releases)
        with clear_errors(self.path), transaction(self.connection):
            while chunk := list(islice(stream, TOGETHER)):
                write_releases(self.connection, chunk)

    def releases(self) -> Iterator[StoredRelease]:
        """Yield every release as it was added, in the order in which they were added first."""
        last = 0
        while True:
            with clear_errors(self.path):
                rows = self.connection.execute(
                    "SELECT number, duplicate_of, json FROM releases JOIN records"
                    " ON records.release = releases.number WHERE number > ? ORDER BY number LIMIT ?",
                    (last, TOGETHER),
                ).fetchall()
                found = [(json, duplicate_of, self._sources(number)) for number, duplicate_of, json in rows]
            for json, duplicate_of, sources in found:
                yield StoredRelease(Record.from_json(json), sources, duplicate_of)
            if not rows:
                return
            last = rows[-1][0]

    def release(self, release_id: str) -> StoredRelease:
        """Return the release of an id, or of the beginning of one that only it has.

        Raises `QueryError` if there is none, or more than one.
        """
        with clear_errors(self.path):
            rows = self.connection.execute(
                "SELECT number, id, duplicate_of, json FROM releases JOIN records"
                " ON records.release = releases.number WHERE id >= ? AND id < ? || 'g' ORDER BY id LIMIT 2",
                (release_id, release_id),
            ).fetchall()
        exact = [row for row in rows if row[1] == release_id] or rows
        if not exact or len(release_id) < SHORTEST_PREFIX:
            raise QueryError(
                f"{self.path}: no release {release_id!r}: `sayso search` shows ids; give four digits or more"
            )
        if len(exact) > 1:
            raise QueryError(f"{self.path}: several releases begin with {release_id!r}: give more of the id")
        number, _, duplicate_of, json = exact[0]
        return StoredRelease(Record.from_json(json), self._sources(number), duplicate_of)

    def check(self) -> None:
        """Read the whole file and compare the index with the quotes; raises `BrokenStore` or `StoreError`."""
        with clear_errors(self.path):
            (said,) = self.connection.execute("PRAGMA integrity_check(1)").fetchone()
            if said != "ok":
                raise BrokenStore(f"{self.path}: is damaged: {said}")
            self.connection.execute("INSERT INTO quotes_fts (quotes_fts, rank) VALUES ('integrity-check', 1)")

    def _sources(self, number: int) -> tuple[Source, ...]:
        rows = self.connection.execute(
            "SELECT uri, media_type, sha256, part FROM sources WHERE release = ? ORDER BY id", (number,)
        )
        return tuple(
            Source(uri=uri, media_type=media_type, sha256=sha256, part=part)
            for uri, media_type, sha256, part in rows
        )
