"""SQLite: the store, in a file of its own; to one that is there releases are added in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sayso.batch.release import StoredRelease


def write_database(releases: Iterable[StoredRelease], path: Path) -> None:
    """Write a new file of releases."""
    from sayso.store import open_store

    path.unlink(missing_ok=True)
    with open_store(path) as store:
        store.add(releases)


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
