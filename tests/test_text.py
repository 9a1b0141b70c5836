"""Plain text: where sentences end."""

from __future__ import annotations

import pytest

from sayso.text import sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dichiara ai sensi dell'art. 154-bis che tutto torna. Fine.", 2),
        ("Selon l’art. 12, tout va bien. Fin.", 2),
        ("It is Anna's. Nobody minds.", 2),
    ],
)
def test_an_abbreviation_behind_what_lost_its_vowel_to_it_ends_no_sentence(text: str, count: int) -> None:
    assert len(sentences(text, 0, len(text), frozenset({"art."}))) == count
