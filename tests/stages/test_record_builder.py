"""The layers become the record; a layer that contradicts the text does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from layers_by_hand import anatomy, by_hand, entities, organisation, person, span

from sayso.errors import MissingLayer, RecordError
from sayso.layers import Attribution, HeldRole, Layers, Origin, Utterance
from sayso.record import Language, Producer, Role, Source, Span, Speaker, release_id
from sayso.stages.identify import identifier_named
from sayso.stages.record import build_record, text_origin

TEXT = "Velaria opens a lab\n\n“We begin in May,” she said. Anna Berg is head of Velaria."
PRODUCER = Producer(version="1", model="m", config="c")
IDENTIFIER = identifier_named("py3langid")


def layers(text: str = TEXT) -> Layers:
    head = span(text, "head")
    role = Role(title="head", start=head.start, end=head.end, organisation="o1", mentions=(head,))
    speaker = Speaker(id="p1", name="Anna Berg", mention=span(text, "she"))
    return Layers(
        language=Language(code="en", confidence=0.9),
        anatomy=anatomy(text, "en"),
        tags=by_hand(text),
        entities=entities([person(text, "p1", "Anna Berg")], [organisation(text, "o1", "Velaria")]),
        roles=(HeldRole("p1", role),),
        utterances=(Utterance("direct", (span(text, "We begin in May,"),), 0.9),),
        cues=(span(text, "said"),),
        attributions=(Attribution(speaker, span(text, "said"), 0.8, "pronoun"),),
    )


def test_every_layer_is_in_the_record() -> None:
    record = build_record(TEXT, layers(), PRODUCER, IDENTIFIER)
    assert record.id == release_id(TEXT) and record.title == "Velaria opens a lab"
    assert record.issuer == "o1" and record.people[0].roles[0].title == "head"
    [quote] = record.quotes
    assert (quote.text, quote.kind, quote.confidence) == ("We begin in May,", "direct", 0.8)
    assert quote.speaker is not None and quote.speaker.name == "Anna Berg"
    assert quote.cue is not None and quote.cue.text == "said"


def test_the_pronoun_that_tells_a_speaker_becomes_a_mention_in_its_place() -> None:
    record = build_record(TEXT, layers(), PRODUCER, IDENTIFIER)
    assert [(m.text, m.form) for m in record.people[0].mentions] == [
        ("she", "pronoun"),
        ("Anna Berg", "name"),
    ]


@pytest.mark.parametrize("missing", ["language", "entities", "anatomy"])
def test_a_layer_that_is_missing_is_named_with_the_component_to_add(missing: str) -> None:
    with pytest.raises(MissingLayer, match=f"'{missing}' is missing: add the component 'sayso_"):
        build_record(TEXT, replace(layers(), **{missing: None}), PRODUCER, IDENTIFIER)


def test_a_span_that_is_not_the_text_makes_no_record() -> None:
    moved = Span(start=23, end=39, text="We begin in May,")
    wrong = replace(layers(), utterances=(Utterance("direct", (moved,), 0.9),))
    with pytest.raises(RecordError, match="span 23-39 is"):
        build_record(TEXT, wrong, PRODUCER, IDENTIFIER)


def test_a_speaker_who_is_not_in_the_record_makes_no_record() -> None:
    ghost = Speaker(id="p9", name="Nobody", mention=span(TEXT, "she"))
    with pytest.raises(RecordError, match="speaker p9"):
        build_record(
            TEXT, replace(layers(), attributions=(Attribution(ghost, None, 0.5),)), PRODUCER, IDENTIFIER
        )


def test_what_the_source_states_fills_in_for_the_text() -> None:
    text = "It has opened a lab. That is all."
    origin = Origin(Source(uri="a", media_type="text/html", sha256=""), "From the page", "2026-01-02")
    none = Layers(origin, Language(code="en", confidence=1))
    none.anatomy, none.entities = anatomy(text, "en"), entities()
    record = build_record(text, none, PRODUCER, IDENTIFIER)
    assert (record.title, record.date) == ("From the page", "2026-01-02")
    assert record.warnings == ("no quotes found",)


def test_a_text_from_nowhere_has_an_origin_of_its_own() -> None:
    assert text_origin(TEXT).source.uri == "text" and len(text_origin(TEXT).source.sha256) == 64
    assert text_origin("\ud800").source.sha256


@given(st.text(max_size=30), st.text(max_size=30))
def test_offsets_count_code_points_whatever_stands_around(before: str, after: str) -> None:
    text = f"{before}\n\n{TEXT}\n\n{after}"
    assume(not any(before.count(word) for word in ("Velaria", "she", "head", "said", "Anna")))
    record = build_record(text, layers(text), PRODUCER, IDENTIFIER)
    assert record.text == text
    assert [text[s.start : s.end] for s in record.quotes[0].spans] == ["We begin in May,"]
    assert all(text[m.start : m.end] == m.text for ms in record.mentions().values() for m in ms)
    assert record == type(record).from_json(record.to_json())
