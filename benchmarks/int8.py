"""What eight-bit integers cost: the figures of a checkpoint as it was trained, and as it is shipped.

    python benchmarks/int8.py --checkpoint runs/press --split dev > benchmarks/results/int8.md

Both go through the same pipeline and the same weights of the ranked choices; only the encoder's
arithmetic differs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch

import sayso
from sayso.evaluation.run import evaluate, gold_records
from sayso.record import Record
from sayso.training.network import PressNetwork, load_network


class CheckpointSession:
    """A checkpoint in floating point behind the call that the shipped model answers."""

    def __init__(self, network: PressNetwork) -> None:
        self.network = network.eval()

    def run(self, _names: list[str], feeds: dict[str, Any]) -> tuple[Any, Any]:
        with torch.no_grad():
            tags, link = self.network(torch.from_numpy(feeds["ids"]), torch.from_numpy(feeds["mask"]))
        return tags.numpy().astype(np.float32), link.numpy().astype(np.float32)


def figures(gold: list[Record], checkpoint: Path | None) -> dict[str, float]:
    nlp = sayso.load()
    if checkpoint:
        nlp.get_pipe("sayso_tagger").model._session = CheckpointSession(load_network(checkpoint))
    docs = nlp.pipe(record.text for record in gold)
    scores = evaluate(gold, {doc._.record.id: doc._.record for doc in docs})["all"].figures()
    return {name: figure.value for name, figure in scores.items() if figure.value is not None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    parser.add_argument("--split", default="dev")
    options = parser.parse_args()
    gold = list(gold_records(options.gold, [options.split]))
    exact, shipped = figures(gold, options.checkpoint), figures(gold, None)
    print("# Eight-bit integers against floating point\n")
    print("`" + " ".join(["python", *sys.argv]) + "`\n")
    print("| figure, in % | floating point | as shipped | difference |")
    print("|---|---:|---:|---:|")
    for name, value in exact.items():
        print(f"| {name} | {value:.1f} | {shipped[name]:.1f} | {shipped[name] - value:+.1f} |")


if __name__ == "__main__":
    main()
