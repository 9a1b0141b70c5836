"""Datelines: "TRIESTE, 12 maggio 2026 –" at the start of a paragraph or as a block of its own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sayso.text import Stretch

if TYPE_CHECKING:
    from datetime import date

LONGEST_DATELINE = 110
# Villafranca di Verona (provincia di Verona): a place's name has few words in small letters, a sentence many.
MOST_SMALL_WORDS = 3
# Dates as the press writes them: 12 maggio 2026, May 12, 2026, 2026. május 12., 12.5.2026, 2026年5月12日.
_DATE = re.compile(
    r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2}\.?"
    r"|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{4}"
    r"|\d{4}\.\s?[^\W\d_]{3,}\.?\s\d{1,2}\.?"
    r"|\d{1,2}(?:\.|er|º|°|ª)?(?:\s(?:de|d[’']|of))?\s?[^\W\d_]{3,}\.?(?:,|\s(?:de|del|of))?\s?\d{4}"
    r"|[^\W\d_]{3,}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
)
_DASH = re.compile(r"\s*[–—―-]{1,2}\s+|\s*[—―]{1,2}\s*|\s*[:：](?!\d)\s*|\s*[)）】〕]\s*(?:[–—:：-]|--)?\s*")
_SENTENCE = re.compile(r"。|[.!?]\s+\S")
# The date may end in a word for year: 18 лютого 2026 року.
_FULL_STOP = re.compile(
    r"(?:\s[^\W\d_]{1,4})?\.?[.)\]]\s+(?=[^\W\d_]|--?\s|[\"“„«»”‘‚–—(])|(?<=\.)\s+(?=[^\W\d_])"
)
# … and a dash may come after that: 12 maja 2026 r. – Krzemionka.
_AFTER_STOP = re.compile(r"[–—―-]{1,2}\s+")
# What kind of place it is, abbreviated: м. Київ, г. Минск, m. Warszawa.
_SETTLEMENT = re.compile(r"^[^\W\d_]{1,3}\.\s+")
# … behind the date: 12 травня 2026 року, м. Київ.
_SETTLEMENT_BEHIND = re.compile(r"(?<=,\s)[^\W\d_]{1,2}\.\s+(?=[^\W\d_])")
# A word that belongs to the date: Stockholm den 17 juli 2025.
_BEFORE_DATE = re.compile(r"\s+(?:den|am|le|il|li|el|em|on|dne|dnia|a)$")
_OPENERS = "(（【[〔"


class Dateline(NamedTuple):
    """A dateline's span, with its closing dash; the place and the ISO day, where told."""

    start: int
    end: int
    place: Stretch | None
    date: str | None


def find_dateline(text: str, block: Stretch, code: str, *, own_block: bool = False) -> Dateline | None:
    """Return the dateline that opens ``block``, or is all of it; none if there is none."""
    head = text[block.start : min(block.end, block.start + LONGEST_DATELINE)]
    match = _DATE.search(head)
    if match is None:
        return None
    day = parse_date(match.group(), code)
    if day is None or not _place_like(head[: match.start()]):
        return None
    rest = head[match.end() :]
    named = _SETTLEMENT_BEHIND.sub("", rest)
    whole = block.end - block.start <= LONGEST_DATELINE
    closing = _closing(rest, head[: match.start()])
    if closing is None and not (whole and (own_block or len(named) <= 30) and not _SENTENCE.search(named)):
        return None
    place = _place(head, match.start(), match.end(), block.start)
    end = block.end if closing is None else block.start + match.end() + closing
    return Dateline(block.start, end, place, day)


def parse_date(written: str, code: str) -> str | None:
    """Return a written date as an ISO day, or nothing if it is none in that language.

    Dates of digits alone are read day first, as all twenty languages but English in the United States
    do; year first where the year stands first.
    """
    import dateparser

    languages = [code] if code in _dateparser_languages() else None
    settings = {
        "DATE_ORDER": "YMD" if re.match(r"\d{4}", written) else "DMY",
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PREFER_LOCALE_DATE_ORDER": False,
        "PARSERS": ["absolute-time", "no-spaces-time"],  # no "two days ago": half of the time
    }
    for tried in (languages, ["en"]):
        parsed: date | None = dateparser.parse(written.strip(" ."), languages=tried, settings=settings)
        if parsed is not None:
            return f"{parsed.year:04d}-{parsed.month:02d}-{parsed.day:02d}"
    return None


@cache
def _dateparser_languages() -> frozenset[str]:
    from dateparser.data.languages_info import language_order

    return frozenset(language_order)


def first_date(written: str, code: str) -> str | None:
    """Return the first day that a line tells, as an ISO day."""
    match = _DATE.search(written)
    return parse_date(match.group(), code) if match else None


def _closing(rest: str, before: str) -> int | None:
    """Return where the dateline's closing dash ends, looking past an agency in between.

    A full stop closes one too, where what stands before the date can be nothing but a place.
    """
    stop = _FULL_STOP.match(rest)
    place = _BEFORE_DATE.sub("", before.rstrip())
    if stop and ("," in before or all(word[:1].isupper() for word in place.split())):
        dash = _AFTER_STOP.match(rest, stop.end())
        return dash.end() if dash else stop.end()
    for match in _DASH.finditer(rest):
        between = rest[: match.start()]
        if len(between) <= 40 and not re.search(r"[.!?]\s|[。\n]", between):
            return match.end()
        return None
    return None


def _place_like(before: str) -> bool:
    """Say whether what stands before the date can be a place: short, capitalised, no sentence."""
    bare = _SETTLEMENT.sub("", before.strip(" ,.–—-/|" + _OPENERS))
    if not bare:
        return True
    if len(bare) > 60 or sum(word[0].islower() for word in bare.split()) > MOST_SMALL_WORDS:
        return False
    # Behind an abbreviated state a small word goes on: Cambridge, Mass. and Basel.
    behind = re.search(r"[.!?;]\s+(\S)", bare)
    return not bare[0].islower() and (behind is None or behind.group(1).islower())


def _place(head: str, start: int, end: int, offset: int) -> Stretch | None:
    match = re.match(
        r"[\s(（【\[〔–—-]*([^\W\d_][^,、，(/|（]*?)\s*(?:[,、，(/|（–—]|\s-|$)",
        head[:start].rstrip(" ,、，") + ",",
    )
    if match is None or not match.group(1) or len(match.group(1)) > 40:
        return None
    name = _BEFORE_DATE.sub("", match.group(1))
    at = offset + match.start(1)
    return Stretch(at, at + len(name))
