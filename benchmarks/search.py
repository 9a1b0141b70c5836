"""How long `sayso search` takes in a store of a million quotes.

    python benchmarks/search.py                    # a million quotes; builds the store first
    python benchmarks/search.py --quotes 10000     # to try it

Releases are made from the gold corpus (`made_up`). Each query is asked once, in an order by chance, of a
store that was opened before; the file is in the system's cache as far as building it left it there. The last
line gives the whole command, from its start to its exit.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from made_up import gold_records, made_up

from sayso.batch.release import StoredRelease
from sayso.store import Store, open_store
from sayso.store.folding import is_unspaced
from sayso.store.search import Search, search

TOGETHER = 2_000
AIM_MEDIAN, AIM_P95 = 50.0, 150.0
WHOLE_COMMANDS = 20


@dataclass(frozen=True)
class Query:
    """A query and what kind it is."""

    kind: str
    wanted: Search


@dataclass(frozen=True)
class Taken:
    """Milliseconds by the clock, and of the processor: on a busy machine the first are more."""

    clock: float
    work: float


def fill(store: Store, quotes: int, gold: Path) -> tuple[int, float]:
    """Add made-up releases until the store has so many quotes; return how many it took, and seconds."""
    begin = time.perf_counter()
    (before,) = store.connection.execute("SELECT count(*) FROM quotes").fetchone()
    there = before
    (releases,) = store.connection.execute("SELECT count(*) FROM releases").fetchone()
    stream = islice(made_up(gold_records(gold), seed=1 + releases), 10**9)
    while there < quotes:
        chunk = list(islice(stream, TOGETHER if quotes - there > 10 * TOGETHER else 100))
        store.add(StoredRelease(record, (record.source,)) for record in chunk)
        there += sum(len(record.quotes) for record in chunk)
        print(f"\r{there:,} quotes, {time.perf_counter() - begin:.0f} s", end="", file=sys.stderr)
    print(file=sys.stderr)
    return there - before, time.perf_counter() - begin


def queries(store: Store, each: int) -> list[Query]:
    """Return queries as people ask them, made of words that quotes of the store have."""
    rng = random.Random(7)
    return [query for _ in range(each) for query in _some(*_quote(store, rng), rng)]


def _quote(store: Store, rng: random.Random) -> tuple[list[str], str, str, str]:
    """Return words, language, speaker and year of a quote by chance that has enough of them."""
    (last,) = store.connection.execute("SELECT max(id) FROM quotes").fetchone()
    while True:
        row = store.connection.execute(
            "SELECT text, language, speaker, date FROM quotes WHERE id >= ? LIMIT 1", (rng.randint(1, last),)
        ).fetchone()
        if row is None or row[2] is None:
            continue
        words = [word.strip('.,;:!?…“”„"«»()’—–') for word in row[0].split()]
        words = [word for word in words if len(word) > 4 and word.isalpha()]
        if is_unspaced(row[0]):
            place = rng.randrange(max(1, len(row[0]) - 3))
            words = [row[0][place : place + 3]]
        if words and all(word.isalpha() for word in words):
            return words, row[1], row[2], row[3]


def _some(words: list[str], language: str, speaker: str, date: str, rng: random.Random) -> Iterator[Query]:
    word = rng.choice(words)
    yield Query("a word", Search(word))
    yield Query("two words", Search(" ".join(rng.sample(words, min(2, len(words))))))
    yield Query("either of two words", Search(" OR ".join(rng.sample(words, min(2, len(words))))))
    yield Query("beginning of a word", Search(f"{word[:5]}*"))
    yield Query("a word, language and year", Search(word, language=language, since=date[:4], until=date[:4]))
    yield Query("a word and the speaker", Search(word, speaker=f'"{speaker}"'))
    yield Query("a speaker alone", Search(speaker=f'"{speaker}"'))
    yield Query("a word, direct, 100 hits", Search(word, kind="direct", limit=100))


def measure(store: Store, asked: list[Query]) -> dict[str, list[Taken]]:
    """Return how long every query took, by kind."""
    times: dict[str, list[Taken]] = {}
    for query in random.Random(3).sample(asked, len(asked)):
        begin, begin_work = time.perf_counter(), time.process_time()
        search(store, query.wanted)
        taken = Taken(1000 * (time.perf_counter() - begin), 1000 * (time.process_time() - begin_work))
        times.setdefault(query.kind, []).append(taken)
    return {kind: times[kind] for kind in dict.fromkeys(query.kind for query in asked)}


def commands(path: Path, asked: list[Query]) -> list[float]:
    """Return the milliseconds of whole commands."""
    sayso = str(Path(sys.executable).with_name("sayso"))
    times = []
    for query in [query for query in asked if query.kind == "a word"][:WHOLE_COMMANDS]:
        begin = time.perf_counter()
        command = [sayso, "search", str(path), query.wanted.words or "", "--json"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append(1000 * (time.perf_counter() - begin))
    return times


def p95(times: list[float]) -> float:
    return sorted(times)[max(0, -(-95 * len(times) // 100) - 1)]


def report(
    store: Store, added: tuple[int, float], times: dict[str, list[Taken]], whole: list[float]
) -> Iterator[str]:
    """Yield the result as lines of Markdown."""
    (quotes,) = store.connection.execute("SELECT count(*) FROM quotes").fetchone()
    (releases,) = store.connection.execute("SELECT count(*) FROM releases").fetchone()
    size = store.path.stat().st_size
    every = [taken for some in times.values() for taken in some]
    yield "# Search"
    yield ""
    yield f"`python {' '.join(sys.argv)}`"
    yield ""
    yield f"{quotes:,} quotes of {releases:,} made-up releases, {_vocabulary(store):,} different words in the"
    yield f"index; the file has {size / 1e6:,.0f} MB, {size / quotes:,.0f} bytes a quote, records included."
    if added[0]:
        yield f"{added[0]:,} of them were added in {added[1]:,.0f} s, making them up included."
    yield f"{_machine()}."
    yield ""
    yield "| query | number | median ms | p95 ms | slowest ms | median processor ms | p95 processor ms |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for kind, some in [*times.items(), ("**all**", every)]:
        clock, work = [taken.clock for taken in some], [taken.work for taken in some]
        figures = (statistics.median(clock), p95(clock), max(clock), statistics.median(work), p95(work))
        yield f"| {kind} | {len(some)} | {' | '.join(f'{figure:.1f}' for figure in figures)} |"
    yield ""
    clock = [taken.clock for taken in every]
    met = statistics.median(clock) <= AIM_MEDIAN and p95(clock) <= AIM_P95
    yield f"Aim: median {AIM_MEDIAN:.0f} ms, p95 {AIM_P95:.0f} ms: {'met' if met else 'not met'}."
    yield ""
    yield f"The whole command (`sayso search … --json`, {len(whole)} times, a word): median"
    yield f"{statistics.median(whole):.0f} ms, p95 {p95(whole):.0f} ms, most of it Python's start."


def _vocabulary(store: Store) -> int:
    connection = store.connection
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, quotes_fts, row)")
    (terms,) = connection.execute("SELECT count(*) FROM temp.vocabulary").fetchone()
    return int(terms)


def _machine() -> str:
    import sqlite3

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, load {load:.1f};"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quotes", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=60, help="queries of each kind")
    parser.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    parser.add_argument("--store", type=Path, help="keep the store here; one that is there is filled up")
    parser.add_argument("--result", type=Path, default=Path("benchmarks/results/search.md"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "quotes.db"
        with open_store(path) as store:
            added = fill(store, options.quotes, options.gold)
            asked = queries(store, options.each)
            times = measure(store, asked)
            lines = list(report(store, added, times, commands(path, asked)))
    options.result.parent.mkdir(parents=True, exist_ok=True)
    options.result.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
