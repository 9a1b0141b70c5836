"""Formats that hold many releases: CSV, TSV, JSON, JSON Lines, RSS, Atom, WARC."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import tracemalloc
from itertools import islice

import pytest
from reading import RELEASE, read, read_all, read_one
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sayso.errors import BrokenSource, EmptySource, SourceError
from sayso.ingest import read_sources

PROSE = "“Sì”, ha detto Marta Bianchi; «così, oggi».\nVelaria, Trieste"


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_gives_a_text_a_row(put, delimiter):
    rows = [
        ["id", "Title", "Body", "Date", "URL"],
        ["1", "Velaria apre", PROSE, "2026-05-12", "https://v.example/1"],
    ]
    text = read_one(put("releases.csv", as_csv(rows, delimiter)))
    assert (text.text, text.title, text.date) == (PROSE, "Velaria apre", "2026-05-12")
    assert text.source.part == "row 1 https://v.example/1"
    assert text.source.sha256 == hashlib.sha256(PROSE.encode()).hexdigest()
    assert text.source.media_type == ("text/tab-separated-values" if delimiter == "\t" else "text/csv")


def test_the_longest_column_is_the_text_where_no_name_tells(put):
    assert read_one(put("a.csv", as_csv([["ref", "what"], ["1", PROSE], ["2", ""]][:2]))).text == PROSE
    assert read_one(put("a.jsonl", json.dumps({"x": "kurz", "y": PROSE}))).text == PROSE


def test_a_named_column_is_the_text(put):
    table = put("a.csv", as_csv([["text", "lead"], [RELEASE, PROSE]]))
    assert read_one(table, text_column="lead").text == PROSE
    with pytest.raises(BrokenSource, match=r"a.csv: no column 'nope' \(columns: text, lead\)"):
        read(table, text_column="nope")


def test_a_table_from_standard_input_is_known_by_its_header():
    table = as_csv([["id", "text"], ["1", "Uno, due."], ["2", "Tre."]])
    assert [t.text for t in read("-", stdin=io.BytesIO(table.encode()))] == ["Uno, due.", "Tre."]


def test_tab_separated_values_may_hold_bare_quotation_marks(put):
    table = 'id\ttext\n1\t"Sì", ha detto Marta Bianchi\n2\t"No", ha detto Pietro Cossutta\n'
    assert [t.text for t in read(put("a.tsv", table))] == [
        '"Sì", ha detto Marta Bianchi',
        '"No", ha detto Pietro Cossutta',
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_whose_lines_end_with_carriage_returns_gives_a_text_a_row(put, delimiter, encoding):
    rows = [["id", "text"], ["1", "Uno"], ["2", "Però"], ["3", 'Una riga\ne "un’altra"']]
    table = as_csv(rows, delimiter).replace("\r\n", "\r").encode(encoding)
    expected = ["Uno", "Però", 'Una riga\ne "un’altra"']
    assert [t.text for t in read(put("mac.csv", table))] == expected
    assert [t.text for t in read("-", stdin=io.BytesIO(table))] == expected


def test_a_broken_row_among_carriage_returns_fails_alone(put):
    texts, failures = read_all(put("mac.csv", 'id,text\r1,Uno\r2,"mai chiuso\r3,Tre\r'))
    assert [text.text for text in texts] == ["Uno", "Tre"]
    assert [str(failure)[:26] for failure in failures] == ["mac.csv: row 2 (line 3): b"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_carriage_return_in_a_quoted_cell_ends_no_row(put, end):
    table = end.join(["id,text", '1,"Uno\rdue"', "2,Tre", ""])
    assert [t.text for t in read(put("a.csv", table))] == ["Uno\ndue", "Tre"]


@pytest.mark.parametrize("broken", ["2,due,tre,quattro", '2,"mai chiuso', "2", '2,"x"y'])
def test_a_broken_row_fails_and_the_others_go_on(put, broken):
    texts, failures = read_all(put("a.csv", f"id,text\n1,Uno\n{broken}\n3,Tre\n4,Quattro\n"))
    assert [text.text for text in texts] == ["Uno", "Tre", "Quattro"]
    assert [type(failure) for failure in failures] == [BrokenSource]
    assert str(failures[0]).startswith("a.csv: row 2 (line 3): ")


def test_json_lines_give_a_text_a_line_and_a_broken_line_fails_alone(put):
    lines = [
        json.dumps({"title": "Velaria", "text": RELEASE, "lang": "it"}),
        '{"text": "cut',
        "[1]",
        '{"text": ""}',
        '{"text": "Due"}',
    ]
    texts, failures = read_all(put("a.jsonl", "\n".join(lines)))
    assert [(text.text, text.source.part) for text in texts] == [(RELEASE, "row 1"), ("Due", "row 5")]
    assert (texts[0].title, texts[0].language_hint) == ("Velaria", "it")
    assert [type(failure) for failure in failures] == [BrokenSource, BrokenSource, EmptySource]
    assert all(str(f).startswith(f"a.jsonl: row {n}: ") for f, n in zip(failures, (2, 3, 4), strict=True))


def test_json_arrays_and_objects_are_read(put):
    items = [{"body": "Uno"}, {"body": "Due"}]
    assert [t.text for t in read(put("a.json", json.dumps(items, indent=1)))] == ["Uno", "Due"]
    assert [t.text for t in read(put("texts.json", json.dumps(["Uno, due", "Tre"], indent=1)))] == [
        "Uno, due",
        "Tre",
    ]
    assert [t.text for t in read(put("b.json", json.dumps({"items": items}, indent=1)))] == ["Uno", "Due"]
    assert read_one(put("c.json", json.dumps({"text": "Uno"}, indent=1))).text == "Uno"
    assert read_one(put("d.json", json.dumps({"text": "Uno"}))).text == "Uno"
    assert read_one(put("e.json", json.dumps([{"text": ["Uno", "Due"]}]))).text == "Uno\n\nDue"


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    "around",
    [
        {},
        {"status": "ok", "totalResults": 2},
        {"title": "Velaria: tutti i comunicati", "home_page_url": "https://v.example/"},
    ],
)
@pytest.mark.parametrize("key", ["articles", "content"])
def test_the_objects_that_a_json_object_lists_are_releases(put, indent, around, key):
    items = [{"title": "Velaria apre", "body": "Uno"}, {"title": "Velaria assume", "body": "Due"}]
    texts = read(put("a.json", json.dumps({**around, key: items}, indent=indent)))
    assert [(t.text, t.title, t.source.part) for t in texts] == [
        ("Uno", "Velaria apre", "row 1"),
        ("Due", "Velaria assume", "row 2"),
    ]
    assert {t.source.media_type for t in texts} == {"application/json"}


def test_the_objects_that_a_long_line_lists_are_releases(put):
    items = [{"body": f"{number} {RELEASE}"} for number in range(500)]
    long = json.dumps({"status": "ok", "articles": items})
    assert len(read(put("a.json", long))) == len(read("-", stdin=io.BytesIO(long.encode()))) == 500


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(
    "row",
    [
        {"text": PROSE, "tags": [{"name": "batterie marine", "text": "batterie"}]},
        {"articleBody": PROSE, "author": [{"name": "Anna Neri"}, {"name": "Pietro Cossutta"}]},
    ],
)
def test_a_json_object_with_a_text_of_its_own_is_one_release(put, indent, row):
    assert read_one(put("a.json", json.dumps(row, indent=indent))).text == PROSE


def test_a_named_key_tells_a_json_object_from_those_that_it_lists(put):
    name = put("a.json", json.dumps({"note": PROSE, "items": [{"body": "Uno", "lead": "Due"}]}))
    assert read_one(name, text_column="note").text == PROSE
    assert read_one(name, text_column="lead").text == "Due"


def test_a_line_of_json_lines_is_a_row_whatever_it_lists(put):
    line = json.dumps({"lead": "Uno", "tags": [{"text": "batterie"}]})
    assert read_one(put("a.jsonl", line)).text == "Uno"
    assert [t.text for t in read(put("a.json", f"{line}\n{line}\n"))] == ["Uno", "Uno"]
    assert read_one(put("b.json", json.dumps({"text": "Uno"}) + "\n")).text == "Uno"


def test_a_cell_of_html_is_read_as_html(put):
    row = {"content": "<p>Uno <b>due</b>.</p><p>Tre&nbsp;quattro</p>"}
    assert read_one(put("a.jsonl", json.dumps(row))).text == "Uno due.\n\nTre\u00a0quattro"


def test_half_a_surrogate_pair_becomes_a_replacement_character(put):
    text = read_one(put("a.jsonl", '{"text": "a\\ud800b"}'))
    assert text.text == "a\ufffdb"
    assert text.warnings == ("1 character could not be decoded and became U+FFFD",)


def test_json_lines_in_utf_16_and_in_an_old_code_page_are_read(put):
    assert read_one(put("a.jsonl", '{"text": "però"}\n'.encode("utf-16"))).text == "però"
    assert read_one(put("b.jsonl", '{"text": "però"}\n'.encode("cp1252"))).text == "però"


def test_json_lines_are_not_held_in_memory(folder):
    line = json.dumps({"text": RELEASE * 20}).encode() + b"\n"
    with gzip.open("many.jsonl.gz", "wb", compresslevel=1) as packed:
        for _ in range(5_000):
            packed.write(line)
    tracemalloc.start()
    assert sum(1 for _ in read_sources(["many.jsonl.gz"])) == 5_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 5_000 * len(line) > 50_000_000 > 8_000_000 > peak


def test_the_first_row_comes_before_the_last_is_read(folder):
    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            line = b'{"text": "Uno"}\n'
            buffer[: len(line)] = line
            return len(line)

    rows = read_sources(["-"], stdin=Endless())
    assert [text.text for text in islice(rows, 3)] == ["Uno"] * 3


RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Velaria</title><language>it</language>
<item><title>Velaria apre &amp; assume</title><link>https://v.example/1</link>
<pubDate>Tue, 12 May 2026 10:00:00 +0200</pubDate>
<description>Breve…</description>
<content:encoded><![CDATA[<p>TRIESTE – «Sì», <b>ha</b> detto.</p><p>Due</p>]]></content:encoded></item>
<item><title></title></item>
<item><description>&lt;p&gt;Solo l’inizio […]&lt;/p&gt;</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Velaria</title>
<entry><title>Velaria öffnet</title>
<published>2026-05-12T08:00:00Z</published><content type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml"><p>„Ja“, sagte sie.</p></div></content></entry></feed>"""


def test_an_rss_item_is_a_release(put):
    texts, failures = read_all(put("feed.xml", RSS))
    assert texts[0].text == "Velaria apre & assume\n\nTRIESTE – «Sì», ha detto.\n\nDue"
    assert (texts[0].title, texts[0].date, texts[0].language_hint) == (
        "Velaria apre & assume",
        "2026-05-12",
        "it",
    )
    assert (texts[0].source.media_type, texts[0].source.part) == (
        "application/rss+xml",
        "item 1 https://v.example/1",
    )
    assert texts[1].warnings == ("the feed seems to hold only the beginning of this text",)
    assert [str(failure) for failure in failures] == ["feed.xml: item 2: an item without text"]


def test_an_atom_entry_is_a_release(put):
    text = read_one(put("feed", ATOM))
    assert text.text == "Velaria öffnet\n\n„Ja“, sagte sie."
    assert (text.date, text.source.media_type) == ("2026-05-12", "application/atom+xml")


def warc(*pages: tuple[str, str, str], packed: bool) -> bytes:
    written = io.BytesIO()
    writer = WARCWriter(written, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for status, kind, body in pages:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        payload = io.BytesIO(body.encode("cp1252"))
        writer.write_record(
            writer.create_warc_record("https://v.example/", "response", payload=payload, http_headers=headers)
        )
    return written.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_of_a_web_archive_are_releases(put, packed):
    page = f"<html lang=it><body><p>{RELEASE.split(chr(10))[2]}</p></body></html>"
    archive = warc(
        ("404 Not Found", "text/html", page), ("200 OK", "image/png", "x"),
        ("200 OK", "text/html; charset=windows-1252", page),
        ("200 OK", "text/html", "<html><body></body></html>"), packed=packed,
    )  # fmt: skip
    [text], [failure] = read_all(put("a.warc.gz" if packed else "a.warc", archive))
    assert text.text == RELEASE.split("\n")[2]
    assert text.source.part == "record 4 https://v.example/"
    assert str(failure).startswith("a.warc") and "record 5 https://v.example/: a page without text" in str(
        failure
    )


def test_a_truncated_archive_gives_what_came_before(put):
    page = f"<html lang=it><body><p>{RELEASE}</p></body></html>"
    archive = warc(("200 OK", "text/html", page), ("200 OK", "text/html", page), packed=False)
    [text], [failure] = read_all(put("a.warc", archive[:-300]))
    assert text.source.part == "record 2 https://v.example/"
    assert "record 3 https://v.example/: truncated" in str(failure)


def test_a_truncated_packed_file_gives_the_whole_rows_that_came_before(put):
    lines = b"".join(
        json.dumps({"text": f"{n} {hashlib.sha256(bytes([n % 256])).hexdigest()}"}).encode() + b"\n"
        for n in range(5000)
    )
    texts, failures = read_all(put("a.jsonl.gz", gzip.compress(lines)[:-2000]))
    assert 10 < len(texts) < 5000
    assert texts[-1].text.startswith(f"{len(texts) - 1} ") and len(texts[-1].text.split()[1]) == 64
    [failure] = failures
    assert isinstance(failure, SourceError) and "truncated" in str(failure)
