"""The same command again: what is done is skipped, what is new or failed is tried, nothing is lost."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from standing_in import held, release, write_rows
from typer.testing import CliRunner

from sayso.batch import Allowed
from sayso.batch.journal import Journal
from sayso.batch.unit import Failure
from sayso.cli import app
from sayso.errors import ConfigError, SinkError

SINKS = ["out.jsonl", "out.jsonl.zst", "out.db", "out.parquet", "out"]


def texts(sink: Path | str) -> list[str]:
    return [stored.record.text for stored in held(Path(sink))]


def failed(sink: str) -> list[str]:
    path = Path(f"{sink}.failed.jsonl")
    lines = path.read_text().splitlines() if path.exists() else []
    return [json.loads(line)["source"]["uri"] for line in lines]


@pytest.mark.parametrize("name", SINKS)
def test_the_same_command_adds_only_what_is_new(name, batch, quick):
    (quick / "a.txt").write_text(release(1))
    rows = write_rows(quick / "b.jsonl", [release(2), release(3)])
    batch(".", to=name)
    (quick / "0.txt").write_text(release(0))
    write_rows(rows, [release(2), release(3), release(4)])
    summary = batch(".", to=name)
    assert (summary.done, summary.skipped, summary.failed, summary.releases) == (2, 3, 0, 5)
    assert texts(name) == [release(n) for n in (1, 2, 3, 0, 4)]


def test_nothing_new_leaves_the_file_untouched(batch, quick):
    (quick / "a.txt").write_text(release(1))
    batch("a.txt")
    before = (quick / "out.jsonl").stat()
    summary = batch("a.txt")
    assert (summary.done, summary.skipped) == (0, 1)
    assert (quick / "out.jsonl").stat() == before


def test_a_changed_file_is_another_release(batch, quick):
    (quick / "a.txt").write_text(release(1))
    batch("a.txt")
    (quick / "a.txt").write_text(release(2))
    assert batch("a.txt").done == 1
    assert texts("out.jsonl") == [release(1), release(2)]


def test_failed_inputs_are_tried_again_only_when_asked_for(batch, quick):
    poison = quick / "b.txt"
    (quick / "a.txt").write_text(release(1))
    poison.write_text(f"{release(2)} EXIT")
    assert batch("a.txt", "b.txt").failed == 1
    assert failed("out.jsonl") == ["b.txt"]
    again = batch("a.txt", "b.txt")
    assert (again.done, again.skipped, again.failed, again.failures) == (0, 2, 0, 1)
    retried = batch(retry_failed=True)
    assert (retried.done, retried.skipped, retried.failed, retried.failures) == (0, 0, 1, 1)
    poison.write_text(release(2))  # what has changed is tried without being asked for
    mended = batch("a.txt", "b.txt")
    assert (mended.done, mended.failed, mended.failures) == (1, 0, 0)
    assert texts("out.jsonl") == [release(1), release(2)] and failed("out.jsonl") == []


def test_a_file_that_was_missing_is_no_failure_when_it_is_there(batch, quick):
    assert batch("a.txt").failures == 1
    assert batch("a.txt").failures == 1
    (quick / "a.txt").write_text(release(1))
    assert batch("a.txt").failures == 0
    assert failed("out.jsonl") == []


def test_the_failures_of_other_inputs_stay_listed(batch, quick):
    (quick / "a.txt").write_text(f"{release(1)} RAISE")
    (quick / "b.txt").write_text(f"{release(2)} RAISE")
    (quick / "c.txt").write_bytes(b"")
    batch("a.txt", "c.txt")
    batch("b.txt")
    assert failed("out.jsonl") == ["a.txt", "c.txt", "b.txt"]


def test_one_failed_row_is_tried_again_without_the_others(batch, quick):
    rows = [release(n) for n in range(5)]
    source = write_rows(quick / "in.jsonl", [*rows[:2], f"{rows[2]} RAISE", *rows[3:]])
    assert batch(source).failed == 1
    again = batch(source, retry_failed=True)
    assert (again.done, again.skipped, again.failed) == (0, 4, 1)


def test_a_row_that_is_corrected_is_no_failure_any_more(batch, quick):
    source = write_rows(quick / "in.jsonl", [release(0), "", f"{release(2)} RAISE"])
    assert batch(source).failures == 2
    listed = [json.loads(line)["source"] for line in Path("out.jsonl.failed.jsonl").read_text().splitlines()]
    assert [told["part"] for told in listed] == ["row 2", "row 3"]
    shown = CliRunner().invoke(app, ["extract", "in.jsonl"])
    assert shown.stderr.splitlines() == [
        "sayso: in.jsonl: row 2: the column 'text' is empty",
        "sayso: in.jsonl: row 3: stand_in: ValueError: this text is poison",
    ]
    write_rows(source, [release(0), release(1), f"{release(2)} RAISE"])
    summary = batch(source)
    assert (summary.done, summary.failures) == (1, 1)


def test_a_corrected_mail_of_a_mailbox_takes_the_failures_of_its_attachments_with_it(quick):
    failed = Failure("in.warc", "record 1 / attachment 2: a.pdf", None, "reading", "bad", b"1")
    with Journal(quick / "journal") as journal:
        for key, part in ((b"1", failed.part), (b"2", "record 10 / attachment 1: a.pdf")):
            position, _ = journal.register(key)
            journal.put_failure(position, 0, replace(failed, part=part))
        corrected, _ = journal.register(b"3")
        journal.forget_outdated_failures("in.warc", "record 1", corrected)
        assert [failure.part for failure in journal.failures()] == ["record 10 / attachment 1: a.pdf"]


def test_the_failures_of_standard_input_are_kept_when_failures_alone_are_tried_again(batch, quick):
    (quick / "a.txt").write_text(f"{release(1)} RAISE")
    rows = "".join(json.dumps({"text": text}) + "\n" for text in (f"{release(2)} RAISE", "", release(3)))
    batch("a.txt", "-", stdin=io.BytesIO(rows.encode()))
    assert failed("out.jsonl") == ["a.txt", "-", "-"]
    told = CliRunner().invoke(app, ["extract", "--retry-failed", "-o", "out.jsonl"])
    assert told.exit_code == 1
    assert "failed 1 in" in told.stderr
    last = told.stderr.splitlines()[-1]
    assert last == "sayso: -: 2 failures of standard input are kept: to try again, give - once more"
    assert failed("out.jsonl") == ["a.txt", "-", "-"]


@pytest.mark.parametrize("broken_off", [KeyboardInterrupt, MemoryError])
def test_overwrite_begins_anew_though_taking_over_the_sink_was_broken_off(
    broken_off, batch, quick, monkeypatch
):
    (quick / "a.txt").write_text(release(1))
    write_rows(quick / "b.jsonl", [release(2), release(3)])
    batch("b.jsonl")
    with monkeypatch.context() as patch, pytest.raises(broken_off):
        states = iter([Journal.set_state])

        def set_state(*arguments: object) -> None:
            try:
                next(states)(*arguments)
            except StopIteration:
                raise broken_off from None

        patch.setattr(Journal, "set_state", set_state)
        batch("a.txt")
    assert not Path("out.jsonl.journal").exists()
    assert batch("a.txt", overwrite=True).releases == 1
    assert texts("out.jsonl") == [release(1)]


def test_overwrite_begins_anew(batch, quick):
    (quick / "a.txt").write_text(release(1))
    (quick / "b.txt").write_text(release(2))
    for name in (*SINKS, "out.csv"):
        batch("a.txt", to=name)
        assert batch("b.txt", to=name, overwrite=True).releases == 1
    assert all(texts(name) == [release(2)] for name in SINKS)


def test_a_table_that_is_deleted_is_begun_anew(batch, quick):
    (quick / "a.txt").write_text(release(1))
    (quick / "b.txt").write_text(release(2))
    batch("a.txt", to="out.csv")
    assert batch("b.txt", to="out.csv").releases == 2
    (quick / "out.csv").unlink()
    assert batch("b.txt", to="out.csv").releases == 1


def test_a_batch_that_was_broken_off_goes_on_with_the_same_options_only(batch, quick, monkeypatch):
    from sayso.batch import run

    (quick / "a.txt").write_text(release(1))
    monkeypatch.setattr(run, "deliver", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        batch("a.txt")
    monkeypatch.undo()
    monkeypatch.chdir(quick)
    with pytest.raises(SinkError, match="a batch with other options was broken off"):
        batch("a.txt", lang="it")
    assert texts_after(batch) == [release(1)]


def texts_after(batch) -> list[str]:
    summary = batch("a.txt")
    assert (summary.done, summary.skipped) == (0, 1)
    return texts("out.jsonl")


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out"])
def test_what_belongs_to_the_sink_is_no_source(name, batch, quick):
    (quick / "a.txt").write_text(release(1))
    (quick / "b.txt").write_text(f"{release(2)} RAISE")
    for _ in range(2):
        summary = batch(".", to=name)
        assert (summary.releases, summary.failures) == (1, 1)
    with pytest.raises(ConfigError, match="is the sink"):
        batch(name, to=name)
    (quick / "other.jsonl.failed.jsonl").write_text('{"reason": "a long story, and no release"}\n')
    (quick / "other.csv.journal").write_bytes(b"SQLite format 3\0")
    assert batch(".", to=name).skipped == 2


def test_order_and_bytes_do_not_depend_on_the_number_of_workers(batch, quick):
    rows = [f"{release(n)} {'SLOW' if n % 5 == 0 else ''}" for n in range(20)]
    write_rows(quick / "in.jsonl", [*rows, *reversed(rows)])
    for workers in (1, 4):
        batch("in.jsonl", to=f"{workers}.jsonl", allowed=Allowed(workers=workers, seconds=60))
    assert (quick / "1.jsonl").read_bytes() == (quick / "4.jsonl").read_bytes()
    assert texts("1.jsonl") == [row.strip() for row in rows]
