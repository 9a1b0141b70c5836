"""Whose title a description is most like."""

from __future__ import annotations

import pytest

from sayso.languages import language_data
from sayso.layers import HeldRole
from sayso.record import Role
from sayso.stages.title_likeness import most_like


def like(code: str, written: str, **titles: str) -> set[str]:
    roles = [HeldRole(person, Role(title=title, start=0, end=len(title))) for person, title in titles.items()]
    return set(most_like(written, roles, language_data(code)))


LIKE = {
    "an article that has lost its vowel": ("fr", "l’avocate", "avocate"),
    "another such": ("it", "dell'amministratrice", "amministratrice delegata"),
    "a title of two": ("pt", "a relatora", "conselheira-relatora"),
    "the end of a compound": ("de", "die Präsidentin", "Verbandspräsidentin"),
    "a longer compound than the title": ("da", "udvalgsformanden", "formand for sundhedsudvalget"),
    "one word of several": ("tr", "deneyimli hemşire", "Diyaliz sorumlu hemşiresi"),
    "an inflected noun": ("fi", "tutkijan", "erikoistutkija"),
}  # fmt: skip


@pytest.mark.parametrize("case", LIKE)
def test_a_description_means_who_holds_a_title_like_it(case: str) -> None:
    code, written, title = LIKE[case]
    assert like(code, written, her=title, him="Fahrer") == {"her"}


def test_the_likest_title_is_whom_it_means() -> None:
    assert like("de", "die Präsidentin", her="Präsidentin", him="Verbandspräsident") == {"her"}
    assert like("en", "the chair", her="chair of the board", him="deputy chair") == {"her", "him"}


def test_a_deputy_is_not_the_chair() -> None:
    assert like("fr", "la présidente", her="présidente", him="vice-présidente") == {"her"}


def test_two_words_that_only_begin_alike_tell_nothing() -> None:
    assert like("it", "la neurologa", her="primaria di neurologia") == set()
    assert like("de", "ihr Vorstandskollege", her="Vorstandssprecherin") == set()
