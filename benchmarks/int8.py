"""What eight-bit integers cost: the figures of a checkpoint as it was trained, and as it is shipped.

    python benchmarks/int8.py --checkpoint runs/press --split dev > benchmarks/results/int8.md

Both go through the same pipeline and the same weights of the ranked choices; only the encoder's
arithmetic differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

import sayso
from sayso.evaluation.run import evaluate, read_gold, run_over
from sayso.record import Record
from sayso.training.network import PressNetwork, load_network


class CheckpointSession:
    """A checkpoint in floating point behind the call that the shipped model answers."""

    def __init__(self, network: PressNetwork) -> None:
        self.network = network.eval()

    def run(self, _names: list[str], feeds: dict[str, Any]) -> tuple[Any, Any]:
        """Return tag logits and link vectors."""
        ids = torch.from_numpy(feeds["ids"])
        with torch.no_grad():
            tags, link = self.network(ids, torch.ones_like(ids))
        return tags.numpy().astype(np.float32), link.numpy().astype(np.float32)


def figures(gold: Sequence[Record], checkpoint: Path | None) -> dict[str, float]:
    """Return the figures of the shipped model, or of a checkpoint in its place."""
    nlp = sayso.load()
    if checkpoint:
        nlp.get_pipe("sayso_tagger").model._session = CheckpointSession(load_network(checkpoint))
    scores = evaluate(gold, run_over(nlp, gold)).scores["all"].figures()
    return {name: figure.value for name, figure in scores.items() if figure.value is not None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    parser.add_argument("--split", nargs="+", default=["dev"])
    options = parser.parse_args()
    gold = read_gold(options.gold, options.split)
    exact, shipped = figures(gold, options.checkpoint), figures(gold, None)
    print("# Eight-bit integers against floating point\n")
    print("`" + " ".join(["python", *sys.argv]) + "`\n")
    print("| figure, in % | floating point | as shipped | difference |")
    print("|---|---:|---:|---:|")
    for name, value in exact.items():
        print(f"| {name} | {value:.1f} | {shipped[name]:.1f} | {shipped[name] - value:+.1f} |")


if __name__ == "__main__":
    main()
