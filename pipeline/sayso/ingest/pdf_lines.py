"""The lines of pages → paragraphs: page headers and footers dropped, wrapped lines rejoined, hyphens undone.

Where a paragraph ends is told by the gap to the next line, a change of size, an indent, a bullet, and by
a line that ends where its next word would still have fitted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise, takewhile
from statistics import median

from sayso.ingest.blocks import join_lines
from sayso.ingest.hyphens import WRAP, ends_with_hyphen, without_wrapping_hyphens
from sayso.text import UNSPACED

# Share of a page's height at its top and bottom where headers and footers stand.
EDGE = 0.12
# A running header may move by so many points from page to page.
DRIFT = 4.0
# Sizes that differ by less than this share are one size.
SAME_SIZE = 0.12
# A line that ends so few points from the right edge was made to: it is not the last of its paragraph.
FLUSH = 1.0
# A gap so many times the usual one ends a paragraph (leading within a paragraph varies by
# less than a tenth; Word's smallest paragraph spacing, 6 points at 11, makes 1.4).
WIDE_GAP = 1.25
# How far a column goes is asked of so many lines above and below, about a page: of all, time would grow
# with their square.
NEAR = 60

_BULLET = re.compile(r"^\s*(?:[•‣◦▪▫■□●○◆◇–—\-*·»►✓\uf0b7\uf0a7]\s+|\(?\d{1,2}[.)]\s+|[a-z]\)\s+)")
_SENTENCE_END = re.compile(r"[.!?…:;。！？：；][\"'”“’»«」』)\]）]*$")
_PAGE_NUMBER = re.compile(r"^\W*(?:\w+\s)?\d{1,3}(?:\s*(?:/|\w+)\s*\d{1,3})?\W*$")


@dataclass(frozen=True)
class Line:
    """A line, its box in points from the lower left corner, and the height of its page."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    page: float


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """Return the paragraphs of all pages."""
    kept = _without_edges(pages)
    lines = [line for page in kept for line in page]
    if not lines:
        return []
    first_lines = {id(page[0]) for page in kept[1:] if page}
    usual = _usual_gap(kept)
    body = median(line.size for line in lines)
    blocks: list[list[tuple[str, str]]] = [[("", lines[0].text)]]
    for position, (above, line) in enumerate(pairwise(lines)):
        turned = id(line) in first_lines
        joint = _joint(above, line, _right_edge(lines, position), usual, body, turned)
        if joint == "\n\n":
            blocks.append([("", line.text)])
        else:
            blocks[-1].append((joint, line.text))
    return without_wrapping_hyphens([_written(block) for block in blocks])


def _joint(
    above: Line,
    line: Line,
    right: float,
    usual: float,
    body: float,
    turned: bool,
) -> str:
    """Return what stands between two lines: a space if wrapped, a line end, or a blank line."""
    if _BULLET.match(line.text) and not _wraps(above, line, right):
        return "\n\n"
    if abs(above.size - line.size) > SAME_SIZE * max(above.size, line.size):
        return "\n\n"
    gap = above.bottom - line.bottom
    if turned or gap < -line.size:
        return " " if _continues(above, line, right) else "\n\n"
    if gap > WIDE_GAP * usual * max(1.0, above.size / body):
        return "\n\n"
    indented = line.left - above.left > line.size * 0.5
    if indented and _SENTENCE_END.search(above.text):
        return "\n\n"
    if above.size > body * (1 + SAME_SIZE):
        return " "
    if _wraps(above, line, right):
        return " "
    ended = _SENTENCE_END.search(above.text) or _BULLET.match(above.text)
    return "\n\n" if ended else "\n"


def _wraps(above: Line, line: Line, right: float) -> bool:
    """Tell whether a line is full: the next word would not have fitted any more."""
    first = line.text.split(maxsplit=1)[0]
    per_character = (line.right - line.left) / max(1, len(line.text))
    if _is_east_asian(first):
        return right - above.right < 2.5 * line.size
    return right - above.right < (len(first) + 1) * per_character * 1.1


def _continues(above: Line, line: Line, right: float) -> bool:
    """Tell whether a paragraph goes on in the next column or on the next page."""
    if _SENTENCE_END.search(above.text):
        return right - above.right < FLUSH
    return line.text[0].islower() or _wraps(above, line, right)


def _right_edge(lines: Sequence[Line], position: int) -> float:
    """Return how far the lines around one go that stand in the same column and size."""
    line = lines[position]
    below = lines[position + 1 : position + 1 + NEAR]
    above = reversed(lines[max(0, position - NEAR) : position])
    beside = partial(_one_column, line)
    column = chain([line], takewhile(beside, below), takewhile(beside, above))
    return max(other.right for other in column)


def _one_column(line: Line, other: Line) -> bool:
    return (
        abs(line.left - other.left) < 4 * line.size and abs(line.size - other.size) <= SAME_SIZE * line.size
    )


def _usual_gap(pages: Sequence[Sequence[Line]]) -> float:
    """Return the usual distance from line to line: the smallest that is common."""
    gaps = [
        above.bottom - line.bottom
        for page in pages
        for above, line in pairwise(page)
        if 0 < above.bottom - line.bottom < 3 * line.size and abs(above.size - line.size) < 0.5
    ]
    if not gaps:
        return 0.0 if not pages or not any(pages) else 1.5 * max(line.size for page in pages for line in page)
    counted = Counter(round(gap * 2) / 2 for gap in gaps)
    common = [gap for gap, count in counted.items() if count >= 0.15 * len(gaps)]
    return min(common) if common else median(gaps)


def _without_edges(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without headers, footers and page numbers."""
    repeated = Counter(key for page in pages for key in {_edge_key(line) for line in page if _at_edge(line)})
    needed = max(2, (len(pages) + 1) // 2)
    return [
        [
            line
            for line in page
            if not _at_edge(line)
            or not (_PAGE_NUMBER.match(line.text) or any(repeated[key] >= needed for key in _edge_keys(line)))
        ]
        for page in pages
    ]


def _at_edge(line: Line) -> bool:
    return line.bottom < EDGE * line.page or line.bottom > (1 - EDGE) * line.page


def _edge_key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.bottom / DRIFT)


def _edge_keys(line: Line) -> list[tuple[str, int]]:
    text, place = _edge_key(line)
    return [(text, place - 1), (text, place), (text, place + 1)]


def _written(block: list[tuple[str, str]]) -> str:
    """Return a block's lines put together."""
    written: list[list[str]] = [[]]
    for joint, text in block:
        if joint == "\n":
            written.append([])
        written[-1].append(text)
    return "\n".join(_rejoined(wrapped) for wrapped in written)


def _rejoined(lines: list[str]) -> str:
    pieces: list[str] = []
    end = ""  # the last two characters tell all; the whole would be copied once a line
    for line in lines:
        divided = ends_with_hyphen(end) and line[0].isalnum()
        pieces.append(f"{WRAP}{line}" if divided else join_lines([end, line])[len(end) :])
        end = (end + pieces[-1])[-2:]
    return "".join(pieces)


def _is_east_asian(text: str) -> bool:
    return UNSPACED.search(text[:3]) is not None
