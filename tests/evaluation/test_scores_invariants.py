"""What is true of the scores of any two records; and other people's scorers, which must agree."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_records import TEXT, organisation, person, quote, record, role

from sayso.evaluation.match import SPAN_LAYERS, pair_quotes, spans
from sayso.evaluation.mistakes import mistakes
from sayso.evaluation.scores import CALIBRATION, SHARES, Scores, score
from sayso.record import Record

NAMES = ("Jo Roe", "Al Roe", "Roe", "Box")


@st.composite
def places(draw: st.DrawFn, least: int, most: int) -> list[tuple[int, int]]:
    """Return stretches of the text that do not overlap."""
    edges = sorted(draw(st.sets(st.integers(0, len(TEXT)), min_size=2 * least, max_size=2 * most)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def records(draw: st.DrawFn, least: int = 0) -> Record:
    """Return a record of the text that says anything at all, and at least so many things of each kind."""
    named = draw(places(3 * least, 8))
    people, organisations = [], []
    while named:
        size = draw(st.integers(1, 3))
        mine, named = named[:size], named[size:]
        if draw(st.booleans()):
            people.append(mine)
        else:
            organisations.append(mine)
    found_organisations = tuple(
        organisation(f"o{i}", draw(st.sampled_from(NAMES)), *mine) for i, mine in enumerate(organisations)
    )
    held = draw(places(least, 4)) if people else []
    roles: list[list[tuple[int, int]]] = [[] for _ in people]
    for each in held:
        roles[draw(st.integers(0, len(people) - 1))].append(each)
    at = [None, *(each.id for each in found_organisations)]
    found_people = tuple(
        person(
            f"p{i}",
            draw(st.sampled_from(NAMES)),
            *mine,
            roles=tuple(role(each, draw(st.sampled_from(at))) for each in roles[i]),
        )
        for i, mine in enumerate(people)
    )
    speakers = [None] + [
        (each.id, each.name, (each.mentions[0].start, each.mentions[0].end))
        for each in (*found_people, *found_organisations)
    ]
    quotes = tuple(
        quote(
            piece,
            kind=draw(st.sampled_from(("direct", "indirect", "mixed"))),
            speaker=draw(st.sampled_from(speakers)),
            confidence=draw(st.floats(0, 1)),
        )
        for piece in draw(places(least, 4))
    )
    return record(
        people=found_people, organisations=found_organisations, entities=(), quotes=quotes, issuer=None
    )


@st.composite
def slightly_wrong(draw: st.DrawFn) -> tuple[Record, Record]:
    """Return a record, and the same with one thing changed (or, now and then, nothing)."""
    gold = draw(records(least=1))
    people, organisations, quotes = list(gold.people), list(gold.organisations), list(gold.quotes)
    what = draw(st.sampled_from(("name", "mention", "form", "role", "employer", "speaker", "kind", "merge")))
    if what == "merge" and len(people) > 1:
        first, second, *rest = people
        kept = {"mentions": first.mentions + second.mentions, "roles": first.roles + second.roles}
        quotes = [q for q in quotes if not q.speaker or q.speaker.id != second.id]
        people = [first.model_copy(update=kept), *rest]
    elif what in {"speaker", "kind"} and quotes:
        change = (
            {"speaker": None} if what == "speaker" else {"kind": draw(st.sampled_from(("direct", "mixed")))}
        )
        quotes[0] = quotes[0].model_copy(update=change)
    elif people:
        people.sort(key=lambda each: not each.roles)
        one = people[0]
        if what == "name":
            change = {"name": draw(st.sampled_from(NAMES))}
        elif what == "mention":
            change = {"mentions": one.mentions[:-1]}
        elif what == "form":
            change = {"mentions": tuple(m.model_copy(update={"form": "pronoun"}) for m in one.mentions)}
        elif what == "employer":
            ids = st.sampled_from([None, *(each.id for each in organisations)])
            change = {"roles": tuple(r.model_copy(update={"organisation": draw(ids)}) for r in one.roles)}
        else:
            change = {"roles": one.roles[1:]}
        people[0] = one.model_copy(update=change)
    return record(
        people=tuple(people),
        organisations=tuple(organisations),
        entities=(),
        quotes=tuple(quotes),
        issuer=None,
    ), gold


@settings(max_examples=60, deadline=None)
@given(gold=records())
def test_a_record_has_nothing_wrong_against_itself(gold: Record) -> None:
    figures = score(gold, gold).figures()
    assert all(of.value in {None, 100.0} for name, of in figures.items() if name != CALIBRATION)
    assert not mistakes(gold, gold)


@settings(max_examples=300, deadline=None)
@given(pair=st.one_of(slightly_wrong(), st.tuples(records(), records())))
def test_there_are_mistakes_exactly_where_the_scores_are_not_perfect(pair: tuple[Record, Record]) -> None:
    found, gold = pair
    figures = score(found, gold).figures()
    perfect = all(of.value in {None, 100.0} for name, of in figures.items() if name != CALIBRATION)
    assert perfect == (not mistakes(found, gold))
    assert figures["releases without any fault"].value == (100.0 if perfect else 0.0)


@settings(max_examples=60, deadline=None)
@given(found=records(), gold=records())
def test_figures_are_percentages_and_f1_lies_between_precision_and_recall(
    found: Record, gold: Record
) -> None:
    for of in score(found, gold).figures().values():
        for number in (of.value, of.precision, of.recall):
            assert number is None or 0.0 <= number <= 100.0
        if of.value is not None and of.precision is not None and of.recall is not None:
            low, high = sorted((of.precision, of.recall))
            assert low - 0.01 <= of.value <= high + 0.01


@settings(max_examples=60, deadline=None)
@given(found=records(), gold=records())
def test_found_and_gold_exchanged_exchange_precision_and_recall(found: Record, gold: Record) -> None:
    here, there = score(found, gold).figures(), score(gold, found).figures()
    for name in (*SPAN_LAYERS, "people grouped (B³)", "direct quotes", "names of people"):
        assert here[name].precision == there[name].recall
        assert here[name].value == there[name].value


@settings(max_examples=60, deadline=None)
@given(found=records(), gold=records())
def test_quotes_are_paired_one_to_one_and_none_is_lost(found: Record, gold: Record) -> None:
    pairs = pair_quotes(found.quotes, gold.quotes)
    assert sorted(p.found.id for p in pairs if p.found) == sorted(q.id for q in found.quotes)
    assert sorted(p.gold.id for p in pairs if p.gold) == sorted(q.id for q in gold.quotes)


@settings(max_examples=30, deadline=None)
@given(pairs=st.lists(st.tuples(records(), records()), min_size=2, max_size=4))
def test_scores_add_up_in_any_order(pairs: list[tuple[Record, Record]]) -> None:
    forwards, backwards = Scores(), Scores()
    for each in pairs:
        forwards += score(*each)
    for each in reversed(pairs):
        backwards += score(*each)
    assert forwards.figures().keys() == backwards.figures().keys()
    for name, of in forwards.figures().items():
        assert of.value == pytest.approx(backwards.figures()[name].value, abs=0.011)


@settings(max_examples=40, deadline=None)
@given(found=records(), gold=records())
@pytest.mark.skipif(sys.version_info < (3, 11), reason="nervaluate needs Python 3.11")
def test_nervaluate_counts_the_same_strict_spans(found: Record, gold: Record) -> None:
    from nervaluate import Evaluator

    figures = score(found, gold).figures()
    for layer in ("people", "organisations", "roles"):
        # nervaluate's ends are inclusive.
        here, there = (
            [[{"label": layer, "start": s.start, "end": s.end - 1} for s in sorted(spans(each)[layer])]]
            for each in (found, gold)
        )
        strict = Evaluator(there, here, tags=[layer], loader="dict").evaluate()["overall"]["strict"]
        of = figures[layer]
        assert (of.precision or 0.0, of.recall or 0.0, of.value or 0.0) == pytest.approx(
            (100 * strict.precision, 100 * strict.recall, 100 * strict.f1), abs=0.011
        )


def test_every_share_is_a_figure() -> None:
    assert score(record(), record()).figures().keys() >= SHARES
