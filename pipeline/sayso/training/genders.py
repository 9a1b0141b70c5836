"""Learn from annotated releases which words are a woman's and which a man's (`sayso.stages.genders`).

Pronouns, honorifics and usual given names tell the gender of some people; what else is said of those tells of
the words, the words tell of other people, and so on (expectation maximisation, Dempster et al. 1977). How far
each kind of word is believed in each language is measured on people whose words were not counted.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sayso.corpora.release import GoldRelease, Mark
from sayso.languages import language_data
from sayso.languages.match import without_elided
from sayso.stages.genders import (
    SUREST,
    Clue,
    Genders,
    Kind,
    load_genders,
    mention_clues,
    told_by_honorifics,
    told_by_pronoun,
    told_of_names,
    word_clues,
    word_keys,
)
from sayso.stages.ranking import logistic
from sayso.stages.tables import write_table

ROUNDS = 6
# Words go together, which their sum takes for new evidence each time: so much of it is believed.
TEMPERED = 0.7
# A word says something if so many people have it, the end of words if so many.
FEWEST, FEWEST_ENDS = 2, 6
# A key is kept if its log-odds are so far from those of the shorter key it would else be looked up by.
LEAST = 0.3
# How firmly it is held that a kind of words tells nothing.
DOUBT = 2.0
NEWTON_STEPS = 20
_OF_NAMES = frozenset({"first", "last"})


@dataclass(frozen=True)
class Described:
    """A person of a release: the words about them, and the log-odds of a woman where something tells them."""

    language: str
    clues: frozenset[Clue]
    told: float | None


def described_people(release: GoldRelease) -> Iterator[Described]:
    """Yield the people of a release with the clues to their gender.

    Words that tell it outright, and those beside them, are no clues: they would only repeat it.
    """
    data = language_data(release.language)
    people = {who for m in release.marks if m.tag == "persName" for who in m.pointers("ref")}
    clues: dict[str, set[Clue]] = {who: set() for who in people}
    told: dict[str, set[float]] = {who: set() for who in people}
    names: dict[str, set[str]] = {who: set() for who in people}
    speakers = {m.attributes["id"]: m.pointers("who") for m in release.marks if m.tag == "said"}
    for mark in release.marks:
        written = release.marked(mark)
        outright: set[float] = set()
        if mark.tag == "rs":
            outright = told_by_pronoun(written, data)
        elif mark.tag == "persName":
            outright = told_by_honorifics(release.text, mark.start, mark.end, data)
        for who in people.intersection(_whom(mark, speakers)):
            told[who] |= outright
            names[who] |= {written} if mark.tag == "persName" else set()
            clues[who].update(clue for clue in _clues(release, mark) if not outright or clue[0] in _OF_NAMES)
    for who in sorted(people):
        sure = told_of_names(told[who], names[who], data)
        yield Described(release.language, frozenset(clues[who]), sure)


def _whom(mark: Mark, speakers: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the people whom a mark is about."""
    if mark.tag in {"persName", "rs"}:
        return set(mark.pointers("ref"))
    if mark.tag == "roleName":
        return set(mark.pointers("corresp")[:1])
    if mark.tag == "seg":
        said = {who for piece in mark.pointers("corresp") for who in speakers.get(piece, ())}
        return said if len(said) == 1 else set()
    return set()


def _clues(release: GoldRelease, mark: Mark) -> Iterator[Clue]:
    if mark.tag == "persName":
        yield from mention_clues(release.text, mark.start, mark.end)
    else:
        bare = without_elided(release.marked(mark), language_data(release.language))
        yield from word_clues("cue" if mark.tag == "seg" else "noun", bare)


def learn_genders(releases: Iterable[GoldRelease]) -> Genders:
    """Return the log-odds of the words of annotated releases, each kind as far as it can be believed."""
    people = [person for release in releases for person in described_people(release)]
    told = [person for person in people if person.told is not None]
    counted = _counted(told, [_chance(Genders({}), person) for person in told])
    for _ in range(ROUNDS):
        chances = [_chance(counted, person) for person in people]
        counted = _counted(people, chances)
    beliefs = _beliefs(people, chances)
    table: dict[str, dict[str, dict[str, float]]] = {}
    for language, kinds in sorted(counted.table.items()):
        kept = {kind: _shortened(known, beliefs[language, kind]) for kind, known in sorted(kinds.items())}
        table[language] = {kind: known for kind, known in kept.items() if known}
    return Genders(table)


def _chance(genders: Genders, person: Described) -> float:
    """Return the probability of a woman by what tells it outright, else by all words."""
    if person.told is not None:
        return logistic(person.told)
    return logistic(TEMPERED * genders.odds(person.language, person.clues))


def _counted(people: Iterable[Described], chances: Iterable[float]) -> Genders:
    """Return the log-odds of each key by how many women and men have it, half of one added to both.

    Measured against how many of each the language's releases speak of, lest the more numerous become all.
    """
    everybody: dict[str, list[float]] = defaultdict(lambda: [1.0, 1.0])
    counts: dict[tuple[str, Kind, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for person, chance in zip(people, chances, strict=True):
        keys = {(person.language, kind, key) for kind, word in person.clues for key in word_keys(word)}
        for count in (everybody[person.language], *(counts[key] for key in keys)):
            count[0] += chance
            count[1] += 1 - chance
    table: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for (language, kind, key), (women, men) in counts.items():
        # Chances add up to people but for rounding.
        if women + men > (FEWEST_ENDS if key.startswith("-") else FEWEST) - 0.5:
            usual = math.log(everybody[language][0] / everybody[language][1])
            odds = math.log((women + 0.5) / (men + 0.5)) - usual
            table[language][kind][key] = max(-SUREST, min(SUREST, odds))
    return Genders(table)


def _beliefs(people: Sequence[Described], chances: Sequence[float]) -> dict[tuple[str, str], float]:
    """Return what to multiply the log-odds of a kind of words by, from 0 to 1, by language and kind.

    Each half of the people tells how much what was counted in the other says of them.
    """
    rows: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for half in (0, 1):
        counted = _counted(people[1 - half :: 2], chances[1 - half :: 2])
        for person in people[half::2]:
            if person.told is None:
                continue
            for kind in {kind for kind, _ in person.clues}:
                clues = [clue for clue in person.clues if clue[0] == kind]
                odds = counted.odds(person.language, clues)
                rows[person.language, kind].append((odds, logistic(person.told)))
    return defaultdict(float, {key: _belief(row) for key, row in rows.items()})


def _belief(rows: Sequence[tuple[float, float]]) -> float:
    """Return the weight of log-odds that predicts probabilities best (logistic regression)."""
    weight = 0.0
    for _ in range(NEWTON_STEPS):
        slope, bend = -DOUBT * weight, DOUBT
        for odds, right in rows:
            chance = logistic(weight * odds)
            slope += (right - chance) * odds
            bend += chance * (1 - chance) * odds * odds
        weight = max(0.0, min(1.0, weight + slope / bend))
    return weight


def _shortened(known: Mapping[str, float], belief: float) -> dict[str, float]:
    """Return the log-odds that are believed, without the keys that a shorter one says the same of."""
    kept: dict[str, float] = {}
    for key in sorted(known, key=lambda key: (not key.startswith("-"), len(key), key)):
        odds = round(belief * known[key], 1)
        shorter = [end for end in word_keys(key.lstrip("-")) if end != key]
        if abs(odds - next((kept[end] for end in shorter if end in kept), 0.0)) >= LEAST:
            kept[key] = odds
    return dict(sorted(kept.items()))


def write_genders(genders: Genders, path: Path) -> None:
    """Write the table for a model folder."""
    load_genders.cache_clear()
    write_table(genders.table, path)
