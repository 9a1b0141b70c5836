"""Datelines: "TRIESTE, 12 maggio 2026 –" at the start of a paragraph or as a block of its own."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sayso.east_asian_dates import PATTERN as EAST_ASIAN
from sayso.east_asian_dates import east_asian_date
from sayso.text import UNSPACED, Stretch

if TYPE_CHECKING:
    from datetime import date

LONGEST_DATELINE = 110
# Villafranca di Verona (provincia di Verona): a place's name has few words in small letters, a sentence many.
MOST_SMALL_WORDS = 3
# Before a day without its year, in characters.
LONGEST_PLACE = 30
LONGEST_UNSPACED = 7
# Dates as the press writes them: 12 maggio 2026, May 12, 2026, 2026. május 12., 12.5.2026, 2026年5月12日.
_DATE = re.compile(
    rf"{EAST_ASIAN}"
    r"|\d{4}[./-]\s?\d{1,2}[./-]\s?\d{1,2}\.?"
    r"|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{4}"
    r"|\d{4}\.\s?[^\W\d_]{3,}\.?\s\d{1,2}\.?"
    r"|\d{1,2}(?:\.|er|º|°|ª)?(?:\s(?:de|d[’']|of))?\s?[^\W\d_]{3,}\.?(?:,|\s(?:de|del|of))?\s?\d{4}"
    r"|[^\W\d_]{3,}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
)
# … and without their year, which the reader knows.
_DAY = re.compile(
    r"\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|\d{1,2}(?:\.|er|º|°|ª)?(?:\s(?:de|d[’']|of))?\s[^\W\d_]{3,}(?!\.?\s\d)"
    r"|(?!(?:den|dne|dnia)\s)[^\W\d_]{3,}\.?\s\d{1,2}(?:st|nd|rd|th)?(?!\d)"
)
# What may stand behind it in a line of its own: the hour, an agency in brackets.
_BEHIND_DAY = re.compile(r"\.?(?:$|\s*[,，(（)）】\].–—―-]|\s*\u3000)")
_LEAP_YEAR = 2000
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
# A place, and the comma or bracket between it and a day: Oslo, Oslo (, Aarhus, den, Luleå den
_BEHIND_PLACE = re.compile(
    r"[（(【\[]?\s*(?P<place>[^\W\d_][^,、，()（）【】:：“「«]*?)(?:\s?\([^()]{1,25}\))?"
    r"(?:\s?[,、，(（]\s*(?:(?:den|am|le|il|dne)\s)?|\s(?P<bare>den\s))"
)
# An agency in front of the place: (Agenzia Lanterna) Genova.
_AGENCY = re.compile(r"\s*[(（【\[][^()（）【】\[\]]*[)）】\]]\s*")
# What a sentence goes on with behind its first words: 本研究成果は.
_PARTICLES = "はがをにで"
_OPENERS = "(（【[〔"


class Dateline(NamedTuple):
    """A dateline's span, with its closing dash; the place and the ISO day, where told."""

    start: int
    end: int
    place: Stretch | None
    date: str | None


def find_dateline(
    text: str, block: Stretch, code: str, *, own_block: bool = False, opening: bool = True
) -> Dateline | None:
    """Return the dateline that opens ``block``, or is all of it; none if there is none.

    A day without its year makes one where the story opens, behind a place and a comma or bracket; its date
    is not told.
    """
    head = text[block.start : min(block.end, block.start + LONGEST_DATELINE)]
    match = _DATE.search(head) or (_day_behind_place(head, code) if opening else None)
    if match is None or not _place_like(head[: match.start()]):
        return None
    dated = match.re is _DATE
    day = parse_date(match.group(), code) if dated else None
    if dated and day is None:
        return None
    rest = head[match.end() :]
    named = _SETTLEMENT_BEHIND.sub("", rest)
    whole = block.end - block.start <= LONGEST_DATELINE and (dated or _BEHIND_DAY.match(rest) is not None)
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

    if "年" in written:
        return east_asian_date(written)
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


def _day_behind_place(head: str, code: str) -> re.Match[str] | None:
    match = _DAY.search(head)
    if match is None or UNSPACED.match(head, match.end()):
        return None
    before = _BEHIND_PLACE.fullmatch(head, _behind_agency(head, match.start()), match.start())
    if before is None or not _place_of_a_day(before["place"], code, bare=before["bare"] is not None):
        return None
    if match.group().endswith("日"):
        return match if parse_date(f"{_LEAP_YEAR}年{match.group()}", code) else None
    return match if parse_date(f"{match.group()} {_LEAP_YEAR}", code) else None


def _place_of_a_day(place: str, code: str, *, bare: bool) -> bool:
    """Say whether words before a day without its year can be a place; ``bare``: no comma parts the two."""
    small = sum(word[0].islower() for word in place.split())
    if small > 0 if bare else small > 1:
        return False
    longest = LONGEST_UNSPACED if UNSPACED.match(place) else LONGEST_PLACE
    return len(place) <= longest and place[-1] not in _PARTICLES and not _tells_a_day(place.split()[-1], code)


def _tells_a_day(word: str, code: str) -> bool:
    """Say whether a word is that of a day or time: On Monday, 12 May."""
    import dateparser

    if code not in _dateparser_languages():
        return False
    return dateparser.parse(word, languages=[code]) is not None


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


def _behind_agency(head: str, date: int) -> int:
    """Return where what stands before a date begins, behind an agency in brackets."""
    agency = _AGENCY.match(head, 0, date)
    return agency.end() if agency else 0


def _place(head: str, start: int, end: int, offset: int) -> Stretch | None:
    skipped = _behind_agency(head, start)
    match = re.match(
        r"[\s(（【\[〔–—-]*([^\W\d_][^,、，(/|（]*?)\s*(?:[,、，(/|（–—]|\s-|$)",
        head[skipped:start].rstrip(" ,、，") + ",",
    )
    if match is None or not match.group(1) or len(match.group(1)) > 40:
        return None
    name = _BEFORE_DATE.sub("", match.group(1))
    at = offset + skipped + match.start(1)
    return Stretch(at, at + len(name))
