"""The job titles of a release, each whole: Präsident des Verwaltungsrats, Head of Sales and Marketing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from sayso.languages import LanguageData, language_data
from sayso.languages.match import phrases
from sayso.layers import Tags
from sayso.text import UNSPACED, Stretch

# Linking words between two parts of one title are no longer than this.
LONGEST_LINK = 16
# A role noun that ends a compound has so many letters.
SHORTEST_HEAD = 5
_WORD = re.compile(r"[^\W_](?:[^\s,;:]*[^\W_][.)）]*|\.)?")
# What parts two titles where words have no spaces between: 主任、研究馆员, 社長兼技師長, 会長で作家.
# But 兼职教授 is one.
_PARTING = re.compile(r"、|(?<=..)で(?=..)|(?<=..)\s?兼\s?(?=[^职職任])")


def find_titles(text: str, tags: Tags, data: LanguageData) -> tuple[Stretch, ...]:
    """Return the roles in text order: parts of one title joined, nothing at the edges that is no title."""
    joined: list[Stretch] = []
    for span in tags.names:
        if span.kind != "role":
            continue
        here = Stretch(span.start, span.end)
        if joined and _one_title(text, joined[-1], here, tags, data):
            here = Stretch(joined.pop().start, here.end)
        joined.append(here)
    joiner = phrases((*data.roles.joiners, *data.roles.of, *data.nominals.articles))
    trimmed = (_without_edges(text, part, joiner) for title in joined for part in _parted(text, title, data))
    return tuple(title for title in trimmed if title is not None)


def _one_title(text: str, left: Stretch, right: Stretch, tags: Tags, data: LanguageData) -> bool:
    """Say whether two marked parts are one title: Präsident des Verwaltungsrats, Head of Sales and Marketing.

    Behind a joiner a role noun begins another title: founder and CEO.
    """
    gap = text[left.end : right.start]
    if len(gap) > LONGEST_LINK or any(left.end <= name.start < right.start for name in tags.names):
        return False
    if "\n\n" in gap:
        return False
    last = _WORD.findall(text, left.start, left.end)[-1:]
    if not gap.strip() or (gap.strip() == "." and f"{''.join(last)}.".lower() in data.abbreviations):
        return True
    if _PARTING.fullmatch(gap):
        return False
    links = phrases((*data.roles.of, *data.nominals.articles))
    rest = links.sub("", gap)
    if not rest.strip():
        return True
    return not phrases(data.roles.joiners).sub("", rest).strip() and not _begins_title(text, right, data)


def _parted(text: str, title: Stretch, data: LanguageData) -> Iterator[Stretch]:
    """Yield the titles of a run of them: founder and CEO are two, 主任、研究馆员 too.

    Of 947 joiners in the training split that have a role noun on either side, 939 part two titles.
    """
    start = title.start
    nouns = phrases(data.roles.nouns)
    unspaced = UNSPACED.search(text, title.start, title.end) is not None
    parting = _PARTING if unspaced else phrases(data.roles.joiners)
    for mark in parting.finditer(text, title.start, title.end):
        if unspaced or (
            nouns.search(text, start, mark.start()) and _opens_title(text, mark.end(), title.end, data)
        ):
            yield Stretch(start, mark.start())
            start = mark.end()
    yield Stretch(start, title.end)


def _opens_title(text: str, start: int, end: int, data: LanguageData) -> bool:
    """Say whether a role noun follows behind white space, or a word that ends with one."""
    while start < end and text[start].isspace():
        start += 1
    if phrases(data.roles.nouns).match(text, start, end):
        return True
    word = _WORD.match(text, start)
    return word is not None and is_role_noun(word.group().rstrip(".)）"), data.code)


@lru_cache(maxsize=50_000)
def is_role_noun(word: str, code: str) -> bool:
    """Say whether a word is a role noun of a language or ends with one: Arbeitsdirektorin."""
    whole, heads = _role_nouns(code)
    folded = word.lower()
    return folded in whole or folded.endswith(heads)


@cache
def _role_nouns(code: str) -> tuple[frozenset[str], tuple[str, ...]]:
    nouns = [noun.lower() for noun in language_data(code).roles.nouns]
    return frozenset(nouns), tuple(noun for noun in nouns if len(noun) >= SHORTEST_HEAD)


def _begins_title(text: str, part: Stretch, data: LanguageData) -> bool:
    written = text[part.start : part.end]
    opening = phrases((*data.roles.nouns, *data.roles.modifiers)).match(written)
    return opening is not None or (written[:1].isupper() and written.isupper())


def _without_edges(text: str, title: Stretch, joiner: re.Pattern[str]) -> Stretch | None:
    words = list(_WORD.finditer(text, title.start, title.end))
    while words and any(joiner.fullmatch(words[-1].group().rstrip(".") + elided) for elided in ("", "'")):
        words.pop()
    while words and joiner.fullmatch(words[0].group()):
        words.pop(0)
    return Stretch(words[0].start(), words[-1].end()) if words else None
