"""Which names there are, from where to where, of what kind: the options, the features, the component."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from layers_by_hand import anatomy, at, by_hand, scores

import sayso
from sayso.encoder.labels import LOGITS, NAMES, TIE_WIDTH, TIES, columns
from sayso.encoder.model import TokenScores
from sayso.languages import language_data
from sayso.layers import Tags, layers_of
from sayso.stages.name_edges import Named, NameScene, choose_names, name_features, name_scene, questions
from sayso.stages.ranking import Weights
from sayso.stages.tagger import tag

AS_MARKED = Weights({"as marked": 9.0})
NAME = "Velaria"


def scene(text: str, tags: Tags, code: str = "en") -> NameScene:
    return name_scene(tags, anatomy(text, code), language_data(code))


def doubted(text: str, words: str, kinds: dict[str, float]) -> Tags:
    """Return tags where the model gives ``words`` the logits of ``kinds``, and 6 to no name."""
    made = scores(text)
    here = at(text, words)
    for token, (start, end) in enumerate(made.offsets.tolist()):
        if here.start <= start and end <= here.end:
            made.tags[token, columns(NAMES)] = 0
            made.tags[token, columns(NAMES).start] = 6.0
            for kind, logit in kinds.items():
                first = columns(NAMES).start + NAMES.begin(kind)
                made.tags[token, first + (start > here.start)] = logit
    return tag(text, made)


def written(text: str, found: NameScene, weights: Weights) -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.kind) for s in choose_names(found, weights)]


def test_a_sure_name_is_not_asked_about_and_stays_whatever_the_weights() -> None:
    text = "Velaria has hired Anna Berg."
    here = scene(text, by_hand(text, organisation=[NAME], person=["Anna Berg"]))
    assert [options for _, options in questions(here)] == [[], []]
    assert written(text, here, Weights({"none": 99.0})) == [(NAME, "organisation"), ("Anna Berg", "person")]


def test_a_name_that_may_be_of_another_kind_can_be_either() -> None:
    text = "The new Velaria is here."
    here = scene(text, doubted(text, NAME, {"organisation": 8.0, "product": 7.5}))
    ((guess, options),) = questions(here)
    assert guess == Named(at(text, NAME), "organisation")
    assert {option.kind for option in options} == {"organisation", "product"}
    assert written(text, here, Weights({"product": 9.0})) == [(NAME, "product")]
    assert written(text, here, AS_MARKED) == [(NAME, "organisation")]
    assert written(text, here, Weights({"none": 9.0})) == []


def test_words_that_the_model_nearly_marks_may_be_a_name() -> None:
    text = "A word from Velaria Nord came."
    here = scene(text, doubted(text, "Velaria Nord", {"organisation": 5.5}))
    assert not here.names
    ((guess, options),) = questions(here)
    assert guess.here == at(text, "Velaria Nord") and options[0] == guess
    assert written(text, here, Weights({"organisation": 9.0})) == [("Velaria Nord", "organisation")]
    assert written(text, here, Weights({"organisation": -9.0})) == []


def test_roles_are_left_alone() -> None:
    text = "The mayor Anna Berg spoke."
    here = scene(text, by_hand(text, role=["mayor"], person=["Anna Berg"]))
    assert written(text, here, Weights({"none": 99.0})) == [("mayor", "role"), ("Anna Berg", "person")]


def test_a_name_is_weighed_by_its_looks_its_neighbours_and_the_others_of_the_release() -> None:
    text = "Velaria Bank S.p.A. grows\n\nTRIESTE – The Bank of “Velaria Bank” has grown, says Velaria."
    tags = by_hand(text, organisation=["Velaria Bank S.p.A.", ("Velaria Bank", 2), (NAME, 3)])
    here = scene(text, tags, "it")

    def told(words: str, nth: int) -> dict[str, float]:
        name = Named(at(text, (words, nth)), "organisation")
        return name_features(here, name, [name])[0]

    full = told("Velaria Bank S.p.A.", 1)
    assert full["organisation: legal form"] == full["organisation: organisation noun"] == 1
    assert full["organisation: headline"] == full["organisation: line begins"] == 1
    assert "organisation: one word" not in full
    assert told("Velaria Bank", 2)["organisation: quoted"] == 1
    short = told(NAME, 3)
    assert short["organisation: one word"] == short["organisation: part of a longer one"] == 1
    assert short["as marked"] == 1 and short["other kind"] == short["wider"] == 0


def test_a_kind_word_alone_is_told_from_a_name() -> None:
    text = "The company has grown."
    here = scene(text, by_hand(text, organisation=["company"]))
    name = Named(at(text, "company"), "organisation")
    assert name_features(here, name, [name])[0]["organisation: a kind word alone"] == 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(["Jo Roe of Velaria, Graz. Jo\nspoke", "田中は東京にいる。", "", "“"]),
)
def test_whatever_the_model_says_the_names_lie_in_the_text_and_overlap_nowhere(seed: int, text: str) -> None:
    random = np.random.default_rng(seed)
    made = scores(text)
    tags = tag(text, replace(made, tags=random.normal(0, 3, made.tags.shape).astype(np.float32)))
    weights = {name: random.normal() for name in ("none", "as marked", "wider", "other kind", "model")}
    found = [span for span in choose_names(scene(text, tags), Weights(weights)) if span.kind != "role"]
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


def test_the_component_leaves_the_names_of_a_checkpoint_as_they_are() -> None:
    nlp = sayso.load()
    text = "The company has grown."
    doc = nlp.make_doc(text)
    for name in ("sayso_language", "sayso_sections"):
        doc = nlp.get_pipe(name)(doc)
    tags = replace(by_hand(text, organisation=["company"]), borrowed=True)
    layers_of(doc).tags = tags
    assert layers_of(nlp.get_pipe("sayso_names")(doc)).tags is tags


def test_a_text_without_tokens_has_no_names() -> None:
    empty = TokenScores(
        np.zeros((0, 2), dtype=np.int64),
        np.zeros((0, LOGITS), dtype=np.float32),
        np.zeros((0, 2 * TIE_WIDTH * len(TIES)), dtype=np.float32),
        np.zeros((len(TIES), TIE_WIDTH), dtype=np.float32),
    )
    assert choose_names(scene("", tag("", empty)), AS_MARKED) == ()


def test_a_word_begins_behind_what_lost_its_vowel_to_it() -> None:
    text = "Selon l’Autorité de la concurrence, dell'Acqua et Aujourd'hui SA, tout va bien."
    written = {text[start:end] for start, end in by_hand(text).evidence.words[0]}
    assert {"Autorité", "Acqua", "Aujourd'hui"} <= written
