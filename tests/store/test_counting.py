"""Who speaks how often, counted and drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from small_releases import Says, release

from sayso.batch.release import StoredRelease
from sayso.errors import ConfigError, StoreError
from sayso.store import Store
from sayso.store.counting import BYS, Count, count, overview
from sayso.store.plotting import plot


@pytest.fixture
def newsroom(store_of: Callable[..., Store]) -> Store:
    anna = Says("Anna Rossi", "One", "director", "Velaria S.p.A.")
    first = release(anna, Says("Anna Rossi", "Two", "director", "Velaria S.p.A."), date="2023-01-31")
    untold = first.record.quotes[0].model_copy(update={"id": "q3", "speaker": None})
    first = StoredRelease(
        first.record.model_copy(update={"quotes": (*first.record.quotes, untold)}), first.sources
    )
    return store_of(
        first,
        release(Says("Bo $x^2$ Li", "Three", "head", "VELARIA"), title="B", date="2023-03-01", language="it"),
        release(Says("張維琪", "四", "总裁", "华为"), title="C", date=None, language="zh"),
        release(anna, title="D", date="2023-01-30", duplicate_of=first.record.id),
    )


def test_counts_say_who_speaks_how_often(newsroom: Store) -> None:
    assert [(c.name, c.note, c.quotes, c.releases) for c in count(newsroom, "speaker")] == [
        ("Anna Rossi", "Velaria S.p.A.", 2, 1),
        ("Bo $x^2$ Li", "Velaria S.p.A.", 1, 1),
        ("張維琪", "华为", 1, 1),
        (None, None, 1, 1),
    ]
    assert [(c.name, c.quotes) for c in count(newsroom, "organisation")] == [
        ("Velaria S.p.A.", 3),
        ("华为", 1),
        (None, 1),
    ]
    assert [(c.name, c.quotes) for c in count(newsroom, "language")] == [("en", 3), ("it", 1), ("zh", 1)]
    assert [(c.name, c.quotes) for c in count(newsroom, "month")] == [
        (None, 1),
        ("2023-01", 3),
        ("2023-03", 1),
    ]


def test_an_organisation_that_speaks_itself_is_a_speaker(store: Store, gold: list[StoredRelease]) -> None:
    store.add(gold)
    itself = {
        quote.speaker.name
        for stored in gold
        for quote in stored.record.quotes
        if quote.speaker and quote.speaker.id in {o.id for o in stored.record.organisations}
    }
    counted = {c.name for c in count(store, "speaker") if c.handle and c.handle.startswith("organisation:")}
    assert itself
    assert len(counted) == len(itself)


def test_near_duplicates_count_only_when_asked_for(newsroom: Store) -> None:
    assert count(newsroom, "speaker", duplicates=True)[0].quotes == 3
    assert (overview(newsroom).quotes, overview(newsroom, duplicates=True).quotes) == (5, 6)
    whole = overview(newsroom)
    assert (whole.releases, whole.duplicates, whole.told) == (4, 1, 4)
    assert (whole.people, whole.organisations, whole.first, whole.last) == (3, 2, "2023-01-30", "2023-03-01")


def test_only_the_top_are_counted_and_the_last_months(newsroom: Store) -> None:
    assert [c.name for c in count(newsroom, "speaker", top=1)] == ["Anna Rossi"]
    assert [c.name for c in count(newsroom, "month", top=1)] == ["2023-03"]


def test_a_plot_is_a_picture(newsroom: Store, tmp_path: Path) -> None:
    counts = {by: count(newsroom, by) for by in BYS}
    plot(counts, tmp_path / "stats.png")
    with Image.open(tmp_path / "stats.png") as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
    plot(counts, tmp_path / "stats.SVG")
    drawn = (tmp_path / "stats.SVG").read_text(encoding="utf-8")
    assert plot(counts, tmp_path / "stats.svg") == ""
    for label in ("Anna Rossi", "Bo $x^2$ Li", "張維琪", "2023-02", "Quotes by month"):
        assert label in drawn


def test_people_of_one_name_are_drawn_apart(tmp_path: Path) -> None:
    rows = [
        Count("speaker", "Jo Roe", "person:1", None, 9, 1),
        Count("speaker", "Jo Roe", "person:2", None, 1, 1),
    ]
    plot({"speaker": rows}, tmp_path / "stats.svg")
    assert (tmp_path / "stats.svg").read_text(encoding="utf-8").count("Jo Roe") == 2


def test_letters_that_no_font_has_are_told(tmp_path: Path) -> None:
    rows = [Count("speaker", "Anna \U00012000 \U00012001", "person:1", None, 1, 1)]
    assert plot({"speaker": rows}, tmp_path / "stats.png") == "\U00012000\U00012001"


def test_a_store_without_quotes_is_counted_and_drawn(store: Store, tmp_path: Path) -> None:
    assert [count(store, by) for by in BYS] == [[], [], [], []]
    assert overview(store).quotes == 0
    plot({by: [] for by in BYS}, tmp_path / "empty.png")
    assert (tmp_path / "empty.png").stat().st_size > 1000


def test_a_plot_that_cannot_be_says_why(newsroom: Store, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.png or \.svg"):
        plot({}, tmp_path / "stats.gif")
    with pytest.raises(StoreError, match="cannot be written"):
        plot({}, tmp_path / "none" / "stats.png")
