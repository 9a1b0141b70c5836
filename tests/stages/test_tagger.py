"""What the model is given to read: the text itself, where nothing hides its names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sayso
from sayso.stages.tagger import plainer


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("VELARIA OPENS IN TRIESTE\n\nIt grows.", "Velaria Opens In Trieste\n\nIt grows."),
        ("BBC and NATO", "BBC and NATO"),
        ("all'Innovazione, l'azienda", "all’Innovazione, l’azienda"),
        ("здоров’я", "здоров'я"),
        ("she said 'yes' to it", "she said 'yes' to it"),
    ],
)
def test_capitals_and_apostrophes_are_read_in_one_form(text: str, read: str) -> None:
    assert plainer(text) == read


@given(st.text())
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(plainer(text)) == len(text)


def test_a_text_is_read_alike_with_either_apostrophe_and_keeps_its_own() -> None:
    curly = "«L’ora è questa», ha detto Ada Dell’Orto, direttrice dell’area vendite di Velate S.p.A."
    straight = curly.replace("’", "'")
    nlp = sayso.load(lang="it")
    one, other = nlp(curly)._.record, nlp(straight)._.record
    assert (one.text, other.text) == (curly, straight)
    [quote], [same] = one.quotes, other.quotes
    assert quote.speaker and same.speaker and same.speaker.name == quote.speaker.name.replace("’", "'")
    assert [role.start for p in one.people for role in p.roles] == [
        role.start for p in other.people for role in p.roles
    ]
