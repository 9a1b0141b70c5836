"""Dates of Japanese and Chinese: 2026年5月12日, 二〇二六年五月十二日, 令和8年5月12日, 民國115年5月12日."""

from __future__ import annotations

import re
from datetime import date

# The year before an era's first one.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA = "|".join(_ERAS)
_NUMBER = r"[\d〇○零元一二三四五六七八九十百]"
_YEAR = re.compile(rf"(?:{_ERA})\s?{_NUMBER}{{1,5}}\s?年")
PATTERN = (
    rf"(?:(?P<era>{_ERA})\s?)?(?P<year>{_NUMBER}{{1,5}})\s?年"
    rf"\s?(?P<month>{_NUMBER}{{1,3}})\s?月\s?(?P<day>{_NUMBER}{{1,3}})\s?日"
)
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "元": 1}
_UNITS = {"十": 10, "百": 100}
_FEWEST_YEARS = 1000


def east_asian_date(written: str) -> str | None:
    """Return the date that words begin with as an ISO day, or nothing if they begin with none of that kind.

    A year without an era counts from the common one, and has four digits.
    """
    found = re.match(PATTERN, written)
    if found is None:
        return None
    year, month, day = (_number(found[part]) for part in ("year", "month", "day"))
    if found["era"]:
        year += _ERAS[found["era"]]
    try:
        return date(year, month, day).isoformat() if year >= _FEWEST_YEARS else None
    except ValueError:
        return None


def tells_year(text: str, start: int, end: int) -> bool:
    """Say whether code points ``start`` to ``end`` are the era of a year: 民國 of 民國98年."""
    year = _YEAR.match(text, start)
    return year is not None and end <= year.end()


def _number(written: str) -> int:
    """Return a number in digits, in numerals one by one (二〇二六) or with their units (二十一, 百十五)."""
    total, digits = 0, ""
    for character in written:
        if character in _UNITS:
            total += int(digits or 1) * _UNITS[character]
            digits = ""
        else:
            digits += str(_DIGITS.get(character, character))
    return total + int(digits or 0)
