"""What the model is given to read: the text itself, where nothing hides its names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

import sayso
from sayso.layers import layers_of
from sayso.stages.tagger import Tagger, plainer


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


def test_a_stream_is_tagged_in_order_with_the_next_texts_begun_before_these_are_given_out() -> None:
    nlp = sayso.load()
    docs = [nlp.make_doc(f"“We begin in May,” said Jo Roe of Velaria {n}.") for n in range(7)]
    taken: list[int] = []

    def stream() -> Iterator[Doc]:
        for number, doc in enumerate(docs):
            taken.append(number)
            yield doc

    tagged = Tagger("press", batch_size=2).pipe(stream())
    assert next(tagged) is docs[0] and taken == [0, 1, 2, 3]
    assert [docs[0], *tagged] == docs
    assert all(layers_of(doc).tags for doc in docs)
