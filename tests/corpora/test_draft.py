"""A draft says what the record says: it validates, and reading it gives the record's spans back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.corpora.as_record import gold_record
from sayso.corpora.draft import Draft, canonical, draft
from sayso.corpora.tei import check_tei, read_tei
from sayso.errors import GoldError
from sayso.evaluation.mistakes import mistakes
from sayso.record import (
    Language,
    Mention,
    Organisation,
    Person,
    Producer,
    Quote,
    Record,
    Section,
    Source,
    Span,
    Speaker,
    release_id,
)

FILES = sorted((Path(__file__).parents[2] / "corpora" / "gold").glob("*/*.xml"))


def read_back(made: Draft, folder: Path) -> Record:
    path = folder / "draft.xml"
    path.write_text(made.markup, encoding="utf-8")
    release, faults = check_tei(path)
    assert not faults
    assert release is not None
    return gold_record(release)


@pytest.mark.parametrize("path", FILES[::5], ids=lambda path: path.stem)
def test_the_draft_of_a_gold_record_reads_as_the_same_record(path: Path, tmp_path: Path) -> None:
    record = gold_record(read_tei(path))
    made = draft(record)
    again = read_back(made, tmp_path)
    assert made.left_out == ()
    assert again.text == record.text
    assert not mistakes(again, record)
    assert [section.kind for section in again.sections] == [section.kind for section in record.sections]
    assert [quote.kind for quote in again.quotes] == [quote.kind for quote in record.quotes]


def record_of(text: str, **parts: object) -> Record:
    known = {
        "id": release_id(text),
        "source": Source(uri="test.txt", media_type="text/plain", sha256=""),
        "text": text,
        "language": Language(code="en", confidence=1.0),
        "producer": Producer(version="1", model="m", config="c"),
    }
    return Record.model_validate({**known, **parts})


def span(text: str, written: str) -> dict[str, object]:
    start = text.index(written)
    return {"start": start, "end": start + len(written), "text": written}


def test_what_xml_would_take_for_markup_is_text(tmp_path: Path) -> None:
    text = 'R&D <b>"now"</b>\n\n]]> AT&T’s Jo <Roe>'
    person = Person(id='p"1', name="Jo <Roe>", mentions=(Mention(**span(text, "Jo <Roe>")),))
    again = read_back(draft(record_of(text, people=(person,))), tmp_path)
    assert again.text == text
    assert [each.name for each in again.people] == ["Jo <Roe>"]


def test_ids_are_letters_of_the_names_and_each_its_own(tmp_path: Path) -> None:
    text = "Ana Kovač, Ivo Kovač, 王伟, Kovač d.o.o."
    people = tuple(
        Person(id=f"p{order}", name=name, mentions=(Mention(**span(text, name)),))
        for order, name in enumerate(("Ana Kovač", "Ivo Kovač", "王伟"), 1)
    )
    firm = Organisation(id="o1", name="Kovač d.o.o.", mentions=(Mention(**span(text, "Kovač d.o.o.")),))
    again = read_back(draft(record_of(text, people=people, organisations=(firm,))), tmp_path)
    assert [each.id for each in again.people] == ["kovac", "kovac2", "p3"]
    assert [each.id for each in again.organisations] == ["kovac3"]


def test_marks_that_cross_are_left_out_and_told(tmp_path: Path) -> None:
    text = "He said: No, Acme Ltd is fine."
    firm = Organisation(id="o1", name="Acme Ltd is", mentions=(Mention(**span(text, "Acme Ltd is")),))
    piece = Span(**span(text, "No, Acme"))
    quote = Quote(id="q1", kind="direct", text=piece.text, spans=(piece,), language="en", confidence=0.5)
    made = draft(record_of(text, organisations=(firm,), quotes=(quote,)))
    again = read_back(made, tmp_path)
    assert [each.text for each in again.quotes] == ["No, Acme"]
    assert not again.organisations
    assert made.left_out == ("<orgName> 'Acme Ltd is': crosses a <said>",)


def test_a_mark_over_two_blocks_is_left_out_and_told(tmp_path: Path) -> None:
    text = "Acme\n\nLtd grows"
    firm = Organisation(id="o1", name="Acme Ltd", mentions=(Mention(**span(text, "Acme\n\nLtd")),))
    made = draft(record_of(text, organisations=(firm,)))
    assert made.left_out == ("<orgName> 'Acme\\n\\nLtd': goes over the end of its block",)
    assert read_back(made, tmp_path).text == text


def test_reported_speech_without_a_cue_is_left_out_and_told(tmp_path: Path) -> None:
    text = "Jo Roe: all is well."
    who = Mention(**span(text, "Jo Roe"))
    speaker = Speaker(id="p1", name="Jo Roe", mention=Span(**span(text, "Jo Roe")))
    piece = Span(**span(text, "all is well"))
    quote = Quote(
        id="q1",
        kind="indirect",
        text=piece.text,
        spans=(piece,),
        language="en",
        speaker=speaker,
        confidence=1,
    )
    made = draft(record_of(text, people=(Person(id="p1", name="Jo Roe", mentions=(who,)),), quotes=(quote,)))
    assert made.left_out == ("<said> 'all is well': reported speech needs a cue and a speaker",)
    assert not read_back(made, tmp_path).quotes


def test_sections_become_blocks_and_a_dateline_in_a_paragraph_stays_there(tmp_path: Path) -> None:
    text = "Head\n\nLEEDS – All is well.\n\nAbout Acme\n\nWe make it.\n\nPress: x"
    kinds = (
        Section(kind="headline", start=0, end=4),
        Section(kind="dateline", start=6, end=13),
        Section(kind="body", start=14, end=26),
        Section(kind="boilerplate", start=28, end=38),
        Section(kind="boilerplate", start=40, end=51),
        Section(kind="contact", start=53, end=61),
    )
    made = draft(record_of(text, sections=kinds))
    assert made.markup.count('<div type="boilerplate">') == 1
    kinds_again = [section.kind for section in read_back(made, tmp_path).sections]
    assert kinds_again == ["headline", "body", "boilerplate", "boilerplate", "contact"]


def test_a_draft_claims_no_licence_unless_told() -> None:
    record = record_of("Text")
    assert "<licence" not in draft(record).markup
    assert '<licence target="https://x.example/free"/>' in draft(record, "https://x.example/free").markup


def test_a_text_that_an_annotation_cannot_hold_is_refused() -> None:
    with pytest.raises(GoldError, match="cannot hold this text"):
        draft(record_of("two  spaces"))


TEXTS = st.text(
    st.one_of(
        st.sampled_from(" \t\n\r\x0b\x00\u00a0\u2028\u3000\ufeff<>&'\"\ud800\ufffe"),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_any_text_made_canonical_comes_back_from_tei_as_it_was(text: str, tmp_path_factory) -> None:
    held = canonical(text)
    assert canonical(held) == held
    if held:
        again = read_back(draft(record_of(held)), tmp_path_factory.getbasetemp())
        assert again.text == held
