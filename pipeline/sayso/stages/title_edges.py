"""Where a job title begins and ends, and whether it is one: a ranked choice.

What the model marks is the first guess (`titles`). Words beside it that the model is not sure to be outside,
and words at its edges that it is not sure of, make other guesses, and so does every joiner inside. Named
features and learned weights choose one of them, or none; what is left behind it may be a title of its own.
Where the model marks nothing but is in doubt, the doubtful words are the guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from sayso.encoder.evidence import log_odds
from sayso.languages import LanguageData
from sayso.languages.match import elided
from sayso.layers import Tags
from sayso.stages.ranking import Weights, best_or_none
from sayso.stages.titles import LONGEST_LINK, find_titles, is_role_noun
from sayso.stages.word_chances import Chances, Words, doubtful, other_beginnings, other_endings, words_of
from sayso.text import UNSPACED, Stretch

# Words that are no marked title may be one if the surest of them is this sure, and all of them this.
DOUBTFUL_SEED = 0.15
DOUBTFUL = 0.1
# How far around a title a person is near, in characters.
AROUND = 60
SHORTEST_REST = 2
_FORMER = re.compile(r"(?:ex|eks|екс|oud)[-‑](?=\w)|前(?![台端线線])|元(?![首帅帥])", re.IGNORECASE)


@dataclass(frozen=True)
class Guess:
    """What may be a title; ``marked`` says that the model marks it, ``joined`` what follows it closely."""

    here: Stretch
    marked: bool
    joined: Stretch | None = None


@dataclass(frozen=True)
class TitleScene:
    """One release as the search for titles sees it."""

    words: Words
    chances: Chances
    tags: Tags
    data: LanguageData

    @cached_property
    def people(self) -> list[Stretch]:
        """Return the names of people."""
        return [Stretch(n.start, n.end) for n in self.tags.names if n.kind == "person"]

    @cached_property
    def bodies(self) -> list[Stretch]:
        """Return the names of organisations and places."""
        return [Stretch(n.start, n.end) for n in self.tags.names if n.kind in ("organisation", "place")]

    @cached_property
    def links(self) -> frozenset[str]:
        """Return the words that lead from a title to what follows it, in lower case."""
        return frozenset(word.lower() for word in (*self.data.roles.of, *self.data.nominals.articles))

    @cached_property
    def joiners(self) -> frozenset[str]:
        """Return the words that join two titles, in lower case."""
        return frozenset(word.lower() for word in self.data.roles.joiners)

    @cached_property
    def named_before_a_hyphen(self) -> re.Pattern[str]:
        """Return what finds an organisation joined to a title, by its name or the first word of it."""
        names = [self.words.text[n.start : n.end] for n in self.tags.names if n.kind == "organisation"]
        forms = {form for name in names for form in (name, *name.split()[:1])}
        return re.compile(rf"(?:{_any_of(sorted(forms, key=len, reverse=True))})[-‑](?=\w)")

    def in_a_person(self, number: int) -> bool:
        """Say whether a word is in a person's name."""
        here = self.words.spans[number]
        return any(name.start < here.end and here.start < name.end for name in self.people)


def title_scene(tags: Tags, data: LanguageData) -> TitleScene:
    """Return what the search for titles sees of a release."""
    words = words_of(tags.evidence)
    return TitleScene(words, words.chances("role"), tags, data)


def choose_titles(tags: Tags, data: LanguageData, weights: Weights) -> tuple[Stretch, ...]:
    """Return the titles of a release in text order."""
    scene = title_scene(tags, data)
    found: list[Stretch] = []
    waiting = guesses(scene)[::-1]
    while waiting:
        guess = waiting.pop()
        if found and guess.here.start < found[-1].end:
            continue
        options = title_options(scene, guess)
        best, chances = best_or_none(weights, title_features(scene, guess, options))
        if chances[best] < chances[-1]:
            continue
        found.append(without_prefix(scene, options[best]))
        more = rest(scene, guess, options[best])
        if more:
            waiting.append(more)
    return tuple(found)


def guesses(scene: TitleScene) -> list[Guess]:
    """Return what may be a title, in text order."""
    marked = find_titles(scene.words.text, scene.tags, scene.data)
    found = [Guess(here, True, after) for here, after in zip_longest(marked, marked[1:])]
    taken = {number for here in marked for number in scene.words.numbers(here)}
    found += (
        Guess(here, False) for here in doubtful(scene.words, scene.chances, taken, DOUBTFUL_SEED, DOUBTFUL)
    )
    return sorted(found, key=lambda guess: guess.here)


def title_options(scene: TitleScene, guess: Guess) -> list[Stretch]:
    """Return the stretches that a guess may be, the guess first."""
    words, spans = scene.words, scene.words.spans
    inside = words.numbers(guess.here)
    if not inside:
        return [Stretch(_behind_article(scene, *guess.here), guess.here.end)]
    starts = [
        guess.here.start,
        *(spans[n].start for n in other_beginnings(words, scene.chances, inside)),
    ]
    ends = [guess.here.end, *(spans[n].end for n in _endings(scene, inside))]
    if guess.joined and _joins(scene, guess):
        ends.append(guess.joined.end)
    bare = dict.fromkeys(_behind_article(scene, start, guess.here.end) for start in starts)
    return list(dict.fromkeys(Stretch(start, end) for start in bare for end in ends if start < end))


def _behind_article(scene: TitleScene, start: int, end: int) -> int:
    """Return where a title begins behind an article that has lost its vowel to it: l'avvocata."""
    article = elided(scene.data.nominals.articles).match(scene.words.text, start, end)
    return article.end() if article else start


def without_prefix(scene: TitleScene, title: Stretch) -> Stretch:
    """Return a title without what is joined to it: ex-ministre, 前总裁, the organisation in LBV-Präsident."""
    start = title.start
    for prefix in (_FORMER, scene.named_before_a_hyphen):
        found = prefix.match(scene.words.text, start, title.end)
        start = found.end() if found else start
    return Stretch(start, title.end)


def _any_of(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words)) or "(?!)"


def _joins(scene: TitleScene, guess: Guess) -> bool:
    assert guess.joined
    gap = scene.words.text[guess.here.end : guess.joined.start]
    between = any(guess.here.end <= name.start < guess.joined.start for name in scene.people)
    return len(gap) <= LONGEST_LINK and "\n" not in gap and not between


def _endings(scene: TitleScene, inside: range) -> Iterator[int]:
    words = scene.words
    yield from other_endings(words, scene.chances, inside)
    for number in inside[1:-1]:
        parts = not words.written(number)[:1].isalnum() or words.written(number).lower() in scene.joiners
        if parts and words.written(number - 1)[-1:].isalnum():
            yield number - 1


def rest(scene: TitleScene, guess: Guess, title: Stretch) -> Guess | None:
    """Return what a title leaves of a guess behind it and what joins the two, if that may be another."""
    words = scene.words
    for number in words.numbers(Stretch(title.end, guess.here.end)):
        word, start = words.written(number), words.spans[number].start
        if word[:1].isalnum() and word.lower() not in scene.joiners:
            here = Stretch(start, guess.here.end)
            return Guess(here, guess.marked, guess.joined) if here.end - start >= SHORTEST_REST else None
    return None


def title_features(scene: TitleScene, guess: Guess, options: Sequence[Stretch]) -> list[dict[str, float]]:
    """Return the named features of each stretch as a title, and of no title."""
    inside = scene.words.numbers(guess.here)
    surest = max((scene.chances.within[number] for number in inside), default=0.0)
    near = any(
        name.start - AROUND < guess.here.end and guess.here.start < name.end + AROUND for name in scene.people
    )
    none = {
        "none": 1.0,
        "none: marked": float(guess.marked),
        "none: surest word": log_odds(surest),
        "none: a person near": float(near),
        "none: a role noun": float(any(_is_noun(scene, number) for number in inside)),
    }
    hull = Stretch(min(each.start for each in options), max(each.end for each in options))
    every = scene.words.numbers(hull)
    mass = scene.chances.sums[every.stop] - scene.chances.sums[every.start]
    return [*(_features(scene, guess, option, mass) for option in options), none]


def _is_noun(scene: TitleScene, number: int) -> bool:
    return is_role_noun(scene.words.written(number), scene.data.code)


def _beside(scene: TitleScene, number: int, edge: int) -> float:
    """Return how sure the model is of the word beside an edge; 0 behind a name, a mark or a line end."""
    if not scene.words.neighbours(*sorted((number, edge))) or scene.in_a_person(number):
        return 0.0
    return scene.chances.within[number]


def _features(scene: TitleScene, guess: Guess, option: Stretch, mass: float) -> dict[str, float]:
    words, text = scene.words, scene.words.text
    inside = words.numbers(option)
    chances = scene.chances.within
    first = min(inside.start, len(chances) - 1)
    last = max(first, inside.stop - 1)
    total = scene.chances.sums[inside.stop] - scene.chances.sums[inside.start]
    count = max(1, len(inside))
    before = _beside(scene, first - 1, first)
    after = _beside(scene, last + 1, last)
    ahead, behind = text[max(0, option.start - 2) : option.start], text[option.end : option.end + 2]
    next_word = words.written(last + 1).lower() if last + 1 < len(chances) else ""
    last_word = words.written(last).lower()
    nouns = [number for number in inside if _is_noun(scene, number)]
    joined = [n for n in inside[1:-1] if words.written(n).lower() in scene.joiners]
    features = {
        "model: first word": log_odds(chances[first]),
        "model: first word begins": log_odds(scene.chances.begins[first]),
        "model: last word": log_odds(chances[last]),
        "model: word before": log_odds(before),
        "model: word after": log_odds(after),
        "model: title": log_odds(total / count),
        "model: another begins": max((scene.chances.begins[number] for number in inside[1:]), default=0.0),
        "model: left out": min(3.0, mass - total),
        "as marked": float(guess.marked and option == guess.here),
        "wider": float(option.start < guess.here.start or option.end > guess.here.end),
        "no role noun": float(not nouns),
        "role noun first": float(first in nouns),
        "role noun last": float(last in nouns),
        "ends with a link": float(last_word in scene.links or last_word in scene.joiners),
        "link behind": float(next_word in scene.links),
        "joiner behind": float(next_word in scene.joiners),
        "joiner between nouns": float(any(nouns and nouns[0] < n < nouns[-1] for n in joined)),
        "joiner inside": float(bool(joined)),
        "body inside": float(any(option.start <= b.start and b.end <= option.end for b in scene.bodies)),
        "cuts a name": float(
            any(b.start < option.end < b.end or b.start < option.start < b.end for b in scene.bodies)
        ),
        "person behind": float(any(0 <= p.start - option.end <= 2 for p in scene.people)),
        "person before": float(any(0 <= option.start - p.end <= 3 for p in scene.people)),
        "comma before": float(ahead.rstrip(" ").endswith((",", "，", "、"))),
        "comma behind": float(behind.startswith((",", "，", "、"))),
        "line begins": float(ahead.endswith("\n") or option.start == 0),
        "line ends": float(behind.startswith("\n") or option.end == len(text)),
        "mark inside": float(any(not words.written(n)[:1].isalnum() for n in inside[1:-1])),
        "words": min(8.0, count) / 4,
    }
    if UNSPACED.search(text, option.start, option.end):
        keep = (
            "model: first word",
            "model: last word",
            "as marked",
            "role noun last",
            "words",
            "body inside",
        )
        features |= {f"unspaced: {name}": features[name] for name in keep}
    return features
