"""`python batch_driver.py SINK SOURCE…`: a batch as a program, that can kill itself at any line.

``KILL_AT`` is the number of the line, of those of our modules that run, at which the process dies as by
`kill -9`. A batch that gets to its end prints how many lines there were.
``FULL_AT`` is the number of bytes that a file may have from when the sink is written.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from sayso.batch import Allowed, crew, delivery, extract_to
from sayso.errors import SaysoError

NEEDED = {"": "datasets", ".parquet": "pyarrow.parquet", ".zst": "pyarrow", ".xlsx": "xlsxwriter"}
WATCHED = ("/sayso/batch/", "/sayso/sinks/", "/sayso/store/")


def watch(kill_at: int) -> Callable[[], int]:
    """Count the lines that run in the watched modules; die at one of them."""
    lines = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        if event == "line":
            lines += 1
            if lines == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return line

    def call(frame: FrameType, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename
        return line if any(part in name for part in WATCHED) and not name.endswith("crew.py") else None

    sys.settrace(call)
    return lambda: lines


def fill_disk(most: int) -> None:
    """Let no file grow over so many bytes from when the sink is written."""
    discard = delivery.discard

    def discard_and_fill(aside: Path) -> None:
        discard(aside)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    delivery.discard = discard_and_fill


def main() -> None:
    """Run the batch."""
    crew.WORKER = "stand_in_worker"
    sink, *sources = sys.argv[1:]
    if "FULL_AT" in os.environ:
        fill_disk(int(os.environ["FULL_AT"]))
    import_module(NEEDED.get(Path(sink).suffix, "json"))  # not watched, as that takes its time
    counted = watch(int(os.environ.get("KILL_AT", "0")))
    try:
        extract_to(sources, sink, allowed=Allowed(workers=1, seconds=60.0))
    except SaysoError as error:
        print(f"sayso: {error}", file=sys.stderr)
        sys.exit(2)
    sys.settrace(None)
    print(counted())


if __name__ == "__main__":
    main()
