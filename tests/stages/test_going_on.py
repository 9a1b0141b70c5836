"""Sentences without a cue that go on with the reported speech before them."""

from __future__ import annotations

import pytest
from layers_by_hand import by_hand, piece, scene

from sayso.resources import model_folder
from sayso.stages.chains import Piece
from sayso.stages.going_on import going_on, going_on_features, walk
from sayso.stages.ranking import Weights, load_ranking
from sayso.text import Stretch

HEARD = Weights({"model: reported, log-odds": 1.0})


def found(
    text: str, code: str, clause: str, weights: Weights, *direct: Piece, **marks: list[str]
) -> list[str]:
    marks = {**marks, "indirect": [clause, *marks.get("indirect", [])]}
    here = scene(text, by_hand(text, **marks), code)
    clauses = [piece(text, clause, marks=0, reported=True)]
    return [
        text[each.span.start : each.span.end]
        for each in going_on(here, list(direct), clauses, weights)
        if each.carried and each.reported
    ]


def test_a_sentence_goes_on_with_the_reported_speech_before_it_without_its_stop() -> None:
    text = "Anna Berg said that the town burned. Nobody had helped. It rained."
    marks = {"cue": ["said"], "indirect": ["Nobody had helped"]}
    assert found(text, "en", "the town burned", HEARD, **marks) == ["Nobody had helped"]


def test_one_that_does_not_go_on_ends_it() -> None:
    text = "Anna Berg said that the town burned. It rained. Nobody had helped."
    marks = {"cue": ["said"], "indirect": ["Nobody had helped"]}
    assert found(text, "en", "the town burned", HEARD, **marks) == []


def test_it_ends_with_its_paragraph_and_at_the_next_cue() -> None:
    marks = {"cue": ["said"], "indirect": ["Nobody had helped"]}
    text = "Anna Berg said that the town burned.\n\nNobody had helped."
    assert found(text, "en", "the town burned", HEARD, **marks) == []
    text = "Anna Berg said that the town burned. Nobody had helped, according to Tom Lind."
    marks["cue"] = ["said", "according to"]
    assert found(text, "en", "the town burned", HEARD, **marks) == []


def test_words_in_marks_may_be_part_of_it_but_not_most_of_it() -> None:
    text = "Anna Berg said that the town burned. Nobody had helped “in time”."
    marks = {"cue": ["said"], "indirect": ["Nobody had helped “in time”"]}
    fragment = piece(text, "in time")
    assert found(text, "en", "the town burned", HEARD, fragment, **marks) == ["Nobody had helped “in time”"]
    text = "Anna Berg said that the town burned. Well “nobody had helped in time”."
    quote = piece(text, "nobody had helped in time")
    assert found(text, "en", "the town burned", HEARD, quote, cue=["said"], indirect=["Well"]) == []


def test_what_only_says_that_it_is_reported_is_no_part_of_it() -> None:
    text = "田中氏は、町には仕事が必要だと述べた。会社も同じ数字を見ているという。"
    told = Weights({"form of reported speech": 1.0})
    assert found(text, "ja", "町には仕事が必要だと", told, cue=["述べた"]) == ["会社も同じ数字を見ている"]


# What the forms of a language tell where the model is of two minds, by the weights that are shipped.
TOLD = {
    "cs": ("Anna Berg řekla, že město hoří.", "řekla", "město hoří", "Nikdo prý nepomohl.", "Nikdo nepomohl."),
    "de": ("Anna Berg sagte, die Stadt brenne.", "sagte", "die Stadt brenne",
           "Hilfe sei nicht gekommen.", "Hilfe ist nicht gekommen."),
    "nl": ("Anna Berg zei dat de stad brandde.", "zei", "de stad brandde",
           "Niemand zou hebben geholpen.", "Niemand heeft geholpen."),
    "sv": ("Anna Berg sade att staden brann.", "sade", "staden brann",
           "Ingen ska ha hjälpt till.", "Ingen har hjälpt till."),
    "tr": ("Anna Berg şehrin yandığını söyledi.", "söyledi", "şehrin yandığını",
           "Kimse yardım etmemiş.", "Kimse yardım etmedi."),
    "uk": ("Анна Берґ сказала, що місто горить.", "сказала", "місто горить",
           "Ніхто, мовляв, не допоміг.", "Ніхто не допоміг."),
}  # fmt: skip


@pytest.mark.parametrize("code", TOLD)
def test_a_form_that_tells_the_words_of_others_speaks_for_it(code: str) -> None:
    start, cue, clause, reported, told = TOLD[code]
    weights = load_ranking(model_folder("press")).going_on
    scores = {}
    for sentence in (reported, told):
        text = f"{start} {sentence}"
        here = scene(text, by_hand(text, cue=[cue], indirect=[clause]), code)
        asked: list[dict[str, float]] = []
        clauses = [piece(text, clause, marks=0, reported=True)]
        walk(here, [], clauses, lambda _, __, features, to=asked: bool(to.append(features)))  # type: ignore[misc]
        (features,) = asked
        scores[sentence] = weights.score(features)
    assert scores[reported] > scores[told] + 1


def test_behind_a_quote_only_the_mood_of_reported_speech_goes_on() -> None:
    weights = Weights({"form of reported speech": 9.0})
    text = "„Das Haus brennt“, sagte Anna Berg. Hilfe sei nicht gekommen. Sie habe gerufen."
    tags = by_hand(text, cue=["sagte"])
    here = scene(text, tags, "de")
    pieces = going_on(here, [piece(text, "Das Haus brennt")], [], weights)
    assert [(text[p.span.start : p.span.end], p.carried) for p in pieces] == [
        ("Hilfe sei nicht gekommen", False),
        ("Sie habe gerufen", True),
    ]
    text = text.replace("Hilfe sei", "Die Wolle ist")
    assert going_on(scene(text, by_hand(text, cue=["sagte"]), "de"), pieces[:0], [], weights) == []


def test_a_complementiser_may_open_the_sentence_and_people_are_counted() -> None:
    text = "Anna Berg said that the town burned. And that Tom Lind had helped."
    here = scene(text, by_hand(text, person=["Tom Lind"], cue=["said"]), "en")
    features = going_on_features(here, [], Stretch(text.index("And"), len(text)), 2)
    assert (
        features["complementiser opens"] and features["names somebody"] and features["more than one before"]
    )
