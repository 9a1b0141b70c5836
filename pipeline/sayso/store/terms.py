"""A user's words as an expression of the full-text index.

Words must all be there; ``OR``, ``NOT`` and brackets combine them, ``"…"`` keeps words together, a final
``*`` stands for any ending. Whatever else stands in a word means itself: nothing a user types can break
the index's own syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso.errors import QueryError
from sayso.store.folding import fold

LONGEST = 1_000
DEEPEST = 20
_TYPOGRAPHIC = str.maketrans(dict.fromkeys("“”„‟«»「」『』", '"'))
_TOKEN = re.compile(r'"(?P<phrase>[^"]*)"(?P<ending>\*)?|(?P<bracket>[()])|(?P<word>[^\s()"]+)|(?P<open>")')
_OPERATORS = {"AND", "OR", "NOT"}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str = ""


def expression(words: str, columns: tuple[str, ...]) -> str:
    """Return the FTS5 expression that finds ``words`` in any of ``columns``.

    Raises `QueryError` saying what is wrong with the words.
    """
    if len(words) > LONGEST:
        raise QueryError(f"{words[:40]}…: longer than {LONGEST} characters: give fewer words")
    tokens = _tokens(words)
    if not any(token.kind == "term" for token in tokens):
        raise QueryError(f"{words!r}: has no letter or digit to look for")
    found, rest = _either(tokens, words, 0)
    if rest:
        raise QueryError(f"{words!r}: a closing bracket too many")
    return f"{{{' '.join(columns)}}} : ({found})"


def _tokens(words: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(words.translate(_TYPOGRAPHIC)):
        if match["open"]:
            raise QueryError(f"{words!r}: a quotation mark is never closed")
        if match["bracket"]:
            tokens.append(_Token(match["bracket"]))
        elif match["word"] in _OPERATORS:
            tokens.append(_Token(match["word"]))
        else:
            term = _term(match["phrase"], match["ending"], match["word"], words)
            tokens.extend([_Token("term", term)] if term else [])
    return tokens


def _term(phrase: str | None, ending: str | None, word: str | None, words: str) -> str | None:
    """Return a quoted phrase of the index, None if there is no letter or digit in it."""
    text = word.removesuffix("*") if word is not None else phrase or ""
    prefix = bool(ending) or (word or "").endswith("*") or text.endswith("*")
    text = text.removesuffix("*")
    if re.search(r"\*\w", text):
        raise QueryError(f"{words!r}: * stands for the end of a word, not for its beginning or middle")
    if not any(character.isalnum() for character in text):
        return None
    # A NUL would end the string for SQLite.
    quoted = fold(text).replace("\0", " ").replace('"', '""')
    return f'"{quoted}" *' if prefix else f'"{quoted}"'


def _either(tokens: list[_Token], words: str, depth: int) -> tuple[str, list[_Token]]:
    """Read terms joined by OR; return their expression and the tokens after it."""
    if depth > DEEPEST:
        raise QueryError(f"{words[:40]!r}…: more than {DEEPEST} brackets in one another")
    parts: list[str] = []
    while True:
        part, tokens = _all(tokens, words, depth)
        parts.append(part)
        if not tokens or tokens[0].kind != "OR":
            return (" OR ".join(parts) if len(parts) > 1 else parts[0]), tokens
        tokens = tokens[1:]


def _all(tokens: list[_Token], words: str, depth: int) -> tuple[str, list[_Token]]:
    """Read terms of which all must be there, and those after NOT that must not."""
    wanted: list[str] = []
    unwanted: list[str] = []
    while tokens and tokens[0].kind in {"term", "(", "AND", "NOT"}:
        into = unwanted if tokens[0].kind == "NOT" else wanted
        if tokens[0].kind in {"AND", "NOT"}:
            tokens = tokens[1:]
        if not tokens or tokens[0].kind not in {"term", "("}:
            raise QueryError(f"{words!r}: a word is missing after AND or NOT")
        part, tokens = _one(tokens, words, depth)
        into.append(part)
    if not wanted:
        raise QueryError(f"{words!r}: a word to look for is missing: before OR, NOT or in brackets")
    found = " AND ".join(wanted)
    if unwanted:
        found = f"({found}) NOT ({' OR '.join(unwanted)})"
    return (f"({found})" if len(wanted) + len(unwanted) > 1 else found), tokens


def _one(tokens: list[_Token], words: str, depth: int) -> tuple[str, list[_Token]]:
    first, *rest = tokens
    if first.kind == "term":
        return first.text, rest
    inside, rest = _either(rest, words, depth + 1)
    if not rest or rest[0].kind != ")":
        raise QueryError(f"{words!r}: a bracket is never closed")
    return f"({inside})", rest[1:]
