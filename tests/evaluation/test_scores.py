"""The figures of small records, as a person counts them."""

from __future__ import annotations

import pytest
from small_records import ACME, AL, GLAD, JO, ROE, VERY, WORK, at, organisation, person, quote, record, role

from sayso.evaluation.scores import HEADLINE, TRIPLES, Scores, calibration_error, score
from sayso.record import Language, Record

RIGHT = record()
JO_RIGHT, AL_RIGHT = RIGHT.people


def figure(found: Record, name: str) -> tuple[float | None, float | None, float | None]:
    """Return precision, recall and F1 (or the share) of a record against the right one."""
    of = score(found, RIGHT).figures()[name]
    return of.precision, of.recall, of.value


def test_the_right_record_is_right_in_everything() -> None:
    values = {name: of.value for name, of in score(RIGHT, RIGHT).figures().items()}
    assert values.pop("calibration error") == 0.0
    assert values.pop("products") is None  # there are none to measure
    assert values.pop("events") is None
    assert set(values.values()) == {100.0}


def test_a_span_counts_only_with_both_edges_right() -> None:
    found = record(people=(person("jo", "Jo Roe", at("Roe")), AL_RIGHT))
    assert figure(found, "people") == (66.67, 66.67, 66.67)


def test_precision_counts_what_is_too_much_and_recall_what_is_missing() -> None:
    extra = record(people=(JO_RIGHT, AL_RIGHT, person("x", "The Box", at("The Box"))))
    assert figure(extra, "people") == (75.0, 100.0, 85.71)
    assert figure(record(people=(AL_RIGHT,), quotes=()), "people") == (100.0, 66.67, 80.0)


def test_what_is_not_there_and_not_found_is_not_measured() -> None:
    assert figure(RIGHT, "products") == (None, None, None)
    assert figure(record(quotes=()), HEADLINE) == (None, 0.0, 0.0)


def test_a_pronoun_or_description_is_no_name() -> None:
    told = AL_RIGHT.model_copy(
        update={"mentions": (*AL_RIGHT.mentions, AL_RIGHT.mentions[0].model_copy(update={"form": "nominal"}))}
    )
    assert figure(record(people=(JO_RIGHT, told)), "people") == (100.0, 100.0, 100.0)


def test_names_of_entities_are_compared_letter_by_letter_but_for_case_and_spaces() -> None:
    places = [(mention.start, mention.end) for mention in ACME.mentions]
    jo = person("jo", "Jo Roe", JO, roles=(role(at("head"), "o1"),))
    loud = organisation("o1", "ACME\u00a0LTD", *places)
    shouted = record(organisations=(loud,), issuer="o1", people=(jo, AL_RIGHT))
    assert figure(shouted, "names of organisations") == (100.0, 100.0, 100.0)
    short = record(people=(JO_RIGHT, person("al", "Roe", AL, ROE)))
    assert figure(short, "names of people") == (50.0, 50.0, 50.0)


def test_one_person_split_in_two_costs_recall_of_the_grouping() -> None:
    split = record(people=(JO_RIGHT, person("al", "Al Roe", AL), person("roe", "Roe", ROE)))
    # Al Roe, Roe: each has half of its company; Jo Roe has all of hers.
    assert figure(split, "people grouped (B³)") == (100.0, 66.67, 80.0)


def test_two_people_taken_for_one_cost_precision_of_the_grouping() -> None:
    merged = record(people=(person("jo", "Jo Roe", JO, AL, ROE),), quotes=())
    # Jo has 1 of 3 of her company, Al and Roe have 2 of 3.
    assert figure(merged, "people grouped (B³)") == (55.56, 100.0, 71.43)


def test_a_role_counts_with_its_holder_and_organisation() -> None:
    astray = record(people=(person("jo", "Jo Roe", JO), person("al", "Al Roe", AL, ROE, roles=(
        role(at("head"), "acme"), role(at("mayor"), "acme")))))  # fmt: skip
    assert figure(astray, "roles") == (100.0, 100.0, 100.0)
    assert figure(astray, TRIPLES) == (0.0, 0.0, 0.0)


def test_a_triple_is_found_whatever_its_ids_and_legal_forms_are() -> None:
    other = record(
        organisations=(organisation("o9", "Acme", *[(m.start, m.end) for m in ACME.mentions]),),
        issuer="o9",
        people=(
            person("p7", "Jo Roe", JO, roles=(role(at("head"), "o9"),)),
            person("p8", "Al Roe", AL, ROE, roles=(role(at("mayor")),)),
        ),
        quotes=(),
    )
    assert figure(other, TRIPLES) == (100.0, 100.0, 100.0)
    assert figure(other, "names of organisations") == (0.0, 0.0, 0.0)


def test_a_quote_is_found_from_four_fifths_of_its_characters_on() -> None:
    jo = ("jo", "Jo Roe", JO)
    indirect = RIGHT.quotes[1]
    cut = record(quotes=(quote(GLAD, (VERY[0], VERY[1] - 1), speaker=jo), indirect))  # 21 of 22 characters
    assert figure(cut, "direct quotes, exact") == (0.0, 0.0, 0.0)
    assert figure(cut, "direct quotes") == (100.0, 100.0, 100.0)
    assert figure(cut, HEADLINE) == (100.0, 100.0, 100.0)
    half = record(quotes=(quote(GLAD, speaker=jo), indirect))  # 12 of 22
    assert figure(half, "direct quotes") == (0.0, 0.0, 0.0)
    assert figure(half, HEADLINE) == (50.0, 50.0, 50.0)


def test_reported_speech_taken_for_direct_is_neither() -> None:
    found = record(quotes=(RIGHT.quotes[0], quote(WORK, speaker=("al", "Al Roe", AL))))
    assert figure(found, "direct quotes") == (50.0, 100.0, 66.67)
    assert figure(found, "indirect quotes") == (None, 0.0, 0.0)
    assert figure(found, HEADLINE) == (50.0, 50.0, 50.0)


def test_mixed_speech_counts_as_reported() -> None:
    found = record(quotes=(RIGHT.quotes[0], quote(WORK, kind="mixed", speaker=("al", "Al Roe", AL))))
    assert figure(found, "indirect quotes, exact") == (100.0, 100.0, 100.0)


def test_the_speaker_is_a_person_and_not_a_mention() -> None:
    found = record(quotes=(RIGHT.quotes[0], quote(WORK, kind="indirect", speaker=("al", "Al Roe", ROE))))
    assert figure(found, HEADLINE) == (100.0, 100.0, 100.0)


def test_the_wrong_speaker_and_nobody_are_wrong() -> None:
    wrong = record(quotes=(quote(GLAD, VERY, speaker=("al", "Al Roe", AL)), quote(WORK, kind="indirect")))
    assert figure(wrong, HEADLINE) == (0.0, 0.0, 0.0)
    assert figure(wrong, "speaker of found quotes") == (None, None, 0.0)
    assert figure(wrong, "direct quotes") == (100.0, 100.0, 100.0)


def test_a_quote_of_two_people_taken_for_one_is_right_for_one_of_them_only() -> None:
    merged = person("jo", "Jo Roe", JO, AL, ROE)
    found = record(
        people=(merged,),
        quotes=(
            quote(GLAD, VERY, speaker=("jo", "Jo Roe", JO)),
            quote(WORK, kind="indirect", speaker=("jo", "Jo Roe", AL)),
        ),
    )
    assert figure(found, HEADLINE) == (50.0, 50.0, 50.0)


def test_nobody_told_and_nobody_found_is_right() -> None:
    gold = record(quotes=(quote(GLAD, VERY),))
    of = score(record(quotes=(quote(GLAD, VERY),)), gold).figures()[HEADLINE]
    assert of.value == 100.0


def test_a_release_without_fault_has_no_fault_at_all() -> None:
    no_cue = record(quotes=(RIGHT.quotes[0].model_copy(update={"cue": None}), RIGHT.quotes[1]))
    assert figure(no_cue, "releases with every quote right") == (None, None, 100.0)
    assert figure(no_cue, "releases without any fault") == (None, None, 0.0)
    other = record(language=Language(code="it", confidence=1.0))
    assert figure(other, "releases without any fault") == (None, None, 0.0)
    assert figure(other, "language") == (None, None, 0.0)


def test_the_figures_of_two_releases_are_those_of_their_counts_together() -> None:
    total = Scores()
    total += score(RIGHT, RIGHT)
    total += score(record(people=(AL_RIGHT,), quotes=()), RIGHT)
    people = total.figures()["people"]
    assert (people.precision, people.recall, people.of) == (100.0, 83.33, 6)
    assert total.releases == 2


@pytest.mark.parametrize(
    ("confidences", "error"),
    [
        ([], None),
        ([(1.0, True), (0.0, False)], 0.0),
        ([(0.75, True), (0.75, False)], 25.0),  # one bin: says 0.75, is 0.5
        ([(0.95, True), (0.65, False)], 35.0),  # two bins: 0.05 and 0.65 off, half of all each
        ([(1.0, False)], 100.0),
    ],
)
def test_the_calibration_error_weighs_the_gap_of_each_bin(
    confidences: list[tuple[float, bool]], error: float | None
) -> None:
    assert calibration_error(confidences) == error
