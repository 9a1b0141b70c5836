"""Learn the weights of the ranked choices, in the order in which each needs those before it.

They are learned from releases that the tagging network has not seen: on its own training text it is surer of
itself than it is elsewhere, and the weights would learn to trust it too much. So each part of the training
split is tagged by a network that was trained on the others (stacking, Wolpert 1992). How sure one may be of a
quote and its speaker is learned from those and from the dev split, which weighs as much: networks of half the
releases are worse than the shipped one, which is better on dev, where settings were chosen, than elsewhere.
What is speech of all that stands in marks is learned from both too.

Weights that are there can go on from releases that their network has not seen, held near to where they were.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import torch
from torch import Tensor

from sayso.corpora.tei import GoldRelease
from sayso.errors import ConfigError
from sayso.layers import Layers, Tags, layers_of, needed
from sayso.pipeline import load
from sayso.stages.affinities import Affinities, load_affinities
from sayso.stages.genders import Genders, load_genders
from sayso.stages.ranking import Ranking, Weights, load_ranking
from sayso.training.affinities import count_affinities, write_affinities
from sayso.training.choices import (
    Choice,
    Features,
    Row,
    antecedent_choices,
    confidence_rows,
    cue_choices,
    employer_choices,
    holder_choices,
    issuer_choices,
    name_choices,
    speaker_choices,
    title_choices,
)
from sayso.training.epochs import first_windows
from sayso.training.export import EXAMPLE_TOKENS, export
from sayso.training.genders import learn_genders, write_genders
from sayso.training.loop import fold_run
from sayso.training.releases import fold_of, read_releases
from sayso.training.settings import TrainSettings
from sayso.training.speech_choices import (
    chain_rows,
    going_on_rows,
    reported_choices,
    speech_rows,
    unmarked_choices,
)

if TYPE_CHECKING:
    from spacy.language import Language

# Right choices on dev, in %, with 0.002, 0.0001 and 0.00003: speakers 96.4, 96.5, 96.5; one utterance or two
# 96.6, 98.5, 98.5; cues 97.9, 98.4, 98.4; employers 86.8, 86.5, 86.5.
PENALTY = 0.0001
# How firmly weights that go on are held. Right choices on dev, in %, before they went on from 384 hard
# releases, and with 0.003, 0.01, 0.05, 0.1: speakers 96.9, 96.8, 96.9, 97.0, 97.0; employers 88.5, 88.9,
# 89.1, 89.2, 88.9; titles 91.2, 90.8, 91.4, 91.6, 91.6; names 74.9, 72.8, 73.3, 73.9, 74.2.
HELD = 0.05
# What is speech depends on how hard texts are, so that hard ones and dev weigh in together, less firmly held.
# Wrong of 705 quoted stretches on dev, of 934 in 192 hard releases, of 347 in others, all held out, before:
# 8, 46, 22; with 0.002: 9, 33, 13; with 0.01: 9, 33, 16; with 0.05: 9, 37, 19.
HELD_SPEECH = 0.002
TAGGER = "sayso_tagger"

Tagged = tuple[GoldRelease, Tags]
Taught = TypeVar("Taught", Choice, Row)


def fit_choices(choices: Iterable[Choice], start: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return weights that maximise the softmax probability of the right options (conditional logit).

    Those that are there, ``start``, are gone on from, and held near to; new ones are free.
    """
    taught = [choice for choice in choices if any(choice.right) and not all(choice.right)]
    if not taught:
        return dict(start or {})
    named = {name for choice in taught for option in choice.options for name in option}
    names = sorted(named.union(start or ()))
    table = _table([option for choice in taught for option in choice.options], names)
    most = max(len(choice.options) for choice in taught)
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

    return _minimise(loss, names, start)


def fit_yes_no(
    rows: Iterable[Row], start: Mapping[str, float] | None = None, held: float = HELD
) -> dict[str, float]:
    """Return the weights of a logistic regression; those of ``start`` are gone on from, ``held`` near to."""
    pairs = list(rows)
    if not pairs:
        return dict(start or {})
    names = sorted({name for features, _ in pairs for name in features}.union(start or ()))
    table = _table([features for features, _ in pairs], names)
    target = torch.tensor([right for _, right in pairs], dtype=torch.float64)

    def loss(weights: Tensor) -> Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(table @ weights, target)

    return _minimise(loss, names, start, held)


def _table(rows: Sequence[Features], names: Sequence[str]) -> Tensor:
    return torch.tensor([[row.get(name, 0.0) for name in names] for row in rows], dtype=torch.float64)


def _minimise(
    loss: Callable[[Tensor], Tensor],
    names: Sequence[str],
    start: Mapping[str, float] | None,
    held: float = HELD,
) -> dict[str, float]:
    known = start or {}
    near = torch.tensor([known.get(name, 0.0) for name in names], dtype=torch.float64)
    penalty = torch.tensor([held if name in known else PENALTY for name in names], dtype=torch.float64)
    weights = near.clone().requires_grad_()
    optimiser = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        value = loss(weights) + (penalty * (weights - near).pow(2)).sum()
        value.backward()
        return value

    optimiser.step(closure)
    return {name: round(value, 4) for name, value in zip(names, weights.tolist(), strict=True)}


def rank_model(settings: TrainSettings, run: Path, folder: Path) -> None:
    """Learn the weights of the exported model in ``folder`` on the gold corpus of its training config.

    With folds, anew: the networks of ``run`` that have not seen a fold are exported beside their checkpoints,
    to tag it. Without, the weights that are there go on from the dev split, which the model has not seen.
    """
    path = folder / "ranking.json"
    if settings.paths.gold is None or (settings.gold.folds < 2 and not path.exists()):
        raise ConfigError(
            "the weights of ranked choices need annotated releases (paths.gold), and networks that have not"
            f" seen them (gold.folds, at least 2) or weights to go on from ({path})"
        )
    gold = Path(settings.paths.gold)
    if settings.gold.folds < 2:
        nlp = load(model=folder)
        pairs, words = load_affinities(folder), load_genders(folder)
        own = tagged(nlp, read_releases(gold, "dev"))
        fit_ranking(nlp, own, (), path, lambda _: pairs, lambda _: words, further=True)
        return
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    weights = {choice.name: known.get(choice.name, {}) for choice in fields(Ranking)}
    path.write_text(json.dumps(weights), encoding="utf-8")
    releases = list(read_releases(gold, "train"))
    write_affinities(count_affinities(releases), folder / "affinities.json")
    write_genders(learn_genders(releases), folder / "genders.json")
    examples = first_windows(settings, run / "tokenizer.json", EXAMPLE_TOKENS)
    learned: list[Tagged] = []
    pairs_of: dict[int, Affinities] = {}
    words_of: dict[int, Genders] = {}
    for fold in range(settings.gold.folds):
        part = fold_run(run, fold)
        model = part / "model"
        export(part, model, part.name, window=settings.training.window, examples=examples)
        for name in ("ranking.json", "affinities.json", "genders.json"):
            shutil.copy(folder / name, model / name)
        others = [r for r in releases if fold_of(r, settings.gold.folds) != fold]
        pairs_of[fold], words_of[fold] = count_affinities(others), learn_genders(others)
        learned += tagged(load(model=model), [r for r in releases if fold_of(r, settings.gold.folds) == fold])
    nlp = load(model=folder)
    dev = tagged(nlp, read_releases(gold, "dev"))
    fold_of_each = partial(fold_of, folds=settings.gold.folds)
    fit_ranking(
        nlp,
        learned,
        dev,
        path,
        lambda release: pairs_of[fold_of_each(release)],
        lambda release: words_of[fold_of_each(release)],
    )


def tagged(nlp: Language, releases: Iterable[GoldRelease]) -> list[Tagged]:
    """Return releases with what a model marks in them."""
    pairs = []
    for release in releases:
        doc = nlp.make_doc(release.text)
        for name, component in nlp.pipeline:
            doc = component(doc)
            if name == TAGGER:
                break
        pairs.append((release, needed(layers_of(doc).tags, TAGGER)))
    return pairs


def fit_ranking(
    nlp: Language,
    learned: Sequence[Tagged],
    dev: Sequence[Tagged],
    path: Path,
    affinities: Callable[[GoldRelease], Affinities],
    genders: Callable[[GoldRelease], Genders],
    further: bool = False,
) -> None:
    """Learn all weights in turn, each with those before it in place, and write them to ``path``.

    ``learned`` are releases with the tags of networks that have not seen them, ``dev`` others with the tags
    of the network that is shipped, ``affinities`` and ``genders`` return the tables in which a release is not
    counted. If ``further``, the weights at ``path`` are gone on from, but those of confidence, which would be
    learned from texts that are harder than most.
    """
    run = _Run(nlp, path, further)
    run.choose("name", run.rows(name_choices, learned, before="sayso_names"))
    run.choose("issuer", run.rows(issuer_choices, learned))
    run.decide("chain", run.rows(chain_rows, learned))
    run.choose("cue", run.rows(cue_choices, learned))
    run.decide("speech", run.rows(speech_rows, [*learned, *dev]), HELD_SPEECH)
    speech = Weights(run.weights["speech"])
    run.choose("unmarked", run.rows(partial(unmarked_choices, speech=speech), learned))
    unmarked = Weights(run.weights["unmarked"])
    pieces = partial(reported_choices, speech=speech, unmarked_speech=unmarked)
    run.choose("reported", run.rows(pieces, learned))
    clauses = Weights(run.weights["reported"])
    going_on = partial(going_on_rows, speech=speech, unmarked_speech=unmarked, clauses=clauses)
    run.decide("going_on", run.rows(going_on, learned))
    run.choose("title", run.rows(title_choices, learned, before="sayso_roles"))
    title = Weights(run.weights["title"])
    run.choose("holder", run.rows(partial(holder_choices, title=title), learned))
    employers = partial(employer_choices, title=title, affinities=affinities)
    run.choose("employer", run.rows(employers, learned))
    run.choose("antecedent", run.rows(partial(antecedent_choices, genders=genders), learned))
    antecedent, cues = Weights(run.weights["antecedent"]), Weights(run.weights["cue"])
    speakers = partial(speaker_choices, antecedent=antecedent, cues=cues, genders=genders)
    run.choose("speaker", run.rows(speakers, learned))
    if not further:
        rows, own = run.rows(confidence_rows, learned), run.rows(confidence_rows, dev)
        run.decide("confidence", [*rows, *own * (len(rows) // max(1, len(own)))])


class _Run:
    """A pipeline whose weights change: its stages run with those written last, on tags that stay."""

    def __init__(self, nlp: Language, path: Path, further: bool) -> None:
        self.nlp = nlp
        self.path = path
        self.further = further
        self.weights: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))

    def rows(
        self,
        made: Callable[[GoldRelease, Layers], Iterator[Taught]],
        releases: Sequence[Tagged],
        before: str | None = None,
    ) -> list[Taught]:
        """Return what releases say of a choice, by the layers ``before`` a component, or by all."""
        pairs = ((release, self._layers(release, tags, before)) for release, tags in releases)
        return [row for release, layers in pairs for row in made(release, layers)]

    def choose(self, name: str, choices: Sequence[Choice]) -> None:
        """Learn a choice among options, and put its weights in place."""
        self._write(name, fit_choices(choices, self.weights[name] if self.further else None))

    def decide(self, name: str, rows: Sequence[Row], held: float = HELD) -> None:
        """Learn a yes or no, and put its weights in place."""
        self._write(name, fit_yes_no(rows, self.weights[name] if self.further else None, held))

    def _layers(self, release: GoldRelease, tags: Tags, before: str | None = None) -> Layers:
        doc = self.nlp.make_doc(release.text)
        for name, component in self.nlp.pipeline:
            if name == before:
                break
            if name == TAGGER:
                layers_of(doc).tags = tags
            else:
                doc = component(doc)
        return layers_of(doc)

    def _write(self, choice: str, weights: dict[str, float]) -> None:
        self.weights[choice] = weights
        content = json.dumps(self.weights, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        self.path.write_text(content, encoding="utf-8")
        load_ranking.cache_clear()
