from __future__ import annotations

import pytest

from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import split_of
from sayso.corpora.tei import read_tei
from sayso.record import Record
from sayso.resources import resource


@pytest.fixture(scope="session")
def gold() -> list[Record]:
    """The dev releases of the gold corpus: every language, real text."""
    folder = resource("corpora") / "gold"
    names = [name for name, split in sorted(split_of(folder).items()) if split == "dev"]
    return [gold_record(read_tei(folder / f"{name}.xml")) for name in names]
