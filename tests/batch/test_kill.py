"""Killed at any instant, the same command goes on where it was: for every sink, at random points.

``SAYSO_KILLS`` sets how many kills each sink gets when it is added to (default 2), and half as many
when it is new.
"""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from standing_in import PYTHONPATH, held, release, write_rows

KILLS = int(os.environ.get("SAYSO_KILLS", "2"))
DRIVER = Path(__file__).with_name("batch_driver.py")
# Seconds: a machine may be busy.
PATIENCE = 600
SINKS = ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.db", "out.parquet", "out.csv", "out.xlsx", "out"]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three inputs."""
    return write_rows(tmp_path_factory.mktemp("few") / "few.jsonl", [release(n) for n in (2, 50, 51)])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs of several kinds: some the same, some nearly, some that fail, some that are among the few."""
    folder = tmp_path_factory.mktemp("many")
    rows = [release(n) for n in range(8)]
    write_rows(folder / "a.jsonl", [*rows, f"{release(20)} RAISE", f"Seen elsewhere. {rows[2]}"])
    for number in range(10, 14):
        (folder / f"b{number}.txt").write_text(release(number))
    (folder / "c.txt").write_text(rows[5])
    (folder / "d.jsonl.gz").write_bytes(gzip.compress((folder / "a.jsonl").read_bytes()))
    return folder


def start(sink: Path, sources: Path, kill_at: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, DRIVER, sink, sources],
        env={**os.environ, "PYTHONPATH": PYTHONPATH, "KILL_AT": str(kill_at)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(sink: Path, sources: Path) -> int:
    """Run to the end; return how many lines that took."""
    out, err = (process := start(sink, sources)).communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return int(out)


def content(sink: Path) -> object:
    """Return all that a sink holds, in a form that can be compared; raises if it is torn."""
    if sink.suffix == ".csv":
        return sink.read_bytes()
    if sink.suffix == ".xlsx":
        return [[[cell.value for cell in row] for row in sheet] for sheet in load_workbook(sink)]
    return held(sink)


def exists(sink: Path) -> bool:
    return sink.exists() and not (sink.is_dir() and not any(sink.iterdir()))


def kill_and_finish(sink: Path, sources: Path, lines: int, states: list[object], kills: int) -> None:
    """Kill batches that go on with one another, mostly where the sink is written; then let the last finish.

    Whenever there is a sink, it is in one of the states, and in the last when a batch is done; then all
    begins again with what was there before.
    """
    generator, killed = random.Random(f"{sink} {lines}"), 0
    begin = sink.parent.with_name("begin")
    shutil.copytree(sink.parent, begin, dirs_exist_ok=True)
    while killed < kills:
        first = 1 if generator.random() < 0.3 else lines * 3 // 4
        process = start(sink, sources, generator.randrange(first, lines))
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode in (0, -signal.SIGKILL), err
        if exists(sink):
            assert content(sink) in states, "torn, or not whole"
        if process.returncode == 0:
            assert content(sink) == states[-1]
            shutil.rmtree(sink.parent)
            shutil.copytree(begin, sink.parent)
        else:
            killed += 1
    finish(sink, sources)
    assert content(sink) == states[-1]
    shutil.rmtree(begin)


@pytest.mark.parametrize("name", SINKS)
def test_a_batch_killed_at_any_line_ends_as_if_it_had_not_been(name, few, many, tmp_path):
    whole, sink = tmp_path / "whole" / name, tmp_path / "killed" / name
    whole.parent.mkdir()
    sink.parent.mkdir()
    lines = finish(whole, few)
    before = content(whole)
    kill_and_finish(sink, few, lines, [before], kills=(KILLS + 1) // 2)
    lines = finish(whole, many)
    after = content(whole)
    assert after != before
    kill_and_finish(sink, many, lines, [before, after], kills=KILLS)
    assert Path(f"{sink}.failed.jsonl").read_bytes() == Path(f"{whole}.failed.jsonl").read_bytes()
    left = {path.name for path in sink.parent.iterdir()}
    kept = {f"{name}.journal"} if sink.suffix in (".csv", ".xlsx") else set()
    assert left == {name, f"{name}.failed.jsonl"} | kept


def test_a_batch_killed_at_any_time_ends_as_if_it_had_not_been_and_leaves_no_process(many, tmp_path):
    whole = tmp_path / "whole.jsonl"
    begun = time.monotonic()
    finish(whole, many)
    lasted = time.monotonic() - begun
    generator = random.Random(4)
    sink = tmp_path / "out.jsonl"
    for _ in range(2 * KILLS):
        process = start(sink, many)
        time.sleep(generator.uniform(0, lasted))
        process.kill()
        process.communicate(timeout=PATIENCE)
    finish(sink, many)
    assert held(sink) == held(whole)
    assert not workers_of(sink)


def workers_of(sink: Path) -> list[str]:
    """Return the processes that work in this test's name; they end with their parents."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        table = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout
        orphans = [
            line for line in table.splitlines() if "stand_in_worker" in line and line.split()[0] == "1"
        ]
        if not orphans:
            return []
        time.sleep(0.2)
    return orphans
