"""Fit the weights of the ranked choices: speech or not, which speaker, how sure.

Fitted on releases that the tagger has not been trained on: on its own training text it is surer of
itself than it is elsewhere, and the weights would learn to trust it too much.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from sayso.corpora.as_record import gold_record
from sayso.corpora.tei import GoldRelease
from sayso.evaluation.match import name_places, pair_quotes, same_speaker
from sayso.languages import language_data
from sayso.layers import Layers, layers_of
from sayso.record import Record
from sayso.stages.attribution import nobody_features, own_cue, reachable, set_stage, speaker_features
from sayso.stages.candidates import Cast
from sayso.stages.cues import find_cues
from sayso.stages.evidence import evidence
from sayso.stages.speech import Scene, paragraphs_of, quoted_stretches, speech_features

if TYPE_CHECKING:
    from spacy.language import Language

Features = dict[str, float]
PENALTY = 0.01


@dataclass
class Choice:
    """One choice to learn: the features of each option, and which options are right."""

    options: list[Features]
    right: list[bool]


def fit_choices(choices: Sequence[Choice], penalty: float = PENALTY) -> dict[str, float]:
    """Return weights that maximise the softmax probability of the right options (conditional logit)."""
    names = sorted({name for choice in choices for option in choice.options for name in option})
    tables = [
        (_table(choice.options, names), torch.tensor(choice.right))
        for choice in choices
        if any(choice.right) and not all(choice.right)
    ]

    def loss(weights: Tensor) -> Tensor:
        total = weights.new_zeros(())
        for table, right in tables:
            scores = table @ weights
            total = total + scores.logsumexp(0) - scores[right].logsumexp(0)
        return total / max(1, len(tables))

    return _minimise(loss, names, penalty)


def fit_yes_no(rows: Sequence[Features], right: Sequence[bool], penalty: float = PENALTY) -> dict[str, float]:
    """Return the weights of a logistic regression."""
    names = sorted({name for row in rows for name in row})
    table, target = _table(rows, names), torch.tensor(right, dtype=torch.float64)

    def loss(weights: Tensor) -> Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(table @ weights, target)

    return _minimise(loss, names, penalty)


def _table(rows: Sequence[Features], names: Sequence[str]) -> Tensor:
    return torch.tensor([[row.get(name, 0.0) for name in names] for row in rows], dtype=torch.float64)


def _minimise(loss: Callable[[Tensor], Tensor], names: Sequence[str], penalty: float) -> dict[str, float]:
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss(weights) + penalty * weights.pow(2).sum()
        value.backward()
        return value

    optimiser.step(closure)
    return {name: round(value, 4) for name, value in zip(names, weights.tolist(), strict=True)}


def speech_rows(release: GoldRelease, layers: Layers) -> tuple[list[Features], list[bool]]:
    """Return the features of every quoted stretch of a release, and whether somebody says it."""
    assert layers.anatomy and layers.tags
    data = language_data(release.language)
    paragraphs = paragraphs_of(release.text, layers.anatomy.sections)
    stretches = quoted_stretches(release.text, paragraphs)
    cues = find_cues(release.text, layers.tags, [s.outer for s, _ in stretches], data)
    scene = Scene(release.text, paragraphs, cues, evidence(layers.tags.scores), data)
    said = [(m.start, m.end, m.attributes["direct"]) for m in release.marks if m.tag == "said"]
    rows, right = [], []
    for stretch, section in stretches:
        if any(s <= stretch.start and stretch.end <= e and d == "false" for s, e, d in said):
            continue
        rows.append(speech_features(scene, stretch, section))
        shared = [min(e, stretch.end) - max(s, stretch.start) for s, e, d in said if d == "true"]
        right.append(max(shared, default=0) > 0.5 * (stretch.end - stretch.start))
    return rows, right


def speaker_choices(release: GoldRelease, layers: Layers) -> list[Choice]:
    """Return for each utterance that was found rightly the choice among its candidates."""
    assert layers.anatomy and layers.tags and layers.entities and layers.record
    gold, record = gold_record(release), layers.record
    cast = Cast(release.text, layers.entities, layers.roles or (), language_data(release.language))
    stage, among = set_stage(
        release.text, release.language, layers.anatomy, layers.tags, cast,
        layers.utterances or (), layers.cues or (),
    )  # fmt: skip
    wanted = {
        p.found.id: p.gold for p in pair_quotes(record.quotes, gold.quotes) if p.found and p.gold and p.right
    }
    choices: list[Choice] = []
    last: str | None = None
    for quote, utterance in zip(record.quotes, stage.utterances, strict=True):
        target = wanted.get(quote.id)
        if target is None:
            continue
        cue = own_cue(stage, utterance)
        near = reachable(stage, utterance, among)
        wanted_id = target.speaker.id if target.speaker else None
        right = [_is(record, gold, c.entity, wanted_id) for c in near]
        options = [speaker_features(stage, utterance, cue, c, last) for c in near]
        nobody = nobody_features(stage, utterance, cue, last)
        choices.append(Choice([*options, nobody], [*right, target.speaker is None]))
        last = next((c.entity for c, yes in zip(near, right, strict=True) if yes), last)
    return choices


def _is(record: Record, gold: Record, entity: str, wanted: str | None) -> bool:
    if wanted is None:
        return False
    return bool(name_places(record, entity) & name_places(gold, wanted))


def confidence_rows(release: GoldRelease, layers: Layers) -> tuple[list[Features], list[bool]]:
    """Return what the confidence is made of, for each quote, and whether quote and speaker are right."""
    assert layers.record
    gold, record = gold_record(release), layers.record
    rows, right = [], []
    parts = {quote.id: a.certainty for quote, a in zip(record.quotes, layers.attributions or (), strict=True)}
    for pair in pair_quotes(record.quotes, gold.quotes):
        if pair.found is None:
            continue
        rows.append(dict(parts[pair.found.id]))
        right.append(
            pair.gold is not None
            and pair.right
            and same_speaker(record, gold, pair.found.speaker, pair.gold.speaker)
        )
    return rows, right


def fit_ranking(nlp: Language, releases: Sequence[GoldRelease], path: Path) -> None:
    """Fit all weights in turn, each with those before it in place, and write them to ``path``."""
    weights: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    rows, right = _collect(nlp, releases, speech_rows)
    weights["speech"] = fit_yes_no(rows, right)
    _write(path, weights)
    choices = [c for release in releases for c in speaker_choices(release, _run(nlp, release))]
    weights["speaker"] = fit_choices(choices)
    _write(path, weights)
    rows, right = _collect(nlp, releases, confidence_rows)
    weights["confidence"] = fit_yes_no(rows, right)
    _write(path, weights)


def _collect(
    nlp: Language,
    releases: Sequence[GoldRelease],
    of: Callable[[GoldRelease, Layers], tuple[list[Features], list[bool]]],
) -> tuple[list[Features], list[bool]]:
    rows: list[Features] = []
    right: list[bool] = []
    for release in releases:
        more, yes = of(release, _run(nlp, release))
        rows += more
        right += yes
    return rows, right


def _run(nlp: Language, release: GoldRelease) -> Layers:
    return layers_of(nlp(release.text))


def _write(path: Path, weights: dict[str, dict[str, float]]) -> None:
    from sayso.stages.ranking import load_ranking

    path.write_text(json.dumps(weights, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    load_ranking.cache_clear()
