"""Names that are no valid UTF-8 cost nothing, and stay names of their own."""

from __future__ import annotations

import json
import os

from hypothesis import given
from hypothesis import strategies as st
from standing_in import held, release

from sayso.batch.limits import Limits
from sayso.batch.messages import Setup
from sayso.batch.names import as_given, storable
from sayso.batch.stream import stream

pieces = st.sampled_from(["\udcff", "\ud83d", "\\", "x5c", "udcff", "u", "x", "a", "é"])


@given(st.lists(pieces).map("".join))
def test_a_name_is_stored_in_a_form_that_leads_back_to_it(name):
    storable(name).encode("utf-8")
    assert as_given(storable(name)) == name


def test_a_usual_name_is_stored_as_it_is():
    assert storable("C:\\users\\über/a b.txt") == "C:\\users\\über/a b.txt"


def test_files_whose_names_are_not_utf8_are_extracted_beside_the_others(batch, quick):
    for number, name in enumerate([b"a\xff.txt", b"a\\udcff.txt", b"b.txt"]):
        (quick / os.fsdecode(name)).write_text(release(number))
    (quick / os.fsdecode(b"c\xfe.txt")).write_bytes(b"")
    summary = batch("*.txt")
    assert (summary.done, summary.failures) == (3, 1)
    uris = {stored.record.source.uri for stored in held(quick / "out.jsonl")}
    assert uris == {"a\\udcff.txt", "a\\x5cudcff.txt", "b.txt"}
    again = batch("*.txt")
    assert (again.done, again.skipped, again.failures) == (0, 4, 1)
    streamed = list(stream(["."], Setup("none", None, None, None), Limits(1, 1, 60.0, None)))
    assert {"./a\\udcff.txt", "./c\\udcfe.txt"} <= {getattr(r, "source", r).uri for r in streamed}


def test_a_failed_file_whose_name_is_not_utf8_is_found_again(batch, quick):
    path = quick / os.fsdecode(b"a\xff.txt")
    path.write_bytes(b"")
    assert batch("*.txt", os.fsdecode(b"none\xff.txt")).failures == 2
    path.write_text(release(1))
    summary = batch(retry_failed=True)
    assert (summary.done, summary.failures) == (1, 1)


def test_a_row_whose_address_holds_half_a_character_is_extracted_with_the_others(batch, quick):
    rows = [{"text": release(n), "url": f"http://x/{url}"} for n, url in enumerate(["\ud83d", "b"])]
    rows.append({"text": "", "url": "http://x/\ud83d"})
    (quick / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    summary = batch("in.jsonl")
    assert (summary.done, summary.failed) == (2, 1)
    parts = [stored.record.source.part for stored in held(quick / "out.jsonl")]
    assert parts == ["row 1 http://x/\\ud83d", "row 2 http://x/b"]
    again = batch("in.jsonl")
    assert (again.done, again.skipped, again.failures) == (0, 3, 1)
