"""Memory does not grow with the input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from standing_in import PYTHONPATH, release

PROGRAM = """
import resource, sys
from sayso.batch import Allowed, crew, extract_to
crew.WORKER = "stand_in_worker"
summary = extract_to([sys.argv[1]], sys.argv[2], allowed=Allowed(workers=2))
own, others = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(summary.done, own, others)
"""


def peaks(source: Path, sink: Path) -> tuple[int, int, int]:
    """Return the releases that a batch extracts, and the most kilobytes that it and its processes took."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, source, sink],
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    releases, own, others = map(int, done.stdout.split())
    return releases, own, others


def write(path: Path, megabytes: int) -> int:
    """Write rows of 40 kB that repeat fifty texts: new ones would cost the test its time."""
    rows = [json.dumps({"text": release(n) + f" harbour {n} glass" * 2_200}) + "\n" for n in range(50)]
    with path.open("w") as file:
        number = 0
        while file.tell() < megabytes * 1_000_000:
            file.write(rows[number % len(rows)])
            number += 1
    return number


@pytest.mark.slow
def test_200_megabytes_of_rows_take_no_more_memory_than_10(tmp_path):
    small, large = tmp_path / "small.jsonl", tmp_path / "large.jsonl"
    write(small, 10)
    rows = write(large, 200)
    _, own, others = peaks(small, tmp_path / "small.out.jsonl")
    releases, own_large, others_large = peaks(large, tmp_path / "large.out.jsonl")
    assert releases == rows
    assert own_large < own + 20_000
    assert others_large < others + 20_000
