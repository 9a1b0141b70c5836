"""Letters that the full-text index would not fold, and scripts without spaces.

SQLite's ``unicode61`` folds case and the accents of Latin letters. It leaves Greek accents, letters
with a stroke (ł, ø, đ), ligatures and ß as they are, and takes a whole Chinese or Japanese clause for
one word. What is said in such letters is indexed a second time, folded: Greek without accents, ß as ss,
every Chinese or Japanese character as a word of its own, so that a phrase of characters is found
wherever it stands (数字化 in 推进数字化转型).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Letters of the Latin script that have no decomposition: what one types who does not have the key.
_LETTERS = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n",
}  # fmt: skip
# Kana and Han; Greek, full-width letters and ligatures, which Unicode decomposes.
_UNSPACED = (
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_DECOMPOSED = "\u0370-\u03ff\u1f00-\u1fff\uff01-\uff5e\ufb00-\ufb06"
_FOLDABLE = re.compile(f"[{''.join(_LETTERS)}{_UNSPACED}{_DECOMPOSED}]")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")


def fold(text: str) -> str:
    """Return a text with the letters folded that ``unicode61`` leaves; most texts come back as they are."""
    return _FOLDABLE.sub(lambda found: _folded(found.group()), text)


def fold_letters(text: str) -> str:
    """Return a text with the same letters folded, words in scripts without spaces left whole."""
    return _FOLDABLE.sub(lambda found: _folded(found.group()).strip() or found.group(), text)


def is_unspaced(text: str) -> bool:
    """Say whether there is Chinese or Japanese in a text."""
    return _IS_UNSPACED.search(text) is not None


def folded_or_none(text: str | None) -> str | None:
    """Return the folded text if it differs, else None."""
    folded = fold(text) if text else text
    return folded if folded != text else None


def origins(text: str) -> list[int]:
    """Return for every code point of ``fold(text)`` the index in ``text`` of the one it comes from."""
    return [index for index, character in enumerate(text) for _ in fold(character)]


@cache
def _folded(character: str) -> str:
    if _IS_UNSPACED.match(character):
        return f" {character} "
    if character in _LETTERS:
        return _LETTERS[character]
    plain = unicodedata.normalize("NFKD", character)
    return "".join(part for part in plain if not unicodedata.combining(part))
