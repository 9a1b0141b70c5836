"""Cells that a spreadsheet would run.

Quotes are other people's words, and a spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@``
for a formula, also after a tab or a line end, and in East Asian versions the full-width forms of the four
(https://owasp.org/www-community/attacks/CSV_Injection). In a CSV file such a cell is written with an
apostrophe before it, which Excel and LibreOffice take for "this is text"; in a workbook it is marked as text.
"""

from __future__ import annotations

import re

_STARTS = "=+\\-@\t\r\n＝＋－＠"
_RUNS = re.compile(rf"[{_STARTS}]")
# A text that begins with apostrophes and then such a character gets one more, so that no two are the same.
_NEEDS_MARK = re.compile(rf"'*[{_STARTS}]")
_MARKED = re.compile(rf"''*[{_STARTS}]")


def runs(text: str) -> bool:
    """Tell whether a spreadsheet could take a cell for a formula."""
    return _RUNS.match(text) is not None


def as_text(text: str) -> str:
    """Return a cell of a CSV file that no spreadsheet runs: an apostrophe before those that it would."""
    return f"'{text}" if _NEEDS_MARK.match(text) else text


def from_text(cell: str) -> str:
    """Return the text of a cell that `as_text` made."""
    return cell[1:] if _MARKED.match(cell) else cell
