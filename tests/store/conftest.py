from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sayso.batch.release import StoredRelease
from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import split_of
from sayso.corpora.tei import read_tei
from sayso.resources import resource
from sayso.store import Store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "quotes.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An empty store."""
    with open_store(path) as opened:
        yield opened


@pytest.fixture
def store_of(path: Path) -> Iterator[Callable[..., Store]]:
    """A store of some releases, added together."""
    opened: list[Store] = []

    def make(*releases: StoredRelease) -> Store:
        opened.append(open_store(path))
        opened[-1].add(releases)
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def gold() -> list[StoredRelease]:
    """The dev releases of the gold corpus: every language, real text."""
    folder = resource("corpora") / "gold"
    names = [name for name, split in sorted(split_of(folder).items()) if split == "dev"]
    records = [gold_record(read_tei(folder / f"{name}.xml")) for name in names]
    return [StoredRelease(record, (record.source,)) for record in records]
