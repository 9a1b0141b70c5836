"""Hyphens at line ends, undone only where it is certain that the word has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sayso.ingest.words import words_for

# A document that breaks so many words at its line ends hyphenates; then a break is likelier than a compound.
HYPHENATES = 3

WRAP: Final = "\x1f"
"""Stands after a hyphen that ends a line, so that it can be told from the others."""

_WORD = re.compile(r"\w+(?:-\w+)*")
_WRAPPED = re.compile(rf"(\w+(?:-\w+)*)([-\u2010\u00ad]){WRAP}(\w+)")


def ends_with_hyphen(line: str) -> bool:
    """Tell whether a line may end within a word."""
    return len(line) > 1 and line[-1] in "-\u2010\u00ad" and line[-2].isalnum()


def without_wrapping_hyphens(blocks: Sequence[str]) -> list[str]:
    """Return the blocks, words that were divided at a line's end put together.

    The hyphen goes if it is a soft one, if the word stands undivided elsewhere, or between lower-case letters
    in a document that hyphenates. It stays in all other cases.
    """
    whole = "\n".join(blocks)
    words = {word.casefold() for word in _WORD.findall(_WRAPPED.sub(" ", whole))}
    breaks = [match for match in _WRAPPED.finditer(whole) if match.group(3)[0].islower()]
    hyphenates = len(breaks) >= HYPHENATES

    def mend(match: re.Match[str]) -> str:
        left, hyphen, right = match.groups()
        if right.casefold() in words_for("after_suspended_hyphen"):
            return f"{left}{hyphen} {right}"
        if hyphen == "\u00ad" or f"{left}{right}".casefold() in words:
            return f"{left}{right}"
        compound = f"{left}-{right}".casefold() in words or "-" in left or left[-1].isdigit()
        if right[0].islower() and not compound and hyphenates:
            return f"{left}{right}"
        return f"{left}{hyphen}{right}"

    return [_WRAPPED.sub(mend, block).replace(WRAP, " ") for block in blocks]
