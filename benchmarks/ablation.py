"""What each part of the model adds: the same pipeline with heads switched off.

    python benchmarks/ablation.py --split test > benchmarks/results/ablation.md

A head that is off says "nothing here" of every token; ties that are off say nothing. The weights of
the ranked choices stay as shipped: they were fitted with all heads on, so a row without one is a little
worse than a model made without it would be.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

import sayso
from sayso.encoder.labels import CUES, NAMES, SPEAKERS, SPEECH, Head, columns
from sayso.evaluation.run import evaluate, gold_records
from sayso.record import Record

SHOWN = (
    "quote and speaker", "direct quotes", "indirect quotes", "people", "organisations", "roles",
    "person, role, organisation", "speaker of found quotes",
)  # fmt: skip
# Each row switches on what it names, beside what the rows above it have.
ROWS: tuple[tuple[str, tuple[Head, ...], bool], ...] = (
    ("rules alone: marks, cues and headings of the language files", (), False),
    ("+ names and roles", (NAMES,), False),
    ("+ cues", (NAMES, CUES), False),
    ("+ speech and speakers", (NAMES, CUES, SPEECH, SPEAKERS), False),
    ("+ ties: the model as shipped", (NAMES, CUES, SPEECH, SPEAKERS), True),
)


class PartialSession:
    """The shipped session with some heads off."""

    def __init__(self, session: Any, heads: tuple[Head, ...], ties: bool) -> None:
        self.session, self.heads, self.ties = session, heads, ties

    def run(self, names: list[str], feeds: dict[str, Any]) -> tuple[Any, Any]:
        tags, link = self.session.run(names, feeds)
        for head in (NAMES, CUES, SPEECH, SPEAKERS):
            if head not in self.heads:
                part = columns(head)
                tags[..., part] = -20.0
                tags[..., part.start] = 20.0
        return tags, link if self.ties else np.zeros_like(link)


def figures(gold: list[Record], heads: tuple[Head, ...], ties: bool) -> dict[str, float | None]:
    nlp = sayso.load()
    model = nlp.get_pipe("sayso_tagger").model
    model._session = PartialSession(model._session, heads, ties)
    docs = nlp.pipe(record.text for record in gold)
    scores = evaluate(gold, {doc._.record.id: doc._.record for doc in docs})["all"].figures()
    return {name: scores[name].value for name in SHOWN}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    parser.add_argument("--split", default="test")
    options = parser.parse_args()
    gold = list(gold_records(options.gold, [options.split]))
    print("# Ablation\n")
    print("`" + " ".join(["python", *sys.argv]) + "`, F1 in %, all languages together\n")
    print("| | " + " | ".join(SHOWN) + " |")
    print("|---" + "|---:" * len(SHOWN) + "|")
    for name, heads, ties in ROWS:
        row = figures(gold, heads, ties)
        print(f"| {name} | " + " | ".join(f"{row[each] or 0:.1f}" for each in SHOWN) + " |", flush=True)


if __name__ == "__main__":
    main()
