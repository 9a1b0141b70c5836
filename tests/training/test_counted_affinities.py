"""What annotated releases teach of titles and the organisations that they are held at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayso.corpora.gold import split_paths
from sayso.corpora.tei import read_tei
from sayso.resources import resource
from sayso.stages.affinities import load_affinities, word_parts
from sayso.training.affinities import FEWEST, LEAST, count_affinities, write_affinities


def releases(language: str, most: int) -> list[Path]:
    paths = [p for p in split_paths(resource("corpora") / "gold", "train") if p.parent.name == language]
    return paths[:most]


def test_what_is_held_somewhere_again_and_again_goes_with_it(tmp_path: Path) -> None:
    counted = count_affinities(map(read_tei, releases("fi", 200)))
    table = counted.table["fi"]
    professor, university = min(word_parts("professori")), min(word_parts("yliopisto"))
    assert table[professor][university] > LEAST
    assert all(abs(odds) >= LEAST for row in table.values() for odds in row.values())

    write_affinities(counted, tmp_path / "affinities.json")
    assert load_affinities(tmp_path) == counted
    assert json.loads((tmp_path / "affinities.json").read_text(encoding="utf-8")).keys() == {"fi"}


def test_pairs_seen_in_too_few_releases_say_nothing() -> None:
    (release, *_) = map(read_tei, releases("fi", 1))
    once, often = count_affinities([release]), count_affinities([release] * FEWEST)
    assert once.table.keys() <= often.table.keys() == {"fi"}
    pairs = [
        {(one, two) for one, row in each.table.get("fi", {}).items() for two in row} for each in (once, often)
    ]
    assert pairs[0] < pairs[1]
    assert count_affinities([]).table == {}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_releases_does_not_matter(order: int) -> None:
    read = [read_tei(path) for path in releases("ja", 20)]
    assert count_affinities(read[::order]) == count_affinities(read)
