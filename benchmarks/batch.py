"""What a batch costs: releases a second, memory over time, size of each sink; how cost grows.

    python benchmarks/batch.py                     # 10,000 releases, then less for what makes cost grow
    python benchmarks/batch.py --releases 50 --few 10 --lengths 1 2      # to try it

Releases are made from the gold corpus (`made_up`), a row of a JSON Lines file each, and extracted by the
command itself, `sayso extract FILE -o SINK`. Memory is that of all its processes together, what they share
counted once (the proportional set size that Linux gives), looked at once a second.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from made_up import gold_records, made_up

from sayso.record import Record
from sayso.sinks.choose import format_of
from sayso.store import open_store

SINKS = (
    "out.db",
    "out.jsonl",
    "out.jsonl.gz",
    "out.jsonl.zst",
    "out.parquet",
    "out.csv",
    "out.xlsx",
    "folder",
)
LOOKS = 10
MEGABYTE = 1e6


@dataclass(frozen=True)
class Run:
    """One extraction: ``failed`` of the ``releases`` gave nothing; ``memory`` are bytes, once a second."""

    releases: int
    failed: int
    letters: int
    workers: int
    seconds: float
    memory: tuple[int, ...]

    @property
    def rate(self) -> float:
        """Releases a second."""
        return self.releases / self.seconds


def write_releases(texts: Sequence[str], path: Path) -> int:
    """Write a JSON Lines file of texts; return how many letters it has."""
    with path.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    return sum(map(len, texts))


def extract(texts: Sequence[str], sink: Path, workers: int, config: str) -> Run:
    """Run the command on some texts and watch it."""
    sayso = str(Path(sys.executable).with_name("sayso"))
    source = sink.with_name("releases.jsonl")
    letters = write_releases(texts, source)
    command = [sayso, "extract", str(source), "-o", str(sink), "--overwrite"]
    command += ["--workers", str(workers), "--config", config]
    memory: list[int] = []
    done = threading.Event()
    begin = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        watch = threading.Thread(target=_watch, args=(process.pid, memory, done))
        watch.start()
        assert process.stderr is not None
        said = process.stderr.read()
        code = process.wait()
        seconds = time.perf_counter() - begin
        done.set()
        watch.join()
    if code > 1:
        raise SystemExit(f"sayso extract failed:\n{said}")
    failures = sink.with_name(f"{sink.name}.failed.jsonl")
    failed = len(failures.read_text(encoding="utf-8").splitlines()) if code else 0
    return Run(len(texts), failed, letters, workers, seconds, tuple(memory))


def _watch(pid: int, memory: list[int], done: threading.Event) -> None:
    while not done.wait(1.0):
        if found := sum(_proportional_size(each) for each in _tree(pid)):
            memory.append(found)


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and all that it started (Linux)."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _proportional_size(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def sinks(database: Path, folder: Path) -> Iterator[tuple[str, int, float]]:
    """Write each sink from a store; yield its name, bytes and seconds."""
    for name in SINKS:
        target = folder / name
        format = format_of(target)
        begin = time.perf_counter()
        with open_store(database, create=False, write=False) as store:
            format.write(store.releases(), target)
        seconds = time.perf_counter() - begin
        files = [target] if target.is_file() else [file for file in target.rglob("*") if file.is_file()]
        yield f"{name} ({format.name})", sum(file.stat().st_size for file in files), seconds


def texts_of(records: Iterator[Record], number: int, length: int = 1) -> list[str]:
    """Return texts, each of so many releases one after the other."""
    return ["\n\n".join(record.text for record in islice(records, length)) for _ in range(number)]


def report(
    main_run: Run, written: Sequence[tuple[str, int, float]], growth: dict[str, list[Run]]
) -> Iterator[str]:
    """Yield the result as lines of Markdown."""
    n = main_run.releases
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    yield "# Batches"
    yield ""
    yield f"`python {' '.join(sys.argv)}`"
    yield ""
    yield f"{n:,} made-up releases of {main_run.letters / n:,.0f} characters on average,"
    yield f"{main_run.workers} workers: {main_run.seconds:,.0f} s, {main_run.rate:.2f} releases a second,"
    yield f"{main_run.letters / main_run.seconds:,.0f} characters a second."
    yield f"{os.cpu_count()} cores, {memory:.0f} GB of memory, load {os.getloadavg()[0]:.1f}, Python"
    yield f"{platform.python_version()}. {main_run.failed:,} releases failed."
    yield ""
    yield from _memory(main_run)
    yield "## Size of each sink"
    yield ""
    yield "| sink | MB | bytes a release | seconds to write |"
    yield "|---|---:|---:|---:|"
    for name, size, seconds in written:
        yield f"| {name} | {size / MEGABYTE:,.1f} | {size / n:,.0f} | {seconds:.1f} |"
    for what, runs in growth.items():
        yield ""
        yield f"## Cost by {what}"
        yield ""
        yield "| releases | characters each | failed | workers | s | releases/s | characters/s | MB at most |"
        yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
        for run in runs:
            yield (
                f"| {run.releases:,} | {run.letters / run.releases:,.0f} | {run.failed} | {run.workers}"
                f" | {run.seconds:,.1f} | {run.rate:.2f} | {run.letters / run.seconds:,.0f}"
                f" | {max(run.memory, default=0) / MEGABYTE:,.0f} |"
            )


def _memory(run: Run) -> Iterator[str]:
    """Yield how memory went, in ten parts of the time, and whether it stayed flat."""
    yield "## Memory over time"
    yield ""
    if len(run.memory) < 2 * LOOKS:
        most = max(run.memory, default=0) / MEGABYTE
        yield f"Too short to tell: {len(run.memory)} looks, at most {most:,.0f} MB."
        yield ""
        return
    step = len(run.memory) / LOOKS
    parts = [run.memory[round(part * step) : round((part + 1) * step)] for part in range(LOOKS)]
    yield f"| part of the time | {' | '.join(f'{10 * (part + 1)} %' for part in range(LOOKS))} |"
    yield f"|---|{'---:|' * LOOKS}"
    yield f"| MB on average | {' | '.join(f'{statistics.mean(part) / MEGABYTE:,.0f}' for part in parts)} |"
    yield f"| MB at most | {' | '.join(f'{max(part) / MEGABYTE:,.0f}' for part in parts)} |"
    yield ""
    early, late = statistics.mean(parts[2]), statistics.mean(parts[-2])  # in the last one workers end
    yield f"From the third part to the ninth: {100 * (late / early - 1):+.1f} %."
    yield ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--releases", type=int, default=10_000)
    parser.add_argument("--few", type=int, default=500, help="releases of each run that shows how cost grows")
    parser.add_argument("--lengths", type=int, nargs="*", default=[1, 2, 4, 8], help="times the usual length")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--config", default="default")
    parser.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    parser.add_argument("--result", type=Path, default=Path("benchmarks/results/batch.md"))
    options = parser.parse_args()
    gold = gold_records(options.gold)
    few, workers, config = options.few, options.workers, options.config
    with tempfile.TemporaryDirectory() as folder:
        sink = Path(folder) / "quotes.db"

        def run(number: int, length: int = 1, processes: int = workers) -> Run:
            # The same texts every time: what differs is what is asked about.
            return extract(texts_of(made_up(gold), number, length), sink, processes, config)

        main_run = run(options.releases)
        written = list(sinks(sink, Path(folder)))
        growth = {
            "documents": [run(few * times) for times in (1, 2, 4)],
            "length": [run(max(1, few // times), times) for times in options.lengths],
            "workers": [run(few, 1, processes) for processes in range(1, workers + 1)],
        }
    lines = list(report(main_run, written, growth))
    options.result.parent.mkdir(parents=True, exist_ok=True)
    options.result.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
