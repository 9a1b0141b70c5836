"""Dates as headers, feeds and columns state them → ISO days."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_tz

from sayso.east_asian_dates import east_asian_date

_ISO = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")


def iso_day(stated: object) -> str | None:
    """Return the day that a source states, in its own time zone; none where it is not sure.

    ISO 8601, RFC 2822, day-first dates with full stops and East Asian dates are sure; 03/04/2026 is not.
    """
    text = str(stated).strip() if stated is not None else ""
    if day := east_asian_date(text):
        return day
    for pattern, order in ((_ISO, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        match = pattern.match(text)
        if match:
            return _day(*(int(match.group(group)) for group in order))
    parsed = parsedate_tz(text) if re.search(r"[A-Za-z]{3}", text) else None
    return _day(*parsed[:3]) if parsed else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return None
