"""The gold corpus itself: every file valid, every split complete, every count true."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sayso.corpora import corpus_folder
from sayso.corpora.as_record import gold_record
from sayso.corpora.check import check_corpus
from sayso.corpora.counts import between_markers, count, table, words
from sayso.corpora.gold import SPLITS, split_of
from sayso.corpora.release import Fault, GoldRelease
from sayso.corpora.tei import check_tei
from sayso.languages import known_languages

CORPUS = Path(__file__).parents[2] / "corpora"
GOLD = CORPUS / "gold"
FILES = sorted(GOLD.glob("*/*.xml"))
LARGE = ("it", "en", "de", "fr", "es", "pt", "nl", "pl")
SMALL = ("sv", "da", "nb", "fi", "cs", "ro", "hu", "el", "tr", "uk", "ja", "zh")
LEAST = {**dict.fromkeys(LARGE, (16, 4, 4)), **dict.fromkeys(SMALL, (6, 2, 2))}
# A release has 180 to 450 words, in scripts without spaces up to 950 characters; a few words' grace.
WORDS = (170, 500)


@pytest.fixture(scope="module")
def faults() -> list[Fault]:
    return check_corpus(GOLD)


@pytest.fixture(scope="module")
def releases() -> dict[str, GoldRelease]:
    read = {path.relative_to(GOLD).with_suffix("").as_posix(): check_tei(path)[0] for path in FILES}
    return {key: release for key, release in read.items() if release is not None}


def test_no_file_breaks_a_rule(faults: list[Fault]) -> None:
    assert not [str(fault) for fault in faults if "train split too" not in fault.what]


def test_no_name_of_dev_or_test_is_in_train(faults: list[Fault]) -> None:
    assert not [str(fault) for fault in faults if "train split too" in fault.what]


def test_every_file_is_listed_once() -> None:
    assert sorted(split_of(GOLD)) == [path.relative_to(GOLD).with_suffix("").as_posix() for path in FILES]


def test_every_language_has_its_releases_in_every_split() -> None:
    assert set(LEAST) <= set(known_languages())
    have = Counter((release.split("/")[0], split) for release, split in split_of(GOLD).items())
    lacking = {
        f"{language} {split}: {have[language, split]} of {least}"
        for language, leasts in LEAST.items()
        for split, least in zip(SPLITS, leasts, strict=True)
        if have[language, split] < least
    }
    assert not lacking


def test_every_file_is_a_record_whose_offsets_hold(releases: dict[str, GoldRelease]) -> None:
    assert len(releases) == len(FILES)
    for release in releases.values():
        record = gold_record(release)  # building it checks every span against the text
        assert record.text == release.text
        assert record.issuer


def test_every_release_is_of_the_length_that_the_corpus_promises(releases: dict[str, GoldRelease]) -> None:
    lengths = {key: words(release.text) for key, release in releases.items()}
    assert not {key: length for key, length in lengths.items() if not WORDS[0] <= length <= WORDS[1]}


def test_no_file_has_a_licence_that_forbids_commerce() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert "publicdomain/zero/1.0" in text, path
        assert "by-nc" not in text.lower(), path


def test_the_counts_in_the_readme_are_true() -> None:
    page = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert page == between_markers(page, table(count(GOLD))), (
        "run: sayso gold counts corpora/gold --write corpora/README.md"
    )


def test_the_corpus_is_found_by_its_name_and_by_its_path() -> None:
    assert corpus_folder("gold").samefile(GOLD)
    assert corpus_folder(GOLD) == GOLD
