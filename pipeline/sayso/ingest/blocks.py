"""Blocks: how the readers of formats with structure put their paragraphs together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_AROUND_LINE_ENDS = re.compile(r"[ \t]*\n[ \t]*")


def join_blocks(blocks: Iterable[str]) -> str:
    """Return the blocks that hold anything, separated by blank lines."""
    stripped = (_AROUND_LINE_ENDS.sub("\n", block.strip()) for block in blocks)
    return "\n\n".join(_BLANK_LINES.sub("\n\n", block) for block in stripped if block)


def join_lines(lines: Iterable[str]) -> str:
    """Return wrapped lines as one: a space between words, nothing between Chinese or Japanese ones."""
    whole = ""
    for line in lines:
        spaced = bool(whole) and bool(line) and not (_unspaced(whole[-1]) and _unspaced(line[0]))
        whole += f" {line}" if spaced else line
    return whole


def _unspaced(character: str) -> bool:
    wide = unicodedata.east_asian_width(character) in "WF"
    return wide and not "\uac00" <= character <= "\ud7a3"
