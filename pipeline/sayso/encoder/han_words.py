"""Where words begin in a script that writes none apart: Chinese characters.

The encoder reads them one by one, so that a name may begin and end anywhere. The base encoder's own pieces
of two and more characters (a unigram model, Kudo 2018) tell which of them are a word: in the name data, two
names of a hundred have an edge inside one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import ModelError
from sayso.text import HAN

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WORDS_FILE = "words.json"
_RUN = re.compile(f"[{HAN}]{{2,}}")


def load_words(folder: Path) -> Tokenizer | None:
    """Load the words of a model folder, none if it has no `words.json`; raises `ModelError`."""
    from tokenizers import Tokenizer

    path = folder / WORDS_FILE
    if not path.is_file():
        return None
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare ones
        raise ModelError(f"{path}: cannot be loaded: {error}") from error


def inside_words(words: Tokenizer | None, text: str) -> frozenset[int]:
    """Return the offsets of Chinese characters that go on with the word of the character before."""
    if words is None:
        return frozenset()
    inside: set[int] = set()
    for run in _RUN.finditer(text):
        for start, end in words.encode(run.group()).offsets:
            inside.update(range(run.start() + start + 1, run.start() + end))
    return frozenset(inside)
