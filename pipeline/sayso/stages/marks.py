"""Pair quotation marks by glyph and neighbourhood, one paragraph at a time.

Marks are never paired by their number: an apostrophe, an inch sign or a mark that is missing spoils
nothing but itself. An opening mark looks for the first closing mark that its convention allows and
that stands where a quote can end; one that finds none is open to the end of its paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sayso.text import Stretch

# Which glyphs may close which: the right ones, and the wrong ones that real releases show.
CLOSERS = {
    "“": '”“"″',
    "„": '“”"‟„',
    "‟": "”“",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    '"': '"”“',
    "”": "”",
    "‘": "’‘",
    "‚": "‘’",
    "'": "'",
    "’": "’",
    "「": "」",
    "『": "』",
    "＂": "＂",
    "〝": "〟〞",
    "´": "´",
    "`": "`'",
}
# Single marks are apostrophes far more often; they open speech only where nothing else explains them.
SINGLE = frozenset("‘‚'’´`‹›")
GLYPHS = frozenset(CLOSERS) | frozenset("".join(CLOSERS.values()))
BRACKETED = frozenset("「」『』")
_MEASURING = frozenset("\"″'”")
_SPACE = frozenset(" \u00a0\u202f\u2009\t\n")
_BEFORE_OPENING = frozenset("([{<–—―-/:,;.…¿¡!?。，、：（【>=*•|_")
_AFTER_CLOSING = frozenset(")]}>.,;:!?…–—―-/。，、：；！？）】*|_")


class Quoted(NamedTuple):
    """What stands between two marks; ``closed`` is false if the closing one is missing.

    ``start`` and ``end`` leave the marks out, ``outer`` takes them in.
    """

    start: int
    end: int
    outer: Stretch
    glyph: str
    closed: bool


def quoted(text: str, paragraph: Stretch) -> list[Quoted]:
    """Return the outermost quoted stretches of one paragraph, in order."""
    found: list[Quoted] = []
    position = paragraph.start
    while position < paragraph.end:
        here = _opened(text, position, paragraph)
        if here is None:
            position += 1
            continue
        found.append(here)
        position = max(here.outer.end, position + 1)
    return found


def stray_closing(text: str, paragraph: Stretch, opening: str) -> int | None:
    """Return where a quote that an earlier paragraph left open with ``opening`` closes in this one."""
    for position in range(paragraph.start, paragraph.end):
        if text[position] in CLOSERS.get(opening, "") and _can_close(text, position, paragraph):
            return position
        if _can_open(text, position, paragraph):
            return None
    return None


def _opened(text: str, position: int, paragraph: Stretch) -> Quoted | None:
    glyph = text[position]
    if glyph not in CLOSERS or not _can_open(text, position, paragraph):
        return None
    close = _closing(text, position, paragraph)
    if close is None:
        # An unmatched single mark is an apostrophe; an unmatched pointed-left mark a bullet.
        if glyph in SINGLE or glyph in "»”" or not _may_stay_open(text, position, paragraph):
            return None
        start, end = _stripped(text, position + 1, paragraph.end)
        return Quoted(start, end, Stretch(position, paragraph.end), glyph, False) if start < end else None
    start, end = _stripped(text, position + 1, close)
    if start >= end or not any(character.isalnum() for character in text[start:end]):
        return None
    return Quoted(start, end, Stretch(position, close + 1), glyph, True)


def _closing(text: str, opening: int, paragraph: Stretch) -> int | None:
    glyph = text[opening]
    closers = CLOSERS[glyph]
    depth = 0
    for position in range(opening + 1, paragraph.end):
        here = text[position]
        if glyph in BRACKETED:
            depth += here == glyph
            if here == closers:
                if not depth:
                    return position
                depth -= 1
            continue
        nested = here in "“«„" and here == glyph and here not in closers
        if nested or (here == glyph and here in "“" and _can_open(text, position, paragraph)):
            if _can_open(text, position, paragraph):
                if here == "“" and not _closes_later(text, position, paragraph, "”"):
                    return None
                depth += 1
            continue
        if here not in closers or not _can_close(text, position, paragraph):
            continue
        if depth:
            depth -= 1
        elif _measures_or_elides(text, position, opening, paragraph):
            continue
        else:
            return position
    return None


def _closes_later(text: str, position: int, paragraph: Stretch, closer: str) -> bool:
    return text.find(closer, position + 1, paragraph.end) != -1


def _measures_or_elides(text: str, position: int, opening: int, paragraph: Stretch) -> bool:
    """Say whether a mark that could close is an inch sign or an apostrophe."""
    if _is_inch(text, position, paragraph):
        return True
    return text[opening] in SINGLE and _is_apostrophe(text, position, opening, paragraph)


def _is_inch(text: str, position: int, paragraph: Stretch) -> bool:
    """Say whether a mark after a figure measures: 15.6" is no end if the next such mark is one."""
    if text[position] not in _MEASURING or not text[position - 1].isdigit():
        return False
    following = text.find(text[position], position + 1, paragraph.end)
    if following == -1 or _can_open(text, following, paragraph):
        return False
    return _can_close(text, following, paragraph)


def _is_apostrophe(text: str, position: int, opening: int, paragraph: Stretch) -> bool:
    """Say whether a mark that could close a single quote is a plural's apostrophe: the partners’ view."""
    if text[position - 1] not in "sSzZxX":
        return False
    for later in range(position + 1, paragraph.end):
        if text[later] == text[opening] and _can_open(text, later, paragraph):
            return False
        if text[later] in CLOSERS[text[opening]] and _can_close(text, later, paragraph):
            return True
    return False


def _may_stay_open(text: str, position: int, paragraph: Stretch) -> bool:
    """Say whether an opening mark without a closing one is worth believing: a sentence follows it."""
    rest = text[position + 1 : paragraph.end].strip()
    return len(rest) >= 15 and not (position and text[position - 1].isdigit())


def _can_open(text: str, position: int, paragraph: Stretch) -> bool:
    if text[position] in BRACKETED:
        return text[position] in CLOSERS
    left = text[position - 1] if position > paragraph.start else " "
    right = text[position + 1] if position + 1 < paragraph.end else " "
    if text[position] in "„‚":
        return True
    if text[position] == "«":
        return right not in _AFTER_CLOSING or right in "…-–—"
    if right in " \t\n" or (right in _SPACE and text[position] not in '»›“"') or left.isdigit():
        return False
    if right in _SPACE:
        return False
    if left in _SPACE or left in _BEFORE_OPENING or left in GLYPHS or _wide(left):
        return True
    return (text[position] in "“" and left in "’'") or _elided(text, position)


def _can_close(text: str, position: int, paragraph: Stretch) -> bool:
    if text[position] in BRACKETED:
        return True
    left = text[position - 1] if position > paragraph.start else " "
    right = text[position + 1] if position + 1 < paragraph.end else " "
    if left in " \t\n" and text[position] not in "»«":
        return False
    if right.isalpha() and not _wide(right) and text[position] in "'’‘":
        return False
    if text[position] in "»›”" and left not in " \t\n":
        return True
    return (
        right in _SPACE
        or right in _AFTER_CLOSING
        or right in GLYPHS
        or _wide(right)
        or not (right.isalnum())
        or (text[position] in '"“' and not left.isspace() and left in ".,!?…")
    )


def _elided(text: str, position: int) -> bool:
    """Say whether a mark follows an elided article: l’“impresa”, d'«Aurora»."""
    return position >= 2 and text[position - 1] in "'’" and text[position - 2].isalpha()


def _wide(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def outside(stretch: Stretch, taken: list[Quoted]) -> Iterator[Stretch]:
    """Yield what of a stretch lies outside the quoted ones."""
    begin = stretch.start
    for span in taken:
        if span.outer.end <= begin or span.outer.start >= stretch.end:
            continue
        if span.outer.start > begin:
            yield Stretch(begin, span.outer.start)
        begin = span.outer.end
    if begin < stretch.end:
        yield Stretch(begin, stretch.end)
