"""Names: without titles, legal forms and endings; which forms name the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.languages import language_data
from sayso.stages.names import (
    base_form,
    fold,
    is_short_form,
    name_form,
    same_word,
    same_words,
    without_honorifics,
    without_legal_form,
)

HONORIFICS = {
    "it": ("dott.ssa Marta Bianchi", "Marta Bianchi"),
    "en": ("Dr Alexander Tayler", "Alexander Tayler"),
    "de": ("Frau Prof. Dr. Anna Berg", "Anna Berg"),
    "fr": ("Mme Léa Morel", "Léa Morel"),
    "es": ("Sra. Ana Ruiz", "Ana Ruiz"),
    "nl": ("mevrouw Anna de Wit", "Anna de Wit"),
    "pl": ("prof. Anna Nowak", "Anna Nowak"),
    "cs": ("Ing. Jana Malá", "Jana Malá"),
    "tr": ("Dr. Nezihat Kaya Hanım", "Nezihat Kaya"),
    "hu": ("Dr. Kovács Péter úr", "Kovács Péter"),
    "ja": ("田中花子さん", "田中花子"),
    "zh": ("张伟先生", "张伟"),
}


@pytest.mark.parametrize("code", HONORIFICS)
def test_titles_and_honorifics_are_left_outside(code: str) -> None:
    written, name = HONORIFICS[code]
    text = f"— {written}, "
    start, end = without_honorifics(text, 2, 2 + len(written), language_data(code))
    assert text[start:end] == name


def test_a_name_that_is_nothing_but_a_title_stays() -> None:
    for title in ("Prof.", "Herr.", "Frau Dr."):
        assert without_honorifics(title, 0, len(title), language_data("de")) != (len(title), len(title))


LEGAL_FORMS = {
    "it": ("Velaria S.p.A.", "Velaria"),
    "de": ("Brennhof GmbH & Co. KG", "Brennhof"),
    "en": ("Harrowfen Ltd", "Harrowfen"),
    "fr": ("Aubrelin SAS", "Aubrelin"),
    "fi": ("Rautalahti Oy", "Rautalahti"),
    "hu": ("Dunakert Zrt.", "Dunakert"),
    "cs": ("Jilmovka, a.s.", "Jilmovka"),
    "pl": ("Krzemionka sp. z o.o.", "Krzemionka"),
    "tr": ("Sarıbozkır A.Ş.", "Sarıbozkır"),
    "uk": ("ТОВ «Зорянськ»", "Зорянськ"),
    "ja": ("株式会社港沢", "港沢"),
    "zh": ("青岚科技有限公司", "青岚科技"),
}


@pytest.mark.parametrize("code", LEGAL_FORMS)
def test_legal_forms_are_no_part_of_a_name(code: str) -> None:
    written, name = LEGAL_FORMS[code]
    assert without_legal_form(written, language_data(code)) == name


def test_a_company_called_like_a_legal_form_keeps_its_name() -> None:
    assert without_legal_form("Limited", language_data("en")) == "Limited"


SAME_PERSON = [
    ("en", "Zhang", "Vicky Zhang"),
    ("en", "V. Zhang", "Vicky Zhang"),
    ("en", "VICKY ZHANG", "Vicky Zhang"),
    ("en", "Zhang's", "Vicky Zhang"),
    ("en", "Conor O’Hara", "Conor O'Hara"),
    ("es", "García", "Ana García López"),
    ("nl", "De Wit", "Anna de Wit"),
    ("pl", "Anny Nowak", "Anna Nowak"),
    ("cs", "Janou Malou", "Jana Malá"),
    ("fi", "Laineen", "Aino Laine"),
    ("hu", "Kissnek", "Kiss Anna"),
    ("tr", "KAYA", "Ayşe Kaya"),
    ("uk", "Бойком", "Ганна Бойко"),
    ("ja", "田中", "田中花子"),
    ("zh", "张伟", "张伟"),
]
OTHERS = [
    ("en", "Chang", "Vicky Zhang"),
    ("en", "Zhang Vicky Lee", "Vicky Zhang"),
    ("en", "B. Zhang", "Vicky Zhang"),
    ("en", "V.", "Vicky Zhang"),
    ("it", "Anu", "Ana Ruiz"),
    ("en", "Kaya", "Kayaking Bob"),
    ("ja", "中花", "田中花子"),
]


@pytest.mark.parametrize(("code", "short", "full"), SAME_PERSON)
def test_a_shorter_or_inflected_form_names_the_same_person(code: str, short: str, full: str) -> None:
    assert is_short_form(name_form(short), name_form(full), language_data(code).case_endings)


@pytest.mark.parametrize(("code", "short", "full"), OTHERS)
def test_another_name_does_not(code: str, short: str, full: str) -> None:
    assert not is_short_form(name_form(short), name_form(full), language_data(code).case_endings)


def test_the_base_form_is_the_one_without_an_ending() -> None:
    for code, forms, base in (
        ("fi", ["Aino Laineen", "Aino Laine"], "Aino Laine"),
        ("hu", ["Dunakertnek", "Dunakert", "Dunakertnek"], "Dunakert"),
        ("pl", ["Jana Nowaka", "Jan Nowak"], "Jan Nowak"),
        ("en", ["Jo Roe", "Jo Roe", "Joe Roe"], "Jo Roe"),
    ):
        assert base_form(forms, language_data(code)) == base


def test_case_and_accents_do_not_tell_names_apart() -> None:
    assert fold("ŞENGÜL") == fold("Şengül") and fold("Łódź") != fold("Lodz") and fold("É.") == "e"
    assert fold("Kılıç") == fold("KILIÇ")


WORDS = st.text("abzéłşıИій", min_size=1, max_size=8)
ENDINGS = st.lists(st.text("aeiou", min_size=1, max_size=3), max_size=4).map(tuple)


@given(WORDS, WORDS, ENDINGS)
def test_being_the_same_word_goes_both_ways_and_holds_for_a_word_itself(
    left: str, right: str, endings: tuple[str, ...]
) -> None:
    a, b = fold(left), fold(right)
    assert same_word(a, a, endings)
    assert same_word(a, b, endings) == same_word(b, a, endings)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_a_name_names_itself_and_each_of_its_longer_words(parts: list[str]) -> None:
    full = name_form(" ".join(parts))
    assert same_words(full, full, ())
    for word in parts:
        if len(fold(word)) > 1:
            assert is_short_form(name_form(word), full, ())


@pytest.mark.parametrize(
    ("code", "forms", "base"),
    [
        ("uk", ["Сіверське поле", "Сіверського поля"], "Сіверське поле"),
        ("pl", ["Ministerstwo Zdrowia", "Ministerstwa Zdrowia"], "Ministerstwo Zdrowia"),
        ("cs", ["Ministerstvo kultury", "Ministerstva kultury"], "Ministerstvo kultury"),
        ("pl", ["Anny Nowak", "Anna Nowak"], "Anna Nowak"),
        ("el", ["Νίκος Παππάς", "Νίκο Παππά"], "Νίκος Παππάς"),
        ("el", ["Πέτρο Ζερβό", "Πέτρος Ζερβός"], "Πέτρος Ζερβός"),
        ("el", ["Μαρία Λεμονή", "Μαρίας Λεμονή"], "Μαρία Λεμονή"),
    ],
)
def test_the_base_form_is_the_nominative(code: str, forms: list[str], base: str) -> None:
    assert base_form(forms, language_data(code)) == base
