"""SQLite: the store, in a file of its own; to one that is there releases are added in a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from sayso.batch.release import StoredRelease
from sayso.sinks.aside import place_file


def write_database(releases: Iterable[StoredRelease], path: Path) -> None:
    """Write a new file of releases."""
    from sayso.store import open_store

    path.unlink(missing_ok=True)
    with open_store(path) as store:
        store.add(releases)


def place_database(aside: Path, target: Path) -> None:
    """Put a written file in the place of another, of which nothing may be left that SQLite would replay."""
    if target.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(target)) as old:
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()  # rolls back what a kill left
    for ending in ("-journal", "-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    place_file(aside, target)


def add_to_database(releases: Iterable[StoredRelease], path: Path) -> None:
    """Add releases to a file that is there, all or none."""
    from sayso.store import open_store

    with open_store(path, create=False) as store:
        store.add(releases)


def read_database(path: Path) -> Iterator[StoredRelease]:
    """Yield the releases of a file."""
    from sayso.store import open_store

    with open_store(path, create=False, write=False) as store:
        yield from store.releases()
