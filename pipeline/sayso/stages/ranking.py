"""Ranked choices: named features times learned weights, so that every choice can be explained."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from sayso.errors import ModelError

Features = Mapping[str, float]


@dataclass(frozen=True)
class Weights:
    """The weights of one choice; a feature without a weight counts nothing."""

    weights: Mapping[str, float]

    def score(self, features: Features) -> float:
        """Return the weighted sum."""
        total, weight = 0.0, self.weights.get
        for name, value in features.items():
            if value:
                total += weight(name, 0.0) * value
        return total

    def parts(self, features: Features) -> tuple[tuple[str, float], ...]:
        """Return what each feature adds, the largest first."""
        added = ((name, self.weights.get(name, 0.0) * value) for name, value in features.items())
        return tuple(sorted((pair for pair in added if pair[1]), key=lambda pair: -abs(pair[1])))


@dataclass(frozen=True)
class Ranking:
    """What `ranking.json` of a model folder holds.

    ``name``: from where to where a name goes, and its kind; ``issuer``: whose announcement it is;
    ``speech``: is a quoted stretch speech; ``unmarked``: from where to where speech without marks goes;
    ``reported``: which clause is reported speech; ``going_on``: is a sentence behind it too; ``chain``: are
    two pieces one utterance; ``cue``: which cue introduces an utterance; ``antecedent``: whom words without
    a name stand for; ``speaker``: which mention tells the speaker; ``title``: from where to where a job
    title goes; ``holder``: who holds a role; ``employer``: at which organisation; ``confidence``: are quote
    and speaker both right.
    """

    name: Weights
    issuer: Weights
    speech: Weights
    unmarked: Weights
    reported: Weights
    going_on: Weights
    chain: Weights
    cue: Weights
    antecedent: Weights
    speaker: Weights
    title: Weights
    holder: Weights
    employer: Weights
    confidence: Weights


@cache
def load_ranking(folder: Path) -> Ranking:
    """Read the weights that were learned with a model; raises `ModelError` if they are not there."""
    path = folder / "ranking.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Ranking(**{choice.name: Weights(content[choice.name]) for choice in fields(Ranking)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path}: no weights to read: {error}; `sayso train … --ranking {folder}` learns them anew"
        ) from error


def logistic(score: float) -> float:
    """Return the probability of a log-odds score."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))


def softmax(scores: Sequence[float]) -> list[float]:
    """Return the probabilities of scores, the same order."""
    if not scores:
        return []
    highest = max(scores)
    exponents = [math.exp(score - highest) for score in scores]
    total = sum(exponents)
    return [exponent / total for exponent in exponents]


def best_or_none(weights: Weights, options: Sequence[Features]) -> tuple[int, list[float]]:
    """Return the number of the likeliest option, and the probabilities of all.

    The last option is none of the others, and is never the one returned.
    """
    chances = softmax([weights.score(features) for features in options])
    return max(range(len(chances) - 1), key=chances.__getitem__), chances


def likeliest(options: Sequence[str], chances: Sequence[float]) -> tuple[str, float] | None:
    """Return the option that the chances of its appearances add up to most for, and the sum.

    ``chances`` has one more entry, for none of them, which is returned as nothing if it is larger.
    """
    totals: dict[str, float] = {}
    for option, chance in zip(options, chances, strict=False):
        totals[option] = totals.get(option, 0.0) + chance
    best = max(totals, key=lambda option: (totals[option], option), default=None)
    if best is None or totals[best] < chances[-1]:
        return None
    return best, totals[best]
