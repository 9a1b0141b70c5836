"""Fit the weights of the ranked choices, in the order in which each needs those before it.

Fitted on releases that the tagger has not been trained on: on its own training text it is surer of
itself than it is elsewhere, and the weights would learn to trust it too much. Whether two pieces are one
utterance, and which cue introduces it, is learned from those it knows, without the model's word for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from sayso.corpora.tei import GoldRelease
from sayso.errors import ConfigError
from sayso.layers import Layers, layers_of
from sayso.pipeline import load
from sayso.stages.chains import MODEL
from sayso.stages.ranking import Ranking, Weights, load_ranking
from sayso.training.choices import (
    Choice,
    Features,
    Row,
    antecedent_choices,
    chain_rows,
    confidence_rows,
    cue_choices,
    employer_choices,
    holder_choices,
    issuer_choices,
    reported_rows,
    speaker_choices,
    speech_rows,
)
from sayso.training.releases import read_releases
from sayso.training.settings import TrainSettings

if TYPE_CHECKING:
    from spacy.language import Language

# Quotes and speakers of dev, in four folds that their weights have not seen: F1 85.4 with 0.0007, 85.5 with
# 0.002, 85.2 with 0.005, 83.9 with 0.01.
PENALTY = 0.002
# Neighbouring pieces as annotated, in five folds: 92.8 % right with 0.005, 97.2 with 0.0001.
CHAIN_PENALTY = 0.0001
# Cues of annotated quotes of dev, with weights from train: 96.1 % by rule, 98.3 with these weights.
CUE_PENALTY = 0.0001
FOLDS = 5


def fit_choices(choices: Iterable[Choice], penalty: float = PENALTY) -> dict[str, float]:
    """Return weights that maximise the softmax probability of the right options (conditional logit)."""
    taught = [choice for choice in choices if any(choice.right) and not all(choice.right)]
    names = sorted({name for choice in taught for option in choice.options for name in option})
    table = _table([option for choice in taught for option in choice.options], names)
    most = max((len(choice.options) for choice in taught), default=0)
    # Where in the table the options of each choice stand, [choices, most]; behind the last one stands none.
    places = torch.full((len(taught), most), len(table))
    right = torch.zeros((len(taught), most), dtype=torch.bool)
    first = 0
    for row, choice in enumerate(taught):
        places[row, : len(choice.options)] = torch.arange(first, first + len(choice.options))
        right[row, : len(choice.options)] = torch.tensor(choice.right)
        first += len(choice.options)

    def loss(weights: Tensor) -> Tensor:
        scores = torch.cat([table @ weights, weights.new_full((1,), -torch.inf)])[places]
        told = scores.masked_fill(~right, -torch.inf)
        return (scores.logsumexp(1) - told.logsumexp(1)).mean()

    return _minimise(loss, names, penalty)


def fit_yes_no(rows: Iterable[Row], penalty: float = PENALTY) -> dict[str, float]:
    """Return the weights of a logistic regression."""
    pairs = list(rows)
    names = sorted({name for features, _ in pairs for name in features})
    table = _table([features for features, _ in pairs], names)
    target = torch.tensor([right for _, right in pairs], dtype=torch.float64)

    def loss(weights: Tensor) -> Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(table @ weights, target)

    return _minimise(loss, names, penalty)


def _table(rows: Sequence[Features], names: Sequence[str]) -> Tensor:
    return torch.tensor([[row.get(name, 0.0) for name in names] for row in rows], dtype=torch.float64)


def _minimise(loss: Callable[[Tensor], Tensor], names: Sequence[str], penalty: float) -> dict[str, float]:
    if not names:
        return {}
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss(weights) + penalty * weights.pow(2).sum()
        value.backward()
        return value

    optimiser.step(closure)
    return {name: round(value, 4) for name, value in zip(names, weights.tolist(), strict=True)}


def rank_model(settings: TrainSettings, folder: Path) -> None:
    """Fit the weights of an exported model on the gold corpus of its training config."""
    if settings.paths.gold is None:
        raise ConfigError(
            "paths.gold is null: the weights are fitted on annotated releases, name their folder"
        )
    gold = Path(settings.paths.gold)
    path = folder / "ranking.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    weights = {choice.name: known.get(choice.name, {}) for choice in fields(Ranking)}
    path.write_text(json.dumps(weights), encoding="utf-8")
    fit_ranking(load(model=folder), read_releases(gold, "train"), read_releases(gold, "dev"), path)


def fit_ranking(
    nlp: Language, taught: Sequence[GoldRelease], held_out: Sequence[GoldRelease], path: Path
) -> None:
    """Fit all weights in turn, each with those before it in place, and write them to ``path``.

    ``taught`` are the releases that the tagger has been trained on, ``held_out`` those that it has not.
    """
    run = _Run(nlp, path)
    pairs = run.layers(held_out)
    run.write("issuer", fit_choices(c for r, layers in pairs for c in issuer_choices(r, layers)))
    read = run.layers(taught)  # with what the annotation tells, neither choice needs the weights of the other
    known, new = ([row for r, layers in some for row in chain_rows(r, layers)] for some in (read, pairs))
    run.write("chain", fit_chain(known, new))
    cues = (choice for r, layers in (*read, *pairs) for choice in cue_choices(r, layers))
    run.write("cue", fit_choices(cues, CUE_PENALTY))
    pairs = run.layers(held_out)
    run.write("speech", fit_yes_no(row for r, layers in pairs for row in speech_rows(r, layers)))
    pairs = run.layers(held_out)
    speech = Weights(run.weights["speech"])
    run.write("reported", fit_yes_no(row for r, layers in pairs for row in reported_rows(r, layers, speech)))
    pairs = run.layers(held_out)
    run.write("holder", fit_choices(c for r, layers in pairs for c in holder_choices(r, layers)))
    pairs = run.layers(held_out)
    run.write("employer", fit_choices(c for r, layers in pairs for c in employer_choices(r, layers)))
    pairs = run.layers(held_out)
    run.write("antecedent", fit_choices(c for r, layers in pairs for c in antecedent_choices(r, layers)))
    run.write("speaker", fit_speakers(run, held_out))
    run.write("confidence", _fit_confidence(run, held_out))


def fit_chain(known: Sequence[Row], new: Sequence[Row]) -> dict[str, float]:
    """Return the weights of one utterance, given rows of releases that the model knows and of new ones.

    All but the model's word is weighed on the ``known``; how far to trust that and the model, on the ``new``.
    """
    plain = fit_yes_no([(_of_model(features, False), right) for features, right in known], CHAIN_PENALTY)
    score = Weights(plain).score
    trust = fit_yes_no(
        ({"plain": score(features)} | _of_model(features, True), right) for features, right in new
    )
    share = trust.pop("plain", 1.0)
    return {name: round(share * weight, 4) for name, weight in plain.items()} | trust


def _of_model(features: Features, wanted: bool) -> Features:
    return {name: value for name, value in features.items() if name.endswith(MODEL) == wanted}


def fit_speakers(run: _Run, releases: Sequence[GoldRelease]) -> dict[str, float]:
    """Return the weights of the speakers."""
    antecedent, cues = Weights(run.weights["antecedent"]), Weights(run.weights["cue"])
    return fit_choices(
        choice
        for r, layers in run.layers(releases)
        for choice in speaker_choices(r, layers, antecedent, cues)
    )


def _fit_confidence(run: _Run, held_out: Sequence[GoldRelease]) -> dict[str, float]:
    """Fit the confidence on choices whose own weights have not seen the release.

    The speaker's weights are fitted anew without each fold, or the confidence would be that of choices on
    releases known by heart.
    """
    rows: list[Row] = []
    whole = run.weights["speaker"]
    for fold in range(FOLDS):
        rest = [r for i, r in enumerate(held_out) if i % FOLDS != fold]
        run.write("speaker", fit_speakers(run, rest))
        left_out = [r for i, r in enumerate(held_out) if i % FOLDS == fold]
        rows += [row for r, layers in run.layers(left_out) for row in confidence_rows(r, layers)]
    run.write("speaker", whole)
    return fit_yes_no(rows)


class _Run:
    """A pipeline whose weights change: each call of `layers` runs its stages with those written last.

    The tagger's scores do not depend on the weights and are kept.
    """

    def __init__(self, nlp: Language, path: Path) -> None:
        self.nlp = nlp
        self.path = path
        self.weights: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
        self._tagged: dict[str, Layers] = {}

    def layers(self, releases: Sequence[GoldRelease]) -> list[tuple[GoldRelease, Layers]]:
        """Return each release with the layers that the pipeline gives it."""
        return [(release, self._read(release)) for release in releases]

    def _read(self, release: GoldRelease) -> Layers:
        doc = self.nlp.make_doc(release.text)
        for name, component in self.nlp.pipeline:
            if name == "sayso_tagger":
                if release.path not in self._tagged:
                    self._tagged[release.path] = layers_of(component(doc))
                layers_of(doc).tags = self._tagged[release.path].tags
            else:
                doc = component(doc)
        return layers_of(doc)

    def write(self, choice: str, weights: dict[str, float]) -> None:
        """Put the weights of one choice in place."""
        self.weights[choice] = weights
        content = json.dumps(self.weights, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        self.path.write_text(content, encoding="utf-8")
        load_ranking.cache_clear()
