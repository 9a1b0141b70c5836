"""What layers cost and give: words a second and figures of models that differ in their depth alone.

    python benchmarks/layers.py 6=runs/six-model 9=models/press 12=runs/twelve-model --plot docs/layers.svg \
        > benchmarks/results/layers.md

Each model is made as the shipped one is, with another `layers` in both training configs, and weights of the
ranked choices of its own. The time is that of the whole pipeline over the texts of the split, read three
times; the fastest one counts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sayso
from sayso.evaluation.run import evaluate, read_gold, run_over
from sayso.record import Record

SHOWN = (
    "quote and speaker",
    "direct quotes",
    "people",
    "organisations",
    "roles",
    "person, role, organisation",
)
TIMES = 3


@dataclass(frozen=True)
class Depth:
    """One model: its layers, megabytes, words a second, and figures in % as `SHOWN`."""

    layers: int
    size: float
    speed: float
    figures: tuple[float, ...]


def measure(layers: int, folder: Path, gold: Sequence[Record]) -> Depth:
    """Run the pipeline with one model over the gold texts."""
    nlp = sayso.load(model=folder)
    seconds = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        found = run_over(nlp, gold)
        seconds.append(time.perf_counter() - begin)
    scores = evaluate(gold, found).scores["all"].figures()
    words = sum(len(record.text.split()) for record in gold)
    size = (folder / "model.onnx").stat().st_size / 1e6
    return Depth(layers, size, words / min(seconds), tuple(scores[name].value or 0.0 for name in SHOWN))


def plot(depths: Sequence[Depth], path: Path) -> None:
    """Draw each figure over the speed, a point for each depth."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.2))
    speeds = [depth.speed for depth in depths]
    for number, name in enumerate(SHOWN):
        axes.plot(speeds, [depth.figures[number] for depth in depths], marker="o", label=name)
    for depth in depths:
        axes.annotate(f"{depth.layers} layers", (depth.speed, max(depth.figures)), (0, 8), ha="center",
                      textcoords="offset points")  # fmt: skip
    axes.set_xlabel("words a second, whole pipeline")
    axes.set_ylabel("F1, %")
    axes.margins(x=0.12, y=0.12)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.tight_layout()
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="+", help="LAYERS=FOLDER of each model")
    parser.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    parser.add_argument("--split", default="test")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    gold = read_gold(options.gold, [options.split])
    print("# Layers\n")
    print("`" + " ".join(["python", *sys.argv]) + "`, F1 in %, all languages together\n")
    print("| layers | MB | words/s | " + " | ".join(SHOWN) + " |")
    print("|---:|---:|---:|" + "---:|" * len(SHOWN))
    depths = []
    for argument in options.models:
        layers, _, folder = argument.partition("=")
        depths.append(depth := measure(int(layers), Path(folder), gold))
        cells = " | ".join(f"{value:.1f}" for value in depth.figures)
        print(f"| {depth.layers} | {depth.size:.1f} | {depth.speed:,.0f} | {cells} |", flush=True)
    if options.plot:
        plot(depths, options.plot)


if __name__ == "__main__":
    main()
