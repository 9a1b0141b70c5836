"""The commands that question a database, as a user types them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sayso.batch.release import StoredRelease
from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import split_of
from sayso.corpora.tei import read_tei
from sayso.record import Record
from sayso.resources import resource
from sayso.store import open_store

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    folder = resource("corpora") / "gold"
    names = [name for name, split in sorted(split_of(folder).items()) if split == "dev"]
    return [gold_record(read_tei(folder / f"{name}.xml")) for name in names]


@pytest.fixture(scope="module")
def database(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("commands") / "quotes.db"
    evil = records[0].model_copy(
        update={
            "id": "e" * 16,
            "title": "=1+1",
            "quotes": tuple(q.model_copy(update={"text": "=2+2 evilword"}) for q in records[0].quotes[:1]),
        }
    )
    with open_store(path) as store:
        store.add(StoredRelease(record, (record.source,)) for record in [*records, evil])
    return path


def words_of(record: Record) -> str:
    return max(record.quotes[0].text.split(), key=len).strip('.,;:!?„“”"«»()')


def test_search_prints_the_quote_with_the_hit_marked_and_who_said_it(
    sayso: Run, database: Path, records: list[Record]
) -> None:
    record = next(r for r in records if r.language.code == "it" and r.quotes and r.quotes[0].speaker)
    word = words_of(record)
    ran = sayso("search", database, word, "--lang", "it")
    assert ran.code == 0
    assert f"**{word}**" in ran.out
    assert record.quotes[0].speaker is not None
    assert record.quotes[0].speaker.name in ran.out
    assert record.id in ran.out


def test_search_prints_json_with_the_places_of_the_hits(
    sayso: Run, database: Path, records: list[Record]
) -> None:
    word = words_of(records[1])
    found = json.loads(sayso("search", database, word, "--json").out)
    hit = next(hit for hit in found if hit["release"] == records[1].id)
    assert any(hit["text"][start:end] == word for start, end in hit["hits"])
    assert json.loads(sayso("search", database, "wordthatnobodysaid", "--json").out) == []


def test_search_prints_csv_that_no_spreadsheet_runs(sayso: Run, database: Path) -> None:
    [row] = csv.DictReader(io.StringIO(sayso("search", database, "evilword", "--csv").out))
    assert (row["text"], row["title"], row["hits"]) == ("'=2+2 evilword", "'=1+1", "evilword")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("search", "{db}", '"never closed'), "quotation mark is never closed"),
        (("search", "{db}", "x", "--since", "May"), "give 2023"),
        (("search", "none.db", "x"), "none.db: no such file"),
        (("query", "{db}", "DELETE FROM quotes"), "only reading is allowed"),
        (("query", "{db}", "SELEC"), "syntax error"),
        (("who", "{db}", "nobodyatall"), "nobody called 'nobodyatall'"),
        (("who", "{db}"), "give a name"),
        (("who", "{db}", "--forget", "9"), "no decision 9"),
        (("stats", "{db}", "--plot", "x.gif"), ".png or .svg"),
        (("show", "{db}"), "name a release's id"),
        (("show", "{db}", "0000"), "no release '0000'"),
        (("show", "{db}", "abcdef123456", "-o", "none/x.html"), "no release"),
        (("export", "{db}", "out.docx"), "no format has this suffix"),
        (("metadata", "{db}", "-o", "none/metadata.json"), "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(
    sayso: Run,
    database: Path,
    arguments: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = sayso(*(argument.format(db=database) for argument in arguments))
    assert ran.code == 2
    assert ran.err.startswith("sayso: ")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_query_keeps_columns_of_one_name_apart_in_json(sayso: Run, database: Path) -> None:
    assert json.loads(sayso("query", database, "SELECT 1 AS n, 2 AS n, 3 AS m", "--json").out) == [
        {"n": 1, "n 2": 2, "m": 3}
    ]


def test_query_prints_a_table_json_and_csv(sayso: Run, database: Path, records: list[Record]) -> None:
    sql = (
        "SELECT language, count(*) AS n, x'ff' AS b, NULL AS gap FROM releases GROUP BY 1 ORDER BY 1 LIMIT 1"
    )
    [row] = json.loads(sayso("query", database, sql, "--json").out)
    first = min(record.language.code for record in records)
    assert (row["language"], row["b"], row["gap"]) == (first, "ff", None)
    assert sayso("query", database, sql, "--csv").out == f"language,n,b,gap\n{first},{row['n']},ff,\n"
    assert sayso("query", database, sql).out.split() == [
        "language", "n", "b", "gap", first, str(row["n"]), "ff"
    ]  # fmt: skip


def test_who_explains_and_decides(sayso: Run, records: list[Record], tmp_path: Path) -> None:
    record = next(r for r in records if len(r.people) > 1)
    database = tmp_path / "quotes.db"
    with open_store(database) as store:
        store.add([StoredRelease(record, (record.source,))])
    one, other = (person.name for person in record.people[:2])
    shown = sayso("who", database, one)
    assert one in shown.out
    assert "because" in shown.out
    handles = [json.loads(sayso("who", database, name, "--json").out)[0]["handle"] for name in (one, other)]
    ran = sayso("who", database, one, "--merge", *handles)
    assert "decision 1" in ran.err
    assert "the same by decision 1" in ran.out
    assert other in ran.out
    assert "taken back" in sayso("who", database, "--forget", "1").err
    assert other not in sayso("who", database, one).out.split("because")[0]


def test_stats_counts_and_draws(sayso: Run, database: Path, records: list[Record], tmp_path: Path) -> None:
    ran = sayso("stats", database, "--plot", tmp_path / "stats.svg")
    assert f"{len(records) + 1} releases" in ran.out
    assert "Quotes by speaker" in (tmp_path / "stats.svg").read_text(encoding="utf-8")
    rows = list(
        csv.DictReader(io.StringIO(sayso("stats", database, "--by", "language", "--top", 99, "--csv").out))
    )
    assert sum(int(row["quotes"]) for row in rows) == sum(len(r.quotes) for r in records) + 1


def test_show_prints_a_release_and_writes_its_page(
    sayso: Run, database: Path, records: list[Record], tmp_path: Path
) -> None:
    record = records[2]
    assert record.text[:20] in sayso("show", database, record.id).out
    page = sayso("show", database, record.id[:10], "--html").out
    assert page.startswith("<!DOCTYPE html>")
    sayso("show", database, record.id, "-o", tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page


def test_show_extracts_a_file_and_shows_it(sayso: Run, tmp_path: Path) -> None:
    sample = resource("corpora") / "samples" / "velaria-laboratorio.it.txt"
    page = sayso("show", sample, "--html").out
    assert 'lang="it"' in page
    assert "Velaria" in sayso("show", sample).out
    assert sayso("show", sample, "abcd").err.strip().endswith("an id goes with one only")
    assert sayso("show", tmp_path / "none.txt").code == 2


def test_export_says_where_the_data_and_its_card_are(sayso: Run, database: Path, tmp_path: Path) -> None:
    ran = sayso("export", database, tmp_path / "out.parquet")
    assert ran.code == 0
    assert f"described in {tmp_path / 'out.parquet.README.md'}" in ran.err
    assert (tmp_path / "out.parquet").is_file()


def test_metadata_is_json_for_datasette(sayso: Run, database: Path) -> None:
    metadata = json.loads(sayso("metadata", database).out)
    assert metadata["databases"]["quotes"]["tables"]["quotes"]["fts_table"] == "quotes_fts"


def test_json_has_null_for_a_number_that_it_does_not_know(sayso: Run, database: Path) -> None:
    assert json.loads(sayso("query", database, "SELECT 9e999 AS n, 1.5 AS m", "--json").out) == [
        {"n": None, "m": 1.5}
    ]


def test_a_cell_of_csv_with_any_line_end_is_quoted(sayso: Run, database: Path) -> None:
    printed = sayso("query", database, "SELECT 'x' || char(13) || '=1+1' AS a, 2 AS b", "--csv").out
    assert printed == 'a,b\n"x\r=1+1",2\n'
