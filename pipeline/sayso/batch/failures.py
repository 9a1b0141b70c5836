"""The file of what failed, beside a sink: one failure a line, as JSON.

``{"source": {"uri": …, "part": …, "sha256": …}, "stage": …, "reason": …, "input": …}``; ``input`` tells the
input from all others, so that it is tried again only when that is asked for, or when it has changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sayso.batch.unit import Failure
from sayso.errors import SinkError
from sayso.sinks.aside import aside_of, discard, place_file


def failures_of(sink: Path) -> Path:
    """Return where the failures of a sink are listed."""
    return sink.with_name(f"{sink.name}.failed.jsonl")


def write_failures(failures: Iterable[Failure], path: Path) -> None:
    """Write the failures, in place of those that are there; without any there is no file."""
    aside = aside_of(path)
    with aside.open("w", encoding="utf-8", errors="backslashreplace") as file:
        for failure in failures:
            file.write(_line(failure) + "\n")
        empty = file.tell() == 0
    if empty:
        discard(aside)
        path.unlink(missing_ok=True)
    else:
        place_file(aside, path)


def read_failures(path: Path) -> Iterator[Failure]:
    """Yield the failures of a file, none if there is none; raises `SinkError` if it lists something else."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                told = json.loads(line)
                source = told["source"]
                yield Failure(
                    source["uri"],
                    source["part"],
                    source["sha256"],
                    told["stage"],
                    told["reason"],
                    bytes.fromhex(told["input"]),
                )
            except (ValueError, KeyError, TypeError) as error:
                raise SinkError(
                    f"{path}: line {number} is no failure of sayso: move the file away"
                ) from error


def _line(failure: Failure) -> str:
    told = {
        "source": {"uri": failure.uri, "part": failure.part, "sha256": failure.sha256},
        "stage": failure.stage,
        "reason": failure.reason,
        "input": failure.key.hex(),
    }
    return json.dumps(told, ensure_ascii=False)
