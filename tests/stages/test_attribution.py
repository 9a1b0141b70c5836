"""Who says it: the candidates, the quote's own cue, the features, and the choice."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layers_by_hand import Words, anatomy, at, by_hand, entities, organisation, person, span

from sayso.languages import language_data
from sayso.layers import Attribution, Entities, HeldRole, Utterance
from sayso.record import Role, Span
from sayso.resources import model_folder
from sayso.stages.attribution import attribute, may_speak, reachable, set_stage
from sayso.stages.cast import Candidate, Cast
from sayso.stages.genders import load_genders
from sayso.stages.own_cue import Stage, own_cue
from sayso.stages.ranking import Weights, likeliest, load_ranking, logistic, softmax
from sayso.stages.speaker_features import speaker_options


def staged(
    text: str,
    quotes: list[Words],
    cast: Entities,
    *,
    code: str = "en",
    roles: tuple[HeldRole, ...] = (),
    ties: list[tuple[str, Words, Words]] = (),
    **marks: list[Words],
) -> tuple[Stage, list[Candidate]]:
    tags = by_hand(text, ties=ties, **marks)
    cues = tuple(span(text, cue) for cue in marks.get("cue", []))
    utterances = tuple(Utterance("direct", (span(text, quote),), 0.9) for quote in quotes)
    genders = load_genders(model_folder("press"))
    everybody = Cast(text, cast, roles, language_data(code), genders=genders)
    weights = load_ranking(model_folder("press")).antecedent
    return set_stage(anatomy(text, code), tags, everybody, utterances, cues, weights)


def attributed(stage: tuple[Stage, list[Candidate]]) -> list[Attribution]:
    return list(attribute(*stage, load_ranking(model_folder("press"))))


def shipped_cue(stage: Stage, utterance: Utterance) -> Span | None:
    """Return the cue that the shipped weights choose."""
    return own_cue(stage, utterance, load_ranking(model_folder("press")).cue)


TWO = "“We begin,” said Anna Berg. “We end,” replied Tom Lind."


def two() -> tuple[Stage, list[Candidate]]:
    cast = entities([person(TWO, "p1", "Anna Berg"), person(TWO, "p2", "Tom Lind")])
    ties: list[tuple[str, Words, Words]] = [
        ("speaker", "We begin,", "Anna Berg"),
        ("speaker", "We end,", "Tom Lind"),
    ]
    return staged(TWO, ["We begin,", "We end,"], cast, ties=ties, cue=["said", "replied"])


def test_each_quote_has_its_own_cue_and_speaker() -> None:
    stage, among = two()
    assert [cue and cue.text for cue in (shipped_cue(stage, u) for u in stage.utterances)] == [
        "said",
        "replied",
    ]
    found = attributed((stage, among))
    assert [each.speaker and each.speaker.name for each in found] == ["Anna Berg", "Tom Lind"]
    assert all(0 <= each.probability <= 1 for each in found)


BOTH = {
    "en": ("{} chairs a board, {} runs a mill. “We begin,” {} said.", ("Anna Berg", "Tom Lind"), ("she", "he")),
    "de": ("{} leitet den Rat, {} das Werk. „We begin“, sagte {}.", ("Eva Moser", "Jan Wolf"), ("die Grazerin", "der Grazer")),
    "cs": ("Radu vede {}, závod {}. „We begin,“ {}.", ("Jana Malá", "Petr Novák"), ("sdělila po schůzi", "sdělil po schůzi")),
}  # fmt: skip


@pytest.mark.parametrize("code", BOTH)
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("who", [0, 1])
def test_words_mean_somebody_of_their_gender(code: str, swapped: bool, who: int) -> None:
    pattern, names, forms = BOTH[code]
    text = pattern.format(*(names[::-1] if swapped else names), forms[who])
    cast = entities([person(text, f"p{order}", name) for order, name in enumerate(names)])
    marks = {"cue": ["sagte" if code == "de" else "said" if code == "en" else forms[who].split()[0]]}
    # In Czech, nothing but the verb tells who speaks.
    marks |= {} if code == "cs" else {"speaker": [forms[who]]}
    ties: list[tuple[str, Words, Words]] = [
        ("speaker", "We begin", each) for each in marks.get("speaker", [])
    ]
    stage, among = staged(text, ["We begin"], cast, code=code, ties=ties, **marks)
    (found,) = attributed((stage, among))
    assert found.speaker and found.speaker.name == names[who]


def test_whom_a_contact_alone_names_speaks_nowhere_else() -> None:
    contact = "Press contact: Lea Moss, 020 555 01 21, lea@velaria.example"
    text = f"Velaria opens\n\nAnna Berg runs the mill.\n\n“We begin,” said the mayor.\n\n{contact}"
    cast = entities([person(text, "p1", "Anna Berg"), person(text, "p2", "Lea Moss")])
    _, among = staged(text, ["We begin,"], cast, cue=["said"], speaker=["the mayor"])
    assert {candidate.entity for candidate in among} == {"p1"}
    _, among = staged(text, [contact], cast)
    assert {candidate.entity for candidate in among} == {"p1", "p2"}


def test_a_cue_announces_the_quote_behind_its_colon_also_in_the_next_block() -> None:
    text = "Anna Berg, head of the lab, puts it like this:\n\n“We begin in May, all of us.”"
    cast = entities([person(text, "p1", "Anna Berg")])
    stage, _ = staged(text, ["We begin in May, all of us."], cast, cue=["puts it like this"])
    cue = shipped_cue(stage, stage.utterances[0])
    assert cue is not None and cue.text == "puts it like this"


def test_a_cue_that_leads_on_to_the_next_clause_is_that_ones() -> None:
    text = "Anna Berg said that work begins in May and added that nobody will have to move."
    stage, _ = staged(
        text, ["work begins in May", "nobody will have to move"], entities(), cue=["said", "added"]
    )
    assert [cue and cue.text for cue in (shipped_cue(stage, u) for u in stage.utterances)] == [
        "said",
        "added",
    ]


def test_a_cue_that_opens_the_next_paragraph_is_not_that_of_a_quote_before_it() -> None:
    text = "For the union it is too little: “We shall clap with one hand.”\nAccording to the company, more may follow."
    stage, _ = staged(
        text, ["We shall clap with one hand.", "more may follow"], entities([]), cue=["According to"]
    )
    quote, clause = stage.utterances
    assert shipped_cue(stage, quote) is None
    assert shipped_cue(stage, replace(clause, kind="indirect")) == stage.cues[0]


def test_a_cue_inside_the_words_themselves_is_not_the_quotes_own() -> None:
    text = "“They said no and we went on in the end.” It rained."
    stage, _ = staged(text, ["They said no and we went on in the end."], entities(), cue=["said"])
    assert shipped_cue(stage, stage.utterances[0]) is None


def test_where_nobody_is_named_nobody_speaks() -> None:
    text = "“We begin in May.” It rained and rained."
    [found] = attributed(staged(text, ["We begin in May."], entities()))
    assert found.speaker is None and found.cue is None and found.form == "name"


def test_the_features_say_where_a_mention_stands() -> None:
    stage, among = two()
    first = stage.utterances[0]
    anna, tom, nobody = speaker_options(stage, first, shipped_cue(stage, first), among, [])
    assert anna["beside the cue"] == anna["after the cue"] == 1 and tom["beside the cue"] == 0
    assert tom["another sentence"] == 1 and tom["others between"] == 1
    assert anna["same paragraph"] == anna["person"] == anna["name"] == 1
    assert nobody["nobody"] == 1 and "name" not in nobody


def test_reasons_add_up_to_what_the_choice_was_made_on() -> None:
    ranking = load_ranking(model_folder("press"))
    stage, among = two()
    [first, _] = attribute(stage, among, ranking)
    utterance = stage.utterances[0]
    options = speaker_options(stage, utterance, shipped_cue(stage, utterance), among, [])
    features = max(options, key=ranking.speaker.score)
    assert math.isclose(sum(value for _, value in first.reasons), ranking.speaker.score(features))
    assert [abs(value) for _, value in first.reasons] == sorted(
        (abs(v) for _, v in first.reasons), reverse=True
    )


def test_candidates_far_away_are_left_out_unless_there_are_no_others() -> None:
    text = "Anna Berg came.\n\n" + "It rained.\n\n" * 6 + "“We begin in May.”"
    cast = entities([person(text, "p1", "Anna Berg")])
    stage, among = staged(text, ["We begin in May."], cast)
    assert reachable(stage, stage.utterances[0], among) == among
    text += "\n\nTom Lind left."
    cast = entities([person(text, "p1", "Anna Berg"), person(text, "p2", "Tom Lind")])
    stage, among = staged(text, ["We begin in May."], cast)
    assert [each.entity for each in reachable(stage, stage.utterances[0], among)] == ["p2"]


def pointing(
    text: str, speaker: str, code: str = "en", roles: tuple[HeldRole, ...] = ()
) -> dict[str, frozenset[str]]:
    """Return the entities that a description or pronoun may stand for, with what speaks for each."""
    cast = entities(
        [person(text, "p1", "Anna Berg"), person(text, "p2", "Tom Lind")],
        [organisation(text, "o1", "Velaria")],
    )
    _, among = staged(text, [], cast, code=code, roles=roles, speaker=[speaker])
    return {each.entity: each.clues for each in among if each.form != "name"}


def test_a_pronoun_may_be_any_of_those_named_last() -> None:
    found = pointing("Velaria: Anna Berg met Tom Lind, and he laughed.", "he")
    assert found["p1"] == {"person 2 before", "pronoun, person"}
    assert found["p2"] == {"person 1 before", "pronoun, person"}
    assert found["o1"] == {"organisation 1 before", "issuer", "pronoun, organisation"}


@pytest.mark.parametrize(
    ("words", "code", "which"), [("the former", "en", "earlier"), ("ce dernier", "fr", "later")]
)
def test_the_former_and_the_latter_are_told_apart(words: str, code: str, which: str) -> None:
    found = pointing(f"Velaria: Anna Berg, Tom Lind; {words} – hm.", words, code)
    assert found["p1"] >= {f"{which}, person 2 before"} and found["p2"] >= {f"{which}, person 1 before"}
    plain = pointing("Velaria: Anna Berg met Tom Lind, and the engineer laughed.", "the engineer")
    assert not any(clue.startswith(("earlier", "later")) for clues in plain.values() for clue in clues)


def test_the_former_minister_is_not_the_former_of_two() -> None:
    found = pointing("Velaria: Anna Berg, Tom Lind; the former minister – hm.", "the former minister")
    assert not any(clue.startswith("earlier") for clues in found.values() for clue in clues)


@pytest.mark.parametrize(
    ("words", "which"), [("the new chair", "incoming"), ("the outgoing chair", "outgoing")]
)
def test_who_takes_over_is_told_from_who_goes(words: str, which: str) -> None:
    text = f"Velaria: Anna Berg was named, as the outgoing Tom Lind leaves; {words} – hm."
    found = pointing(text, words)
    assert f"{which}, named first" in found["p1"] and f"{which}, named later" in found["p2"]
    assert f"{which}, called outgoing" in found["p2"]
    assert not any("called" in clue for clue in found["p1"])


def test_an_unnamed_spokesperson_may_mean_an_organisation() -> None:
    found = pointing("Velaria grows. Anna Berg met Tom Lind. A spokeswoman is glad.", "A spokeswoman")
    assert "unnamed spokesperson, organisation by name" in found["o1"]
    assert "unnamed spokesperson, person by name" in found["p1"]


DIALOGUE = (
    "“Do we begin?” asked Anna Berg.\n\n“We begin in May.”\n\n“That is late”, said Anna Berg.\n\n"
    "Tom Lind left."
)


def test_the_turns_of_a_dialogue_are_told_from_quotes_apart() -> None:
    cast = entities(
        [person(DIALOGUE, "p1", "Anna Berg", ("Anna Berg", 2)), person(DIALOGUE, "p2", "Tom Lind")]
    )
    quotes: list[Words] = ["Do we begin?", "We begin in May.", "That is late"]
    stage, among = staged(DIALOGUE, quotes, cast, cue=["asked"])
    first, second, third = stage.utterances
    near = sorted(among, key=lambda candidate: candidate.span)
    asked = speaker_options(stage, second, None, near, ["p1"])
    assert (
        asked[0]["turn: spoke last"] == asked[0]["turn: asked last"] == asked[0]["beside a quote before"] == 1
    )
    assert asked[1]["beside a quote after"] == 1 and asked[2]["turn: spoke last"] == 0
    apart = speaker_options(stage, first, None, near, [])
    assert apart[0]["beside a quote before"] == apart[0]["turn: spoke last"] == 0
    again = speaker_options(stage, third, None, near, ["p1", "p2"])
    assert again[0]["turn: spoke before the last"] == 1 and again[2]["turn: spoke last"] == 1


def test_a_word_for_companies_is_known_as_one() -> None:
    found = pointing("Velaria grows. Anna Berg met Tom Lind. The company is glad.", "The company")
    assert found["o1"] >= {"issuer", "organisation by the word, organisation by name"}
    assert not {"p1", "p2"} & set(found)


def test_a_title_alone_speaks_for_who_holds_it() -> None:
    text = "Velaria: Anna Berg, chief executive, met Tom Lind. The chief executive laughed."
    start, end = at(text, "chief executive")
    held = HeldRole("p1", Role(title="chief executive", start=start, end=end))
    found = pointing(text, "The chief executive", roles=(held,))
    assert found["p1"] >= {"title", "alone with the title"}
    assert found["p2"] >= {"no title of another", "another alone with the title"}


def test_the_shipped_weights_take_who_holds_the_title_and_not_who_is_named_last() -> None:
    text = "Velaria: Anna Berg, chief executive, met Tom Lind. The chief executive laughed."
    start, end = at(text, "chief executive")
    held = HeldRole("p1", Role(title="chief executive", start=start, end=end))
    cast = entities(
        [person(text, "p1", "Anna Berg"), person(text, "p2", "Tom Lind")],
        [organisation(text, "o1", "Velaria")],
    )
    _, among = staged(text, [], cast, roles=(held,), speaker=["The chief executive"])
    chances = {each.entity: each.chance for each in among if each.form != "name"}
    assert max(chances, key=chances.__getitem__) == "p1"


def test_a_word_of_a_name_speaks_for_who_has_it() -> None:
    found = pointing("Velaria: Anna Berg met Tom Lind. The Velarians laughed.", "The Velarians")
    assert "a word of the name" in found["o1"] and "a word of the name" not in found["p1"]


def test_before_anybody_is_named_a_pronoun_may_be_who_comes_next() -> None:
    found = pointing("“We begin,” she said. Velaria: Anna Berg met Tom Lind.", "she")
    assert found["p1"] == {"next person", "pronoun, person"} and "p2" not in found


def test_a_headline_is_said_by_who_says_it_in_the_text() -> None:
    text = "“We begin in the spring”\n\n“We begin in the spring, all of us,” said Tom Lind to Anna Berg."
    cast = entities([person(text, "p1", "Anna Berg"), person(text, "p2", "Tom Lind")])
    quotes: list[Words] = [("We begin in the spring", 1), "We begin in the spring, all of us,"]
    ties: list[tuple[str, Words, Words]] = [("speaker", quotes[1], "Tom Lind")]
    headline, body = attributed(staged(text, quotes, cast, ties=ties, cue=["said"]))
    assert headline.speaker and headline.speaker == body.speaker and headline.speaker.name == "Tom Lind"


SCORES = st.lists(st.floats(-50, 50), min_size=1, max_size=8)


@given(SCORES)
def test_probabilities_sum_to_one_and_keep_the_order(scores: list[float]) -> None:
    chances = softmax(scores)
    assert math.isclose(sum(chances), 1)
    assert chances[scores.index(max(scores))] == max(chances)


@given(st.lists(st.sampled_from("abc"), max_size=6), st.data())
def test_the_likeliest_is_who_its_mentions_add_up_for(options: list[str], data: st.DataObject) -> None:
    scores = data.draw(st.lists(st.floats(-9, 9), min_size=len(options) + 1, max_size=len(options) + 1))
    chances = softmax(scores)
    best = likeliest(options, chances)
    totals = {each: sum(c for o, c in zip(options, chances, strict=False) if o == each) for each in options}
    if best is None:
        assert not totals or max(totals.values()) <= chances[-1]
    else:
        assert math.isclose(best[1], max(totals.values())) and best[1] >= chances[-1]


def test_nothing_to_choose_from_is_nothing() -> None:
    assert softmax([]) == [] and likeliest([], [1.0]) is None


@given(st.floats(allow_nan=False))
def test_any_score_is_a_probability(score: float) -> None:
    assert 0 <= logistic(score) <= 1


def test_a_feature_without_a_weight_counts_nothing() -> None:
    weights = Weights({"a": 2.0, "b": -3.0})
    assert weights.score({"a": 1, "c": 5}) == 2
    assert weights.parts({"a": 1, "b": 1, "c": 5}) == (("b", -3.0), ("a", 2.0))


@pytest.mark.parametrize("layer", ["language", "anatomy", "tags", "entities", "roles", "utterances"])
def test_a_stage_whose_layers_are_missing_names_the_component_to_add(layer: str) -> None:
    import sayso
    from sayso.errors import MissingLayer
    from sayso.layers import layers_of

    nlp = sayso.load()
    doc = nlp("“We begin,” said Anna Berg.")
    setattr(layers_of(doc), layer, None)
    with pytest.raises(MissingLayer, match=f"the layer '{layer}' is missing: add the component 'sayso_"):
        nlp.get_pipe("sayso_attribution")(doc)


def test_what_the_model_ties_to_words_without_a_name_speaks_for_all_mentions_of_one_person() -> None:
    text = "Anna Berg met Tom Lind. Berg smiled, and she laughed."
    cast = entities([person(text, "p1", "Anna Berg", ("Berg", 2)), person(text, "p2", "Tom Lind")])
    _, among = staged(text, [], cast, speaker=["she"], ties=[("antecedent", "she", ("Berg", 2))])
    anna, tom = (each for each in among if each.form == "pronoun")
    assert anna.ties["model"] > 0.99 > 0.01 > tom.ties["model"]
    assert anna.features()["model"] == anna.ties["model"] and anna.features()["pronoun: person 1 before"] == 1
    assert anna.chance > tom.chance


def test_nobody_speaks_by_being_named_in_the_words_themselves() -> None:
    text = "“Thanks to Tom Lind,” said Anna Berg."
    cast = entities([person(text, "p1", "Anna Berg"), person(text, "p2", "Tom Lind")])
    stage, among = staged(text, ["Thanks to Tom Lind,"], cast, cue=["said"])
    assert [each.entity for each in among if may_speak(stage.utterances[0], each, {})] == ["p1"]


def test_what_somebody_is_addressed_by_stands_for_nobody_else() -> None:
    text = "“Yes,” said Prof. Anna Berg. Tom Lind left."
    cast = entities([person(text, "p1", "Anna Berg"), person(text, "p2", "Tom Lind")])
    _, among = staged(text, ["Yes,"], cast, speaker=["Prof"])
    assert {each.form for each in among} == {"name"}


def test_a_pronoun_that_told_who_spoke_means_the_same_one_in_the_next_quote() -> None:
    text = "Velaria and Anna Berg met. “We begin,” she said. “We end.”"
    cast = entities([person(text, "p1", "Anna Berg")], [organisation(text, "o1", "Velaria")])
    stage, among = staged(text, ["We begin,", "We end."], cast, cue=["said"], speaker=["she"])
    she = [each for each in among if each.form == "pronoun"]
    assert {each.entity for each in she} == {"p1", "o1"}
    told = {at(text, "she"): "p1"}
    assert [each.entity for each in she if may_speak(stage.utterances[1], each, told)] == ["p1"]


@pytest.mark.parametrize(
    ("code", "text", "former", "present"),
    [
        ("en", "“Yes,” said Anna Berg, former chief executive, now adviser.", "chief executive", "adviser"),
        ("fr", "« Oui », dit Anna Berg, l’ancienne directrice, conseillère.", "directrice", "conseillère"),
        ("it", "«Sì», dice Anna Berg, già presidente, oggi consigliera.", "presidente", "consigliera"),
    ],
)
def test_a_speaker_speaks_in_the_role_that_is_held_today(
    code: str, text: str, former: str, present: str
) -> None:
    spans = [span(text, title) for title in (former, present)]
    roles = tuple(HeldRole("p1", Role(title=s.text, start=s.start, end=s.end, mentions=(s,))) for s in spans)
    words = next(word for word in ("Yes,", "Oui", "Sì") if word in text)
    stage = staged(text, [words], entities([person(text, "p1", "Anna Berg")]), code=code, roles=roles)
    (found,) = attributed(stage)
    assert found.speaker is not None
    assert found.speaker.role == present
