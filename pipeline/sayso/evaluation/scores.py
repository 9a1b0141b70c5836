"""The figures: precision, recall and F1 of every layer, by language and over all.

- Strict spans as in CoNLL-2003 (Tjong Kim Sang & De Meulder 2003), compared as sets of code points and
  counted by spaCy's `PRFScore`. seqeval counts BIO tags, of which a record has none; nervaluate gives the
  same figures, as `tests/evaluation` checks, but does not install on Python 3.10.
- Entities by their names, and by how their mentions are grouped: B³ (Bagga & Baldwin 1998).
- Calibration by the expected calibration error over ten bins of equal width (Guo et al. 2017).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.scorer import PRFScore

from sayso.evaluation.match import (
    ENTITY_LAYERS,
    SPAN_LAYERS,
    Cluster,
    Identity,
    clusters,
    identify,
    manner,
    names,
    pair_quotes,
    spans,
    triples,
)
from sayso.record import Record

ALL = "all"
HEADLINE = "quote and speaker"
CALIBRATION = "calibration error"
LANGUAGE = "language"
SPEAKER = "speaker of found quotes"
QUOTES_RIGHT = "releases with every quote right"
FAULTLESS = "releases without any fault"
# Figures that are one number, without precision and recall.
SHARES = frozenset({LANGUAGE, SPEAKER, QUOTES_RIGHT, FAULTLESS, CALIBRATION})
MANNERS = ("direct", "indirect")
TRIPLES = "person, role, organisation"
BINS = 10


class Figure(NamedTuple):
    """One figure in %, `None` where there was nothing to measure.

    ``value`` is F1 where precision and recall are there, else a share; ``of`` is how many the gold has, for
    a share and the calibration error how many it is measured on.
    """

    value: float | None
    of: int
    precision: float | None = None
    recall: float | None = None


@dataclass
class BCubed:
    """B³ in parts: over the mentions found and over those of the gold, the sums of their right company."""

    precision_sum: float = 0.0
    recall_sum: float = 0.0
    found: int = 0
    gold: int = 0

    def add(self, found: Sequence[Cluster], gold: Sequence[Cluster]) -> None:
        """Add the mentions of one release."""
        home_found = {mention: cluster for cluster in found for mention in cluster}
        home_gold = {mention: cluster for cluster in gold for mention in cluster}
        for mention, cluster in home_found.items():
            self.precision_sum += len(cluster & home_gold.get(mention, frozenset())) / len(cluster)
        for mention, cluster in home_gold.items():
            self.recall_sum += len(cluster & home_found.get(mention, frozenset())) / len(cluster)
        self.found += len(home_found)
        self.gold += len(home_gold)

    def __iadd__(self, other: BCubed) -> BCubed:
        self.precision_sum += other.precision_sum
        self.recall_sum += other.recall_sum
        self.found += other.found
        self.gold += other.gold
        return self


@dataclass
class Share:
    """How many of how many."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        """Add one."""
        self.right += right
        self.of += 1

    def __iadd__(self, other: Share) -> Share:
        self.right += other.right
        self.of += other.of
        return self


@dataclass
class Scores:
    """All counts of a set of releases; add those of another set with ``+=``."""

    releases: int = 0
    layers: dict[str, PRFScore] = field(default_factory=dict)
    grouping: dict[str, BCubed] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)
    confidences: list[tuple[float, bool]] = field(default_factory=list)

    def layer(self, name: str) -> PRFScore:
        """Return the counts of a layer."""
        return self.layers.setdefault(name, PRFScore())

    def group(self, name: str) -> BCubed:
        """Return the B³ of the people or organisations."""
        return self.grouping.setdefault(name, BCubed())

    def share(self, name: str) -> Share:
        """Return how many of something were right."""
        return self.shares.setdefault(name, Share())

    def __iadd__(self, other: Scores) -> Scores:
        self.releases += other.releases
        self.confidences += other.confidences
        for name, counts in other.layers.items():
            mine = self.layer(name)
            mine += counts
        for name, parts in other.grouping.items():
            grouping = self.group(name)
            grouping += parts
        for name, part in other.shares.items():
            share = self.share(name)
            share += part
        return self

    def figures(self) -> dict[str, Figure]:
        """Return every figure by its name, the headline first."""
        layers = {name: _of_counts(counts) for name, counts in self.layers.items()}
        grouping = {f"{name} grouped (B³)": _of_grouping(each) for name, each in self.grouping.items()}
        shares = {name: Figure(_percent(each.right, each.of), each.of) for name, each in self.shares.items()}
        calibration = Figure(calibration_error(self.confidences), len(self.confidences))
        every = {**layers, **grouping, **shares, CALIBRATION: calibration}
        return {HEADLINE: every.pop(HEADLINE), **every} if HEADLINE in every else every


def _percent(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def _of_counts(counts: PRFScore) -> Figure:
    found, gold = counts.tp + counts.fp, counts.tp + counts.fn
    precision, recall = _percent(counts.tp, found), _percent(counts.tp, gold)
    value = round(100 * counts.fscore, 2) if found or gold else None
    return Figure(value, gold, precision, recall)


def _of_grouping(parts: BCubed) -> Figure:
    precision, recall = (
        _percent(parts.precision_sum, parts.found),
        _percent(parts.recall_sum, parts.gold),
    )
    if precision is None and recall is None:
        return Figure(None, 0)
    both = (precision or 0.0) + (recall or 0.0)
    value = round(2 * (precision or 0.0) * (recall or 0.0) / both, 2) if both else 0.0
    return Figure(value, parts.gold, precision, recall)


def calibration_error(confidences: Iterable[tuple[float, bool]]) -> float | None:
    """Return the expected calibration error over ten bins of equal width, in %; `None` of nothing."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    total = 0
    for confidence, right in confidences:
        bins.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right))
        total += 1
    gaps = (abs(sum(c for c, _ in members) - sum(right for _, right in members)) for members in bins.values())
    return _percent(sum(gaps), total)


def score(found: Record, gold: Record) -> Scores:
    """Score one release: what was found in its text against what is right."""
    scores = Scores(releases=1)
    identity = identify(found, gold)
    _score_quotes(scores, found, gold, identity)
    here, there = spans(found), spans(gold)
    for layer in SPAN_LAYERS:
        scores.layer(layer).score_set(here[layer], there[layer])
    for layer in ENTITY_LAYERS:
        scores.layer(f"names of {layer}").score_set(names(found, layer), names(gold, layer))
        scores.group(layer).add(clusters(found, layer), clusters(gold, layer))
    scores.layer(TRIPLES).score_set(triples(found, identity), triples(gold))
    scores.share(LANGUAGE).add(found.language.code == gold.language.code)
    scores.share(QUOTES_RIGHT).add(_perfect({HEADLINE: scores.layer(HEADLINE)}))
    scores.share(FAULTLESS).add(_faultless(scores))
    return scores


def _faultless(scores: Scores) -> bool:
    """Say whether nothing at all is wrong in a release: no layer, no group, not the language."""
    grouped = all(
        parts.precision_sum == parts.found and parts.recall_sum == parts.gold
        for parts in scores.grouping.values()
    )
    return _perfect(scores.layers) and grouped and scores.share(LANGUAGE).right == 1


def _perfect(layers: Mapping[str, PRFScore]) -> bool:
    return not any(counts.fp or counts.fn for counts in layers.values())


def _score_quotes(scores: Scores, found: Record, gold: Record, identity: Identity) -> None:
    pairs = pair_quotes(found.quotes, gold.quotes)
    scores.layer(HEADLINE)
    scores.share(SPEAKER)
    for each in MANNERS:
        mine = sum(manner(quote) == each for quote in found.quotes)
        there = sum(manner(quote) == each for quote in gold.quotes)
        same = [p for p in pairs if p.same_manner and p.found and manner(p.found) == each]
        known = [p for p in same if p.right]
        told = [p for p in known if p.told(identity)]
        exact = sum(p.overlap == 1.0 for p in same)
        for name, right in (
            (f"{each} quotes, exact", exact),
            (f"{each} quotes", len(known)),
            (f"{HEADLINE}, {each}", len(told)),
            (HEADLINE, len(told)),
        ):
            counts = PRFScore(tp=right, fp=mine - right, fn=there - right)
            layer = scores.layer(name)
            layer += counts
    for pair in pairs:
        if pair.found is None:
            continue
        if pair.right:
            scores.share(SPEAKER).add(pair.told(identity))
        scores.confidences.append((pair.found.confidence, pair.told(identity)))
