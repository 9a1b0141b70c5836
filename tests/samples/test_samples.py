"""The sample releases: all come out, in their language, with a title and somebody who speaks."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

import sayso
from sayso.record import Record

FOLDER = Path(__file__).parents[2] / "corpora" / "samples"
FILES = sorted(
    path.relative_to(FOLDER).as_posix()
    for path in FOLDER.rglob("*")
    if path.is_file() and path.name != "README.md"
)
ENCODINGS = ("utf-8-sig", "utf-16", "cp932", "iso8859-2", "cp1252")
_ROW = re.compile(r"^\| `(?P<file>[^`]+)` \| (?P<format>[^|]+) \| (?P<languages>[^|]+) \|", re.M)


def listed() -> dict[str, set[str]]:
    """Return the languages of each file as the README's table tells them."""
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    return {row["file"]: set(re.findall(r"\b[a-z]{2}\b", row["languages"])) for row in _ROW.finditer(readme)}


@pytest.fixture(scope="module")
def records() -> dict[str, list[Record]]:
    """The records of all samples by file, extracted once; a failure fails."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in sayso.extract([FOLDER / name for name in FILES]):
        name = Path(record.source.uri).relative_to(FOLDER).as_posix()
        found[name].append(record)
    return found


def test_there_are_at_least_24_in_all_formats_and_twenty_languages() -> None:
    assert len(FILES) >= 24
    suffixes = {Path(name).suffix for name in FILES}
    assert suffixes >= {".txt", ".md", ".html", ".pdf", ".docx", ".eml", ".xml", ".jsonl", ".csv", ".gz"}
    assert len({code for codes in listed().values() for code in codes}) == 20


def test_the_readme_lists_every_file_and_no_other() -> None:
    assert sorted(listed()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_every_sample_comes_out_in_its_language(records: dict[str, list[Record]], name: str) -> None:
    assert {record.language.code for record in records[name]} == listed()[name]
    stem = re.search(r"\.([a-z]{2})\.\w+$", name)
    assert stem is None or {record.language.code for record in records[name]} == {stem[1]}
    assert all(record.language.confidence > 0.9 for record in records[name])


@pytest.mark.parametrize("name", FILES)
def test_every_release_has_a_title(records: dict[str, list[Record]], name: str) -> None:
    for record in records[name]:
        assert record.title and len(record.title) > 10
        assert record.title.strip() == record.title


@pytest.mark.parametrize("name", FILES)
def test_somebody_speaks_in_every_release(records: dict[str, list[Record]], name: str) -> None:
    for record in records[name]:
        silent = name == "regional-wire.jsonl" and record is records[name][-1]
        assert silent == (not [quote for quote in record.quotes if quote.speaker]), record.title


@pytest.mark.parametrize("name", FILES)
def test_every_release_has_an_issuer_and_people_if_somebody_speaks(
    records: dict[str, list[Record]], name: str
) -> None:
    for record in records[name]:
        assert record.issuer, record.title
        assert record.people or not record.quotes, record.title


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".txt")])
def test_plain_text_is_taken_over_unchanged(records: dict[str, list[Record]], name: str) -> None:
    content = (FOLDER / name).read_bytes()
    [record] = records[name]
    possible = [_decoded(content, encoding) for encoding in ENCODINGS]
    assert record.text in possible


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding).replace("\r\n", "\n").strip()
    except UnicodeError:
        return None


def test_the_same_samples_give_the_same_bytes(records: dict[str, list[Record]]) -> None:
    name = "velaria-laboratorio.it.txt"
    [again] = sayso.extract([FOLDER / name])
    assert again.to_json() == records[name][0].to_json()
