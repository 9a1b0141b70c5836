"""The record: the contract between all parts, and with whoever reads it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import sayso
from sayso.errors import RecordError, SaysoError
from sayso.record import SCHEMA, Language, Producer, Record, Source, json_schema, release_id

TEXT = "Velaria apre\n\n“Ci siamo”, dice Marta Rusconi, guida di Velaria."


def span(written: str, nth: int = 1) -> dict[str, Any]:
    start = -1
    for _ in range(nth):
        start = TEXT.index(written, start + 1)
    return {"start": start, "end": start + len(written), "text": written}


WHOLE: dict[str, Any] = {
    "schema": "sayso/1",
    "id": release_id(TEXT),
    "source": {"uri": "a.txt", "media_type": "text/plain", "sha256": "0" * 64, "part": None},
    "text": TEXT,
    "language": {"code": "it", "confidence": 0.99},
    "title": "Velaria apre",
    "date": "2026-05-12",
    "issuer": "o1",
    "sections": [{"kind": "headline", "start": 0, "end": 12}],
    "people": [
        {
            "id": "p1",
            "name": "Marta Rusconi",
            "mentions": [{**span("Marta Rusconi"), "form": "name"}],
            "roles": [
                {
                    "title": "guida",
                    "start": span("guida")["start"],
                    "end": span("guida")["end"],
                    "organisation": "o1",
                    "mentions": [span("guida")],
                }
            ],
        }
    ],
    "organisations": [
        {"id": "o1", "name": "Velaria", "mentions": [{**span("Velaria", n), "form": "name"} for n in (1, 2)]}
    ],
    "entities": [],
    "quotes": [
        {
            "id": "q1",
            "kind": "direct",
            "text": "Ci siamo",
            "spans": [span("Ci siamo")],
            "language": "it",
            "speaker": {
                "id": "p1",
                "name": "Marta Rusconi",
                "role": "guida",
                "organisation": "Velaria",
                "mention": span("Marta Rusconi"),
            },
            "cue": span("dice"),
            "confidence": 0.9,
        }
    ],
    "warnings": [],
    "producer": {"version": "1", "model": "m", "config": "c"},
}


def changed(*path: str | int, to: Any) -> str:
    """Return the record as JSON with one of its parts changed."""
    content = deepcopy(WHOLE)
    part: Any = content
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return json.dumps(content)


def test_a_record_comes_back_from_its_json_as_it_was() -> None:
    line = json.dumps(WHOLE, ensure_ascii=False, separators=(",", ":"))
    record = Record.from_json(line)
    assert record.to_json() == line
    assert Record.from_json(record.to_json().encode()) == record


CONTRADICTIONS = {
    "a quote moved by one": (("quotes", 0, "spans", 0, "start"), span("Ci siamo")["start"] + 1),
    "a mention of other words": (("people", 0, "mentions", 0, "text"), "Marta Bianchi"),
    "a mention beyond the end": (("organisations", 0, "mentions", 1, "end"), 4000),
    "a role in other words": (("people", 0, "roles", 0, "title"), "capo"),
    "a role's mention moved": (("people", 0, "roles", 0, "mentions", 0, "end"), 1),
    "a cue of other words": (("quotes", 0, "cue", "text"), "disse"),
    "a speaker's mention moved": (("quotes", 0, "speaker", "mention", "start"), 0),
    "a speaker nobody knows": (("quotes", 0, "speaker", "id"), "p9"),
    "an issuer nobody knows": (("issuer",), "o9"),
    "an employer nobody knows": (("people", 0, "roles", 0, "organisation"), "o9"),
}


@pytest.mark.parametrize("fault", CONTRADICTIONS)
def test_a_record_that_contradicts_its_text_or_itself_is_refused(fault: str) -> None:
    path, value = CONTRADICTIONS[fault]
    with pytest.raises(RecordError, match="not a sayso record: "):
        Record.from_json(changed(*path, to=value))


def test_the_message_says_what_stands_there_instead() -> None:
    with pytest.raises(
        RecordError, match=r"span 31-44 is 'Marta Rusconi' in the text, not 'Marta Bianchi'"
    ) as told:
        Record.from_json(changed("people", 0, "mentions", 0, "text", to="Marta Bianchi"))
    assert isinstance(told.value, SaysoError) and "\n" not in str(told.value)


NONE = {
    "an unknown part": (("colour",), "red"),
    "another schema": (("schema",), "sayso/9"),
    "an unknown kind of quote": (("quotes", 0, "kind"), "shouted"),
    "a confidence above one": (("quotes", 0, "confidence"), 1.5),
    "an offset below nothing": (("sections", 0, "start"), -1),
    "a part of the wrong type": (("people",), "nobody"),
}


@pytest.mark.parametrize("fault", NONE)
def test_what_is_no_record_is_refused_with_the_place(fault: str) -> None:
    path, value = NONE[fault]
    with pytest.raises(RecordError, match="not a sayso record"):
        Record.from_json(changed(*path, to=value))


@pytest.mark.parametrize("line", ["", "{", "[]", "null", "{}", b"\xff\xfe"])
def test_what_is_no_json_or_no_object_is_refused(line: str | bytes) -> None:
    with pytest.raises(RecordError):
        Record.from_json(line)


def test_the_exported_schema_fits_the_record_and_refuses_others() -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    fits = Draft202012Validator(schema).is_valid
    assert schema["properties"]["schema"]["const"] == SCHEMA
    assert fits(WHOLE)
    assert not fits({**WHOLE, "colour": "red"})
    assert not fits({key: value for key, value in WHOLE.items() if key != "text"})
    assert not fits(json.loads(changed("quotes", 0, "kind", to="shouted")))


def test_a_record_cannot_be_changed() -> None:
    record = Record.from_json(json.dumps(WHOLE))
    with pytest.raises(ValueError, match="frozen"):
        record.text = "other"  # type: ignore[misc]


def test_mentions_are_found_by_id() -> None:
    record = Record.from_json(json.dumps(WHOLE))
    assert {key: len(found) for key, found in record.mentions().items()} == {"p1": 1, "o1": 2}


def test_the_same_text_gives_the_same_bytes() -> None:
    nlp = sayso.load()
    once, again, other = nlp(TEXT)._.record.to_json(), nlp(TEXT)._.record.to_json(), sayso.load()(TEXT)
    assert once == again == other._.record.to_json()
    assert [doc._.record.to_json() for doc in nlp.pipe([TEXT, "Altro.", TEXT])][::2] == [once, once]


@given(st.text(max_size=40))
def test_any_text_survives_the_round_trip_in_one_line(text: str) -> None:
    record = Record(
        id=release_id(text),
        source=Source(uri="a", media_type="text/plain", sha256=""),
        text=text,
        language=Language(code="und", confidence=0),
        producer=Producer(version="1", model="m", config="c"),
    )
    line = record.to_json()
    assert "\n" not in line and Record.from_json(line) == record


@given(st.text(max_size=40), st.text(max_size=40))
def test_ids_are_the_same_for_the_same_text_only(left: str, right: str) -> None:
    assert (release_id(left) == release_id(right)) == (left == right)
    assert len(release_id(left)) == 16 and int(release_id(left), 16) >= 0
