"""Releases go in and come out as they were, once each, all or none."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_releases import Says, release

from sayso.batch.release import StoredRelease
from sayso.errors import QueryError, RecordError
from sayso.record import Source
from sayso.store import Store, open_store

ANNA = Says("Anna Rossi", "We begin in May", "director", "Velaria S.p.A.")
TABLES = ("releases", "sources", "people", "organisations", "links", "roles", "quotes", "mentions", "records")


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {table: store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def test_releases_of_every_language_come_back_as_they_went_in(
    store: Store, gold: list[StoredRelease]
) -> None:
    store.add(gold)
    assert list(store.releases()) == gold
    store.check()


words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
said = st.builds(
    Says, words, words, st.none() | words, st.none() | words, st.sampled_from(["direct", "indirect", "mixed"])
)
anything = st.builds(
    lambda said, title, date, language, duplicate: release(
        *said, title=title, date=date, language=language, duplicate_of=duplicate
    ),
    st.lists(said, max_size=4),
    words,
    st.none() | st.dates().map(str),
    st.sampled_from(["it", "el", "ja", "de"]),
    st.none() | st.text(string.hexdigits.lower(), min_size=16, max_size=16),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(releases=st.lists(anything, max_size=4, unique_by=lambda stored: stored.record.id))
def test_whatever_a_release_says_comes_back(
    tmp_path_factory: pytest.TempPathFactory, releases: list[StoredRelease]
) -> None:
    with open_store(tmp_path_factory.mktemp("any") / "any.db") as store:
        store.add(releases)
        assert list(store.releases()) == releases
        store.check()


def test_a_release_added_again_changes_nothing(store: Store, gold: list[StoredRelease]) -> None:
    store.add(gold)
    before = contents(store)
    store.add(gold)
    store.add(gold[:3])
    assert contents(store) == before
    store.check()


def test_a_release_extracted_anew_takes_the_place_of_the_old_one(store_of: Callable[..., Store]) -> None:
    old, other = release(ANNA), release(ANNA, title="Another")
    store = store_of(old, other)
    new = old.record.model_copy(update={"quotes": (), "date": "2026-05-13"})
    store.add([StoredRelease(new, old.sources)])
    assert [stored.record for stored in store.releases()] == [new, other.record]
    assert store.connection.execute("SELECT count(*) FROM quotes").fetchone() == (1,)
    store.check()


def test_places_at_which_a_release_was_found_add_up(store_of: Callable[..., Store]) -> None:
    first = release(ANNA, uri="a.html")
    elsewhere = Source(uri="b.html", media_type="text/html", sha256="1" * 64, part="3")
    store = store_of(first)
    store.add([StoredRelease(first.record, (first.record.source, elsewhere))])
    store.add([first])
    assert [stored.sources for stored in store.releases()] == [(first.record.source, elsewhere)]


def test_the_same_release_twice_in_one_go_is_one_with_two_places(store_of: Callable[..., Store]) -> None:
    one, two = release(ANNA, uri="a.html"), release(ANNA, uri="b.html")
    store = store_of(one, two)
    [stored] = store.releases()
    assert stored.record == two.record
    assert [source.uri for source in stored.sources] == ["b.html", "a.html"]


def test_releases_keep_the_order_in_which_they_came(store: Store) -> None:
    releases = [release(ANNA, title=f"Number {number}") for number in range(450)]
    store.add(releases[:201])
    store.add(releases[201:])
    assert list(store.releases()) == releases


def test_what_fails_midway_leaves_nothing_behind(store: Store) -> None:
    store.add([release(ANNA)])
    before = contents(store)

    def broken() -> Iterator[StoredRelease]:
        for number in range(300):
            yield release(ANNA, title=f"Number {number}")
        raise RecordError("the 301st is broken")

    with pytest.raises(RecordError, match="301st"):
        store.add(broken())
    assert contents(store) == before
    store.check()


def test_two_things_of_one_id_are_an_error_that_names_the_release(store: Store) -> None:
    record = release(ANNA).record
    doubled = record.model_copy(update={"quotes": record.quotes * 2})
    with pytest.raises(RecordError, match=rf"{record.id}: the id 'q1' is there 2 times"):
        store.add([StoredRelease(doubled, (doubled.source,))])


def test_a_release_is_found_by_the_beginning_of_its_id(store_of: Callable[..., Store]) -> None:
    stored = release(ANNA)
    store = store_of(stored, release(ANNA, title="Another"))
    assert store.release(stored.record.id) == stored
    assert store.release(stored.record.id[:8]) == stored
    with pytest.raises(QueryError, match="no release"):
        store.release("ffffffffffffffff")
    with pytest.raises(QueryError, match="four digits"):
        store.release("")


def test_quotes_know_the_person_the_organisation_and_the_day(store_of: Callable[..., Store]) -> None:
    store = store_of(release(ANNA, Says("Bo Li", "It is open", kind="indirect")))
    rows = store.connection.execute(
        "SELECT quotes.text, kind, date, speaker, role, quotes.organisation, people.name,"
        " organisations.name, cue"
        " FROM quotes LEFT JOIN people ON people.id = speaker_person"
        " LEFT JOIN organisations ON organisations.id = speaker_organisation ORDER BY quotes.id"
    ).fetchall()
    velaria = ("director", "Velaria S.p.A.", "Anna Rossi", "Velaria S.p.A.", "said")
    assert rows == [
        ("We begin in May", "direct", "2026-05-12", "Anna Rossi", *velaria),
        ("It is open", "indirect", "2026-05-12", "Bo Li", None, None, "Bo Li", None, "said"),
    ]


def test_every_number_points_at_a_row(store: Store, gold: list[StoredRelease], path: Path) -> None:
    store.add(gold)
    store.add(gold[:5])
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_adding_a_release_never_looks_through_all_that_are_there(store: Store) -> None:
    store.add([release(ANNA)])
    asked: set[str] = set()
    store.connection.set_trace_callback(asked.add)
    store.add([release(ANNA, title="A second"), release(ANNA, title="A third")])
    store.connection.set_trace_callback(None)
    plans = {
        statement: " / ".join(row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {statement}"))
        for statement in asked
        if statement.startswith("SELECT") and "links" in statement
    }
    assert len(plans) > 3
    assert not {s: plan for s, plan in plans.items() if "SCAN links" in plan or "(kind=?)" in plan}
