"""What each part of the model adds: the same pipeline with heads switched off, and other trainings beside it.

    python benchmarks/ablation.py --split test > benchmarks/results/ablation.md
    python benchmarks/ablation.py --split test --without-augmentation models/plain

A head that is off says "nothing here" of every token; ties that are off say nothing. The weights of
the ranked choices stay as shipped: they were fitted with all heads on, so a row without one is a little
worse than a model made without it would be. The model that was trained without augmentation has weights of
its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import sayso
from sayso.encoder.labels import CUES, HEADS, NAMES, Head, columns
from sayso.evaluation.run import evaluate, read_gold, run_over
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
    ("+ speech, speakers and issuers", HEADS, False),
)


class PartialSession:
    """The shipped session with some heads off."""

    def __init__(self, session: Any, heads: Sequence[Head], ties: bool) -> None:
        self.session, self.heads, self.ties = session, heads, ties

    def run(self, names: list[str], feeds: dict[str, Any]) -> tuple[Any, Any]:
        """Answer as the session does, with nothing said by the heads that are off."""
        tags, link = self.session.run(names, feeds)
        for head in HEADS:
            if head not in self.heads:
                part = columns(head)
                tags[..., part] = -20.0
                tags[..., part.start] = 20.0
        return tags, link if self.ties else np.zeros_like(link)


def figures(gold: Sequence[Record], model: Path | None, heads: Sequence[Head], ties: bool) -> list[str]:
    """Return the figures shown, of a model folder (none: the shipped one) with some heads on."""
    nlp = sayso.load(model=model) if model else sayso.load()
    tagger = nlp.get_pipe("sayso_tagger").model
    tagger._session = PartialSession(tagger._session, heads, ties)
    scores = evaluate(gold, run_over(nlp, gold)).scores["all"].figures()
    return [f"{scores[name].value or 0:.1f}" for name in SHOWN]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    parser.add_argument("--split", default="test")
    parser.add_argument("--without-augmentation", type=Path, help="a model trained with augmentation = false")
    options = parser.parse_args()
    gold = read_gold(options.gold, [options.split])
    rows = [(name, None, heads, ties) for name, heads, ties in ROWS]
    if options.without_augmentation:
        rows.append(("+ ties, trained without augmentation", options.without_augmentation, HEADS, True))
    rows.append(("+ ties: the model as shipped", None, HEADS, True))
    print("# Ablation\n")
    print("`" + " ".join(["python", *sys.argv]) + "`, F1 in %, all languages together\n")
    print("| | " + " | ".join(SHOWN) + " |")
    print("|---" + "|---:" * len(SHOWN) + "|")
    for name, model, heads, ties in rows:
        print(f"| {name} | " + " | ".join(figures(gold, model, heads, ties)) + " |", flush=True)


if __name__ == "__main__":
    main()
