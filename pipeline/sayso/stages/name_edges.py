"""Where a name begins and ends, of what kind it is, and whether it is one: a ranked choice.

What the model marks, and what it is in doubt of without a mark, is the first guess. Words beside it that may
belong to it, words at its edges that may not, and other kinds that the model thinks possible make the other
options; named features and learned weights choose one of them, or none. What the model is sure of stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sayso.encoder.decode import TaggedSpan
from sayso.encoder.evidence import log_odds
from sayso.languages import LanguageData, language_data
from sayso.languages.match import phrases
from sayso.layers import Anatomy, Tags, layers_of, needed
from sayso.resources import model_folder
from sayso.stages.genders import told_by_given_names
from sayso.stages.names import fold
from sayso.stages.ranking import Weights, best_or_none, load_ranking
from sayso.stages.word_chances import (
    MAY_BELONG,
    Chances,
    Words,
    doubtful,
    other_beginnings,
    other_endings,
    words_of,
)
from sayso.text import UNSPACED, Stretch

if TYPE_CHECKING:
    from spacy.tokens import Doc

KINDS = ("person", "organisation", "place", "product", "event")
# A name whose words are all this sure, and that no word beside it may belong to, is not asked about.
SURE = 0.97
# Another kind is thought of from this mean probability on.
OTHER_KIND = 0.05
# Words that are no marked name may be one if the surest of them is this sure, and all of them this.
DOUBTFUL_SEED = 0.2
DOUBTFUL = 0.1
_ACRONYM = re.compile(r"[^\W\d_a-z]{2,}[\d-]*")
_OPENING = tuple("„“”«»\"‘‚'「『（([")
_CLOSING = tuple("“”»«\"’‘'」』）)]")


class Named(NamedTuple):
    """A stretch and what kind of name it is."""

    here: Stretch
    kind: str


@dataclass(frozen=True)
class NameScene:
    """One release as the choice of its names sees it."""

    words: Words
    tags: Tags
    anatomy: Anatomy
    data: LanguageData
    chances: dict[str, Chances] = field(default_factory=dict)

    @cached_property
    def names(self) -> list[Named]:
        """Return what the model marks, but roles."""
        spans = (span for span in self.tags.names if span.kind != "role")
        return [Named(Stretch(span.start, span.end), span.kind) for span in spans]

    @cached_property
    def titles(self) -> list[Stretch]:
        """Return the roles that the model marks."""
        return [Stretch(span.start, span.end) for span in self.tags.names if span.kind == "role"]

    @cached_property
    def alike(self) -> Counter[tuple[str, str]]:
        """Return how often each wording is marked as each kind."""
        return Counter((fold(self.written(name.here)), name.kind) for name in self.names)

    @cached_property
    def wordings(self) -> Counter[str]:
        """Return how often each wording is marked."""
        return Counter(fold(self.written(name.here)) for name in self.names)

    @cached_property
    def longer(self) -> dict[str, list[str]]:
        """Return the wordings of each kind that have several words, with spaces around."""
        found: dict[str, list[str]] = {}
        for wording, kind in self.alike:
            if " " in wording:
                found.setdefault(kind, []).append(f" {wording} ")
        return found

    @cached_property
    def lexicon(self) -> dict[str, re.Pattern[str]]:
        """Return what the language file knows of names: patterns to find in one."""
        return {
            "legal form": phrases(self.data.legal_forms, case=True),
            "organisation noun": phrases(self.data.organisation_nouns),
            "a role noun": phrases(self.data.roles.nouns),
        }

    @cached_property
    def kind_words(self) -> re.Pattern[str]:
        """Return what finds words for a kind of organisation: company, association."""
        return phrases(self.data.nominals.organisation)

    @cached_property
    def articles(self) -> frozenset[str]:
        """Return the articles, in lower case."""
        return frozenset(entry.lower() for entry in self.data.nominals.articles)

    @cached_property
    def links(self) -> frozenset[str]:
        """Return the words that lead from a title to where it is held, in lower case."""
        return frozenset(entry.lower() for entry in self.data.roles.of)

    def written(self, here: Stretch) -> str:
        """Return the text of a stretch."""
        return self.words.text[here.start : here.end]

    def section(self, here: Stretch) -> str:
        """Return the kind of the section that a stretch stands in."""
        return next((s.kind for s in self.anatomy.sections if s.start <= here.start < s.end), "body")


def name_scene(tags: Tags, anatomy: Anatomy, data: LanguageData) -> NameScene:
    """Return what the choice of names sees of a release."""
    words = words_of(tags.evidence)
    return NameScene(words, tags, anatomy, data, {kind: words.chances(kind) for kind in KINDS})


def choose_names(scene: NameScene, weights: Weights) -> tuple[TaggedSpan, ...]:
    """Return the names and roles of a release in text order, none overlapping another name."""
    scores = {Stretch(span.start, span.end): span.score for span in scene.tags.names}
    found: list[TaggedSpan] = []
    for guess, options in questions(scene):
        chosen: Named | None = guess
        score = scores.get(guess.here, 0.0)
        if options:
            best, chances = best_or_none(weights, name_features(scene, guess, options))
            chosen = options[best] if chances[best] >= chances[-1] else None
            score = max(score, chances[best])
        if chosen and not (found and chosen.here.start < found[-1].end):
            found.append(TaggedSpan(chosen.kind, *chosen.here, score))
    roles = (span for span in scene.tags.names if span.kind == "role")
    return tuple(sorted([*found, *roles], key=lambda span: (span.start, span.end)))


def questions(scene: NameScene) -> list[tuple[Named, list[Named]]]:
    """Return each guess in text order with the names that it may be; none for one that is sure."""
    taken = {
        number
        for here in (*(name.here for name in scene.names), *scene.titles)
        for number in scene.words.numbers(here)
    }
    asked = [(name, name_options(scene, name)) for name in scene.names]
    for kind in KINDS:
        for here in doubtful(scene.words, scene.chances[kind], taken, DOUBTFUL_SEED, DOUBTFUL):
            guess = Named(here, kind)
            asked.append((guess, name_options(scene, guess) or [guess]))
            taken.update(scene.words.numbers(here))
    return sorted(asked, key=lambda each: each[0].here)


def name_options(scene: NameScene, guess: Named) -> list[Named]:
    """Return the names that a guess may be, itself first; none if there is no doubt."""
    words, chances = scene.words, scene.chances[guess.kind]
    inside = words.numbers(guess.here)
    if not inside or _is_sure(chances, inside):
        return []
    starts = [guess.here.start, *(words.spans[n].start for n in other_beginnings(words, chances, inside))]
    ends = [guess.here.end, *(words.spans[n].end for n in other_endings(words, chances, inside))]
    pairs = dict.fromkeys(Stretch(start, end) for start in starts for end in ends if start < end)
    kinds = [kind for kind in KINDS if kind != guess.kind and _mean(scene, kind, inside) >= OTHER_KIND]
    return [*(Named(pair, guess.kind) for pair in pairs), *(Named(guess.here, kind) for kind in kinds)]


def _is_sure(chances: Chances, inside: range) -> bool:
    around = chances.within[max(0, inside.start - 1) : inside.stop + 1]
    sure = sum(chance >= SURE for chance in around[inside.start > 0 :][: len(inside)]) == len(inside)
    return sure and sum(chance >= MAY_BELONG for chance in around) == len(inside)


def _mean(scene: NameScene, kind: str, inside: range) -> float:
    sums = scene.chances[kind].sums
    return (sums[inside.stop] - sums[inside.start]) / max(1, len(inside))


def name_features(scene: NameScene, guess: Named, options: Sequence[Named]) -> list[dict[str, float]]:
    """Return the named features of each name that a guess may be, and of no name."""
    inside = scene.words.numbers(guess.here)
    surest = max((scene.chances[guess.kind].within[number] for number in inside), default=0.0)
    marked = guess in scene.names
    none = {"none": 1.0, "none: marked": float(marked), "none: surest word": log_odds(surest)}
    none |= {f"none, {guess.kind}": 1.0}
    return [*(_features(scene, guess, option, marked) for option in options), none]


def _features(scene: NameScene, guess: Named, option: Named, marked: bool) -> dict[str, float]:
    words, chances, text = scene.words, scene.chances[option.kind], scene.words.text
    here, kind = option
    inside = words.numbers(here)
    within = chances.within
    first = min(inside.start, len(within) - 1)
    last = max(first, inside.stop - 1)
    before = within[first - 1] if words.neighbours(first - 1, first) else 0.0
    after = within[last + 1] if words.neighbours(last, last + 1) else 0.0
    model = {
        "model": log_odds(_mean(scene, kind, inside)),
        "model: first word": log_odds(within[first]),
        "model: first word begins": log_odds(chances.begins[first]),
        "model: last word": log_odds(within[last]),
        "model: word before": log_odds(before),
        "model: word after": log_odds(after),
        "model: another begins": max((chances.begins[number] for number in inside[1:]), default=0.0),
        "as marked": float(marked and option == guess),
        "other kind": float(kind != guess.kind),
        "wider": float(here.start < guess.here.start or here.end > guess.here.end),
    }
    looks = _looks(scene, here, kind) | _around(scene, here)
    if UNSPACED.search(text, here.start, here.end):
        looks |= {f"unspaced: {name}": value for name, value in looks.items() if value}
    return model | {f"{kind}": 1.0} | {f"{kind}: {name}": value for name, value in looks.items() if value}


def _looks(scene: NameScene, here: Stretch, kind: str) -> dict[str, float]:
    written = scene.written(here)
    wording = fold(written)
    again = scene.alike[wording, kind]
    found = {name: float(pattern.search(written) is not None) for name, pattern in scene.lexicon.items()}
    return found | {
        "a kind word alone": float(scene.kind_words.fullmatch(written) is not None),
        "given name": float(bool(told_by_given_names([written], scene.data))),
        "acronym": float(_ACRONYM.fullmatch(written) is not None),
        "one word": float(" " not in written),
        "begins small": float(written[:1].islower()),
        "ends small": float(written.split()[-1][:1].islower()) if written.split() else 0.0,
        "digit": float(any(character.isdigit() for character in written)),
        "capitals": float(written.isupper() and len(written) > 5),
        "alike": min(3.0, again) / 3,
        "alike, other kind": min(3.0, scene.wordings[wording] - again) / 3,
        "part of a longer one": float(any(f" {wording} " in longer for longer in scene.longer.get(kind, ()))),
        "mark inside": float("," in written[:-1]),
    }


def _around(scene: NameScene, here: Stretch) -> dict[str, float]:
    text, evidence = scene.words.text, scene.words.evidence
    ahead, behind = text[max(0, here.start - 30) : here.start], text[here.end : here.end + 3]
    line = ahead[ahead.rfind("\n") + 1 :]
    word = re.split(r"[\s(]", line.rstrip())[-1].lower()
    section = scene.section(here)
    return {
        "article before": float(word in scene.articles),
        "link before": float(word in scene.links),
        "quoted": float(ahead.endswith(_OPENING) and behind.startswith(_CLOSING)),
        "title before": float(any(0 <= here.start - title.end <= 3 for title in scene.titles)),
        "title behind": float(any(0 <= title.start - here.end <= 3 for title in scene.titles)),
        "comma before": float(line.endswith((", ", "，", "、"))),
        "line begins": float(not line),
        "line ends": float(behind.startswith("\n") or here.end == len(text)),
        "bracketed": float(ahead.endswith(("(", "（")) and behind.startswith((")", "）"))),
        "headline": float(section in {"headline", "subhead"}),
        "contact": float(section == "contact"),
        "boilerplate": float(section == "boilerplate"),
        "speaker": evidence.mean(evidence.speaker, here),
        "issuer": evidence.mean(evidence.issuer, here),
    }


class NameChooser:
    """The component `sayso_names`: chooses among the names of the layer `tags`."""

    def __init__(self, model: str) -> None:
        self.folder: Path = model_folder(model)

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its names chosen; raises `MissingLayer` if a layer before is not set."""
        layers = layers_of(doc)
        language, anatomy = needed(layers.language, "language"), needed(layers.anatomy, "anatomy")
        tags = needed(layers.tags, "tags")
        if not tags.borrowed:
            scene = name_scene(tags, anatomy, language_data(language.code))
            layers.tags = replace(tags, names=choose_names(scene, load_ranking(self.folder).name))
        return doc
