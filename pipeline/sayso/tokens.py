"""A tokenizer for spaCy that loses no edge: words, marks and single ideographs, for any language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_TOKEN = re.compile(
    r" |[^\S ]+"
    r"|[\u3400-\u9fff\uf900-\ufaff]|[\u3040-\u309f]+|[\u30a0-\u30ff]+"
    r"|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
    r"|_|[^\w\s]"
)


class EdgeTokenizer:
    """Splits at every change between letters, marks and scripts, so that each mention is whole tokens.

    Lossless: the Doc's text is the text given, character by character.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the tokens of a text as a Doc."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for match in _TOKEN.finditer(text):
            token = match.group()
            if token == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(token)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Return nothing: the tokenizer has no state."""
        return b""

    def from_bytes(self, _data: bytes, **_options: object) -> EdgeTokenizer:
        """Take nothing back."""
        return self

    def to_disk(self, _path: str, **_options: object) -> None:
        """Write nothing: the tokenizer has no state."""

    def from_disk(self, _path: str, **_options: object) -> EdgeTokenizer:
        """Read nothing."""
        return self
