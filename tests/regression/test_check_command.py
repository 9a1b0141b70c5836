"""`sayso check`: the pipeline over a folder of releases, and what differs."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from sayso.cli import app
from sayso.errors import ConfigError


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["check", *(str(argument) for argument in arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_releases_are_accepted_checked_and_differ(releases: Path) -> None:
    with pytest.raises(ConfigError, match="no release with an expected record: make them with --update"):
        run(releases)
    expected = releases / "velaria.json"
    assert run(releases, "--update") == (0, f"written {expected}\n", "")
    (releases / "notes.txt").write_text("Solo una nota.", encoding="utf-8")
    (releases / "gone.json").write_text('{"title": "x"}', encoding="utf-8")
    code, out, told = run(releases)
    assert (code, out) == (1, "ok      velaria.txt\n1 release, 0 failed\n")
    assert told.splitlines() == [
        f"sayso: {releases / 'gone.json'}: no release beside it",
        f"sayso: {releases / 'notes.txt'}: not checked, no expected record beside it",
    ]
    (releases / "gone.json").unlink()

    data = json.loads(expected.read_text(encoding="utf-8"))
    expected.write_text(json.dumps({**data, "title": "Un altro titolo"}), encoding="utf-8")
    (releases / "empty.txt").write_text("", encoding="utf-8")
    (releases / "empty.json").write_text('{"title": "x"}', encoding="utf-8")
    report = releases.parent / "out.xml"
    code, out, _ = run(releases, "--junit", report)
    assert code == 1
    assert out.splitlines()[:2] == [
        "FAILED  empty.txt",
        f"    {releases / 'empty.txt'}: the file is empty",
    ]
    assert out.splitlines()[2:] == [
        "FAILED  velaria.txt",
        "    title",
        "        expected: 'Un altro titolo'",
        f"        found:    {data['title']!r}",
        "2 releases, 2 failed",
    ]
    suite = ElementTree.parse(report).getroot()[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "1")


def test_an_annotated_release_is_checked_against_its_own_marks(releases: Path) -> None:
    text = (releases / "velaria.txt").read_text(encoding="utf-8")
    drafted = CliRunner().invoke(app, ["gold", "draft", str(releases / "velaria.txt"), "-o", str(releases)])
    assert drafted.exit_code == 0
    assert CliRunner().invoke(app, ["gold", "check", str(releases / "velaria.xml")]).exit_code == 0
    again = CliRunner().invoke(app, ["gold", "draft", str(releases / "velaria.txt"), "-o", str(releases)])
    assert isinstance(again.exception, ConfigError)  # what was corrected by hand is not overwritten
    annotated = releases / "velaria.xml"
    marked = annotated.read_text(encoding="utf-8")
    assert text.split("\n\n")[0].split()[0] in marked
    annotated.write_text(marked.replace('xml:lang="it"', 'xml:lang="fr"'), encoding="utf-8")
    code, out, _ = run(releases)
    assert code == 1
    assert "FAILED  velaria.xml" in out
    assert "language wrong" in out
    assert "        expected: fr\n        found:    it" in out


def test_a_new_release_beside_one_of_its_name_gets_a_record_of_its_own(releases: Path) -> None:
    run(releases, "--update")
    (releases / "velaria.json").rename(releases / "velaria.txt.json")
    (releases / "velaria.md").write_text("Solo una nota.", encoding="utf-8")
    assert run(releases, "--update")[:2] == (0, f"written {releases / 'velaria.md.json'}\n")
    assert run(releases)[1].endswith("2 releases, 0 failed\n")


def test_an_expected_record_that_cannot_be_read_fails_alone(releases: Path) -> None:
    (releases / "broken.txt").write_text("Solo una nota.", encoding="utf-8")
    (releases / "broken.json").write_text("{", encoding="utf-8")
    code, out, _ = run(releases, "--update")
    assert code == 1
    assert out.startswith("FAILED  broken.txt") and f"written {releases / 'velaria.json'}" in out


def test_an_update_writes_no_junit(releases: Path) -> None:
    code, _, told = run(releases, "--update", "--junit", releases / "out.xml")
    assert code == 2 and "with --update nothing is checked" in told
