"""Time in which nobody listens to the workers is not theirs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from standing_in import PYTHONPATH, release, write_rows

from sayso.batch.limits import Limits
from sayso.batch.messages import Setup
from sayso.batch.stream import stream
from sayso.batch.unit import Failure

PROGRAM = """
import sys
from sayso.batch import Allowed, crew, extract_to
crew.WORKER = "stand_in_worker"
summary = extract_to(["in.jsonl"], "out.jsonl", allowed=Allowed(workers=1, seconds=3.0))
print(summary.done, summary.failed)
"""


def test_a_reader_slower_than_the_time_limit_costs_no_text(quick):
    write_rows(quick / "in.jsonl", [f"{release(0)} SLOW", f"{release(1)} SLOW SLOW SLOW SLOW"])
    results = []
    for result in stream(["in.jsonl"], Setup("none", None, None, None), Limits(2, 1, 1.0, None)):
        results.append(result)
        time.sleep(1.1 if len(results) == 1 else 0)
    assert [r.reason for r in results if isinstance(r, Failure)] == []
    assert len(results) == 2


def test_a_batch_that_is_stopped_and_goes_on_costs_no_text(quick):
    write_rows(quick / "in.jsonl", [f"{release(1)} MARK SLOW SLOW SLOW"])
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    mark, deadline = Path(os.environ["STAND_IN_MARK"]), time.monotonic() + 60
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGSTOP)  # as Ctrl-Z does: all processes
    time.sleep(3.2)
    os.killpg(running.pid, signal.SIGCONT)
    told, _ = running.communicate(timeout=60)
    assert told == "1 0\n"
