"""Whether words are a woman's or a man's: names, titles, *she* and *der Trainer*, forms of verbs.

Nobody's gender is told in a record. It only says whom words without a name mean: *uvedla ředitelka*, whose
verb and noun are feminine, is not Pavel Novák. What words tell is learned from annotated releases
(`sayso.training.genders`), for most by their ends: -ová, -ρια, -la.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from sayso.languages import LanguageData, language_data
from sayso.languages.match import phrases
from sayso.stages.tables import Table, read_table
from sayso.text import UNSPACED

# What a word is to the person: the first or last of a name, the word before it, one of what stands for it or
# says what it does, one of the cue of its speech.
Kind = Literal["first", "last", "before", "noun", "cue"]
LONGEST_END = 4
# No words make surer than this, in log-odds, not all that is known of a person.
SUREST = 4.0
# An honorific stands no further from its name, in characters.
NEAR_HONORIFIC = 12
# The word before a name is looked for so many characters back.
NEAR_NAME = 20
_PARTED = re.compile(r"[^\w\s]\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

Clue = tuple[Kind, str]


def gender_words(written: str) -> list[str]:
    """Return the words of a text as the table has them."""
    return [word.casefold() for word in _WORD.findall(written)]


def word_clues(kind: Kind, written: str) -> list[Clue]:
    """Return all words of a text as clues of one kind."""
    return [(kind, word) for word in gender_words(written)]


def name_clues(name: str) -> Iterator[Clue]:
    """Yield the clues in a name: one word alone is the last one."""
    found = gender_words(name)
    if len(found) > 1:
        yield "first", found[0]
    if found:
        yield "last", found[-1]


def mention_clues(text: str, start: int, end: int) -> Iterator[Clue]:
    """Yield the clues of a mention by name: those in the name, and the word before it in its clause."""
    yield from name_clues(text[start:end])
    before = text[max(0, start - NEAR_NAME) : start].rsplit("\n", 1)[-1]
    found = gender_words(before)
    if found and not _PARTED.search(before):
        yield "before", found[-1]


def told_by_honorifics(text: str, start: int, end: int, data: LanguageData) -> set[float]:
    """Return the log-odds that the honorifics beside a name make: Ms Berg, 山田女史."""
    before = text[max(0, start - NEAR_HONORIFIC) : start].rstrip()
    behind = text[end : end + NEAR_HONORIFIC].lstrip()
    titles = {SUREST: phrases(data.honorifics_feminine), -SUREST: phrases(data.honorifics_masculine)}
    return {
        odds
        for odds, pattern in titles.items()
        if any(match.end() == len(before) for match in pattern.finditer(before)) or pattern.match(behind)
    }


def told_by_given_names(names: Iterable[str], data: LanguageData) -> set[float]:
    """Return the log-odds that usual given names make: Anna Berg, 王丽娟."""
    listed = _listed(data.code)
    found = [gender_words(name) for name in names if " " in name or UNSPACED.search(name)]
    given = [words[-1 if data.given_name_last else 0] for words in found if words]
    return {listed[part] for word in given for part in _given_parts(word) if part in listed}


def _given_parts(word: str) -> Iterator[str]:
    """Yield what may be the given name in a word: all of it, or, in scripts without spaces, its end."""
    yield word
    if UNSPACED.search(word):
        yield from (word[-length:] for length in (2, 1) if length < len(word))


@cache
def _listed(code: str) -> Mapping[str, float]:
    """Return the log-odds of the given names of a language file."""
    names = language_data(code).given_names
    sides = ((SUREST, names.feminine), (-SUREST, names.masculine))
    return {name.casefold(): odds for odds, listed in sides for name in listed}


def told_of_names(told: set[float], names: Iterable[str], data: LanguageData) -> float | None:
    """Return the log-odds that somebody's honorifics and pronouns, ``told``, make, else their given names.

    None where nothing tells, or not all tell the same.
    """
    sure = told or told_by_given_names(names, data)
    return next(iter(sure)) if len(sure) == 1 else None


def told_by_pronoun(written: str, data: LanguageData) -> set[float]:
    """Return the log-odds that a pronoun makes, if it is one that means a woman, or a man."""
    genders = {SUREST: data.pronouns.feminine, -SUREST: data.pronouns.masculine}
    found = {odds for odds, words in genders.items() if phrases(words).fullmatch(written)}
    return found if len(found) == 1 else set()


def word_keys(word: str) -> Iterator[str]:
    """Yield the keys that a word is looked up by: itself, then its ends from the longest to the shortest."""
    yield word
    for length in range(min(LONGEST_END, len(word) - 1), 0, -1):
        yield f"-{word[-length:]}"


@dataclass(frozen=True)
class Genders:
    """Log-odds that a person is a woman rather than a man, by language, kind and key of a word."""

    table: Table

    def odds(self, language: str, clues: Iterable[Clue]) -> float:
        """Return the log-odds that all ``clues`` to one person make, 0 where nothing is known."""
        kinds = self.table.get(language, {})
        # In one order, lest the sum depend on that of a set, which differs between processes.
        total = sum(self._word(kinds.get(kind, {}), word) for kind, word in sorted(set(clues)))
        return max(-SUREST, min(SUREST, total))

    @staticmethod
    def _word(known: Mapping[str, float], word: str) -> float:
        return next((known[key] for key in word_keys(word) if key in known), 0.0)


def agreement(left: float, right: float) -> float:
    """Return how well two log-odds go together: the log-odds that they are of one gender; 0: no telling."""
    a, b = math.tanh(left / 2), math.tanh(right / 2)
    return math.log((1 + a * b) / (1 - a * b))


@cache
def load_genders(folder: Path) -> Genders:
    """Read the table that was learned with a model; raises `ModelError` if it is not there."""
    return Genders(read_table(folder / "genders.json"))
