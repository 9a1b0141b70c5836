"""A foreign file, a locked sink, a full disk, a read-only folder: one clear line, and nothing is lost."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from standing_in import PYTHONPATH, held, release, write_rows

from sayso.batch.journal import Journal, journal_of
from sayso.errors import ConfigError, SaysoError, SinkError

PRCTL = ctypes.CDLL(None).prctl
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
DRIVER = Path(__file__).with_name("batch_driver.py")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def foreign_parquet(path: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    write_table(pa.table({"text": ["not a release"]}), path)


def foreign_database(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE shopping (what TEXT)")
    db.commit()
    db.close()


def foreign_folder(path: Path) -> None:
    path.mkdir()
    (path / "thesis.txt").write_text("years of work")


FOREIGN = {
    "out.jsonl": lambda path: path.write_text('{"name": "a shopping list"}\n'),
    "out.jsonl.gz": lambda path: path.write_bytes(b"\x1f\x8b and no more"),
    "out.jsonl.zst": lambda path: path.write_bytes(b"not packed"),
    "out.parquet": foreign_parquet,
    "out.db": foreign_database,
    "out.csv": lambda path: path.write_text("a;b\n1;2\n"),
    "out.xlsx": lambda path: path.write_bytes(b"PK\x03\x04"),
    "out": foreign_folder,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_somebody_else_is_left_alone(name, batch, quick):
    (quick / "in.txt").write_text(release(1))
    FOREIGN[name](quick / name)
    before = snapshot(quick)
    with pytest.raises(SaysoError) as caught:
        batch("in.txt", to=name)
    assert snapshot(quick) == before
    assert str(caught.value).startswith(f"{name}: ") and "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_a_sink_that_changed_since_a_batch_was_broken_off_is_left_alone(name, batch, quick, monkeypatch):
    from sayso.batch import run

    (quick / "in.txt").write_text(release(1))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(run, "deliver", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        batch("in.txt", to=name)
    (quick / name).write_text("put here by somebody\n")
    before = snapshot(quick)
    with pytest.raises(SinkError, match="changed since sayso was at it"):
        batch("in.txt", to=name)
    assert (quick / name).read_text() == "put here by somebody\n"
    assert snapshot(quick).keys() == before.keys()


def test_a_table_that_somebody_edited_is_left_alone(batch, quick):
    (quick / "in.txt").write_text(release(1))
    batch("in.txt", to="out.csv")
    (quick / "out.csv").write_text("my notes")
    (quick / "more.txt").write_text(release(2))
    with pytest.raises(SinkError, match="changed since sayso was at it"):
        batch("more.txt", to="out.csv")
    assert (quick / "out.csv").read_text() == "my notes"


def test_two_batches_into_one_sink_are_refused(batch, quick):
    (quick / "in.txt").write_text(release(1))
    with Journal(journal_of(quick / "out.jsonl")), pytest.raises(SinkError, match="another sayso is writing"):
        batch("in.txt")
    assert batch("in.txt").done == 1


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be one" * 100, b"SQLite format 3\0junk"]
)
def test_a_journal_that_is_none_is_told(content, batch, quick):
    (quick / "in.txt").write_text(release(1))
    (quick / "out.jsonl.journal").write_bytes(content)
    with pytest.raises(SinkError, match=r"out\.jsonl\.journal: not a journal of sayso"):
        batch("in.txt")
    assert (quick / "out.jsonl.journal").read_bytes() == content


def test_a_database_of_another_program_is_no_journal(batch, quick):
    foreign_database(quick / "out.jsonl.journal")
    with pytest.raises(SinkError, match="not a journal of sayso"):
        batch("in.txt")


@pytest.mark.parametrize(
    "sink, reason",
    [
        ("nowhere/out.jsonl", "nowhere: no such folder"),
        ("in.txt/out.jsonl", "in.txt: no such folder"),
        ("in.txt/", "in.txt: is there, and is not a folder"),
        ("out.xls", "out.xls: no format has this suffix"),
    ],
)
def test_what_can_be_no_sink_is_told(sink, reason, batch, quick):
    (quick / "in.txt").write_text(release(1))
    with pytest.raises(SaysoError) as caught:
        batch("in.txt", to=sink)
    assert str(caught.value).startswith(reason)


@pytest.mark.parametrize("wrong", [{"sources": "out.jsonl"}, {"lang": "xx"}, {"config": "none.cfg"}])
def test_a_refused_overwrite_leaves_the_sink_and_nothing_beside_it(batch, quick, wrong):
    write_rows(quick / "in.jsonl", [release(1)])
    batch("in.jsonl")
    before = snapshot(quick)
    options = {key: value for key, value in wrong.items() if key != "sources"}
    with pytest.raises(ConfigError):
        batch(wrong.get("sources", "in.jsonl"), overwrite=True, **options)
    assert snapshot(quick) == before


def test_a_batch_without_sources_is_wrong_use(batch, quick):
    with pytest.raises(ConfigError, match="no sources given"):
        batch()


def heed_permissions() -> None:
    """Take from root, in a program that is about to start, the capability to write everywhere."""
    if os.geteuid() == 0:
        PRCTL(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def run(
    sink: Path, sources: Path, most: int | None = None, before: Callable[[], None] | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a batch as a program whose files may have so many bytes."""

    def bound() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        if before is not None:
            before()

    return subprocess.run(
        [sys.executable, DRIVER, sink.name, sources],
        env={**os.environ, "PYTHONPATH": PYTHONPATH, **more},
        cwd=sink.parent,
        capture_output=True,
        text=True,
        preexec_fn=bound,
        timeout=600,
    )


def told_in_one_line(failed: subprocess.CompletedProcess[str]) -> bool:
    assert failed.returncode == 2, failed.stderr
    assert failed.stderr.count("\n") == 1 and failed.stderr.startswith("sayso: out"), failed.stderr
    return True


@pytest.fixture
def rows(tmp_path):
    """Six releases with quotes that no packing makes much smaller, 40 kB in all formats together."""
    texts = [release(n, quote=os.urandom(15_000).hex()) for n in range(6)]
    return write_rows(tmp_path / "in.jsonl", texts)


@pytest.mark.parametrize("most", [1_000, 60_000])
def test_a_disk_too_full_for_the_journal_is_one_line_and_the_same_command_goes_on(most, rows, tmp_path):
    sink = tmp_path / "out" / "out.jsonl"
    sink.parent.mkdir()
    assert told_in_one_line(run(sink, rows, most)) and not sink.exists()
    went_on = run(sink, rows)
    assert went_on.returncode == 0, went_on.stderr
    assert len(held(sink)) == 6


@pytest.mark.parametrize("name", [name for name in FOREIGN if name != "out.jsonl.gz"])
def test_a_disk_too_full_for_the_sink_is_one_line_and_the_same_command_goes_on(name, rows, tmp_path):
    sink = tmp_path / "out" / name
    sink.parent.mkdir()
    failed = run(sink, rows, FULL_AT="50000")
    assert told_in_one_line(failed) and not sink.exists()
    if name != "out.db":
        assert failed.stderr.startswith(f"sayso: {name}: cannot be written: ")
    went_on = run(sink, rows)
    assert went_on.returncode == 0, went_on.stderr
    if name not in ("out.csv", "out.xlsx"):
        assert len(held(sink)) == 6
    assert not list(sink.parent.glob("*.partial*"))


@pytest.mark.skipif(not shutil.which("mount") or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_that_is_really_full_is_told(rows, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        failed = run(disk / "out.jsonl", rows)
        assert told_in_one_line(failed)
        assert "full" in failed.stderr or "No space left" in failed.stderr
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("name", ["out.jsonl", "out.db", "out"])
def test_a_read_only_folder_is_told(name, rows, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    failed = run(folder / name, rows, before=heed_permissions)
    assert told_in_one_line(failed) and f"{name}.journal: " in failed.stderr
    assert not list(folder.iterdir())
