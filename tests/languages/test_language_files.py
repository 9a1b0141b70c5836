"""The language files: each is valid, has what the stages ask for, and a new one is found by its name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import sayso
from sayso.errors import LanguageDataError
from sayso.languages import LanguageData, known_languages, language_data
from sayso.languages import load as loading
from sayso.languages.match import find_phrases, phrases, without_elided
from sayso.stages.dateline import parse_date

TWENTY = {
    "it", "en", "de", "fr", "es", "pt", "nl", "pl", "sv", "da",
    "nb", "fi", "cs", "ro", "hu", "el", "tr", "uk", "ja", "zh",
}  # fmt: skip


def files() -> list[Path]:
    return sorted(loading.DATA.glob("*.yaml"))


def entries(content: Any, key: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield every list of a language file with its key."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from entries(value, f"{key}.{name}".lstrip("."))
    elif isinstance(content, list):
        yield key, content


def test_the_twenty_languages_and_both_norwegians_are_known() -> None:
    assert set(known_languages()) == TWENTY | {"nn"}


@pytest.mark.parametrize("code", known_languages())
def test_every_file_is_valid_and_says_which_language_it_is(code: str) -> None:
    data = language_data(code)
    assert data.code == code and data.name and data.native_name


@pytest.mark.parametrize("code", known_languages())
def test_every_key_that_a_stage_needs_is_there(code: str) -> None:
    own = dict(entries(yaml.safe_load((loading.DATA / f"{code}.yaml").read_text(encoding="utf-8"))))
    for key in (
        "quotation.outer", "cues.verbs", "nominals.person", "nominals.organisation", "roles.nouns",
        "honorifics", "legal_forms", "organisation_nouns",
        "headings.boilerplate", "headings.contact", "headings.embargo", "headings.immediate",
    ):  # fmt: skip
        assert own.get(key), f"{code}.yaml has no {key}"
    assert own.get("cues.before_speaker") or own.get("cues.after_speaker")


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_entry_stands_twice_in_one_list(path: Path) -> None:
    for key, group in entries(yaml.safe_load(path.read_text(encoding="utf-8"))):
        keyed = [tuple(entry) if isinstance(entry, list) else entry for entry in group]
        assert len(keyed) == len(set(keyed)), f"{path.name}: {key}"
        assert all(
            isinstance(part, str)
            for entry in group
            for part in (entry if isinstance(entry, list) else [entry])
        ), key


@pytest.mark.parametrize("code", known_languages())
def test_months_of_the_language_are_read_as_dates(code: str) -> None:
    assert parse_date("2026-05-12", code) == "2026-05-12"


def test_a_language_without_a_file_gets_what_all_share() -> None:
    assert language_data("is") == language_data("xx") and "CEO" in language_data("is").roles.nouns
    assert "CEO" in language_data("fi").roles.nouns


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the language files that may be changed."""
    copy = tmp_path / "data"
    shutil.copytree(loading.DATA, copy)
    monkeypatch.setattr(loading, "DATA", copy)
    _forget()
    yield copy
    _forget()


def _forget() -> None:
    known_languages.cache_clear()
    language_data.cache_clear()


def test_adding_a_file_adds_a_language(folder: Path) -> None:
    dutch = (folder / "nl.yaml").read_text(encoding="utf-8")
    frisian = dutch.replace("code: nl", "code: fy").replace("name: Dutch", "name: Frisian")
    (folder / "fy.yaml").write_text(frisian.replace("zegt,", "zegt, seit,"), encoding="utf-8")
    assert "fy" in known_languages() and "seit" in language_data("fy").cues.verbs
    record = sayso.load(lang="fy")("‘Wy begjinne’, seit Jan Smit.")._.record
    assert record.language.code == "fy" and not [w for w in record.warnings if "does not know" in w]


BROKEN = {
    "an unknown key": ("zapped: [a]\n", "zapped"),
    "a list that is none": ("honorifics: 12\n", "honorifics"),
    "an empty entry": ('abbreviations: [a., ""]\n', "abbreviations"),
    "spaces around": ('legal_forms: [" AG"]\n', "legal_forms"),
    "a star inside": ('case_endings: ["a*b"]\n', "case_endings"),
    "twice the same": ("organisation_nouns: [Bank, Bank]\n", "organisation_nouns"),
    "a key inside a key": ("headings: {about: [a]}\n", "headings.about"),
    "a name of women and men": ("given_names: {feminine: [Kim], masculine: [kim]}\n", "given_names"),
    "a mark without its other": ('quotation: {outer: [["«"]]}\n', "quotation.outer"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_bad_file_is_named_with_its_key(folder: Path, fault: str) -> None:
    content, key = BROKEN[fault]
    (folder / "fy.yaml").write_text(
        f"code: fy\nname: Frisian\nnative_name: Frysk\n{content}", encoding="utf-8"
    )
    with pytest.raises(LanguageDataError, match=r"fy\.yaml") as told:
        language_data("fy")
    assert key in str(told.value)


def test_a_file_that_lacks_what_is_needed_is_named_with_the_key(folder: Path) -> None:
    (folder / "base.yaml").write_text("code: xx\nname: Any\n", encoding="utf-8")
    with pytest.raises(LanguageDataError, match=r"base\.yaml: .*native_name"):
        language_data("is")


@pytest.mark.parametrize("content", ["[", "a: b: c", "- a", "", "\tx: 1", "!!python/object:os.system {}"])
def test_a_file_that_is_no_yaml_mapping_is_named(folder: Path, content: str) -> None:
    (folder / "fy.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(LanguageDataError, match=r"fy\.yaml: "):
        language_data("fy")


def test_entries_match_whole_words_and_a_star_any_ending() -> None:
    found = list(find_phrases("She said so; saidly. DICHIARÒ, dichiarato", ("said", "dichiar*")))
    assert found == [(4, 8), (21, 29), (31, 41)]
    assert [m.group() for m in phrases(("*rebbe",)).finditer("Sarebbe vero? rebbe, AVREBBE, sarebbero")] == [
        "Sarebbe",
        "AVREBBE",
    ]
    assert not phrases(()).search("anything")
    assert phrases(("述べた",)).search("彼は述べたという")
    assert phrases(("ha  detto",)).search("ha\ndetto") and not phrases(("ha detto",)).search("ha dettoli")


def test_articles_that_have_lost_a_vowel_are_taken_off() -> None:
    french, italian = language_data("fr"), language_data("it")
    assert without_elided("l’avocate de l'ONG qu’il aime", french) == "avocate ONG qu’il aime"
    assert without_elided("un’altra dell’ente", italian) == "altra ente"
    assert without_elided("the manager's", language_data("en")) == "the manager's"


def test_the_schema_explains_every_list_of_the_cues() -> None:
    described = LanguageData.model_json_schema()["$defs"]["Cues"]["properties"]
    assert all(each.get("description") for each in described.values())
