"""What is written is read back, whole and in its order, by every sink that holds releases."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from made import bare, full, releases, source, stored

from sayso.errors import RecordError
from sayso.record import Record
from sayso.sinks import columns
from sayso.sinks.choose import format_of

NAMES = ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet", "out", "out.db"]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=releases)
def test_releases_come_back_as_they_were_written(name, written, tmp_path):
    sink = tmp_path / name
    form = format_of(sink)
    form.write(iter(written), sink)
    assert list(form.read(sink)) == written


@pytest.mark.parametrize("name", NAMES)
def test_more_releases_than_are_written_at_once_come_back(name, tmp_path, monkeypatch):
    monkeypatch.setattr(columns, "TOGETHER", 3)
    monkeypatch.setattr(columns, "MOST_TEXT", 40)
    written = [stored(bare("x" * n)) for n in range(1, 30)]
    sink = tmp_path / name
    form = format_of(sink)
    form.write(iter(written), sink)
    assert list(form.read(sink)) == written


@pytest.mark.parametrize("name", ["out.jsonl.gz", "out.parquet", "out"])
def test_a_damaged_sink_is_told(name, tmp_path):
    sink = tmp_path / name
    form = format_of(sink)
    form.write(iter([stored(bare("x" * n)) for n in range(1, 300)]), sink)
    file = next(sink.glob("*.arrow")) if sink.is_dir() else sink
    data = file.read_bytes()
    kept = {"out.jsonl.gz": data[: len(data) // 2], "out.parquet": data[:400] + b"\xff" * 400 + data[800:]}
    file.write_bytes(kept.get(name, b"\xff" * len(data)))
    with pytest.raises(RecordError):
        list(form.read(sink))


def test_a_line_of_a_file_is_the_record_with_its_sources(tmp_path):
    release = stored(full("Così."), source("c.txt"), duplicate_of="0123456789abcdef")
    form = format_of(tmp_path / "out.jsonl")
    form.write([release], tmp_path / "out.jsonl")
    line = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))
    assert [place["uri"] for place in line.pop("sources")] == ["a.txt", "c.txt"]
    assert line.pop("duplicate_of") == "0123456789abcdef"
    assert line == json.loads(release.record.to_json())


def test_a_file_of_lines_that_came_as_a_stream_is_read(tmp_path):
    record = full("Così.")
    (tmp_path / "out.jsonl").write_text(record.to_json() + "\n", encoding="utf-8")
    assert list(format_of(tmp_path / "out.jsonl").read(tmp_path / "out.jsonl")) == [stored(record)]


def test_a_line_of_a_file_is_a_record(tmp_path):
    release = stored(full("Così."), source("c.txt"))
    format_of(tmp_path / "out.jsonl").write([release], tmp_path / "out.jsonl")
    assert Record.from_json((tmp_path / "out.jsonl").read_bytes()) == release.record


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.parquet"])
def test_the_same_releases_give_the_same_bytes(name, tmp_path):
    written = [stored(full(f"Così {n}.")) for n in range(3)]
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        format_of(tmp_path / folder / name).write(written, tmp_path / folder / name)
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_packed_lines_are_what_other_programs_unpack(tmp_path):
    import pyarrow as pa

    written = [stored(full("Così."))]
    for name in ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst"):
        format_of(tmp_path / name).write(written, tmp_path / name)
    plain = (tmp_path / "out.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == plain
    with pa.input_stream(str(tmp_path / "out.jsonl.zst"), compression="zstd") as stream:
        assert stream.read() == plain


def test_a_folder_is_a_dataset_of_the_datasets_library(tmp_path):
    from datasets import load_from_disk

    form = format_of(tmp_path / "out")
    form.write([stored(full("Così.")), stored(bare("Nulla."))], tmp_path / "out")
    dataset = load_from_disk(tmp_path / "out")
    assert dataset.num_rows == 2
    assert dataset[0]["quotes"][0]["speaker"]["name"] == "Marta Bianchi"
    assert dataset[1]["quotes"] == [] and dataset[1]["title"] is None
    assert dataset.filter(lambda row: len(row["quotes"]) > 0).num_rows == 1


def test_a_folder_put_in_place_of_another_keeps_none_of_its_files(tmp_path):
    from datasets import load_from_disk

    sink, aside = tmp_path / "out", tmp_path / "out.partial"
    form = format_of(sink)
    for number in range(3):
        form.write([stored(bare(f"{n}")) for n in range(number + 1)], aside)
        form.place(aside, sink)
        assert load_from_disk(sink)["text"] == [f"{n}" for n in range(number + 1)]
        assert len(list(sink.glob("*.arrow"))) == 1 and not aside.exists()


def test_a_parquet_file_is_read_by_the_datasets_library_and_pandas(tmp_path):
    import pandas as pd
    from datasets import load_dataset

    form = format_of(tmp_path / "out.parquet")
    form.write([stored(full("Così."))], tmp_path / "out.parquet")
    path = str(tmp_path / "out.parquet")
    rows = load_dataset("parquet", data_files=path, split="train", cache_dir=str(tmp_path / "cache"))
    assert rows[0]["people"][0]["roles"][0]["title"] == "Marta Bianchi"
    assert pd.read_parquet(path)["language"][0]["code"] == "it"
