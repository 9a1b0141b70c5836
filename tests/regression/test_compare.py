"""A record is compared with what an expectation names, and the differences are readable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.corpora.as_record import gold_record
from sayso.corpora.tei import read_tei
from sayso.errors import RecordError
from sayso.record import Record
from sayso.regression import differences
from sayso.regression.expectation import read_expectation, write_expectation

FILES = sorted((Path(__file__).parents[2] / "corpora" / "gold" / "it").glob("*.xml"))[:4]
RECORDS = [gold_record(read_tei(path)) for path in FILES]
RECORD = next(record for record in RECORDS if record.quotes[0].speaker)
PLAIN: dict[str, Any] = RECORD.model_dump(mode="json", by_alias=True)


def told(expected: dict[str, Any], record: Record = RECORD) -> list[tuple[str, str, str]]:
    return [tuple(each) for each in differences(record, expected)]  # type: ignore[misc]


def test_a_whole_record_does_not_differ_from_itself() -> None:
    assert told(PLAIN) == []


def test_only_what_the_expectation_names_is_compared() -> None:
    assert told({"title": RECORD.title}) == []
    assert told({"quotes": [{"text": quote.text} for quote in RECORD.quotes]}) == []


def test_ids_confidences_source_and_producer_are_never_compared() -> None:
    other = json.loads(
        json.dumps(PLAIN).replace('"producer": {"version": "gold"', '"producer": {"version": "9"')
    )
    other["id"] = "other"
    other["source"]["uri"] = "elsewhere"
    for quote in other["quotes"]:
        quote["confidence"] = 0.1
    assert told(other) == []


def test_who_is_meant_is_compared_by_name_whatever_the_ids_are() -> None:
    renamed = json.dumps(PLAIN)
    for order, organisation in enumerate(RECORD.organisations):
        renamed = renamed.replace(f'"{organisation.id}"', f'"o{order}"')
    assert told(json.loads(renamed)) == []
    issuer = next(o.name for o in RECORD.organisations if o.id == RECORD.issuer)
    assert told({"issuer": issuer}) == []
    assert told({"issuer": "Nobody Ltd"}) == [("issuer", "'Nobody Ltd'", repr(issuer))]


def test_a_list_is_compared_whole_in_any_order() -> None:
    names = [{"name": person.name} for person in RECORD.people]
    assert told({"people": names[::-1]}) == []
    missing = told({"people": [*names, {"name": "Zoltán Őry"}]})
    assert missing == [("people['Zoltán Őry']", "{name: 'Zoltán Őry'}", "nothing like it")]
    assert told({"people": names[1:]}) == [
        (f"people[{RECORD.people[0].name!r}]", "nothing of the kind", f"{{name: {RECORD.people[0].name!r}}}")
    ]


def test_an_empty_list_says_that_there_is_nothing() -> None:
    assert len(told({"quotes": []})) == len(RECORD.quotes) > 0


def test_a_quote_that_changed_is_one_difference_in_its_part() -> None:
    quotes = [{"text": quote.text, "speaker": {"name": "Ana Kovač"}} for quote in RECORD.quotes[:1]]
    rest = [{"text": quote.text} for quote in RECORD.quotes[1:]]
    speaker = RECORD.quotes[0].speaker
    assert speaker is not None
    ((part, expected, found),) = told({"quotes": [*quotes, *rest]})
    assert part.startswith("quotes['")
    assert part.endswith("].speaker.name")
    assert (expected, found) == ("'Ana Kovač'", repr(speaker.name))


def test_a_slip_of_the_pen_does_not_pass() -> None:
    ((part, _, found),) = told({"peple": []})
    assert part == "peple"
    assert found.startswith("a record has no 'peple' here; it has schema, id, ")
    ((part, _, _),) = told({"language": {"kode": "it"}})
    assert part == "language.kode"


def test_nothing_and_something_differ() -> None:
    assert told({"date": "2026-01-01"})[0][1:] == ("'2026-01-01'", "nothing")
    assert told({"title": None})[0][1] == "nothing"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"a": 1,\n"b" 2}', r"\.json:2: not JSON"),
        ("[]", "should be an object"),
        ("{}", "should be an object"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_an_expectation_that_is_none_is_told(content: str | bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RecordError, match=message):
        read_expectation(path)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: Path(record.source.uri).stem)
def test_what_is_written_as_expected_is_as_expected(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    assert write_expectation(path, record)
    assert not write_expectation(path, record)
    expected = read_expectation(path)
    assert told(expected, record) == []
    assert set(expected) == {"language", "title", "date", "issuer", "people", "organisations", "quotes"}


def test_an_update_keeps_to_the_parts_that_were_named(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(
        json.dumps({"quotes": [{"text": "old", "speaker": {"name": "old"}}], "people": [], "confidence": 1}),
        encoding="utf-8",
    )
    assert write_expectation(path, RECORD)
    expected = read_expectation(path)
    assert list(expected) == ["quotes", "people"]
    assert expected["quotes"][0] == {
        "text": RECORD.quotes[0].text,
        "speaker": {"name": RECORD.quotes[0].speaker.name},  # type: ignore[union-attr]
    }
    assert expected["people"][0].keys() == {"name", "roles"}
    assert told(expected) == []


@pytest.mark.parametrize("other", [None, {"name": "Al Poe"}, {"name": "Al Poe", "role": None}])
def test_an_update_keeps_the_parts_that_any_of_several_names(tmp_path: Path, other: object) -> None:
    path = tmp_path / "x.json"
    named = {"name": "Jo Roe", "role": "head", "organisation": "Velaria"}
    quotes = [{"text": "a", "speaker": named}, {"text": "b", "speaker": other}]
    path.write_text(json.dumps({"quotes": quotes}), encoding="utf-8")
    assert write_expectation(path, RECORD)
    spoken = [quote["speaker"] for quote in read_expectation(path)["quotes"] if quote["speaker"]]
    assert spoken and all(speaker.keys() == named.keys() for speaker in spoken)


@settings(max_examples=60, deadline=None)
@given(
    mine=st.sampled_from(RECORDS),
    other=st.sampled_from(RECORDS),
    parts=st.sets(st.sampled_from(sorted(PLAIN))),
)
def test_two_records_differ_exactly_in_the_parts_that_are_not_equal(
    mine: Record, other: Record, parts: set[str]
) -> None:
    if parts & {"issuer", "people"}:
        parts = parts | {"organisations"}  # where the names behind their ids are
    expected = {part: other.model_dump(mode="json", by_alias=True)[part] for part in parts}
    differing = {part.partition("[")[0].partition(".")[0] for part, _, _ in told(expected, mine)}
    assert differing <= parts
    if mine.id == other.id:
        assert not differing
    elif "text" in parts:
        assert "text" in differing
