"""Match the entries of a language file in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from sayso.languages.schema import LanguageData
from sayso.text import UNSPACED, Stretch

# Words of scripts without spaces have no word border to look for.
_NEVER = re.compile(r"(?!)")


@cache
def phrases(entries: tuple[str, ...], *, case: bool = False) -> re.Pattern[str]:
    """Return a pattern that finds any of the entries as whole words, the longest first.

    A final ``*`` in an entry stands for any ending of its last word, one at the beginning for whatever its
    first word begins with. White space in an entry matches any run of white space, a straight apostrophe a
    curly one too, and ß the Swiss ss.
    """
    if not entries:
        return _NEVER
    ordered = sorted(entries, key=len, reverse=True)
    words = "|".join(_alternative(entry) for entry in ordered if _bordered(entry[:1]))
    others = "|".join(_alternative(entry) for entry in ordered if not _bordered(entry[:1]))
    # At most places no entry begins: one look at the character spares trying them all.
    first = "".join(sorted({_first(entry[0]) for entry in entries}))
    branches = [rf"(?<!\w)(?:{words})"] * bool(words) + [others] * bool(others)
    pattern = rf"(?=[{first}])(?:{'|'.join(branches)})"
    return re.compile(pattern, re.UNICODE if case else re.IGNORECASE | re.UNICODE)


def find_phrases(
    text: str, entries: Iterable[str], start: int = 0, end: int | None = None, *, case: bool = False
) -> Iterator[Stretch]:
    """Yield where entries stand in ``text[start:end]``, in order, without overlaps."""
    pattern = phrases(tuple(entries), case=case)
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        yield Stretch(match.start(), match.end())


@cache
def elided(entries: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds the entries that have lost a vowel to the word behind: l', dell'."""
    short = tuple(entry for entry in entries if entry.endswith("'"))
    if not short:
        return _NEVER
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(map(_alternative, short))})(?=\w)", re.IGNORECASE)


def without_elided(text: str, data: LanguageData) -> str:
    """Return a text without the little words that have lost a vowel to the next: avocate of l’avocate."""
    return elided((*data.nominals.articles, *data.roles.of)).sub("", text)


def _alternative(entry: str) -> str:
    open_ended = entry.endswith("*")
    word = entry.strip("*")
    body = r"\s+".join(re.escape(part).replace("'", "['’]").replace("ß", "(?:ß|ss)") for part in word.split())
    if entry.startswith("*"):
        body = r"\w+" + body
    if open_ended:
        return body + r"\w*"
    return body + (r"(?!\w)" if _bordered(word[-1:]) else "")


def _first(character: str) -> str:
    return r"\w" if character == "*" else re.escape(character).replace("'", "'’")


def _bordered(character: str) -> bool:
    return character == "*" or (character.isalnum() and not UNSPACED.match(character))
