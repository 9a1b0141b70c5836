"""Quotation marks: every convention, mixed and broken ones, and what only looks like a mark."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.stages.marks import CLOSERS, quoted, stray_closing
from sayso.text import Stretch


def inside(text: str) -> list[str]:
    return [text[q.start : q.end] for q in quoted(text, Stretch(0, len(text)))]


CONVENTIONS = {
    "de „…“": "Er sagte: „Wir beginnen im Mai“, und ging.",
    "de »…«": "»Wir beginnen im Mai«, sagte sie.",
    "de ‚…‘": "‚Wir beginnen im Mai‘, sagte sie.",
    "en “…”": "“Wir beginnen im Mai,” she said.",
    "en ‘…’": "‘Wir beginnen im Mai,’ she said.",
    "“…“, closed by an opening mark": "“Wir beginnen im Mai“, ha detto.",
    "it «…»": "«Wir beginnen im Mai», ha detto.",
    "fr « … »": "« Wir beginnen im Mai », dit-elle.",
    "fr with no-break spaces": "«\u00a0Wir beginnen im Mai\u00a0», dit-elle.",
    "fr with narrow no-break spaces": "«\u202fWir beginnen im Mai\u202f», dit-elle.",
    "straight": '"Wir beginnen im Mai," she said.',
    "straight single": "'Wir beginnen im Mai,' she said.",
    "sv ”…”": "”Wir beginnen im Mai”, säger hon.",
    "fi »…»": "»Wir beginnen im Mai», sanoo hän.",
    "pl „…”": "„Wir beginnen im Mai”, mówi Anna.",
    "cs, comma inside": "„Wir beginnen im Mai,“ řekla.",
    "ja 「…」": "同社は「Wir beginnen im Mai」と述べた。",
    "zh 『…』": "她表示『Wir beginnen im Mai』。",
    "zh “…” without spaces": "她说“Wir beginnen im Mai”。",
    "full width": "＂Wir beginnen im Mai＂と述べた。",
    "typed ''…''": "''Wir beginnen im Mai'', ha detto.",
    "typed ,,…''": ",,Wir beginnen im Mai'', mówi Anna.",
    "typed ,,…“": "Und sie? ,,Wir beginnen im Mai“, sagt sie.",
    "typed ‘‘…’’": "‘‘Wir beginnen im Mai,’’ she said.",
    "‹…›": "‹Wir beginnen im Mai›, dit-elle.",
    "in brackets": "She agrees (“Wir beginnen im Mai”).",
    "after a dash": "Anna – “Wir beginnen im Mai” – agrees.",
    "in Markdown": "**“Wir beginnen im Mai”**",
}


@pytest.mark.parametrize("text", CONVENTIONS.values(), ids=CONVENTIONS)
def test_every_convention_is_read(text: str) -> None:
    assert [found.rstrip(",") for found in inside(text)] == ["Wir beginnen im Mai"]


MIXED = {
    '„Wir beginnen", sagte sie.': ["Wir beginnen"],
    '“Start now", he said.': ["Start now"],
    '"Start now”, he said.': ["Start now"],
    "„Zaczynamy„ – mówi Anna.": ["Zaczynamy"],
    "„Începem acum”, spune ea. «Apoi vedem», adaugă el.": ["Începem acum", "Apoi vedem"],
    "“Erst so“, sagt er. “Dann anders“.": ["Erst so", "Dann anders"],
    "”Først”, siger hun. »Så«, siger han. “Til sidst.”": ["Først", "Så", "Til sidst."],
    '«Primero», dijo. “Después”, añadió. "Y ya".': ["Primero", "Después", "Y ya"],
}


@pytest.mark.parametrize("text", MIXED)
def test_wrong_and_mixed_marks_are_paired_by_where_they_stand(text: str) -> None:
    assert inside(text) == MIXED[text]


NESTED = {
    "“He told me ‘go’ and I went,” she said.": "He told me ‘go’ and I went,",
    "„Er sagte »geh« und ging“, sagte sie.": "Er sagte »geh« und ging",
    "„Elkezdjük »májusban« és befejezzük” – mondta.": "Elkezdjük »májusban« és befejezzük",
    "«Il a dit “va” et je suis parti», raconte-t-elle.": "Il a dit “va” et je suis parti",
    "社長は「本の題は『海』です」と述べた。": "本の題は『海』です",
    "「昨日「待て」と言われた」と話す。": "昨日「待て」と言われた",
}


@pytest.mark.parametrize("text", NESTED)
def test_of_a_quote_in_a_quote_the_outer_one_is_taken(text: str) -> None:
    assert inside(text) == [NESTED[text]]


APOSTROPHES = {
    "L'impresa dice: “Non c'è fretta”.": ["Non c'è fretta"],
    "“It shouldn‘t rain,” he said.": ["It shouldn‘t rain,"],
    "l‘impresa cresce e l‘utile sale": [],
    "The members' view isn't the chair's.": [],
    "‘The partners’ view hasn’t changed,’ she said.": ["The partners’ view hasn’t changed,"],
    "'It isn't late,' she said. 'We'll wait.'": ["It isn't late,", "We'll wait."],
    "l’“Aurora” cresce, d'«Aurora» parla": ["Aurora", "Aurora"],
    "’t Hooft zegt: ‘We beginnen in mei.’": ["We beginnen in mei."],
    "In 's-Hertogenbosch zegt zij: 'We beginnen in mei.'": ["We beginnen in mei."],
    "Since the '90s: 'we danced', she says.": ["we danced"],
    "Солом'янка росте: «П'ять пекарень», каже Ганна.": ["П'ять пекарень"],
    "L''arte cresce, ''senza fretta'', dice.": ["senza fretta"],
    "Ankara'da “İzmir'e gideceğiz” dedi.": ["İzmir'e gideceğiz"],
}


@pytest.mark.parametrize("text", APOSTROPHES)
def test_an_apostrophe_neither_opens_nor_closes(text: str) -> None:
    assert inside(text) == APOSTROPHES[text]


INCHES = {
    'The 15.6" screen and the 27" screen are new.': [],
    '"The 15.6" screen is ready," he said.': ['The 15.6" screen is ready,'],
    "He is 6'2\" tall and she is 5'11\" tall.": [],
    'A 6" pipe. "We cut it," he said.': ["We cut it,"],
    "Ein 15,6”-Schirm. „Er ist da“, sagt sie.": ["Er ist da"],
    "“Il 6″ è pronto”, dice.": ["Il 6″ è pronto"],
    '"We grew by 40", he said.': ["We grew by 40"],
}


@pytest.mark.parametrize("text", INCHES)
def test_inches_and_feet_are_no_marks(text: str) -> None:
    assert inside(text) == INCHES[text]


ODD = {
    '• "One" and "two': ["One"],
    "» First item of the list": [],
    "“One,” said X. “Two,” said Y. Z” left.": ["One,", "Two,"],
    "“Uno”, dice. Poi »: «Due», dice.": ["Uno", "Due"],
    'Wie " hier steht, und "da": "Gut so", sagt er.': ["da", "Gut so"],
    '""=': [],
    '"" “” «» 「」 ‘’': [],
    '"': [],
    "”“”“”“": [],
    "“…” – «—»": [],
}


@pytest.mark.parametrize("text", ODD)
def test_a_mark_too_many_spoils_nothing_but_itself(text: str) -> None:
    assert inside(text) == ODD[text]


@pytest.mark.parametrize("glyph", '“„«"「')
def test_a_quote_without_its_closing_mark_goes_on_to_the_end_of_the_paragraph(glyph: str) -> None:
    text = f"Anna said: {glyph}We begin in May. We end in June.\n\n“Other,” said Jo."
    [first] = quoted(text, Stretch(0, text.index("\n")))
    assert text[first.start : first.end] == "We begin in May. We end in June." and not first.closed


@pytest.mark.parametrize("glyph", "”»")
def test_a_mark_that_looks_alike_on_both_sides_stays_open_at_the_start_of_a_paragraph_only(
    glyph: str,
) -> None:
    assert inside(f"{glyph}Vi har väntat i nio år på det.") == ["Vi har väntat i nio år på det."]
    assert inside(f"{glyph} rullar och väskor till alla") == []
    assert inside(f"Vi har {glyph}väntat i nio år på det.") == []


def test_a_mark_that_closes_is_told_from_one_that_is_missing() -> None:
    text = "“One,” said X. “Two and a long sentence without an end"
    assert [q.closed for q in quoted(text, Stretch(0, len(text)))] == [True, False]


def test_marks_are_looked_for_in_their_paragraph_only() -> None:
    text = "“Open and never closed in this one.\n\nClosed” here."
    [first] = quoted(text, Stretch(0, text.index("\n")))
    assert first.outer.end == text.index("\n")


def test_a_quote_left_open_is_closed_in_a_later_paragraph_by_a_mark_that_fits() -> None:
    for text, opening, close in (
        ("and it ends here.” So she said.", "“", 17),
        ("und es endet.« Sagt sie.", "»", 13),
        ("and it ends here.» So she said.", "“", None),
        ("“A new one,” she said. And here”", "“", None),
    ):
        assert stray_closing(text, Stretch(0, len(text)), opening) == close


@pytest.mark.parametrize("unit", [*(f"{glyph}a " for glyph in CLOSERS), "‘partners’ ", '6" ', "「", "a’s "])
def test_time_grows_with_the_length_of_the_text_and_not_its_square(unit: str) -> None:
    text = unit * 10_000
    begun = time.process_time()
    quoted(text, Stretch(0, len(text)))
    assert time.process_time() - begun < 2


_GLYPHS = "".join(dict.fromkeys("".join(CLOSERS) + "".join(CLOSERS.values())))
TEXTS = st.text(st.sampled_from(_GLYPHS + "  \n\u00a0abcS1.,:–-(あ。") | st.characters(), max_size=60)


@given(TEXTS, st.data())
def test_whatever_the_text_quotes_lie_in_order_inside_their_paragraph(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    paragraph = Stretch(start, data.draw(st.integers(start, len(text))))
    found = quoted(text, paragraph)
    for each in found:
        assert paragraph.start <= each.outer.start < each.start < each.end <= each.outer.end <= paragraph.end
        assert any(character.isalnum() for character in text[each.start : each.end])
        assert text.startswith(each.glyph, each.outer.start)
        assert not each.closed or text[each.outer.end - 1] in CLOSERS[each.glyph[-1:]] + "'“”‘’\""
    assert all(left.outer.end <= right.outer.start for left, right in pairwise(found))


@given(TEXTS, st.sampled_from("".join(CLOSERS)))
def test_a_stray_closing_mark_is_one_that_the_opening_one_allows(text: str, opening: str) -> None:
    close = stray_closing(text, Stretch(0, len(text)), opening)
    assert close is None or text[close] in CLOSERS[opening]
