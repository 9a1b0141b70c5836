"""Reported clauses: where they begin and end, and what is none."""

from __future__ import annotations

import pytest
from layers_by_hand import by_hand, piece, scene

from sayso.stages.ranking import Weights
from sayso.stages.reported import (
    SHORTEST,
    clause_options,
    heard_runs,
    possible_clauses,
    reported_clauses,
)

# What the model hears is what there is, from the word that opens it.
HEARD = Weights({"model: log-odds": 1.0, "model: left out": -4.0, "complementiser before": 9.0})
# A sentence behind it goes on where the model hears it so.
HEARD_ON = Weights({"model: reported, log-odds": 1.0})


def clauses(text: str, code: str, **marks: list[str]) -> list[str]:
    found = reported_clauses(scene(text, by_hand(text, **marks), code), [], HEARD, HEARD_ON)
    assert all(each.reported for each in found)
    return [text[each.span.start : each.span.end] for each in found]


CLAUSES = {
    "en": ("Anna Berg said that the town would need work.", "said", "the town would need work"),
    "it": ("Marta Rusconi ha detto che la città ha bisogno di lavoro.", "ha detto", "la città ha bisogno di lavoro"),
    "de": ("Laut Anna Berg braucht die Stadt mehr Arbeit.", "Laut", "braucht die Stadt mehr Arbeit"),
    "nl": ("Jan Smit zegt dat de stad meer werk nodig heeft.", "zegt", "de stad meer werk nodig heeft"),
    "ja": ("田中氏は、町には仕事が必要だと述べた。", "述べた", "町には仕事が必要だと"),
}  # fmt: skip


@pytest.mark.parametrize("code", CLAUSES)
def test_a_clause_that_a_cue_introduces_is_reported_whole(code: str) -> None:
    text, cue, clause = CLAUSES[code]
    assert clauses(text, code, cue=[cue], indirect=[clause]) == [clause]


def test_a_clause_begins_behind_the_word_that_opens_it() -> None:
    text = "Anna Berg said that the whole town would need work."
    assert clauses(text, "en", cue=["said"], indirect=["town would need work"]) == [
        "the whole town would need work"
    ]


def test_few_words_behind_a_cue_that_interrupts_are_the_rest_of_the_clause() -> None:
    text = "The whole town, he reckons, is well."
    marks = {"cue": ["reckons"], "indirect": ["The whole town", "is well"]}
    assert clauses(text, "en", **marks) == ["The whole town", "is well"]
    text = "He reckons, is well."
    assert clauses(text, "en", cue=["reckons"], indirect=["is well"]) == []


def test_without_a_cue_in_the_same_sentence_nothing_is_reported() -> None:
    text = "Anna Berg said so. The town would need work."
    assert clauses(text, "en", cue=["said"], indirect=["The town would need work"]) == []


def test_a_clause_is_weighed_by_what_it_holds_and_what_stands_at_its_edges() -> None:
    text = "The report by Anna Berg said that the old town would need work."
    clause = "the old town would need work"
    tags = by_hand(text, cue=["said"], person=["Anna Berg"], speaker=["Anna Berg"], indirect=[clause])
    here = scene(text, tags, "en")
    (heard,) = heard_runs(here, [])
    begun = possible_clauses(heard)
    assert [text[each.start : each.end] for each in begun] == [clause, f"that {clause}"]
    features, late, none = clause_options(heard, begun)
    assert features["complementiser before"] == features["ends the sentence"] == 1
    assert features["cue after"] == features["cue before"] == features["short"] == 0
    assert late["complementiser before"] == 0 and late["cue before"] == 1
    assert features["model: surest speaker outside"] > 0.9 > 0.1 > features["model: taken in"]
    assert late["model: taken in"] > 0.9 and none["none: surest speaker"] > 0.9
    assert reported_clauses(here, [], Weights({"none": 9.0}), HEARD_ON) == []
    (found,) = reported_clauses(here, [], Weights({"complementiser before": 9.0}), HEARD_ON)
    assert found.score > 0.99 and text[found.span.start : found.span.end] == clause


def test_a_clause_may_end_before_the_model_ceases_to_hear_it_and_another_follow() -> None:
    text = "Anna Berg said that the town would need work; the mayor would help with it."
    both = "the town would need work; the mayor would help with it"
    assert clauses(text, "en", cue=["said"], indirect=[both]) == [both]
    cut = Weights(
        {"model: log-odds": 1.0, "complementiser before": 9.0, "comma behind": 9.0, "ends the sentence": 5}
    )
    found = reported_clauses(
        scene(text, by_hand(text, cue=["said"], indirect=[both]), "en"), [], cut, HEARD_ON
    )
    assert [text[each.span.start : each.span.end] for each in found] == both.split("; ")


def test_nothing_is_left_of_a_run_that_a_clause_ends() -> None:
    text = "Anna Berg said that the town would need work."
    (heard,) = heard_runs(
        scene(text, by_hand(text, cue=["said"], indirect=["the town would need work"]), "en"), []
    )
    assert heard.rest(possible_clauses(heard)[0], SHORTEST) is None


def test_a_full_stop_in_a_name_ends_no_sentence() -> None:
    text = "Anna Berg said that the ships of Lodowa Sp. Nowak will sail."
    clause = "the ships of Lodowa Sp. Nowak will sail"
    assert clauses(text, "en", cue=["said"], organisation=["Lodowa Sp. Nowak"], indirect=[clause]) == [clause]
    assert clauses(text, "en", cue=["said"], indirect=[clause])[0] == "the ships of Lodowa Sp"


def test_parts_of_one_clause_are_joined_unless_a_cue_stands_between() -> None:
    text = "Anna Berg said that the town would soon need some work."
    assert clauses(text, "en", cue=["said"], indirect=["the town would", "need some work"]) == [
        "the town would soon need some work"
    ]
    text = "The town would need work, said Anna Berg: she would help with it."
    assert clauses(
        text, "en", cue=["said"], indirect=["The town would need work", "she would help with it"]
    ) == [
        "The town would need work",
        "she would help with it",
    ]


def test_a_clause_that_direct_speech_crosses_is_left_to_it() -> None:
    text = "Anna Berg said that the town “would need work. And soon” she left."
    tags = by_hand(text, cue=["said"], indirect=["the town “would need work"])
    quote = piece(text, "would need work. And soon")
    assert reported_clauses(scene(text, tags, "en"), [quote], HEARD, HEARD_ON) == []


def test_few_words_that_their_cue_interrupts_are_the_clauses_beginning() -> None:
    text = "The loss, said Anna Berg, was due to the dry summer."
    marks = {"cue": ["said"], "indirect": ["The loss", "was due to the dry summer"]}
    assert clauses(text, "en", **marks) == ["The loss", "was due to the dry summer"]
    text = "The loss said Anna Berg was due to the dry summer."
    assert clauses(text, "en", **marks) == ["was due to the dry summer"]


def test_contacts_and_notes_report_nothing() -> None:
    text = "Velaria opens\n\nIt opens in May.\n\nPress contact\nJo Roe said that the town would need work."
    assert clauses(text, "en", cue=["said"], indirect=["the town would need work"]) == []


def test_the_sentences_full_stop_inside_the_last_mark_is_not_what_a_clause_ends_with() -> None:
    words = "the dams “provide protection that no one has priced"
    text = f"Anna Berg said {words}.”"
    (heard,) = heard_runs(scene(text, by_hand(text, cue=["said"], indirect=[words]), "en"), [])
    whole = [clause for clause in possible_clauses(heard) if text[clause.start : clause.end] == f"{words}.”"]
    assert whole
    assert clause_options(heard, whole)[0]["model: last word, log-odds"] > 0


def test_a_clause_keeps_the_full_stop_of_a_legal_form() -> None:
    text = "Anna Berg ha detto che a crescere sarà Ferrandi Oleodinamica S.r.l."
    clause = "a crescere sarà Ferrandi Oleodinamica S.r.l."
    assert clauses(text, "it", cue=["ha detto"], indirect=[clause]) == [clause]
