"""An export loses nothing, has a card, and takes nobody else's place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from small_releases import Says, release

from sayso.batch.release import StoredRelease
from sayso.errors import ConfigError, StoreError
from sayso.sinks.choose import format_of
from sayso.sinks.export import export
from sayso.store import Store, open_store


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out"])
def test_an_export_holds_every_release_as_it_was(
    store: Store, gold: list[StoredRelease], tmp_path: Path, name: str
) -> None:
    first = gold[0]
    repeated = release(Says("A", "B"), duplicate_of=first.record.id)
    elsewhere = StoredRelease(gold[1].record, (*gold[1].sources, first.record.source))
    wanted = [first, elsewhere, *gold[2:], repeated]
    store.add(wanted)
    target = tmp_path / name
    export(store, target)
    read = format_of(target).read
    assert read is not None
    assert list(read(target)) == wanted
    with open_store(tmp_path / "again.db") as again:
        again.add(read(target))
        assert list(again.releases()) == wanted


def test_a_folder_is_a_dataset_that_the_library_loads(
    store: Store, gold: list[StoredRelease], tmp_path: Path
) -> None:
    import datasets

    store.add(gold)
    export(store, tmp_path / "out")
    loaded = datasets.load_from_disk(str(tmp_path / "out"))
    assert loaded["id"] == [stored.record.id for stored in gold]
    assert (tmp_path / "out" / "README.md").is_file()


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.parquet", "out"])
def test_the_card_counts_what_is_in_it(
    store: Store, gold: list[StoredRelease], tmp_path: Path, name: str
) -> None:
    store.add(gold)
    card = export(store, tmp_path / name).read_text(encoding="utf-8")
    _, front, body = card.split("---\n", 2)
    assert set(yaml.safe_load(front)["language"]) == {stored.record.language.code for stored in gold}
    quotes = sum(len(stored.record.quotes) for stored in gold)
    assert f"{len(gold)} releases" in body
    assert f"{quotes:,} quotes" in body
    assert ("left out" in body) is (format_of(tmp_path / name).read is not None)
    assert "| gold | hand | gold |" in body


def test_a_cell_that_a_spreadsheet_would_run_is_text(store_of: Callable[..., Store], tmp_path: Path) -> None:
    import csv

    evil = '=HYPERLINK("http://evil","x")'
    store = store_of(release(Says("@Anna", evil, "+director", "-Velaria"), title="=1+1"))
    export(store, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["text"], row["speaker"], row["role"], row["organisation"], row["title"]) == (
        f"'{evil}",
        "'@Anna",
        "'+director",
        "'-Velaria",
        "'=1+1",
    )


def test_an_export_takes_the_place_of_an_older_one_only(
    store_of: Callable[..., Store], tmp_path: Path
) -> None:
    store = store_of(release(Says("A", "B")))
    for name in ("out.jsonl", "out"):
        export(store, tmp_path / name)
        export(store, tmp_path / name)
    others = tmp_path / "papers"
    others.mkdir()
    (others / "README.md").write_text("mine")
    with pytest.raises(ConfigError, match="a folder with other things"):
        export(store, others)
    assert (others / "README.md").read_text() == "mine"


def test_an_export_that_cannot_be_is_one_clear_line_and_leaves_nothing(
    store_of: Callable[..., Store], tmp_path: Path, path: Path
) -> None:
    store = store_of(release(Says("A", "B")))
    with pytest.raises(ConfigError, match="copying its file"):
        export(store, path)
    with pytest.raises(ConfigError, match="no format has this suffix"):
        export(store, tmp_path / "out.docx")
    with pytest.raises(StoreError, match="cannot be written: No such file"):
        export(store, tmp_path / "none" / "out.csv")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
