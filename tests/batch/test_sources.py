"""Any source: what a batch extracts is what `read_sources` reads, whatever it is packed in."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys

import datasets
import pytest
from standing_in import held, release, write_rows

from sayso.batch import Allowed
from sayso.batch.crew import Crew
from sayso.batch.limits import Limits
from sayso.batch.messages import Setup
from sayso.batch.splitting import Splitter
from sayso.batch.stream import stream
from sayso.batch.unit import Failure, Unit
from sayso.errors import SourceError
from sayso.ingest import read_sources
from sayso.ingest.locations import find_places
from sayso.ingest.unfold import place_pieces, texts
from sayso.resources import resource

datasets.disable_progress_bars()


def split(*locations: str) -> list[Unit | SourceError]:
    splitter = Splitter()
    return [item for place in find_places(locations) for item in splitter.split(place)]


def test_the_samples_split_into_units_give_the_texts_that_reading_them_gives():
    import pickle

    samples = str(resource("corpora") / "samples")
    found = []
    for item in split(samples):
        assert isinstance(item, Unit)
        content = pickle.loads(pickle.dumps(item)).content  # as it travels to a worker
        pieces = place_pieces(content) if item.is_file else [content]
        found += [text for piece in pieces for text in texts(piece)]
    assert found == list(read_sources([samples]))


def test_every_row_of_a_packed_container_is_a_unit_of_its_own(put):
    rows = "".join(json.dumps({"body": release(n), "title": f"T{n}"}) + "\n" for n in range(30))
    put("in.jsonl.gz", gzip.compress(rows.encode()))
    units = split("in.jsonl.gz")
    assert [unit.part for unit in units] == [f"row {n}" for n in range(1, 31)]
    assert len({unit.key for unit in units}) == 30


def test_a_part_of_a_container_that_is_broken_is_told_and_the_others_are_units(put):
    put("in.jsonl", '{"text": "one"}\n{"text": \n{"text": "three"}\n')
    first, broken, third = split("in.jsonl")
    assert (first.part, third.part) == ("row 1", "row 3")
    assert isinstance(broken, SourceError) and "row 2: not valid JSON" in broken.reason


@pytest.fixture
def saved(folder):
    rows = {"body": [release(1), release(2), ""], "headline": ["One", "Two", "Three"], "n": [1, 2, 3]}
    datasets.Dataset.from_dict(rows).save_to_disk("plain")
    splits = {"train": datasets.Dataset.from_dict(rows), "test": datasets.Dataset.from_dict(rows).select([1])}
    datasets.DatasetDict(splits).save_to_disk("in/split")
    return folder


def test_a_saved_dataset_is_read_row_by_row(saved):
    failures = []
    one, two = read_sources(["plain"], on_failure=failures.append)
    assert (one.text, one.title, one.source.uri, one.source.part) == (release(1), "One", "plain", "row 1")
    assert two.text == release(2)
    assert [str(failure) for failure in failures] == ["plain: row 3: the column 'body' is empty"]


def test_a_dataset_of_splits_in_a_folder_is_read_split_by_split(saved):
    found = list(read_sources(["in"], on_failure=lambda _: None))
    assert [text.source.part for text in found] == ["train / row 1", "train / row 2", "test / row 1"]
    assert {text.source.uri for text in found} == {"in/split"}
    named = list(read_sources(["in"], text_column="headline"))
    assert [text.text for text in named] == ["One", "Two", "Three", "Two"]


def test_a_damaged_dataset_is_one_line(saved):
    for file in (saved / "plain").glob("*.arrow"):
        file.write_bytes(b"damaged" * 100)
    failures = []
    assert list(read_sources(["plain"], on_failure=failures.append)) == []
    assert len(failures) == 1 and str(failures[0]).startswith("plain: ") and "\n" not in str(failures[0])


@pytest.mark.parametrize("name", ["hf://owner/name", "hf://datasets/owner/name", "hf://owner"])
def test_a_hub_that_is_not_there_is_one_line(name, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    failures = []
    assert list(read_sources([name], on_failure=failures.append)) == []
    [failure] = failures
    assert "\n" not in str(failure) and str(failure).startswith(f"{name}: ")
    reason = "name a dataset of the hub" if name == "hf://owner" else "the Hugging Face hub cannot be reached"
    assert reason in str(failure)


def test_a_dataset_a_folder_a_glob_and_a_pipe_go_into_one_sink(batch, quick):
    datasets.Dataset.from_dict({"text": [release(1), release(2)]}).save_to_disk("saved")
    (quick / "more").mkdir()
    (quick / "more" / "a.txt").write_text(release(3))
    write_rows(quick / "b1.jsonl", [release(4)])
    write_rows(quick / "b2.jsonl", [release(5)])
    os.mkfifo(quick / "pipe")
    writer = subprocess.Popen(
        [sys.executable, "-c", "import sys; open('pipe', 'w').write(sys.argv[1])", release(6)]
    )
    summary = batch("saved", "more", "b*.jsonl", "pipe", "-", stdin=io.BytesIO(release(7).encode()))
    assert writer.wait() == 0
    assert (summary.done, summary.failed) == (7, 0)
    assert [stored.record.text for stored in held(quick / "out.jsonl")] == [release(n) for n in range(1, 8)]


def test_a_dataset_that_sayso_wrote_can_be_extracted_again(batch, quick):
    (quick / "a.txt").write_text(release(1))
    batch("a.txt", to="first")
    assert batch("first", to="second.jsonl").done == 1


def test_without_a_sink_records_come_out_in_order_as_soon_as_they_can(quick):
    poisoned = [release(0), f"{release(1)} SLOW", f"{release(2)} RAISE", release(3)]
    write_rows(quick / "in.jsonl", poisoned)
    limits = Limits(workers=2, threads=1, seconds=60.0, memory=None)
    setup = Setup("none", None, None, None)
    results = list(stream(["in.jsonl", "nowhere", "in.jsonl"], setup, limits))
    seen = [r.reason[:10] if isinstance(r, Failure) else r.text for r in results]
    row = [poisoned[0], poisoned[1], "ValueError", poisoned[3]]
    assert seen == [*row, "no such fi", *row]


def test_a_stream_gives_a_text_once_though_its_worker_is_killed_after_it(quick):
    write_rows(quick / "in.jsonl", [release(0), f"{release(1)} KILLED-ONCE", release(2)])
    limits = Limits(workers=1, threads=1, seconds=60.0, memory=None)
    results = list(stream(["in.jsonl"], Setup("none", None, None, None), limits))
    assert [r.text for r in results] == [release(0), f"{release(1)} KILLED-ONCE", release(2)]


def test_a_stream_ends_its_processes_when_nobody_listens_any_more(quick):
    write_rows(quick / "in.jsonl", [release(n) for n in range(500)])
    crews = []
    original = Crew.__init__

    def remember(self, *arguments, **options):
        original(self, *arguments, **options)
        crews.append(self)

    Crew.__init__ = remember
    try:
        records = stream(["in.jsonl"], Setup("none", None, None, None), Limits(2, 1, 60.0, None))
        next(records)
        records.close()
    finally:
        Crew.__init__ = original
    [crew] = crews
    assert all(worker.process.ended() for worker in crew.workers)


def test_few_inputs_get_one_worker_and_many_get_the_cores(monkeypatch):
    from sayso.batch import limits

    monkeypatch.setattr(limits, "available_cores", lambda: 8)
    monkeypatch.setattr(limits, "free_memory", lambda: 100_000_000_000)
    few = limits.limits_for(3, 10_000)
    assert (few.workers, few.threads) == (1, 8)
    many = limits.limits_for(10_000, 10**9)
    assert (many.workers, many.threads) == (8, 1)
    assert limits.limits_for(None, None).workers == 8
    assert limits.limits_for(10_000, 10**9, workers=2).threads == 4
    monkeypatch.setattr(limits, "free_memory", lambda: 4_000_000_000)
    short = limits.limits_for(10_000, 10**9)
    assert (short.workers, short.threads, short.memory) == (2, 4, 1_600_000_000)


def test_files_that_the_system_can_drop_from_memory_leave_it_free(folder):
    from sayso.batch.limits import _group_memory

    (folder / "memory.max").write_text("4000\n")
    (folder / "memory.current").write_text("3000\n")
    (folder / "memory.stat").write_text("anon 500\nactive_file 100\ninactive_file 2000\n")
    assert _group_memory(folder) == 3000
    (folder / "memory.max").write_text("max\n")
    assert _group_memory(folder) is None
    assert _group_memory(folder / "nowhere") is None


def test_a_batch_counts_the_bytes_of_what_is_read(batch, quick):
    seen = []
    write_rows(quick / "in.jsonl", [release(n) for n in range(5)])
    batch("in.jsonl", observe=seen.append, allowed=Allowed(workers=1))
    size = (quick / "in.jsonl").stat().st_size
    assert all(progress.size == size for progress in seen)
    assert seen[-1].taken == size and seen[-1].done == 5
