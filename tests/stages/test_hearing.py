"""Where the model hears speech, and the edges that a reader would put it at."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from layers_by_hand import at, by_hand, scene

from sayso.stages.chains import Scene
from sayso.stages.hearing import GROWN, SEED, runs, snapped, tidied
from sayso.text import Stretch


def heard(here: Scene, chances: list[float]) -> list[str]:
    whole = Stretch(0, len(here.text))
    found = runs(here, np.array(chances, dtype=np.float32), whole)
    return [here.text[start:end] for (start, end), _ in found]


def test_a_run_takes_in_neighbours_that_are_less_sure_but_never_starts_from_them() -> None:
    here = scene("one two three four five", by_hand("one two three four five"), "en")
    doubt, sure = (GROWN + SEED) / 2, SEED + 0.1
    assert heard(here, [0, doubt, sure, doubt, 0]) == ["two three four"]
    assert heard(here, [0, doubt, doubt, doubt, 0]) == []
    assert heard(here, [sure, 0, 0, sure, sure]) == ["one", "four five"]


def test_the_score_of_a_run_is_its_mean_probability() -> None:
    text = "one two three"
    [(_, score)] = runs(scene(text, by_hand(text), "en"), np.array([0.4, 0.8, 0.0]), Stretch(0, len(text)))
    assert abs(score - 0.6) < 1e-6


def snap(text: str, words: str, **marks: list[str]) -> str:
    here = scene(text, by_hand(text, **marks), "en")
    start, end = snapped(here, at(text, words), Stretch(0, len(text)))
    return text[start:end]


def test_edges_move_to_those_of_the_sentence_or_clause_if_they_are_near() -> None:
    assert snap("It rains. We go home now. Jo left.", "go home") == "We go home now"
    assert snap("It rains. We all of us always go home now, later than anybody else did. Jo.", "go home") == (
        "go home now"
    )


def test_speech_goes_on_right_behind_the_dash_that_closes_an_aside() -> None:
    text = "«El calor —explicó Jo— no se negocia.»"
    assert snap(text, "negocia.", cue=["explicó"]) == "no se negocia."
    assert snap("De 20-21 no se negocia.", "negocia.") == "De 20-21 no se negocia."


def test_a_run_that_ends_a_sentence_stays_in_it() -> None:
    assert snap("We go home now. Jo laughs. Al left.", "We go home now.") == "We go home now."


def test_edges_do_not_move_over_a_cue() -> None:
    assert snap("It rains. Jo says go home now. Al left.", "go home", cue=["says"]) == "go home now"


def test_edges_are_tidied() -> None:
    for text, words, tidy in (
        ("– Zaczynamy w maju – mówi", "– Zaczynamy w maju –", "Zaczynamy w maju"),
        ("dass „es regnet“.", "„es regnet“", "es regnet"),
        ("It rains. Jo said.", "It rains", "It rains."),
        ("It rains, Jo said.", "It rains,", "It rains"),
        ("Really? Yes.", "Really?", "Really?"),
        ("Go, she said. Now.", ". Now.", "Now."),
        ("She says “no”, he said.", "She says “no”,", "She says “no”"),
        ('She says "no", he said.', 'She says "no",', 'She says "no"'),
        ("Sie sagt „nein“, so er.", "Sie sagt „nein“,", "Sie sagt „nein“"),
    ):
        start, end = tidied(text, at(text, words), len(text))
        assert text[start:end] == tidy


@given(st.text('ab –„“”«»",.!? \n', max_size=40), st.data())
def test_tidying_stays_inside_and_takes_one_full_stop_at_most(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    tidy = tidied(text, Stretch(start, end), len(text))
    assert start <= tidy.start <= tidy.end <= min(end + 1, len(text))
