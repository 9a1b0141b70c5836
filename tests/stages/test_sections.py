"""The anatomy of a release: each block has one kind, in every language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.languages import known_languages, language_data
from sayso.stages.sections import find_sections

RELEASE = """FOR IMMEDIATE RELEASE

Embargoed until 12 May 2026, 10:00

Velaria opens a lab in Trieste

The first of five on the Adriatic coast

TRIESTE, 12 May 2026 – Velaria has opened a laboratory in the old port. It employs forty people.

“We begin in May,” said Anna Berg.

About Velaria

Velaria builds batteries for ferries. It was founded in 2009.

Press contact
Jo Roe, +39 040 123456, press@velaria.example

###

Pictures are free for the press."""


def kinds(text: str, code: str) -> list[tuple[str, str]]:
    return [(s.kind, text[s.start : s.end]) for s in find_sections(text, code).sections]


def test_every_part_of_a_release_is_told() -> None:
    assert [kind for kind, _ in kinds(RELEASE, "en")] == [
        "note", "embargo", "headline", "subhead", "dateline", "body", "body", "boilerplate", "boilerplate",
        "contact", "note", "note",
    ]  # fmt: skip


def test_the_dateline_is_a_section_of_its_own_and_tells_place_and_day() -> None:
    anatomy = find_sections(RELEASE, "en")
    dateline = next(s for s in anatomy.sections if s.kind == "dateline")
    assert RELEASE[dateline.start : dateline.end] == "TRIESTE, 12 May 2026 – "
    assert anatomy.date == "2026-05-12" and anatomy.place is not None and anatomy.place.text == "TRIESTE"


def test_a_dateline_may_be_a_block_or_stand_above_the_headline() -> None:
    for text in (
        "TRIESTE, 12 May 2026\n\nVelaria opens a lab\n\nVelaria has opened a laboratory. It is big.",
        "Velaria opens a lab\n\nTRIESTE, 12 May 2026\n\nVelaria has opened a laboratory. It is big.",
    ):
        found = kinds(text, "en")
        assert ("dateline", "TRIESTE, 12 May 2026") in found
        assert ("headline", "Velaria opens a lab") in found
        assert find_sections(text, "en").date == "2026-05-12"


def test_a_headline_may_end_with_the_stop_of_a_legal_form() -> None:
    text = "Új villamost vásárol a Délvidéki Zrt.\n\nSzeged, november 18. – Aláírták a szerződést."
    sections = [(s.kind, text[s.start : s.end]) for s in find_sections(text, "hu").sections]
    assert sections == [
        ("headline", "Új villamost vásárol a Délvidéki Zrt."),
        ("dateline", "Szeged, november 18. – "),
        ("body", "Aláírták a szerződést."),
    ]


def test_a_day_without_its_year_opens_the_story_and_stands_nowhere_else() -> None:
    text = "Lindekrona öppnar\n\nLuleå, 12 maj – Sågverket är öppet.\n\nBoden, 14 maj – Nästa öppnar."
    anatomy = find_sections(text, "sv")
    assert [text[s.start : s.end] for s in anatomy.sections if s.kind == "dateline"] == ["Luleå, 12 maj – "]
    assert anatomy.date is None and anatomy.place and anatomy.place.text == "Luleå"
    anatomy = find_sections("Lindekrona öppnar\n\nSågverket är öppet.\n\nBoden, 14 maj – Nästa öppnar.", "sv")
    assert "dateline" not in [section.kind for section in anatomy.sections]


def test_a_label_tells_the_day_where_the_dateline_leaves_its_year_out() -> None:
    text = "Pressmeddelande 2026-05-12\n\nLindekrona öppnar\n\nLuleå, 12 maj – Sågverket är öppet."
    anatomy = find_sections(text, "sv")
    assert anatomy.date == "2026-05-12" and anatomy.place and anatomy.place.text == "Luleå"


def test_the_label_above_the_story_tells_the_day_where_no_dateline_does() -> None:
    text = "Pressmeddelande 2026-01-29\n\nLindekrona öppnar ett sågverk\n\nLindekrona har öppnat sågverket."
    assert find_sections(text, "sv").date == "2026-01-29"


def release_of(code: str, kind: str) -> tuple[str, str]:
    """Return a release in a language whose last part opens with that language's heading."""
    heading = getattr(language_data(code).headings, kind)[0]
    story = "Velaria 2026\n\n" + "Velaria 1, Velaria 2, Velaria 3. " * 3
    return f"{story.strip()}\n\n{heading}\n\nVelaria 4, Velaria 5, Velaria 6.", heading


@pytest.mark.parametrize("code", known_languages())
@pytest.mark.parametrize(
    ("entries", "kind"), [("boilerplate", "boilerplate"), ("contact", "contact"), ("end", "note")]
)
def test_the_headings_of_every_language_open_their_part(code: str, entries: str, kind: str) -> None:
    text, heading = release_of(code, entries)
    opening = next(found for found in kinds(text, code) if found[0] not in {"headline", "body"})
    assert opening == (kind, heading)
    assert kinds(text, code)[-1][0] == kind


@pytest.mark.parametrize("code", known_languages())
@pytest.mark.parametrize(("entries", "kind"), [("embargo", "embargo"), ("immediate", "note")])
def test_the_labels_of_every_language_are_no_headline(code: str, entries: str, kind: str) -> None:
    label = getattr(language_data(code).headings, entries)[0]
    text = f"{label}\n\nVelaria 2026\n\nVelaria 1, Velaria 2, Velaria 3."
    assert kinds(text, code)[:2] == [(kind, label), ("headline", "Velaria 2026")]


def test_about_in_a_sentence_opens_no_boilerplate() -> None:
    text = (
        "Velaria opens\n\nVelaria opens a lab.\n\nAbout forty people work there, and more are to come soon."
    )
    assert [kind for kind, _ in kinds(text, "en")] == ["headline", "body", "body"]


def test_the_heading_of_boilerplate_may_run_into_its_text() -> None:
    text = "Velaria opens\n\nVelaria opens a lab.\n\nAbout Velaria: Velaria builds batteries since 2009."
    assert kinds(text, "en")[-1][0] == "boilerplate"


def test_lines_are_blocks_where_no_blank_line_is() -> None:
    text = "Velaria opens a lab\nTRIESTE, 12 May 2026 – Velaria has opened a lab.\nAbout Velaria\nIt is old."
    assert [kind for kind, _ in kinds(text, "en")] == [
        "headline", "dateline", "body", "boilerplate", "boilerplate",
    ]  # fmt: skip


def test_a_text_without_a_headline_is_all_body() -> None:
    assert [kind for kind, _ in kinds("Velaria has opened a lab. It is big.", "en")] == ["body"]
    assert kinds("", "en") == []


@pytest.mark.parametrize("mark", ["###", "# # #", "-30-", "***", "- ends -", "–ENDS–", "*  *  *"])
def test_end_marks_are_notes_and_so_is_what_follows(mark: str) -> None:
    text = f"Velaria opens\n\nVelaria opens a lab.\n\n{mark}\n\nNotes: none."
    assert [kind for kind, _ in kinds(text, "en")] == ["headline", "body", "note", "note"]


BLOCKS = st.lists(
    st.sampled_from(RELEASE.split("\n\n")) | st.text(min_size=1, max_size=40), min_size=1, max_size=8
)


@given(BLOCKS, st.sampled_from(["en", "it", "ja"]))
def test_every_character_that_is_no_white_space_is_in_exactly_one_section(
    parts: list[str], code: str
) -> None:
    text = "\n\n".join(parts)
    sections = find_sections(text, code).sections
    covered = [position for s in sections for position in range(s.start, s.end)]
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)


def test_a_last_line_that_tells_whom_to_call_is_a_contact_without_a_heading() -> None:
    story = "Velaria opens a lab\n\nVelaria has opened a lab in the old port. It employs forty people.\n\n"
    assert kinds(story + "Jo Roe, Velaria, jo@velaria.example", "en")[-1][0] == "contact"
    lines = kinds(story + "Jo Roe, 0404 555 0190\n\nAnn Berg, 0404 555 0191", "en")
    assert [kind for kind, _ in lines[-2:]] == ["contact", "contact"]
    assert kinds(story + "Call 0404 555 0190, and we shall come.", "en")[-1][0] == "body"


def test_a_label_may_stand_on_the_line_above_the_headline() -> None:
    text = "KOMUNIKAT PRASOWY\nStrajk w zakładach trwa\n\nW zakładach trwa strajk. Nikt nie wie, jak długo."
    assert kinds(text, "pl")[:2] == [("note", "KOMUNIKAT PRASOWY"), ("headline", "Strajk w zakładach trwa")]


def test_a_label_with_the_day_below_it_stays_whole() -> None:
    text = "PRESSMEDDELANDE\nVästerås, 2026-04-23 kl. 07.30\n\nNordhammar har ökat. Det gläder alla."
    anatomy = find_sections(text, "sv")
    assert (anatomy.sections[0].kind, anatomy.date) == ("note", "2026-04-23")


def test_what_stands_below_an_end_mark_in_its_block_is_no_part_of_it() -> None:
    text = "Velaria grows\n\nVelaria has grown. It hires.\n\n###\nAbout Velaria\nVelaria builds ferries."
    assert kinds(text, "en")[-2:] == [
        ("note", "###"),
        ("boilerplate", "About Velaria\nVelaria builds ferries."),
    ]


def test_words_behind_the_name_open_a_boilerplate_that_goes_on_behind_a_colon() -> None:
    text = "Yalıspor büyüyor\n\nYalıspor yeni tesis açtı. Kulüp mutlu.\n\nYalıspor Hakkında: 1931'de kurulan kulüp."
    assert kinds(text, "tr")[-1][0] == "boilerplate"


def test_free_to_publish_now_is_no_embargo() -> None:
    for line, kind in (("Julkaisuvapaa heti", "note"), ("Julkaisuvapaa 4.5.2026 klo 9", "embargo")):
        text = f"Lehdistötiedote\n{line}\n\nVelaria avaa laboratorion\n\nVelaria on avannut laboratorion. Se kasvaa."
        assert kinds(text, "fi")[0][0] == kind
