"""The cases of a folder: which release is checked by what, and what is not checked."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from sayso.errors import ConfigError
from sayso.regression import Case, Difference, Result, find_cases
from sayso.regression.junit import junit

TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"/>'


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEI if name.endswith(".xml") else "{}", encoding="utf-8")


def named(folder: Path) -> dict[str, str]:
    return {case.name: case.expected.name for case in find_cases(folder).cases}


def test_a_release_goes_with_the_json_of_its_name(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "a.json", "deep/b.html", "deep/b.html.json", "c.xml", ".git/d.txt", ".git/d.json")
    assert named(tmp_path) == {"a.txt": "a.json", "c.xml": "c.xml", "deep/b.html": "b.html.json"}


def test_what_is_not_checked_is_told(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.json")
    found = find_cases(tmp_path)
    assert not found.cases
    assert found.unchecked == (tmp_path / "a.txt",)
    assert found.orphans == (tmp_path / "b.json",)


def test_a_json_that_may_be_of_two_releases_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "a.html", "a.json")
    with pytest.raises(
        ConfigError, match=r"a\.json: of which release \(a\.html, a\.txt\)\? Call it a\.html\.json"
    ):
        find_cases(tmp_path)
    (tmp_path / "a.json").rename(tmp_path / "a.txt.json")
    assert named(tmp_path) == {"a.txt": "a.txt.json"}


def test_two_expectations_of_one_release_are_refused(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "a.json", "a.txt.json")
    with pytest.raises(ConfigError, match=r"a\.txt\.json: a\.json is expected of a\.txt too: keep one"):
        find_cases(tmp_path)


def test_a_feed_is_a_release_and_an_annotated_release_is_its_own_expectation(tmp_path: Path) -> None:
    fill(tmp_path, "gold.xml", "feed.json")
    (tmp_path / "feed.xml").write_text("<rss/>", encoding="utf-8")
    assert named(tmp_path) == {"feed.xml": "feed.json", "gold.xml": "gold.xml"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder"):
        find_cases(tmp_path / "none")


def test_junit_has_a_case_a_release_with_its_differences() -> None:
    here = Path("releases")
    results = [
        Result(Case("ok.txt", here / "ok.txt", here / "ok.json"), seconds=0.5),
        Result(
            Case("bad.txt", here / "bad.txt", here / "bad.json"),
            (Difference("quotes['A']", "'<b>'", "'\x1b'"),),
            seconds=0.25,
        ),
        Result(Case("torn.txt", here / "torn.txt", here / "torn.json"), error="torn.txt: empty\nsecond line"),
    ]
    suite = ElementTree.fromstring(junit(results, "sayso check releases")).find("testsuite")
    assert suite is not None
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "time")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
        "time": "0.750",
    }
    ok, bad, torn = suite.findall("testcase")
    assert (ok.get("name"), ok.get("file"), list(ok)) == ("ok.txt", str(here / "ok.json"), [])
    failure, error = bad.find("failure"), torn.find("error")
    assert failure is not None
    assert error is not None
    assert failure.text == "quotes['A']\n    expected: '<b>'\n    found:    '\ufffd'"
    assert error.get("message") == "torn.txt: empty"
