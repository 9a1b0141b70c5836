"""Cues: what the model marks, and the listed words beside a quote."""

from __future__ import annotations

from itertools import pairwise

import pytest
from layers_by_hand import by_hand

from sayso.languages import known_languages, language_data
from sayso.stages.cues import NEAR, find_cues, with_the_verb
from sayso.stages.marks import quoted
from sayso.text import blocks


def cues(text: str, code: str, **marks: list[str]) -> list[str]:
    quotes = [q.outer for block in blocks(text) for q in quoted(text, block)]
    return [cue.text for cue in find_cues(text, by_hand(text, **marks), quotes, language_data(code))]


LISTED = {
    "it": ("“Cominciamo”, ha aggiunto Marta Bianchi.", ["ha aggiunto"]),
    "en": ("“We begin,” said Jo Roe.", ["said"]),
    "de": ("„Wir beginnen“, sagte Anna Berg.", ["sagte"]),
    "fr": ("« On commence », explique Léa Morel.", ["explique"]),
    "es": ("«Empezamos», afirmó Ana Ruiz.", ["afirmó"]),
    "pt": ("“Começamos”, disse Ana Reis.", ["disse"]),
    "nl": ("‘We beginnen’, zegt Jan Smit.", ["zegt"]),
    "pl": ("„Zaczynamy” – mówi Anna Nowak.", ["mówi"]),
    "sv": ("”Vi börjar”, säger Eva Lind.", ["säger"]),
    "da": ("»Vi begynder«, siger Ida Holm.", ["siger"]),
    "nb": ("«Vi begynner», sier Kari Vik.", ["sier"]),
    "fi": ("”Aloitamme”, sanoo Aino Laine.", ["sanoo"]),
    "cs": ("„Začínáme,“ řekla Jana Malá.", ["řekla"]),
    "ro": ("„Începem”, a declarat Ana Pop.", ["a declarat"]),
    "hu": ("„Kezdjük” – mondta Kiss Anna.", ["mondta"]),
    "el": ("«Ξεκινάμε», δήλωσε η Άννα Λάμπρου.", ["δήλωσε"]),
    "tr": ("“Başlıyoruz” dedi Ayşe Kaya.", ["dedi"]),
    "uk": ("«Починаємо», – сказала Ганна Бойко.", ["сказала"]),
    "ja": ("「始めます」と田中は述べた。", ["述べた"]),
    "zh": ("张伟表示：“我们开始了。”", ["表示"]),
}


@pytest.mark.parametrize("code", LISTED)
def test_a_listed_verb_beside_a_quote_is_a_cue_in_every_language(code: str) -> None:
    text, expected = LISTED[code]
    assert cues(text, code) == expected


def test_every_language_has_a_case_here() -> None:
    assert set(LISTED) | {"nn"} == set(known_languages())


def test_two_quotes_have_each_their_own_listed_cue() -> None:
    assert cues("“We begin,” said Jo. Al added: “We end.”", "en") == ["said", "added"]


def test_a_listed_verb_far_from_any_quote_is_none() -> None:
    text = f"She said nothing. {'It rained and rained. ' * (NEAR // 10)}“We begin,” he told us."
    assert cues(text, "en") == ["told"]


def test_a_listed_verb_in_another_line_is_none() -> None:
    assert cues("She said so.\n“We begin.”\nHe told us.", "en") == []


def test_a_verb_inside_the_quote_is_none() -> None:
    assert cues("“They said no and we went on,” she added.", "en") == ["added"]


def test_the_models_cue_stands_where_the_list_knows_no_word() -> None:
    assert cues("“We begin,” chortled Jo Roe.", "en", cue=["chortled"]) == ["chortled"]
    assert cues("“We begin,” chortled Jo Roe.", "en") == []


def test_where_the_model_has_marked_a_cue_the_list_adds_none() -> None:
    text = "“We begin,” chortled Jo Roe, who said it twice."
    assert cues(text, "en", cue=["chortled"]) == ["chortled"]


def test_according_to_and_its_like_are_cues() -> None:
    assert cues("Laut Anna Berg ist „alles gut“.", "de") == ["Laut"]
    assert cues("Aino Laisen mukaan ”kaikki on hyvin”.", "fi") == ["mukaan"]


def test_cues_are_in_the_order_of_the_text_and_never_overlap() -> None:
    text = "Jo said: “We begin.” “We end,” added Al.\n\nAccording to Al, “all is well”."
    quotes = [q.outer for block in blocks(text) for q in quoted(text, block)]
    found = find_cues(text, by_hand(text, cue=["added"]), quotes, language_data("en"))
    assert [cue.text for cue in found] == ["said", "added", "According to"]
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(text[cue.start : cue.end] == cue.text for cue in found)


@pytest.mark.parametrize(
    ("code", "text", "marked", "told"),
    [
        ("fr", "« On verra », ont-elles prévenu.", ["ont", "prévenu"], "prévenu"),
        ("de", "Der Vorstand hat am Abend mitgeteilt, es gehe weiter.", ["hat", "mitgeteilt"], "mitgeteilt"),
        ("de", "„Ja“, teilte die Sprecherin am Abend mit.", ["mit", "teilte"], "teilte"),
        ("nl", "Zij voegt eraan toe dat alles goed gaat.", ["toe", "voegt"], "voegt"),
        ("fr", "« On verra », ont dit Anne et Luc. Ida précise qu’elle part.", ["ont", "précise"], "ont"),
        ("es", "Según Ana, que lo explicó ayer, todo va bien.", ["Según", "explicó"], "Según"),
        ("en", "“We begin,” she said and added that all is well.", ["said", "added"], "said"),
    ],
)
def test_the_lesser_part_of_a_verb_gives_way_to_the_other(
    code: str, text: str, marked: list[str], told: str
) -> None:
    data = language_data(code)
    found = find_cues(text, by_hand(text, cue=marked), [], data)
    first = next(cue for cue in found if cue.text == marked[0])
    assert {cue.text for cue in found} == set(marked)
    assert with_the_verb(text, first, found, data).text == told


def test_a_listed_verb_is_no_cue_where_one_is_marked_on_the_other_side_of_the_quote() -> None:
    text = "La CGT dénonce « une mascarade » et demande une réunion."
    assert cues(text, "fr", cue=["dénonce"]) == ["dénonce"]
    assert cues(text, "fr") == ["dénonce", "demande"]
