"""Who holds which role at which organisation, and what stands between names and roles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layers_by_hand import Words, anatomy, at, by_hand, entities, organisation, person

from sayso.languages import language_data
from sayso.layers import Entities, HeldRole
from sayso.resources import model_folder
from sayso.stages.affinities import Affinities
from sayso.stages.between import Gaps
from sayso.stages.employers import employer_options
from sayso.stages.holders import holder_options
from sayso.stages.ranking import Weights, load_ranking
from sayso.stages.role_field import role_field
from sayso.stages.roles import link_roles
from sayso.text import Stretch, blocks

# Titles are what the model marks.
AS_MARKED = Weights({"as marked": 9.0})
NONE_KNOWN = Affinities({})


def gaps(text: str, code: str = "en") -> Gaps:
    return Gaps(text, language_data(code), tuple(block.start for block in blocks(text)))


def test_linking_words_weigh_nothing_and_others_do() -> None:
    text = "Anna Berg, head of the big Velaria"
    here = gaps(text)
    near = here.between(at(text, "head"), at(text, "Velaria"), blanked=[])
    assert near.words == 1 and not near.pause and not near.joined and not near.linked
    assert here.between(at(text, "head"), at(text, "Velaria"), blanked=[at(text, "big")]).words == 0
    text = "head of Velaria"
    assert gaps(text).between(at(text, "head"), at(text, "Velaria"), blanked=[]).linked


def test_a_gap_is_the_same_from_either_side() -> None:
    text = "Anna Berg, head of Velaria"
    one, other = at(text, "Anna Berg"), at(text, "Velaria")
    assert gaps(text).between(one, other, blanked=[]) == gaps(text).between(other, one, blanked=[])


def test_pauses_joiners_sentence_ends_and_blocks_are_told() -> None:
    text = "Jo Roe. Anna Berg, chair and head\n\nVelaria"
    here = gaps(text)
    assert here.between(at(text, "chair"), at(text, "head"), blanked=[]).joined
    assert here.between(at(text, "Anna Berg"), at(text, "chair"), blanked=[]).pause
    assert here.between(at(text, "Jo Roe"), at(text, "Anna"), blanked=[]).sentence_ends == 1
    assert here.between(at(text, "head"), at(text, "Velaria"), blanked=[]).blocks == 1


def test_a_name_that_opens_the_next_sentence_is_not_linked() -> None:
    text = "Anna Berg is head. Velaria grows"
    gap = gaps(text).between(at(text, "head"), at(text, "Velaria"), blanked=[])
    assert gap.sentence_ends == 1 and not gap.linked


def test_the_full_stop_of_an_honorific_ends_no_sentence() -> None:
    text = "Our head Dr. Anna Berg spoke"
    assert gaps(text).between(at(text, "head"), at(text, "Anna Berg"), blanked=[]).sentence_ends == 0


def test_names_and_roles_of_scripts_without_spaces_may_touch() -> None:
    text = "港沢ロボットの社長田中花子"
    here = gaps(text, "ja")
    assert here.between(at(text, "社長"), at(text, "田中花子"), blanked=[]).touching
    assert here.between(at(text, "港沢ロボット"), at(text, "社長"), blanked=[]).touching


@given(st.text("ab ,.;–(\n", max_size=30), st.data())
def test_any_two_spans_have_a_gap(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    gap = gaps(text).between(Stretch(*edges[:2]), Stretch(*edges[2:]), blanked=[])
    assert gap.start == edges[1] and gap.end == edges[2]
    assert gap.words >= 0 and gap.blocks >= 0 and gap.sentence_ends >= 0


def linked(
    text: str, code: str, roles: list[Words], cast: Entities, ties: list[tuple[str, Words, Words]] = ()
) -> list[tuple[str, str, str | None]]:
    """Return person, title and organisation of each role, as the shipped weights choose them."""
    tags = by_hand(text, role=roles, ties=ties)
    field = role_field(text, tags, anatomy(text, code), cast, language_data(code), AS_MARKED, NONE_KNOWN)
    held = link_roles(field, load_ranking(model_folder("press")))
    return [_shown(each, cast) for each in held]


def _shown(held: HeldRole, cast: Entities) -> tuple[str, str, str | None]:
    names = {each.id: each.name for each in (*cast.people, *cast.organisations)}
    return names[held.person], held.role.title, names.get(held.role.organisation or "")


def test_the_features_of_a_holder_say_on_which_side_and_how_near() -> None:
    text = "Anna Berg, head of Velaria, met mayor Tom Lind"
    tags = by_hand(text, role=["head", "mayor"], ties=[("holder", "head", "Anna Berg")])
    cast = entities([person(text, "p1", "Anna Berg"), person(text, "p2", "Tom Lind")],
                    [organisation(text, "o1", "Velaria")])  # fmt: skip
    field = role_field(text, tags, anatomy(text, "en"), cast, language_data("en"), AS_MARKED, NONE_KNOWN)
    anna, tom, nobody = holder_options(field, at(text, "head"), list(field.people))
    assert anna["name first"] == 1 and tom["name first"] == 0
    assert anna["model: mention"] > 0.99 > 0.01 > tom["model: mention"]
    assert nobody["nobody"] == 1 and nobody["nobody: model"] < 0.01
    assert tom["roles between"] == 1 and anna["roles between"] == 0
    names, options = employer_options(field, at(text, "head"), at(text, "Anna Berg"), frozenset())
    at_velaria, far, nowhere = options
    assert names == ["o1", "o1"]
    assert at_velaria["linked by of"] == at_velaria["issuer"] == far["issuer, far"] == nowhere["nowhere"] == 1


def test_an_organisation_with_the_holders_name_or_the_titles_word_is_thought_of_from_afar() -> None:
    text = f"Atelier Vergnolle moves. {'It rains. ' * 60}Anna Vergnolle, owner, met Jo Roe, atelier head."
    cast = entities([person(text, "p1", "Anna Vergnolle"), person(text, "p2", "Jo Roe")],
                    [organisation(text, "o1", "Atelier Vergnolle")])  # fmt: skip
    cast = replace(cast, issuer=None)
    tags = by_hand(text, role=["owner", "atelier head"])
    field = role_field(text, tags, anatomy(text, "en"), cast, language_data("en"), AS_MARKED, NONE_KNOWN)
    names, options = employer_options(field, at(text, "owner"), at(text, "Anna Vergnolle"), frozenset())
    assert names == ["o1"] and options[0]["bears the holder's name"] == options[0]["far"] == 1
    _, options = employer_options(field, at(text, "atelier head"), at(text, "Jo Roe"), frozenset())
    assert options[0]["shares a word with the title"] == 1 and options[0]["bears the holder's name"] == 0


def test_an_organisation_of_the_kind_that_stands_beside_the_title_is_told() -> None:
    text = "Energiehub Roe grows, says Volt NV.\n\nAnna Berg, chair of the hub, met union head Jo Lind of Metalunion."
    cast = entities(
        [person(text, "p1", "Anna Berg"), person(text, "p2", "Jo Lind")],
        [
            organisation(text, f"o{n}", name)
            for n, name in enumerate(["Energiehub Roe", "Volt NV", "Metalunion"], 1)
        ],
    )
    tags = by_hand(text, role=["chair", "head"])
    field = role_field(text, tags, anatomy(text, "en"), cast, language_data("en"), AS_MARKED, NONE_KNOWN)
    names, options = employer_options(field, at(text, "head"), at(text, "Jo Lind"), frozenset())
    before = {name: option["a kind word before"] for name, option in zip(names, options, strict=False)}
    assert before == {"o1": 0, "o2": 0, "o3": 1}
    text = text.replace("hub,", "local energy,")
    field = role_field(text, tags, anatomy(text, "en"), cast, language_data("en"), AS_MARKED, NONE_KNOWN)
    names, options = employer_options(field, at(text, "chair"), at(text, "Anna Berg"), frozenset())
    behind = {name: option["a kind word behind"] for name, option in zip(names, options, strict=False)}
    assert behind == {"o1": 1, "o2": 0, "o3": 0} and options[-1]["nowhere: a kind word behind"] == 1


def test_the_features_of_an_employer_say_whether_it_goes_with_the_title_and_where_it_is_named() -> None:
    text = "The town of Roe met Volt NV. Mayor Anna Berg spoke."
    cast = entities([person(text, "p1", "Anna Berg")],
                    [organisation(text, "o1", "town of Roe"), organisation(text, "o2", "Volt NV")])  # fmt: skip
    known = Affinities({"en": {"mayor": {"town": 2.0}}})
    tags = by_hand(text, role=["Mayor"])
    field = role_field(text, tags, anatomy(text, "en"), cast, language_data("en"), AS_MARKED, known)
    names, options = employer_options(field, at(text, "Mayor"), at(text, "Anna Berg"), frozenset())
    town, volt = options[names.index("o1")], options[names.index("o2")]
    assert town["goes with the title: best"] == 2.0 and "goes with the title: best" not in volt
    assert town["named first"] == town["in the sentence before"] == volt["in the sentence before"] == 1
    assert volt["named first"] == town["named behind alone"] == 0


CASES = {
    "after the name": ("Anna Berg, head of Velaria, spoke.", "Anna Berg", "head", "Velaria"),
    "before the name": ("Velaria's chairwoman Anna Berg spoke.", "Anna Berg", "chairwoman", "Velaria"),
    "in brackets": ("Anna Berg (chief executive, Velaria) spoke.", "Anna Berg", "chief executive", "Velaria"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_role_is_held_by_who_stands_beside_it(case: str) -> None:
    text, who, title, where = CASES[case]
    cast = entities([person(text, "p1", who)], [organisation(text, "o1", where)])
    ties: list[tuple[str, Words, Words]] = [("holder", title, who), ("employer", title, where)]
    assert linked(text, "en", [title], cast, ties) == [(who, title, where)]


def test_a_role_that_is_worded_twice_is_one_role_with_two_mentions() -> None:
    text = "Anna Berg, mayor, came. The mayor, Anna Berg, left."
    cast = entities([person(text, "p1", "Anna Berg", ("Anna Berg", 2))])
    ties: list[tuple[str, Words, Words]] = [
        ("holder", "mayor", "Anna Berg"),
        ("holder", ("mayor", 2), ("Anna Berg", 2)),
    ]
    tags = by_hand(text, role=["mayor", ("mayor", 2)], ties=ties)
    field = role_field(text, tags, anatomy(text, "en"), cast, language_data("en"), AS_MARKED, NONE_KNOWN)
    [held] = link_roles(field, load_ranking(model_folder("press")))
    assert [mention.start for mention in held.role.mentions] == [11, 28]
    assert text[held.role.start : held.role.end] == held.role.title == "mayor"


def test_a_role_without_anybody_near_is_held_by_nobody() -> None:
    text = "The mayor spoke. " + "It rained and rained. " * 20 + "Anna Berg left."
    assert linked(text, "en", ["mayor"], entities([person(text, "p1", "Anna Berg")])) == []


def test_an_organisation_far_away_is_thought_of_if_the_model_ties_the_role_to_it() -> None:
    text = "Velaria, Norden Bank, Ostro." + "\n\nIt rained and rained." * 20 + "\n\nAnna Berg, curator, left."
    cast = entities(
        [person(text, "p1", "Anna Berg")],
        [organisation(text, f"o{n}", name) for n, name in enumerate(["Velaria", "Norden Bank", "Ostro"], 1)],
    )
    tags = by_hand(text, role=["curator"], ties=[("employer", "curator", "Ostro")])
    field = role_field(text, tags, anatomy(text, "en"), cast, language_data("en"), AS_MARKED, NONE_KNOWN)
    names, options = employer_options(field, at(text, "curator"), at(text, "Anna Berg"), frozenset())
    assert names == ["o1", "o3"]  # the issuer, and what the role is tied to
    issuer, ostro, _ = options
    assert issuer["issuer, far"] == ostro["far"] == 1 and ostro["model: mention"] > 0.99


def test_words_that_only_begin_alike_are_of_no_one_kind() -> None:
    text = "Wagner Luz, diretor do órgão, elogia o Instituto do Consumidor Organizado."
    cast = entities([person(text, "p1", "Wagner Luz")],
                    [organisation(text, "o1", "Instituto do Consumidor Organizado")])  # fmt: skip
    tags = by_hand(text, role=["diretor"])
    field = role_field(text, tags, anatomy(text, "pt"), cast, language_data("pt"), AS_MARKED, NONE_KNOWN)
    _, options = employer_options(field, at(text, "diretor"), at(text, "Wagner Luz"), frozenset())
    assert options[0]["a kind word behind"] == 0
