"""The guard: no figure of the pipeline on the gold corpus falls below the baseline.

Products of eight-bit integers are a little different on another kind of processor or in another release of
ONNX Runtime, so that a few items change sides: figures over all languages may fall by one point, those of a
language by what three items weigh.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.evaluation.baseline import Fall, compare, read_baseline
from sayso.evaluation.run import Evaluation, evaluate, read_gold, run_over

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
BASELINE = GOLD / "baseline.json"
SPLITS = ("dev", "test")
TOLERANCE = 1.0
ITEMS = 3
REMAKE = "sayso evaluate corpora/gold --split dev --split test --baseline corpora/gold/baseline.json --update"


def weighs(fall: Fall, found: Evaluation) -> bool:
    """Say whether a figure is not measured any more, or fell by more than some items weigh."""
    figure = found.scores[fall.group].figures()[fall.figure]
    return fall.now is None or abs(fall.was - fall.now) > 100 * ITEMS / max(1, figure.of)


@pytest.mark.slow
def test_no_figure_falls_below_the_baseline_in_any_language() -> None:
    if not BASELINE.exists():
        pytest.fail(f"corpora/gold/baseline.json is missing: make it with `{REMAKE}`", pytrace=False)
    import sayso

    gold = read_gold(GOLD, SPLITS)
    baseline = read_baseline(BASELINE)
    found = evaluate(gold, run_over(sayso.load(), gold), SPLITS)
    unguarded = found.scores.keys() - baseline.figures.keys()
    assert not unguarded, f"languages without a baseline: {sorted(unguarded)}: {REMAKE}"
    counts = {group: scores.releases for group, scores in found.scores.items()}
    assert counts == baseline.releases, f"the corpus has other releases than the baseline: {REMAKE}"
    falls = [fall for fall in compare(found, baseline, TOLERANCE) if weighs(fall, found)]
    assert not falls, "\n".join(str(fall) for fall in falls)
