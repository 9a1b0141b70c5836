"""The pytest plugin, run in a pytest of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest_plugins = "pytester"

RELEASE = "Velaria apre a Trieste\n\n“Siamo felici di aprire qui”, ha detto Marta Bianchi.\n"


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """A project with two releases beside its tests: one as expected, one not."""
    folder = pytester.path / "releases"
    folder.mkdir()
    for name, title in (("right", "Velaria apre a Trieste"), ("wrong", "Un altro titolo")):
        (folder / f"{name}.txt").write_text(RELEASE, encoding="utf-8")
        (folder / f"{name}.json").write_text(
            json.dumps({"text": RELEASE.strip(), "title": title}), encoding="utf-8"
        )
    pytester.makepyprojecttoml(
        """
        [tool.pytest.ini_options]
        testpaths = ["tests"]
        sayso_releases = ["releases"]
        """
    )
    tests = pytester.mkdir("tests")
    (tests / "test_releases.py").write_text(
        """
def test_as_expected(sayso_check):
    sayso_check("releases/right.txt", {"title": "Velaria apre a Trieste"})
    sayso_check("releases/right.txt", "releases/right.json")

def test_not_as_expected(sayso_check):
    sayso_check("releases/right.txt", {"people": [{"name": "Nobody At All"}], "quotes": [{"text": "No."}]})

def test_the_pipeline(sayso_nlp):
    assert sayso_nlp("Testo.")._.record.text == "Testo."
""",
        encoding="utf-8",
    )
    return folder


def test_every_release_of_the_folder_is_a_test_and_the_fixture_checks_one(
    project: Path, pytester: pytest.Pytester
) -> None:
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--junitxml=out.xml")
    result.assert_outcomes(passed=3, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*release wrong.txt*",
            "title",
            "    expected: 'Un altro titolo'",
            "    found:    'Velaria apre a Trieste'",
        ]
    )
    result.stdout.fnmatch_lines(["*people*'Nobody At All'*", "*expected: {name: 'Nobody At All'}"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert (pytester.path / "out.xml").exists()


def test_releases_are_not_run_where_the_user_names_other_tests(
    project: Path, pytester: pytest.Pytester
) -> None:
    listed = pytester.runpytest_inprocess("--collect-only", "-q", "tests")
    listed.stdout.no_fnmatch_line("*right.txt*")
    listed = pytester.runpytest_inprocess("--collect-only", "-q", "releases")
    listed.stdout.fnmatch_lines(["*right.json::right.txt", "*wrong.json::wrong.txt"])


def test_a_folder_that_is_not_there_is_wrong_use(project: Path, pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("-o", "sayso_releases=none", "--collect-only")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_without_the_setting_the_plugin_collects_nothing(project: Path, pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("-o", "sayso_releases=", "--collect-only", "-q")
    result.stdout.no_fnmatch_line("*right.txt*")
    result.stdout.fnmatch_lines(["*test_as_expected"])
