"""Match the entries of a language file in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from sayso.text import UNSPACED, Stretch

# Words of scripts without spaces have no word border to look for.
_NEVER = re.compile(r"(?!)")


@cache
def phrases(entries: tuple[str, ...], *, case: bool = False) -> re.Pattern[str]:
    """Return a pattern that finds any of the entries as whole words, the longest first.

    A final ``*`` in an entry stands for any ending of its last word. White space in an entry
    matches any run of white space, a straight apostrophe a curly one too, and ß the Swiss ss.
    """
    if not entries:
        return _NEVER
    ordered = sorted(entries, key=len, reverse=True)
    words = "|".join(_alternative(entry) for entry in ordered if _bordered(entry[:1]))
    others = "|".join(_alternative(entry) for entry in ordered if not _bordered(entry[:1]))
    # At most places no entry begins: one look at the character spares trying them all.
    first = "".join(sorted({re.escape(entry[0]).replace("'", "'’") for entry in entries}))
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


def _alternative(entry: str) -> str:
    open_ended = entry.endswith("*")
    word = entry.removesuffix("*")
    body = r"\s+".join(re.escape(part).replace("'", "['’]").replace("ß", "(?:ß|ss)") for part in word.split())
    if open_ended:
        return body + r"\w*"
    return body + (r"(?!\w)" if _bordered(word[-1:]) else "")


def _bordered(character: str) -> bool:
    return character.isalnum() and not UNSPACED.match(character)
