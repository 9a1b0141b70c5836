"""Whether words are a woman's or a man's, and what that says of who is meant."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import ModelError
from sayso.languages import language_data
from sayso.resources import model_folder
from sayso.stages.genders import (
    SUREST,
    Clue,
    Genders,
    Kind,
    agreement,
    load_genders,
    mention_clues,
    name_clues,
    told_by_given_names,
    told_by_honorifics,
    told_by_pronoun,
    word_clues,
    word_keys,
)

KNOWN = Genders({"cs": {"last": {"-ová": 4.0, "-á": 2.0, "svatá": -1.0}, "cue": {"-la": 3.0, "-l": -3.0}}})


def test_a_word_counts_as_itself_or_by_the_longest_end_that_is_known() -> None:
    assert list(word_keys("nová")) == ["nová", "-ová", "-vá", "-á"]
    assert list(word_keys("á")) == ["á"]
    assert KNOWN.odds("cs", [("last", "nováková")]) == 4.0
    assert KNOWN.odds("cs", [("last", "veselá")]) == 2.0
    assert KNOWN.odds("cs", [("last", "svatá")]) == -1.0


def test_what_words_tell_adds_up_to_no_more_than_the_surest_and_unknown_ones_tell_nothing() -> None:
    words: list[Clue] = [("last", "nováková"), ("cue", "uvedla")]
    assert KNOWN.odds("cs", words) == SUREST
    assert KNOWN.odds("cs", [("first", "uvedla")]) == KNOWN.odds("fi", words) == 0


def test_a_name_tells_by_its_first_and_last_words_and_the_word_before_it() -> None:
    assert list(name_clues("Jana Malá Dvořáková")) == [("first", "jana"), ("last", "dvořáková")]
    assert list(name_clues("Dvořáková")) == [("last", "dvořáková")]
    text = "Mluvila ředitelka Jana Malá."
    assert list(mention_clues(text, 18, 27))[-1] == ("before", "ředitelka")
    assert list(mention_clues(text.replace("lka ", "lka, "), 19, 28)) == [("first", "jana"), ("last", "malá")]


def test_honorifics_pronouns_and_usual_given_names_tell_outright() -> None:
    english = language_data("en")
    assert told_by_honorifics("So Ms Berg said", 6, 10, english) == {SUREST}
    assert told_by_honorifics("So Mr Berg said", 6, 10, english) == {-SUREST}
    assert told_by_honorifics("So Dr Berg said", 6, 10, english) == set()
    assert told_by_pronoun("she", english) == {SUREST}
    assert told_by_pronoun("they", english) == set()
    assert told_by_given_names(["Mary Berg", "Berg"], english) == {SUREST}
    assert told_by_given_names(["John Mary"], english) == {-SUREST}
    assert told_by_given_names(["Mary"], english) == set()


def test_a_given_name_is_looked_for_where_the_language_puts_it() -> None:
    assert told_by_given_names(["Nagy Katalin"], language_data("hu")) == {SUREST}
    assert told_by_given_names(["山田 花子"], language_data("ja")) == {SUREST}
    assert told_by_given_names(["王建国"], language_data("zh")) == {-SUREST}


@given(st.floats(-SUREST, SUREST), st.floats(-SUREST, SUREST))
def test_two_agree_if_both_are_of_one_gender_as_far_as_that_is_known(left: float, right: float) -> None:
    together = agreement(left, right)
    assert together == pytest.approx(agreement(right, left)) == pytest.approx(-agreement(-left, right))
    assert together * left * right >= 0
    assert agreement(left, 0) == 0
    a, b = (1 / (1 + math.exp(-odds)) for odds in (left, right))
    assert together == pytest.approx(math.log((a * b + (1 - a) * (1 - b)) / (a * (1 - b) + b * (1 - a))))


@pytest.mark.parametrize(
    ("code", "kind", "woman", "man"),
    [
        ("cs", "cue", "upozornila", "upozornil"),
        ("uk", "cue", "зауважила", "зауважив"),
        ("pl", "last", "malinowska", "malinowski"),
        ("el", "noun", "ερευνήτρια", "ερευνητής"),
        ("de", "noun", "oberärztin", "oberarzt"),
        ("ro", "noun", "directoarea", "directorul"),
        ("it", "noun", "direttrice", "direttore"),
    ],
)
def test_the_shipped_table_knows_forms_of_women_and_men(code: str, kind: Kind, woman: str, man: str) -> None:
    shipped = load_genders(model_folder("press"))
    hers, his = (shipped.odds(code, word_clues(kind, each)) for each in (woman, man))
    assert hers > 0 > his


def test_a_model_without_its_table_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"genders\.json: no table to read.*copy that of a shipped model"):
        load_genders(tmp_path)
