"""Marks that overlap, as marks that nest: what crosses another's border is closed there and opened again."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sayso.show.marks import Mark


@dataclass(frozen=True)
class Open:
    """A mark begins; ``again`` if it was only interrupted by another's border."""

    mark: Mark
    again: bool


@dataclass(frozen=True)
class Close:
    """The mark opened last ends; ``interrupted`` if it is opened again at once."""

    mark: Mark
    interrupted: bool


@dataclass(frozen=True)
class Said:
    """A quote's last piece has ended, and the quotation mark after it: here stands who says it."""

    mark: Mark


Piece = Open | Close | str
_CLOSING = re.compile("[\"'’‘”“„»«›‹」』]{1,2}")


def weave(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Yield ``text[start:end]`` with marks opened and closed in it, properly nested.

    Every character comes once, in order, with exactly the marks open that cover it. Marks that reach beyond
    the stretch are cut there (and count as begun or ended).
    """
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    inside.sort(key=lambda mark: (max(mark.start, start), -mark.end))
    borders = sorted(
        {start, end}
        | {mark.start for mark in inside if mark.start > start}
        | {mark.end for mark in inside if mark.end < end}
    )
    stack: list[Mark] = []
    begun = 0
    for position, following in zip(borders, [*borders[1:], end], strict=True):
        reopened = yield from _close(stack, position)
        fresh: list[Mark] = []
        while begun < len(inside) and max(inside[begun].start, start) <= position:
            fresh.append(inside[begun])
            begun += 1
        for mark in sorted([*reopened, *fresh], key=lambda mark: -mark.end):
            stack.append(mark)
            yield Open(mark, mark in reopened or mark.start < start)
        if position < following:
            yield text[position:following]
    while stack:
        mark = stack.pop()
        yield Close(mark, mark.end > end)


def with_speakers(pieces: Iterable[Piece]) -> Iterator[Piece | Said]:
    """Yield the pieces with a `Said` after each quote, behind the mark that closes it."""
    waiting: list[Said] = []
    for piece in pieces:
        if isinstance(piece, str) and waiting and (closing := _CLOSING.match(piece)):
            yield closing.group()
            piece = piece[closing.end() :]
        yield from waiting
        waiting.clear()
        if piece != "":
            yield piece
        if (
            isinstance(piece, Close)
            and piece.mark.kind == "quote"
            and piece.mark.last
            and not piece.interrupted
        ):
            waiting.append(Said(piece.mark))
    yield from waiting


def _close(stack: list[Mark], position: int) -> Generator[Piece, None, list[Mark]]:
    """Close what ends here, and what lies on top of it; return the latter."""
    ended = [index for index, mark in enumerate(stack) if mark.end <= position]
    interrupted: list[Mark] = []
    while ended and len(stack) > ended[0]:
        mark = stack.pop()
        if mark.end > position:
            interrupted.append(mark)
        yield Close(mark, mark.end > position)
    return interrupted[::-1]
