"""The tagger on the test splits of public name data: strict F1 by data set.

    python benchmarks/names.py --names DIR --sentences 400 > benchmarks/results/names.md

DIR is laid out as `sayso train` reads it (`<lang>/<source>.jsonl.gz`). Only the kinds that a source annotates
count; sentences are read one by one, without their document. Spans are right if kind and both edges are
(Tjong Kim Sang & De Meulder 2003).
"""

from __future__ import annotations

import argparse
import random
import sys
from itertools import islice
from pathlib import Path

from sayso.encoder.decode import spans
from sayso.encoder.labels import NAMES
from sayso.encoder.model import load_model
from sayso.resources import model_folder
from sayso.training.examples import UNKNOWN, Example, read_names

KINDS = ("person", "organisation", "place")


def figures(
    examples: list[Example], found: list[set[tuple[str, int, int]]]
) -> dict[str, tuple[int, int, int]]:
    """Return right, found and annotated spans of each kind, without those that touch an unknown one."""
    counts = dict.fromkeys(KINDS, (0, 0, 0))
    for example, mine in zip(examples, found, strict=True):
        gold = {(s.kind, s.start, s.end) for s in example.spans if s.kind in KINDS}
        unknown = [(s.start, s.end) for s in example.spans if s.kind == UNKNOWN]
        kept = {m for m in mine if not any(m[1] < end and start < m[2] for start, end in unknown)}
        for kind in KINDS:
            here, there = ({s for s in group if s[0] == kind} for group in (kept, gold))
            right, got, wanted = counts[kind]
            counts[kind] = right + len(here & there), got + len(here), wanted + len(there)
    return counts


def f1(right: int, found: int, wanted: int) -> float:
    return 200 * right / (found + wanted) if found + wanted else 100.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=400, help="of each data set, chosen by a fixed seed")
    parser.add_argument("--model", default="press")
    options = parser.parse_args()
    model = load_model(model_folder(options.model))
    print("# Names: strict F1 on the test splits of public name data\n")
    print("`" + " ".join(["python", *sys.argv]) + "`\n")
    print("| language | data | sentences | people | organisations | places | all three |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for path in sorted(options.names.glob("*/*.jsonl.gz")):
        examples = list(read_names(path, "test"))
        if not examples:
            continue
        examples = random.Random(1).sample(examples, min(options.sentences, len(examples)))
        found: list[set[tuple[str, int, int]]] = []
        rest = iter(examples)
        while batch := [example.text for example in islice(rest, 64)]:
            for text, scores in zip(batch, model.score(batch), strict=True):
                found.append(
                    {(s.kind, s.start, s.end) for s in spans(text, scores, NAMES) if s.kind in KINDS}
                )
        counts = figures(examples, found)
        total = tuple(sum(column) for column in zip(*counts.values(), strict=True))
        row = " | ".join(f"{f1(*counts[kind]):.1f}" for kind in KINDS)
        source = path.name.split(".")[0]
        print(f"| {path.parent.name} | {source} | {len(examples)} | {row} | {f1(*total):.1f} |", flush=True)


if __name__ == "__main__":
    main()
