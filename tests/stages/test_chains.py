"""Which pieces of speech are one utterance."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layers_by_hand import by_hand, piece, scene

from sayso.resources import model_folder
from sayso.stages.chains import LONGEST_GAP, MODEL, Piece, chain_features, chains, may_chain
from sayso.stages.ranking import Weights, load_ranking
from sayso.text import Stretch

KINDS = ("quote", "reported", "next block")
ALWAYS, NEVER = (Weights({f"{kind}: bias": sign for kind in KINDS}) for sign in (9.0, -9.0))

INTERRUPTED = "“We begin in May”, said Anna Berg. “And we end in June.”"
TWO = "“We begin in May”, said Anna Berg. “And we end in June”, replied Jo Roe."


def pieces(text: str, *words: str) -> list[Piece]:
    return [piece(text, each) for each in words]


def test_neighbours_are_one_utterance_where_the_weights_say_so() -> None:
    here = scene(INTERRUPTED, by_hand(INTERRUPTED, cue=["said"]), "en")
    left, right = pieces(INTERRUPTED, "We begin in May", "And we end in June.")
    assert chains(here, [left, right], ALWAYS) == [[left, right]]
    assert chains(here, [left, right], NEVER) == [[left], [right]]


def test_pieces_with_words_of_another_paragraph_between_are_never_one() -> None:
    text = "“We begin in May”\n\nSo it is planned.\n\n“And we end in June.”"
    left, right = pieces(text, "We begin in May", "And we end in June.")
    assert not may_chain(scene(text, by_hand(text), "en"), left, right)


def test_a_quote_that_is_opened_again_in_the_next_paragraph_may_go_on() -> None:
    text = "“We begin in May.\n\n“And we end in June.”"
    here = scene(text, by_hand(text), "en")
    left, right = piece(text, "We begin in May.", closed=False), piece(text, "And we end in June.")
    assert may_chain(here, left, right)
    features = chain_features(here, left, right)
    assert features["next block: left unclosed"] == features["next block: right marked"] == 1
    assert features["next block: left closed"] == 0


LONG = "We begin in May, and the whole of the harbour will be open by then"
GOES_ON = "And we end in June, when the last of the nineteen cranes has been taken down."


def test_a_quote_may_go_on_in_the_next_paragraph_behind_its_cue() -> None:
    text = f"“{LONG}”, said Anna Berg.\n\n“{GOES_ON}”"
    here = scene(text, by_hand(text, cue=["said"], ties=[("previous", GOES_ON, LONG)]), "en")
    both = pieces(text, LONG, GOES_ON)
    assert may_chain(here, *both)
    assert chains(here, both, load_ranking(model_folder("press")).chain) == [both]
    text = f"“{LONG}”. Nobody came.\n\n“{GOES_ON}”"
    assert not may_chain(scene(text, by_hand(text), "en"), *pieces(text, LONG, GOES_ON))


def test_short_turns_behind_a_cue_are_utterances_of_their_own() -> None:
    text = "“In May?” asked Anna Berg.\n\n“In June.”"
    here = scene(text, by_hand(text, cue=["asked"], ties=[("previous", "In June.", "In May?")]), "en")
    both = pieces(text, "In May?", "In June.")
    assert may_chain(here, *both)
    assert chains(here, both, load_ranking(model_folder("press")).chain) == [[each] for each in both]


def test_reported_speech_that_goes_on_without_a_cue_is_one_utterance_whatever_the_weights_say() -> None:
    text = "Anna Berg said that the town would need work. Nobody had helped."
    left, right = (
        replace(each, reported=True) for each in pieces(text, "the town would need work", "Nobody had helped")
    )
    here = scene(text, by_hand(text, cue=["said"]), "en")
    assert chains(here, [left, right], NEVER) == [[left], [right]]
    right = replace(right, carried=True)
    assert chains(here, [left, right], NEVER) == [[left, right]]


def test_reported_and_direct_speech_are_never_one() -> None:
    left, right = pieces(INTERRUPTED, "We begin in May", "And we end in June.")
    left.reported = True
    assert not may_chain(scene(INTERRUPTED, by_hand(INTERRUPTED), "en"), left, right)


def test_pieces_that_are_far_apart_are_never_one() -> None:
    text = f"“One”, said X. {'a ' * LONGEST_GAP}“Two”"
    assert not may_chain(scene(text, by_hand(text), "en"), *pieces(text, "One", "Two"))


def test_the_features_say_what_stands_between() -> None:
    here = scene(INTERRUPTED, by_hand(INTERRUPTED, cue=["said"]), "en")
    features = chain_features(here, *pieces(INTERRUPTED, "We begin in May", "And we end in June."))
    assert features["quote: one cue between"] == features["quote: cue beside the left"] == 1
    assert features["quote: sentence end between"] == features["quote: cue before a new sentence"] == 1
    assert features["quote: cue after the right"] == features["quote: cue in a new sentence"] == 0
    here = scene(TWO, by_hand(TWO, cue=["said", "replied"]), "en")
    features = chain_features(here, *pieces(TWO, "We begin in May", "And we end in June"))
    assert features["quote: cue after the right"] == 1
    colon = "“Ein Anfang”, sagt Anna. Jo meint: “Ein Ende.”"
    here = scene(colon, by_hand(colon, cue=["sagt", "meint"]), "de")
    features = chain_features(here, *pieces(colon, "Ein Anfang", "Ein Ende."))
    assert features["quote: several cues between"] == features["quote: colon before the right"] == 1


def test_the_model_says_whether_a_piece_goes_on_from_the_one_before() -> None:
    left, right = pieces(INTERRUPTED, "We begin in May", "And we end in June.")
    tied = by_hand(INTERRUPTED, ties=[("previous", "And we end in June.", "We begin in May")])
    assert chain_features(scene(INTERRUPTED, tied, "en"), left, right)[f"quote: {MODEL}"] > 1
    untold = scene(INTERRUPTED, by_hand(INTERRUPTED), "en")
    assert chain_features(untold, left, right)[f"quote: {MODEL}"] == 0


def test_the_model_says_whether_two_pieces_have_one_speaker() -> None:
    both = pieces(TWO, "We begin in May", "And we end in June")
    told = {"speaker": ["Anna", "Jo"], "cue": ["said", "replied"]}
    one = [("speaker", "We begin in May", "Anna"), ("speaker", "And we end in June", "Anna")]
    two = [("speaker", "We begin in May", "Anna"), ("speaker", "And we end in June", "Jo")]
    same = chain_features(scene(TWO, by_hand(TWO, ties=one, **told), "en"), *both)
    parted = chain_features(scene(TWO, by_hand(TWO, ties=two, **told), "en"), *both)
    assert same["quote: model: same speaker"] > 0.9 > 0.1 > parted["quote: model: same speaker"]
    assert same["quote: model: left has no speaker"] < 0.1
    untold = chain_features(scene(TWO, by_hand(TWO), "en"), *both)
    assert untold["quote: model: left has no speaker"] == untold["quote: model: same speaker"] == 1


def test_a_reported_clause_goes_on_after_an_aside_and_not_after_another_complementiser() -> None:
    aside = "The nuts, the company says, were not detected."
    here = scene(aside, by_hand(aside, cue=["says"]), "en")
    parts = [piece(aside, each, marks=0, reported=True) for each in ("The nuts", "were not detected")]
    assert chain_features(here, *parts)["reported: aside"] == 1
    two = "Mr Roe said that fees rise and argued that schools gain."
    here = scene(two, by_hand(two, cue=["said", "argued"]), "en")
    parts = [piece(two, each, marks=0, reported=True) for each in ("fees rise", "schools gain")]
    features = chain_features(here, *parts)
    assert (
        features["reported: complementiser before the right"]
        == features["reported: cue before the left"]
        == 1
    )
    assert features["reported: aside"] == 0


SHIPPED = {
    "interrupted by its cue": (INTERRUPTED, ["said"], ["Anna Berg", "Anna Berg"], 1),
    "interrupted within a sentence": (
        "“We begin”, said Anna Berg, “in the month of May.”",
        ["said"],
        ["Anna Berg", "Anna Berg"],
        1,
    ),
    "each with a cue of its own": (TWO, ["said", "replied"], ["Anna Berg", "Jo Roe"], 2),
    "opened again in the next paragraph": (
        "“We begin in May.\n\n“And we end in June”, said Jo.",
        ["said"],
        ["Jo", "Jo"],
        1,
    ),
    "announced by a colon": (
        "“Ein Anfang”, sagt Anna. Jo meint: “Ein Ende.”",
        ["sagt", "meint"],
        ["Anna", "Jo"],
        2,
    ),
}


@pytest.mark.parametrize("case", SHIPPED)
def test_the_shipped_weights_chain_as_a_reader_does(case: str) -> None:
    text, cues, speakers, utterances = SHIPPED[case]
    quoted = [text[m.start : m.end] for m in _marked(text)]
    ties = [("speaker", said, who) for said, who in zip(quoted, speakers, strict=True)]
    here = scene(text, by_hand(text, cue=cues, speaker=set(speakers), ties=ties), "en")
    both = [piece(text, each, closed=not each.endswith("May.")) for each in quoted]
    assert len(chains(here, both, load_ranking(model_folder("press")).chain)) == utterances


def _marked(text: str) -> list[Stretch]:
    from sayso.stages.marks import quoted
    from sayso.text import blocks

    return [Stretch(q.start, q.end) for block in blocks(text) for q in quoted(text, block)]


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.sampled_from([ALWAYS, NEVER]))
def test_every_piece_is_in_one_utterance_and_they_keep_their_order(
    reported: list[bool], weights: Weights
) -> None:
    text = " ".join(f"“piece {order}” said x." for order in range(len(reported)))
    every = [piece(text, f"piece {order}", reported=each) for order, each in enumerate(reported)]
    found = chains(scene(text, by_hand(text), "en"), every, weights)
    assert [each for utterance in found for each in utterance] == every
    assert all(len({each.reported for each in utterance}) == 1 for utterance in found)
