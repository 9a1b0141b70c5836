"""The figures: precision, recall and F1 of every layer, by language and over all.

Strict spans as in CoNLL-2003 (Tjong Kim Sang & De Meulder 2003); entities by B³ (Bagga & Baldwin
1998); calibration by the expected calibration error over ten bins (Guo et al. 2017).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sayso.evaluation.match import b_cubed, clusters, pair_quotes, same_speaker, spans, triples
from sayso.record import Record

SPAN_KINDS = ("people", "organisations", "places", "roles", "products", "events", "cues")
BINS = 10


@dataclass
class Counts:
    """True positives, false positives and false negatives; B³ counts in fractions."""

    right: float = 0.0
    found: float = 0.0
    gold: float = 0.0
    right_of_gold: float = 0.0

    def add(self, right: float, found: float, gold: float) -> None:
        """Add the counts of one release."""
        self.right += right
        self.right_of_gold += right
        self.found += found
        self.gold += gold

    def __iadd__(self, other: Counts) -> Counts:
        self.right += other.right
        self.right_of_gold += other.right_of_gold
        self.found += other.found
        self.gold += other.gold
        return self

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right, in %."""
        return 100 * self.right / self.found if self.found else 100.0

    @property
    def recall(self) -> float:
        """Return the share of what is there that was found, in %."""
        return 100 * self.right_of_gold / self.gold if self.gold else 100.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, in %."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Scores:
    """All counts of a set of releases."""

    releases: int = 0
    faultless: int = 0
    languages_right: int = 0
    layers: dict[str, Counts] = field(default_factory=dict)
    speakers_right: int = 0
    speakers_asked: int = 0
    confidences: list[tuple[float, bool]] = field(default_factory=list)

    def layer(self, name: str) -> Counts:
        """Return the counts of a layer."""
        return self.layers.setdefault(name, Counts())

    def __iadd__(self, other: Scores) -> Scores:
        self.releases += other.releases
        self.faultless += other.faultless
        self.languages_right += other.languages_right
        self.speakers_right += other.speakers_right
        self.speakers_asked += other.speakers_asked
        self.confidences += other.confidences
        for name, counts in other.layers.items():
            mine = self.layer(name)
            mine += counts
        return self

    def figures(self) -> dict[str, float]:
        """Return every figure by its name, in %."""
        figures = {"language": _share(self.languages_right, self.releases)}
        figures.update({name: counts.f1 for name, counts in self.layers.items()})
        figures["speaker on found quotes"] = _share(self.speakers_right, self.speakers_asked)
        figures["releases without fault"] = _share(self.faultless, self.releases)
        figures["calibration error"] = calibration_error(self.confidences)
        return {name: round(value, 2) for name, value in figures.items()}


def _share(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 100.0


def calibration_error(confidences: Iterable[tuple[float, bool]]) -> float:
    """Return the expected calibration error over ten bins of equal width, in %."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    total = 0
    for confidence, right in confidences:
        bins.setdefault(min(BINS - 1, int(confidence * BINS)), []).append((confidence, right))
        total += 1
    gaps = (abs(sum(c for c, _ in members) - sum(right for _, right in members)) for members in bins.values())
    return 100 * sum(gaps) / total if total else 0.0


def score(found: Record, gold: Record) -> Scores:
    """Score one release; raises nothing: a record of another text scores what its offsets hit."""
    scores = Scores(releases=1)
    scores.languages_right = int(found.language.code == gold.language.code)
    _score_spans(scores, found, gold)
    _score_entities(scores, found, gold)
    here, there = triples(found), triples(gold)
    scores.layer("person, role, organisation").add(len(here & there), len(here), len(there))
    _score_quotes(scores, found, gold)
    faults = any(
        counts.right != counts.found or counts.right != counts.gold
        for name, counts in scores.layers.items()
        if name in {"people", "organisations", "roles", "quote and speaker", "person, role, organisation"}
    )
    scores.faultless = int(not faults)
    return scores


def _score_spans(scores: Scores, found: Record, gold: Record) -> None:
    here, there = spans(found), spans(gold)
    for kind in SPAN_KINDS:
        mine = {span for span in here if span[0] == kind}
        right = {span for span in there if span[0] == kind}
        scores.layer(kind).add(len(mine & right), len(mine), len(right))


def _score_entities(scores: Scores, found: Record, gold: Record) -> None:
    for kind in ("people", "organisations"):
        counts = scores.layer(f"{kind} as entities (B³)")
        for precision, recall in b_cubed(clusters(found, kind), clusters(gold, kind)):
            if precision >= 0:
                counts.right += precision
                counts.found += 1
            else:
                counts.right_of_gold += recall
                counts.gold += 1


def _score_quotes(scores: Scores, found: Record, gold: Record) -> None:
    pairs = pair_quotes(found.quotes, gold.quotes)
    for name, kinds in (("direct", {"direct"}), ("indirect", {"indirect", "mixed"})):
        mine = sum(quote.kind in kinds for quote in found.quotes)
        there = sum(quote.kind in kinds for quote in gold.quotes)
        same = [p for p in pairs if p.found and p.gold and p.found.kind in kinds and p.gold.kind in kinds]
        exact = sum(p.overlap == 1.0 for p in same)
        scores.layer(f"{name} quotes, exact").add(exact, mine, there)
        scores.layer(f"{name} quotes").add(sum(p.right for p in same), mine, there)
    both = 0
    for pair in pairs:
        speaker = False
        if pair.found and pair.gold and pair.right:
            speaker = same_speaker(found, gold, pair.found.speaker, pair.gold.speaker)
            scores.speakers_asked += 1
            scores.speakers_right += speaker
            both += speaker
        if pair.found:
            scores.confidences.append((pair.found.confidence, speaker))
    scores.layer("quote and speaker").add(both, len(found.quotes), len(gold.quotes))
