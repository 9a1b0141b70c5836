"""One person, one organisation across releases: where the name and the organisation say so."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_releases import Says, release

from sayso.batch.release import StoredRelease
from sayso.errors import QueryError
from sayso.store import Store, open_store
from sayso.store.deciding import forget, merge, split
from sayso.store.who import who


def said(who: str, at: str | None, title: str) -> StoredRelease:
    return release(Says(who, "We go on", "director" if at else None, at), title=title)


def partition(store: Store, kind: str) -> set[frozenset[tuple[str, str]]]:
    """Return who is one: sets of (release, id in its record)."""
    rows = store.connection.execute(
        f"SELECT {kind}, releases.id, entity FROM links JOIN releases ON number = release WHERE kind = ?",
        (kind,),
    ).fetchall()
    groups: dict[int, set[tuple[str, str]]] = {}
    for identity, release_id, entity in rows:
        groups.setdefault(identity, set()).add((release_id, entity))
    return {frozenset(group) for group in groups.values()}


def handles(store: Store, name: str) -> list[str]:
    return [known.handle for known in who(store, name)]


def agree(store: Store) -> None:
    """Check that every table says the same as `links`, and that nobody is left over."""
    ask = store.connection.execute
    for table, column, entity in (
        ("roles", "person", "entity"),
        ("mentions", "person", "entity"),
        ("quotes", "speaker_person", "speaker_entity"),
        ("roles", "organisation", "organisation_entity"),
        ("mentions", "organisation", "entity"),
        ("quotes", "speaker_organisation", "organisation_entity"),
    ):
        kind = "person" if "person" in column else "organisation"
        wrong = ask(
            f"SELECT count(*) FROM {table} LEFT JOIN links ON links.release = {table}.release"
            f" AND links.entity = {table}.{entity} WHERE {table}.{column} IS NOT NULL"
            f" AND {table}.{column} IS NOT links.{kind}"
        ).fetchone()
        assert wrong == (0,), table
    for table, kind in (("people", "person"), ("organisations", "organisation")):
        assert ask(f"SELECT id FROM {table} EXCEPT SELECT {kind} FROM links").fetchall() == []
    store.check()


def test_a_person_is_one_where_name_and_organisation_agree(store_of: Callable[..., Store]) -> None:
    store = store_of(
        said("Vicky Zhang", "Huawei Technologies Co., Ltd.", "One"),
        said("Vicky ZHANG", "HUAWEI TECHNOLOGIES", "Two"),
        said("Vicky Zhang", "Lanterna S.p.A.", "Three"),
        said("Vicky Zhang", None, "Four"),
        said("Vicky Zhang", None, "Five"),
    )
    known = who(store, "vicky zhang")
    assert sorted(one.releases for one in known) == [1, 1, 1, 2]
    assert known[0].appearances[0].reason == "the name and the organisation agree"
    assert {"no organisation is named: never joined by the name alone"} == {
        appearance.reason for one in known for appearance in one.appearances if not one.roles
    }
    agree(store)


def test_organisations_are_one_without_their_legal_form(store_of: Callable[..., Store]) -> None:
    store = store_of(
        said("A B", "Velaria S.p.A.", "One"),
        said("C D", "VELARIA", "Two"),
        said("E F", "Velaria Energia", "Three"),
    )
    assert [known.releases for known in who(store, "velaria") if known.handle.startswith("org")] == [2, 1]


def test_a_second_organisation_in_one_release_joins_two_people(store: Store) -> None:
    one, two = said("Anna Rossi", "Velaria", "One"), said("Anna Rossi", "Lanterna", "Two")
    store.add([one, two])
    assert len(handles(store, "Anna Rossi")) == 2
    both = release(
        Says("Anna Rossi", "Yes", "director", "Velaria"),
        Says("Anna Rossi", "No", "chair", "Lanterna"),
        title="Three",
    )
    store.add([both])
    [anna] = who(store, "Anna Rossi")
    assert (anna.releases, anna.quotes) == (3, 4)
    agree(store)
    without = both.record.model_copy(update={"people": (), "quotes": ()})
    store.add([StoredRelease(without, both.sources)])
    assert len(handles(store, "Anna Rossi")) == 2
    agree(store)


NAMES = st.sampled_from(["Anna Rossi", "ANNA ROSSI", "Bo Li", "Łucja Gołębia"])
PLACES = st.sampled_from([None, "Velaria S.p.A.", "Velaria", "Lanterna GmbH"])
RELEASES = st.lists(
    st.lists(st.builds(Says, NAMES, st.just("Yes"), st.just("head"), PLACES), max_size=3), max_size=6
)


@settings(max_examples=40, deadline=None)
@given(wanted=RELEASES, seed=st.integers(0, 99), cuts=st.integers(1, 4))
def test_who_is_one_does_not_hang_on_the_order_in_which_releases_come(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[list[Says]], seed: int, cuts: int
) -> None:
    releases = [release(*said, title=f"Number {number}") for number, said in enumerate(wanted)]
    folder = tmp_path_factory.mktemp("order")
    shuffled = random.Random(seed).sample(releases, len(releases))
    with open_store(folder / "a.db") as one, open_store(folder / "b.db") as other:
        one.add(releases)
        for start in range(0, len(shuffled), cuts):
            other.add(shuffled[start : start + cuts])
        for kind in ("person", "organisation"):
            assert partition(one, kind) == partition(other, kind)
        agree(other)


def test_a_merge_a_split_and_taking_them_back(store_of: Callable[..., Store]) -> None:
    store = store_of(
        said("Vicky Zhang", "Huawei", "One"),
        said("Zhang Weiqi", "Huawei", "Two"),
        said("Vicky Zhang", "Huawei", "Three"),
        said("Vicky Zhang", None, "Four"),
    )
    before = partition(store, "person")
    vicky, alone = handles(store, "vicky zhang")
    [weiqi] = handles(store, "weiqi")
    merged = merge(store, vicky, weiqi)
    also = merge(store, vicky, alone)
    [one] = who(store, "vicky")
    assert (one.releases, one.name) == (4, "Vicky Zhang")
    assert {decision.id for decision in one.decisions} == {merged, also}
    assert any("the same by decision" in appearance.reason for appearance in one.appearances)
    agree(store)
    third = next(appearance.handle for appearance in one.appearances if appearance.title == "Three")
    apart = split(store, third)
    assert sorted(known.releases for known in who(store, "vicky")) == [1, 3]
    agree(store)
    forget(store, apart)
    forget(store, also)
    forget(store, merged)
    assert partition(store, "person") == before
    assert (
        store.connection.execute(
            "SELECT DISTINCT reason FROM links WHERE reason LIKE '%decision%'"
        ).fetchall()
        == []
    )
    agree(store)


@settings(max_examples=30, deadline=None)
@given(wanted=RELEASES.filter(any), data=st.data())
def test_all_decisions_taken_back_leave_everybody_as_before(
    tmp_path_factory: pytest.TempPathFactory, wanted: list[list[Says]], data: st.DataObject
) -> None:
    releases = [release(*said, title=f"Number {number}") for number, said in enumerate(wanted)]
    with open_store(tmp_path_factory.mktemp("decide") / "a.db") as store:
        store.add(releases)
        before = {kind: partition(store, kind) for kind in ("person", "organisation")}
        everybody = [f"{r}/{e}" for group in set.union(*before.values()) for r, e in sorted(group)]
        numbers: list[int] = []
        for _ in range(data.draw(st.integers(1, 4))):
            left, right = data.draw(st.tuples(*[st.sampled_from(sorted(everybody))] * 2))
            with contextlib.suppress(QueryError):
                numbers.append(merge(store, left, right) if data.draw(st.booleans()) else split(store, left))
            agree(store)
        for number in data.draw(st.permutations(numbers)):
            forget(store, number)
            agree(store)
        assert {kind: partition(store, kind) for kind in before} == before


def test_decisions_hold_for_releases_that_come_later_and_come_again(store_of: Callable[..., Store]) -> None:
    first, second = said("Vicky Zhang", "Huawei", "One"), said("Zhang Weiqi", "Huawei", "Two")
    store = store_of(first, second, said("Vicky Zhang", "Huawei", "Three"))
    merge(store, *[known.handle for name in ("vicky", "weiqi") for known in who(store, name)])
    split(store, next(a.handle for a in who(store, "vicky")[0].appearances if a.title == "Three"))
    again = first.record.model_copy(update={"date": "2020-01-01"})
    store.add([StoredRelease(again, first.sources), said("Zhang Weiqi", "Huawei", "Four")])
    assert sorted(known.releases for known in who(store, "zhang")) == [1, 3]
    agree(store)


def test_organisations_that_are_merged_bring_their_people_together(store_of: Callable[..., Store]) -> None:
    store = store_of(said("Anna Rossi", "Velaria", "One"), said("Anna Rossi", "Gruppo Velaria", "Two"))
    assert len(handles(store, "Anna Rossi")) == 2
    number = merge(store, *handles(store, "velaria"))
    assert len(handles(store, "Anna Rossi")) == len(handles(store, "velaria")) == 1
    agree(store)
    forget(store, number)
    assert len(handles(store, "Anna Rossi")) == len(handles(store, "velaria")) == 2
    agree(store)


def test_an_organisation_of_one_release_can_be_set_apart(store_of: Callable[..., Store]) -> None:
    store = store_of(said("Anna Rossi", "Fenix", "One"), said("Anna Rossi", "Fenix", "Two"))
    [fenix] = who(store, "fenix")
    number = split(store, fenix.appearances[0].handle)
    assert len(handles(store, "fenix")) == len(handles(store, "Anna Rossi")) == 2
    agree(store)
    forget(store, number)
    assert len(handles(store, "fenix")) == len(handles(store, "Anna Rossi")) == 1


@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        ("person:1", "person:1", "are one already"),
        ("person:1", "organisation:1", "cannot be one"),
        ("person:1", "person:99", "nobody has this handle"),
        ("person:1", "Anna", "is no handle"),
        ("person:1", "ffffffff/p1", "no release begins with ffffffff"),
    ],
)
def test_a_merge_that_makes_no_sense_says_why(
    store_of: Callable[..., Store], left: str, right: str, says: str
) -> None:
    store = store_of(said("Anna Rossi", "Velaria", "One"))
    with pytest.raises(QueryError, match=says):
        merge(store, left, right)


def test_a_split_of_what_stands_alone_and_an_unknown_decision_say_so(store_of: Callable[..., Store]) -> None:
    stored = said("Anna Rossi", "Velaria", "One")
    store = store_of(stored)
    with pytest.raises(QueryError, match="stands alone already"):
        split(store, f"{stored.record.id}/p1")
    with pytest.raises(QueryError, match="as RELEASE/ID"):
        split(store, "person:1")
    with pytest.raises(QueryError, match="no decision 7"):
        forget(store, 7)


def test_a_name_is_found_without_accents_in_any_order_and_in_any_script(
    store_of: Callable[..., Store],
) -> None:
    store = store_of(
        said("Łucja Gołębia", "Żuraw S.A.", "One"),
        said("張維琪", "華為", "Two"),
        said("Anna Rossi", "Velaria", "Three"),
    )
    assert [known.name for known in who(store, "golebia LUCJA")] == ["Łucja Gołębia"]
    assert [known.name for known in who(store, "張")] == ["張維琪"]
    assert [known.name for known in who(store, "ross*")] == ["Anna Rossi"]
    for name in ("ross", "", "%", "*"):
        with pytest.raises(QueryError, match="nobody called"):
            who(store, name)


def test_a_store_that_can_only_be_read_is_not_decided_about(
    path: Path, store_of: Callable[..., Store]
) -> None:
    store_of(said("Anna Rossi", "Velaria", "One"), said("Bo Li", "Velaria", "Two"))
    with open_store(path, write=False) as store, pytest.raises(Exception, match="read-only"):
        merge(store, "person:1", "person:2")


@pytest.mark.parametrize(
    "name",
    [
        "Velaria S.p.A.",
        "velaria spa",
        "Velaria",
        "Moritz & Söhne GmbH & Co. KG",
        "Moritz & Söhne",
        "moritz – sohne",
    ],
)
def test_an_organisation_is_found_by_the_name_that_is_printed(
    store_of: Callable[..., Store], name: str
) -> None:
    store = store_of(
        said("Jo Roe", "Velaria S.p.A.", "One"), said("Al Poe", "Moritz & Söhne GmbH & Co. KG", "Two")
    )
    [known] = who(store, name)
    assert known.handle.startswith("organisation:") and known.name[:3].casefold() == name[:3].casefold()
