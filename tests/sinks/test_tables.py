"""Tables for people: a row a quote, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import bare, full, source, stored
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from sayso.sinks import xlsx
from sayso.sinks.choose import format_of
from sayso.sinks.formulas import as_text, from_text, runs

ATTACKS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.example")', "＝1+1"]


def csv_rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheet_rows(path, name):
    rows = [[cell.value for cell in row] for row in load_workbook(path)[name]]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def write(path, *releases):
    format_of(path).write(iter(releases), path)
    return path


def test_a_csv_file_has_a_row_for_each_quote(tmp_path):
    release = stored(full("Così."), source("c.txt", "page 2"), duplicate_of="0123456789abcdef")
    first, second = csv_rows(write(tmp_path / "out.csv", release, stored(bare("Nulla."))))
    assert first == {
        "quote": "q1",
        "kind": "mixed",
        "text": "Così.",
        "language": "en",
        "speaker": "Marta Bianchi",
        "role": "Marta Bianchi",
        "organisation": "Marta Bianchi",
        "cue": "Marta Bianchi",
        "confidence": "0.3333",
        "start": "14",
        "end": "19",
        "release": release.record.id,
        "title": "Marta Bianchi",
        "date": "2026-05-12",
        "release_language": "it",
        "issuer": "Marta Bianchi",
        "source": "a.txt / row 1",
        "sources": "a.txt / row 1\nc.txt / page 2",
        "duplicate_of": "0123456789abcdef",
    }
    assert second["quote"] == "q2" and second["speaker"] == "" and second["cue"] == ""


def test_a_workbook_has_quotes_people_and_organisations(tmp_path):
    path = write(tmp_path / "out.xlsx", stored(full("Così.")), stored(bare("Nulla.")))
    assert load_workbook(path).sheetnames == ["quotes", "people", "organisations"]
    quotes = sheet_rows(path, "quotes")
    assert [quote["text"] for quote in quotes] == ["Così.", "Così."]
    assert quotes[0]["confidence"] == 0.3333 and quotes[1]["speaker"] is None
    [person] = sheet_rows(path, "people")
    assert (person["name"], person["role"], person["mentions"], person["quotes"]) == (
        "Marta Bianchi",
        "Marta Bianchi",
        1,
        1,
    )
    [organisation] = sheet_rows(path, "organisations")
    assert (organisation["organisation"], organisation["is_issuer"]) == ("o1", "yes")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_csv_file_begins_like_a_formula(attack, tmp_path):
    path = write(tmp_path / "out.csv", stored(full(attack, name=attack, uri=attack)))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 3
    assert not any(runs(cell) for row in rows for cell in row)
    assert from_text(rows[1][2]) == attack


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(attack, tmp_path):
    path = write(tmp_path / "out.xlsx", stored(full(attack, name=attack, uri=attack)))
    book = load_workbook(path)
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert all(cell.data_type in "sn" and cell.hyperlink is None for cell in cells)
    # Excel's own notation for control characters, which its library leaves as it is.
    attacks = [cell for cell in cells if isinstance(cell.value, str) and runs(unescape(cell.value))]
    assert attacks and all(cell.quotePrefix for cell in attacks)


@given(st.text(st.sampled_from("'=+-@\ta"), max_size=8))
def test_marking_a_cell_as_text_can_be_undone(text):
    assert from_text(as_text(text)) == text
    assert not runs(as_text(text))


def test_control_characters_and_long_texts_survive_in_a_workbook(tmp_path):
    long = "é😀" * 30_000
    path = write(tmp_path / "out.xlsx", stored(full("\x0bWord\x1f", name="A")), stored(full(long, name="B")))
    texts = [row["text"] for row in sheet_rows(path, "quotes")]
    assert "Word" in texts[0]
    assert texts[2].endswith(xlsx.CUT) and long.startswith(texts[2].removesuffix(xlsx.CUT))
    assert len(texts[2].encode("utf-16-le")) // 2 <= 32_767


def test_a_full_sheet_goes_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 6)
    path = write(tmp_path / "out.xlsx", *(stored(full(f"Così {n}.")) for n in range(4)))
    names = load_workbook(path).sheetnames
    assert names == ["quotes", "people", "organisations", "quotes 2"]
    assert [len(sheet_rows(path, name)) for name in names] == [5, 4, 4, 3]
