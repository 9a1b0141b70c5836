"""Killed at any instant, the same command goes on where it was: for every sink, at random points.

``SAYSO_KILLS`` sets how many kills each sink gets (default 6).
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from standing_in import HERE, held, release, write_rows

KILLS = int(os.environ.get("SAYSO_KILLS", "6"))
SINKS = ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.db", "out.parquet", "out.csv", "out.xlsx", "out"]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen inputs of several kinds: two the same, two nearly, one that fails."""
    folder = tmp_path_factory.mktemp("sources")
    rows = [release(n) for n in range(8)]
    write_rows(folder / "a.jsonl", [*rows, f"{release(20)} RAISE", f"Seen elsewhere. {rows[2]}"])
    for number in range(10, 14):
        (folder / f"b{number}.txt").write_text(release(number))
    (folder / "c.txt").write_text(rows[5])
    (folder / "d.jsonl.gz").write_bytes(gzip.compress((folder / "a.jsonl").read_bytes()))
    return folder


def start(sink: Path, sources: Path, kill_at: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, HERE / "batch_driver.py", sink, sources],
        env={**os.environ, "PYTHONPATH": str(HERE), "KILL_AT": str(kill_at)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(sink: Path, sources: Path) -> int:
    """Run to the end; return how many lines that took."""
    out, err = (process := start(sink, sources)).communicate(timeout=60)
    assert process.returncode == 0, err
    return int(out)


def content(sink: Path) -> object:
    """Return all that a sink holds, in a form that can be compared; raises if it is torn."""
    if sink.suffix == ".csv":
        return sink.read_bytes()
    if sink.suffix == ".xlsx":
        return [[[cell.value for cell in row] for row in sheet] for sheet in load_workbook(sink)]
    return held(sink)


def kill_points(lines: int, generator: random.Random) -> Iterator[int]:
    """Yield lines to die at; half of them in the last fifth, where the sink is written."""
    while True:
        yield generator.randrange(1, lines)
        yield generator.randrange(lines * 4 // 5, lines)


@pytest.mark.parametrize("name", SINKS)
def test_a_batch_killed_at_any_line_ends_as_if_it_had_not_been(name, sources, tmp_path):
    whole = tmp_path / "whole" / name
    whole.parent.mkdir()
    lines = finish(whole, sources)
    expected, listed = content(whole), Path(f"{whole}.failed.jsonl").read_bytes()
    generator = random.Random(name)
    points = kill_points(lines, generator)
    killed = 0
    for attempt in range(KILLS):
        if attempt % 3 == 0:  # a new batch; otherwise the one that was just killed is killed again
            sink = tmp_path / str(attempt) / name
            sink.parent.mkdir()
        process = start(sink, sources, next(points))
        process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        if sink.exists() and not (sink.is_dir() and not any(sink.iterdir())):
            assert content(sink) == expected, "torn, or not whole"
        if attempt % 3 == 2 or attempt == KILLS - 1:
            finish(sink, sources)
            assert content(sink) == expected
            assert Path(f"{sink}.failed.jsonl").read_bytes() == listed
            left = {path.name for path in sink.parent.iterdir()}
            assert left <= {name, f"{name}.failed.jsonl", f"{name}.journal"}
    assert killed >= KILLS // 3


@pytest.mark.parametrize("name", SINKS)
def test_adding_to_a_sink_killed_at_any_line_loses_nothing_of_it(name, sources, tmp_path):
    first = write_rows(tmp_path / "first.jsonl", [release(n) for n in (2, 50, 51)])
    sink, whole = tmp_path / "sink" / name, tmp_path / "whole" / name
    for path in (sink, whole):
        path.parent.mkdir()
        finish(path, first)
    before = content(sink)
    lines = finish(whole, sources)
    expected = content(whole)
    points = kill_points(lines, random.Random(f"{name} again"))
    for _ in range(max(2, KILLS // 3)):
        start(sink, sources, next(points)).communicate(timeout=60)
        assert content(sink) in (before, expected), "torn"
    finish(sink, sources)
    assert content(sink) == expected


def test_a_batch_killed_at_any_time_ends_as_if_it_had_not_been_and_leaves_no_process(sources, tmp_path):
    whole = tmp_path / "whole.jsonl"
    begun = time.monotonic()
    finish(whole, sources)
    lasted = time.monotonic() - begun
    generator = random.Random(4)
    sink = tmp_path / "out.jsonl"
    for _ in range(KILLS):
        process = start(sink, sources)
        time.sleep(generator.uniform(0, lasted))
        process.kill()
        process.communicate(timeout=60)
    finish(sink, sources)
    assert held(sink) == held(whole)
    assert not workers_of(sink)


def workers_of(sink: Path) -> list[str]:
    """Return the processes that work in this test's name; they end with their parents."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        found = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        orphans = [line for line in found.splitlines() if "stand_in_worker" in line and line.split()[1] == "1"]
        if not orphans:
            return []
        time.sleep(0.2)
    return orphans
