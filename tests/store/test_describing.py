"""The schema describes itself; the real Datasette shows a store as the metadata says."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from small_releases import Says, release

from sayso.store import Store
from sayso.store.describing import datasette_metadata, tables, with_tables

DOCUMENT = Path(__file__).parents[2] / "docs" / "store.md"


def test_every_table_and_column_is_described(store: Store) -> None:
    there = {
        name: [row[1] for row in store.connection.execute(f"PRAGMA table_info({name})")]
        for (name,) in store.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
        )
    }
    assert {table.name: [column.name for column in table.columns] for table in tables()} == there
    assert [(t.name, c.name) for t in tables() for c in t.columns if not c.about or not t.about] == []


def test_the_documentation_says_what_the_schema_says() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    assert page == with_tables(page), "run: python -m sayso.store.describing docs/store.md"


Get = Callable[..., Any]


@pytest.fixture
def get(path: Path, store_of: Callable[..., Store]) -> Get:
    """Ask the real Datasette for a page of a store, shown with our metadata."""
    from datasette.app import Datasette

    store_of(
        release(
            Says("Vicky Zhang", "A digital city", "director", "Velaria S.p.A."),
            Says("<script>alert(1)</script>", "Nothing", "head", "Velaria"),
            title="One <b>title</b>",
        ),
        release(Says("張維琪", "推进数字化转型", "总裁", "华为"), title="華為", language="zh"),
        release(Says("Eleni Kosta", "Η ψηφιακή εποχή", "διευθύντρια", "Θάλασσα"), title="Δύο", language="el"),
    ).close()
    datasette = Datasette([str(path)], metadata=json.loads(json.dumps(datasette_metadata(path))))

    def ask(page: str, **query: str) -> Any:
        response = asyncio.run(datasette.client.get(f"/{path.stem}{page}?{urlencode(query)}"))
        assert response.status_code == 200, response.text
        return response.json() if ".json" in page else response.text

    return ask


@pytest.mark.parametrize(("words", "speaker"), [("CITY", "Vicky Zhang"), ("ψηφιακή", "Eleni Kosta")])
def test_datasette_searches_quotes_full_text(get: Get, words: str, speaker: str) -> None:
    rows = get("/quotes.json", _search=words, _shape="array")
    assert [row["speaker"] for row in rows] == [speaker]


@pytest.mark.parametrize("words", ["数字化", "转型", "digital city", 'digital" city'])
def test_a_ready_made_query_finds_words_in_any_script(get: Get, words: str) -> None:
    assert len(get("/words.json", words=words, _shape="array")) == 1


def test_datasette_shows_facets_with_the_names_behind_the_numbers(get: Get) -> None:
    facets = get("/quotes.json")["facet_results"]
    assert set(facets) == {"language", "kind", "speaker_person", "speaker_organisation"}
    assert {row["label"]: row["count"] for row in facets["speaker_organisation"]["results"]} == {
        "Velaria S.p.A.": 2,
        "华为": 1,
        "Θάλασσα": 1,
    }


def test_datasette_shows_what_the_columns_say_and_names_for_numbers(get: Get) -> None:
    page = get("/quotes")
    assert "probability that quote and speaker are both right" in page
    assert ">Vicky Zhang</a>" in page
    assert "<script>alert(1)" not in page
    assert "<b>title</b>" not in page


@pytest.mark.parametrize("query", ["speakers", "months"])
def test_the_ready_made_queries_answer(get: Get, query: str) -> None:
    assert get(f"/{query}.json", _shape="array")


def test_the_command_of_datasette_takes_the_metadata_file(path: Path, get: Get, tmp_path: Path) -> None:
    import subprocess

    metadata = tmp_path / "metadata.json"
    metadata.write_text(json.dumps(datasette_metadata(path)), encoding="utf-8")
    page = f"/{path.stem}/releases.json?_shape=array&language=zh"
    ran = subprocess.run(
        [sys.executable, "-m", "datasette", str(path), "-m", str(metadata), "--get", page],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [row["title"] for row in json.loads(ran.stdout)] == ["華為"]
