"""Pair quotation marks by glyph and neighbourhood, one paragraph at a time.

Marks are never paired by their number: an apostrophe, an inch sign or a mark that is missing spoils
nothing but itself. An opening mark looks for the first closing mark that its convention allows and
that stands where a quote can end; one that finds none is open to the end of its paragraph.
"""

from __future__ import annotations

import re
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
# What may stand around speech that is none of its words.
AROUND_SPEECH = "".join(sorted(GLYPHS)) + "–—―- \u00a0\u202f\u2009\t\n"
BRACKETED = frozenset("「」『』")
# No quote begins with these; one may begin with an ellipsis or a dash.
_NEVER_BEGINS = frozenset(",;:!?)]}。，、：；！？）】")
# Without a closing mark, a single mark is an apostrophe, and one of the others only at the start of its
# paragraph no bullet or closing mark gone astray.
_RARELY_LEFT_OPEN = SINGLE | frozenset("»”")
# What an apostrophe at a word's beginning stands for: ’t Hooft, 's-Hertogenbosch, rock 'n' roll, the ’90s.
_ELISION = re.compile(r"['’](?:[b-df-hj-np-tv-z](?=[\s\-'’])|\d\ds\b)")
# Marks typed as two characters, and what closes them: ,,…'' and ''…''.
_TYPED = {",,": ("''", "“", "”", "‘‘", "’’", '"'), "''": ("''",), "‘‘": ("’’", "‘‘"), "``": ("''", "``")}
_MEASURING = frozenset("\"″'”")
_SPACE = frozenset(" \u00a0\u202f\u2009\t\n")
_BEFORE_OPENING = frozenset("([{<–—―-/:,;.…¿¡!?。，、：（【>=*•|_")
_AFTER_CLOSING = frozenset(")]}>.,;:!?…–—―-/。，、：；！？）】*|_")


class Quoted(NamedTuple):
    """What stands between two marks; ``closed`` is false if the closing one is missing.

    ``start`` and ``end`` leave the marks out, ``outer`` takes them in; ``carried`` says that the opening one
    stands in an earlier paragraph, ``goes_on`` that the closing one stands in a later one.
    """

    start: int
    end: int
    outer: Stretch
    glyph: str
    closed: bool
    carried: bool = False
    goes_on: bool = False


def quoted(text: str, paragraph: Stretch) -> list[Quoted]:
    """Return the outermost quoted stretches of one paragraph, in order."""
    found: list[Quoted] = []
    # Marks that nothing closes from here on: looking again for each of them would take quadratic time.
    hopeless: set[str] = set()
    position = paragraph.start
    while position < paragraph.end:
        glyph, here = text[position], None
        pair = text[position : position + 2]
        if pair in _TYPED and pair not in hopeless and _can_open_typed(text, position, paragraph):
            here = _typed(text, position, paragraph)
            if here is None:
                hopeless.add(pair)
        elif glyph in CLOSERS and glyph not in hopeless and _can_open(text, position, paragraph):
            close = _closing(text, position, paragraph)
            if close is None and glyph in _RARELY_LEFT_OPEN:
                hopeless.add(glyph)
            if close is not None or _may_stay_open(text, position, paragraph):
                here = _between(text, position, close, paragraph)
        if here is not None:
            found.append(here)
        position = here.outer.end if here else position + 1
    return found


def stray_closing(text: str, paragraph: Stretch, opening: str) -> int | None:
    """Return where a quote that an earlier paragraph left open with ``opening`` closes in this one."""
    for position in range(paragraph.start, paragraph.end):
        if text[position] in CLOSERS.get(opening, "") and _can_close(text, position, paragraph):
            return position
        if text[position] in CLOSERS and _can_open(text, position, paragraph):
            return None
    return None


def _can_open_typed(text: str, position: int, paragraph: Stretch) -> bool:
    left = text[position - 1] if position > paragraph.start else " "
    right = text[position + 2] if position + 2 < paragraph.end else " "
    return (left in _SPACE or left in _BEFORE_OPENING) and right.isalnum()


def _typed(text: str, position: int, paragraph: Stretch) -> Quoted | None:
    """Return what stands between marks typed as two characters."""
    pair = text[position : position + 2]
    ends = [(text.find(closer, position + 2, paragraph.end), len(closer)) for closer in _TYPED[pair]]
    close, width = min(((at, width) for at, width in ends if at != -1), default=(-1, 0))
    if close == -1:
        return None
    start, end = stripped(text, position + 2, close)
    return Quoted(start, end, Stretch(position, close + width), pair, True)


def _between(text: str, position: int, close: int | None, paragraph: Stretch) -> Quoted | None:
    """Return what stands behind an opening mark, up to its closing one or the paragraph's end."""
    glyph = text[position]
    if close is None:
        start, end = stripped(text, position + 1, paragraph.end)
        return Quoted(start, end, Stretch(position, paragraph.end), glyph, False) if start < end else None
    start, end = stripped(text, position + 1, close)
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
    # 15.6" is no end, nor is the partners’ view, if the next mark that could be one is.
    inch = text[position] in _MEASURING and text[position - 1].isdigit()
    plural = text[opening] in SINGLE and text[position - 1] in "sSzZxX"
    return (inch or plural) and _closes_again(text, position, opening, paragraph)


def _closes_again(text: str, position: int, opening: int, paragraph: Stretch) -> bool:
    """Say whether another mark could close before one opens again."""
    for later in range(position + 1, paragraph.end):
        if text[later] == text[opening] and _can_open(text, later, paragraph):
            return False
        if text[later] in CLOSERS[text[opening]] and _can_close(text, later, paragraph):
            return True
    return False


def _may_stay_open(text: str, position: int, paragraph: Stretch) -> bool:
    """Say whether an opening mark without a closing one is worth believing: a sentence follows it."""
    if text[position] in SINGLE or (text[position] in _RARELY_LEFT_OPEN and position > paragraph.start):
        return False
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
    if text[position] in "'’" and _ELISION.match(text, position, paragraph.end):
        return False
    if right in " \t\n" or (right in _SPACE and text[position] not in '»›“"') or left.isdigit():
        return False
    if (
        right in _SPACE
        or right in _NEVER_BEGINS
        or (text[position] in SINGLE and text[position] in left + right)
    ):
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


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without white space at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
