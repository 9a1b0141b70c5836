"""Job titles: parts of one are joined, what is no title at their edges is left out."""

from __future__ import annotations

import pytest
from layers_by_hand import Words, by_hand

from sayso.languages import language_data
from sayso.stages.titles import find_titles

CASES = {
    "a preposition joins": ("en", "Anna Berg, Head of Sales, left.", ["Head", "Sales"], ["Head of Sales"]),
    "two full titles are two": ("en", "Jo Roe, founder and CEO.", ["founder", "CEO"], ["founder", "CEO"]),
    "an abbreviation's full stop joins": (
        "da",
        "adm. direktør Bo Lund",
        ["adm", "direktør"],
        ["adm. direktør"],
    ),
    "a sentence's does not": (
        "da",
        "Han er formand. Direktør Bo",
        ["formand", "Direktør"],
        ["formand", "Direktør"],
    ),
    "a blank line does not": (
        "de",
        "Leiterin\n\nMarketing Graz",
        ["Leiterin", "Marketing"],
        ["Leiterin", "Marketing"],
    ),
    "two full titles in one span are two": (
        "de",
        "Sie wird Vorstandsvorsitzende und Arbeitsdirektorin.",
        ["Vorstandsvorsitzende und Arbeitsdirektorin"],
        ["Vorstandsvorsitzende", "Arbeitsdirektorin"],
    ),
    "two fields of one title are one": (
        "en",
        "Jo Roe, director of finance and administration.",
        ["director of finance and administration"],
        ["director of finance and administration"],
    ),
    "what joins two in Japanese parts them": (
        "ja",
        "選考委員長で絵本作家の真鍋ころも",
        ["選考委員長で絵本作家"],
        ["選考委員長", "絵本作家"],
    ),
    "a Chinese comma parts titles": ("zh", "主任、研究馆员嵩慕华", ["主任、研究馆员"], ["主任", "研究馆员"]),
    "and so does what stands for it": (
        "ja",
        "専務理事兼事務局長の龍造寺",
        ["専務理事兼事務局長"],
        ["専務理事", "事務局長"],
    ),
    "but not in one title": ("zh", "兼职教授李明", ["兼职教授"], ["兼职教授"]),
    "brackets stay closed": (
        "zh",
        "協理副校長（學生事務）梁綺雯",
        ["協理副校長（學生事務）"],
        ["協理副校長（學生事務）"],
    ),
    "an elided article is none": ("fr", "l'entraîneur de l'équipe", ["entraîneur de l"], ["entraîneur"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_title_is_found_whole(case: str) -> None:
    code, text, marked, titles = CASES[case]
    roles: list[Words] = list(marked)
    found = find_titles(text, by_hand(text, role=roles), language_data(code))
    assert [text[title.start : title.end] for title in found] == titles
