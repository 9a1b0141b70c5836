"""What annotated releases teach of words that are a woman's or a man's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sayso.corpora.gold import split_paths
from sayso.corpora.tei import GoldRelease, read_tei
from sayso.resources import resource
from sayso.stages.genders import SUREST, load_genders
from sayso.training.genders import described_people, learn_genders, write_genders


def releases(language: str, most: int) -> list[GoldRelease]:
    paths = [p for p in split_paths(resource("corpora") / "gold", "train") if p.parent.name == language]
    return [read_tei(path) for path in paths[:most]]


def test_forms_are_learned_from_people_whom_something_else_tells(tmp_path: Path) -> None:
    learned = learn_genders(releases("cs", 120))
    assert learned.odds("cs", [("cue", "zopakovala")]) > 1
    assert learned.odds("cs", [("cue", "zopakoval")]) < -1
    assert learned.odds("cs", [("last", "zemanová")]) > 1
    write_genders(learned, tmp_path / "genders.json")
    assert load_genders(tmp_path) == learned


def test_kinds_of_words_that_tell_nothing_are_not_believed() -> None:
    learned = learn_genders(releases("fi", 120))
    assert all(abs(learned.odds("fi", [("cue", word)])) < 1 for word in ("sanoo", "toteaa", "kertoo"))
    assert learn_genders([]).table == {}


def test_people_are_told_by_pronouns_honorifics_and_given_names() -> None:
    people = [person for release in releases("de", 60) for person in described_people(release)]
    told = {person.told for person in people}
    assert told == {SUREST, -SUREST, None}
    known = [person for person in people if person.told is not None]
    assert len(known) > len(people) / 3
    words = {word for person in people for kind, word in person.clues if kind == "noun"}
    assert "sie" not in words and "er" not in words


def test_learning_twice_learns_the_same() -> None:
    read = releases("ro", 20)
    learned = repr(learn_genders(read).table)
    assert repr(learn_genders(read).table) == learned
    # Another process keeps its sets in another order.
    code = (
        "from sayso.corpora.tei import read_tei; from sayso.training.genders import learn_genders\n"
        f"print(repr(learn_genders(map(read_tei, {[release.path for release in read]!r})).table))"
    )
    for seed in ("1", "2"):
        again = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        assert again.stdout.strip() == learned
