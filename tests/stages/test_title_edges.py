"""From where to where a job title goes: the guesses, what else they may be, and what tells."""

from __future__ import annotations

import numpy as np
import pytest
from layers_by_hand import Words, at, by_hand, scores

from sayso.encoder.labels import NAMES, columns
from sayso.languages import language_data
from sayso.layers import Tags
from sayso.stages.ranking import Weights
from sayso.stages.tagger import tag
from sayso.stages.title_edges import choose_titles, guesses, title_features, title_options, title_scene
from sayso.text import Stretch

AS_MARKED = Weights({"as marked": 9.0})


def doubted(text: str, roles: list[Words], doubts: list[Words], logit: float = 4.0) -> Tags:
    """Return tags with ``roles`` marked; of ``doubts`` the model gives being in a title ``logit`` against 6."""
    given = scores(text, [("role", words) for words in roles])
    begin = columns(NAMES).start + NAMES.begin("role")
    for here in (at(text, words) for words in doubts):
        for token, (start, end) in enumerate(given.offsets.tolist()):
            if here.start <= start and end <= here.end:
                given.tags[token, columns(NAMES)] = 0
                given.tags[token, [columns(NAMES).start, begin + 1]] = 6.0, logit
    return tag(text, given)


def chosen(text: str, tags: Tags, weights: Weights, code: str = "en") -> list[str]:
    return [text[start:end] for start, end in choose_titles(tags, language_data(code), weights)]


def test_what_the_model_is_sure_of_can_only_be_as_marked_or_no_title() -> None:
    text = "Anna Berg, chief executive, spoke."
    tags = by_hand(text, role=["chief executive"], person=["Anna Berg"])
    scene = title_scene(tags, language_data("en"))
    (guess,) = guesses(scene)
    assert guess.marked and title_options(scene, guess) == [at(text, "chief executive")]
    assert chosen(text, tags, AS_MARKED) == ["chief executive"]
    assert chosen(text, tags, Weights({"none": 9.0})) == []


def test_doubtful_words_beside_a_title_may_belong_to_it() -> None:
    text = "Anna Berg, deputy director of sales, spoke."
    tags = doubted(text, ["director"], ["deputy", "sales"])
    assert chosen(text, tags, AS_MARKED) == ["director"]
    wider = Weights({"wider": 9.0, "words": 9.0})
    assert chosen(text, tags, wider) == ["deputy director of sales"]


def test_doubtful_words_at_its_edges_may_be_left_out() -> None:
    text = "The busy mayor Jo Roe spoke."
    tags = by_hand(text, role=["busy mayor"])
    assert chosen(text, tags, Weights({"role noun first": 9.0, "as marked": 1.0})) == ["busy mayor"]
    unsure = doubted(text, [], ["busy"], 5.0)
    (guess,) = guesses(title_scene(unsure, language_data("en")))
    assert not guess.marked and guess.here == at(text, "busy")
    assert chosen(text, unsure, Weights({"none: marked": -9.0, "no role noun": 9.0})) == ["busy"]
    assert chosen(text, unsure, Weights({"no role noun": -9.0})) == []


def test_a_joiner_inside_may_part_two_titles_and_the_second_is_asked_for_too() -> None:
    text = "Jo Roe, founder, editor of maps, spoke."
    tags = by_hand(text, role=["founder, editor of maps"])
    whole = Weights({"words": 1.0})
    assert chosen(text, tags, whole) == ["founder, editor of maps"]
    parted = Weights({"role noun first": 9.0, "words": -1.0})
    assert chosen(text, tags, parted) == ["founder", "editor of maps"]


def test_a_title_is_weighed_by_its_words_and_by_what_stands_at_its_edges() -> None:
    text = "Director of sales at Velaria, Anna Berg"
    tags = by_hand(text, role=["Director of sales"], organisation=["Velaria"], person=["Anna Berg"])
    scene = title_scene(tags, language_data("en"))
    (guess,) = guesses(scene)
    features, none = title_features(scene, guess, title_options(scene, guess))
    assert features["role noun first"] == features["as marked"] == features["line begins"] == 1
    assert features["link behind"] == 1 and features["role noun last"] == features["line ends"] == 0
    assert features["model: first word"] > 2 > -2 > features["model: word after"]
    assert none["none: a person near"] == none["none: a role noun"] == none["none: marked"] == 1


@pytest.mark.parametrize(
    ("code", "text", "title"), [("ja", "社長の田中が話した。", "社長"), ("zh", "校长李明说。", "校长")]
)
def test_words_without_spaces_are_the_encoders_tokens(code: str, text: str, title: str) -> None:
    tags = by_hand(text, role=[title])
    scene = title_scene(tags, language_data(code))
    assert len(scene.words.spans) == len(text)
    assert chosen(text, tags, AS_MARKED, code) == [title]


def test_a_text_without_words_has_no_titles() -> None:
    for text in ("", " \n ", "…"):
        assert chosen(text, by_hand(text), AS_MARKED) == []


def test_words_are_joined_from_tokens_and_keep_the_highest_probability() -> None:
    given = scores("chief executive", [("role", "chief executive")])
    cut = np.array([[0, 3], [3, 5], [6, 15]])
    tags = tag(
        "chief executive", given.__class__(cut, given.tags[[0, 0, 1]], given.link[[0, 0, 1]], given.nobody)
    )
    scene = title_scene(tags, language_data("en"))
    assert scene.words.spans == [Stretch(0, 5), Stretch(6, 15)]
    assert min(scene.chances.within) > 0.9


@pytest.mark.parametrize(
    ("code", "text", "marked", "title"),
    [
        ("it", "Lo dice l’avvocata Anna Berg.", "l’avvocata", "avvocata"),
        ("fr", "Selon l'adjointe au maire, Anna Berg", "l'adjointe au maire", "adjointe au maire"),
        ("en", "So said D'Arcy group head Anna Berg.", "D'Arcy group head", "D'Arcy group head"),
    ],
)
def test_an_article_that_has_lost_its_vowel_is_no_part_of_a_title(
    code: str, text: str, marked: str, title: str
) -> None:
    assert chosen(text, by_hand(text, role=[marked]), AS_MARKED, code) == [title]


@pytest.mark.parametrize(
    ("text", "marked", "organisation", "title"),
    [
        ("LBV-Präsident Jörg Poggensee sprach, denn LBV tagte.", "LBV-Präsident", "LBV", "Präsident"),
        ("Elbstrom-Chefin Anna Kühl baut; Elbstrom AG auch.", "Elbstrom-Chefin", "Elbstrom AG", "Chefin"),
        ("Voormalig oud-wethouder Jan Smit, van Aalwijk.", "oud-wethouder", "Aalwijk", "wethouder"),
        ("青岚前总裁张伟出席。", "前总裁", "青岚", "总裁"),
        ("Il y a l'ex-ministre Paul Simonet, d'Orne.", "ex-ministre", "Orne", "ministre"),
        ("Co-founder Anna Berg of Velaria spoke.", "Co-founder", "Velaria", "Co-founder"),
        ("IR-chef Karin Ek på IR Oxvik AB.", "IR-chef", "Oxvik AB", "IR-chef"),
    ],
)
def test_what_is_joined_to_a_title_is_none_of_it(text, marked, organisation, title) -> None:
    tags = by_hand(text, role=[marked], organisation=[organisation])
    assert chosen(text, tags, AS_MARKED, "fr") == [title]
