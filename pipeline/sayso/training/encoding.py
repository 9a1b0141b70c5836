"""Examples to tensors: windows of tokens with, for each head, the labels that are allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from sayso.encoder.labels import HEADS, LOGITS, NAMES, TIES, columns
from sayso.encoder.windows import OVERLAP_PART, cut
from sayso.training.examples import UNKNOWN, Example, head_named


@dataclass(frozen=True)
class WindowLinks:
    """The L links of a window over its S spans, laid flat.

    ``tokens`` [K] are the tokens of all spans, ``lengths`` [S] how many each has; ``tie`` and ``asking`` [L]
    the tie and the span of each link, ``counts`` [L] how many candidates it has; ``candidates`` [M] their
    spans, ``right`` [M] which of them it is tied to.
    """

    tokens: NDArray[np.int64]
    lengths: NDArray[np.int64]
    tie: NDArray[np.int64]
    asking: NDArray[np.int64]
    counts: NDArray[np.int64]
    candidates: NDArray[np.int64]
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Window:
    """One training sequence: ids [T] and the allowed labels [T, LOGITS] as booleans.

    A token whose every label is allowed teaches nothing; one with a single allowed label a head is
    an ordinary target. Between them: `O` where a source does not annotate a kind.
    """

    ids: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    links: WindowLinks


def windows(example: Example, tokenizer: Tokenizer, longest: int) -> Iterator[Window]:
    """Cut one example into windows of at most ``longest`` tokens, special ones included, as at run time."""
    tokens = Tokens(tokenizer.encode(example.text, add_special_tokens=False))
    allowed = _allowed(example, tokens)
    begin, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    room = longest - 2
    for start, stop, _, _ in cut(len(tokens.ids), room, longest // OVERLAP_PART):
        ids = np.array([begin, *tokens.ids[start:stop], end], dtype=np.int64)
        free = np.ones((1, LOGITS), dtype=np.bool_)
        links = _links(example, tokens, start, stop)
        yield Window(ids, np.concatenate([free, allowed[start:stop], free]), links)


class Tokens:
    """The tokens of a text by their characters."""

    def __init__(self, encoding: Encoding) -> None:
        self.ids: list[int] = encoding.ids
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
        self._starts, self._ends = offsets[:, 0], offsets[:, 1]

    def within(self, start: int, end: int) -> NDArray[np.int64]:
        """Return the positions of the tokens that overlap the characters ``start`` to ``end``."""
        first = np.searchsorted(self._ends, start, side="right")
        last = np.searchsorted(self._starts, end, side="left")
        positions = np.arange(first, max(first, last))
        return positions[self._ends[positions] > self._starts[positions]]


def _allowed(example: Example, tokens: Tokens) -> NDArray[np.bool_]:
    allowed = np.zeros((len(tokens.ids), LOGITS), dtype=np.bool_)
    for head in HEADS:
        part = columns(head)
        if head.name not in example.heads:
            allowed[:, part] = True
            continue
        allowed[:, part.start] = True
        if head is NAMES:
            for kind in example.unknown_kinds:
                allowed[:, part.start + head.begin(kind)] = True
                allowed[:, part.start + head.begin(kind) + 1] = True
    for span in example.spans:
        head = head_named(span.head)
        part = columns(head)
        positions = tokens.within(span.start, span.end)
        if span.kind == UNKNOWN:
            allowed[positions, part] = True
            continue
        allowed[positions, part] = False
        for order, position in enumerate(positions):
            allowed[position, part.start + head.begin(span.kind) + min(order, 1)] = True
    return allowed


def _links(example: Example, tokens: Tokens, start: int, stop: int) -> WindowLinks:
    spans: dict[tuple[tuple[int, int], ...], int] = {}
    positions: list[NDArray[np.int64]] = []

    def span(parts: tuple[tuple[int, int], ...]) -> int | None:
        """Return the number of the span that these characters are, unless none of it is in the window."""
        if parts not in spans:
            found = np.concatenate([tokens.within(*part) for part in parts])
            inside = found[(found >= start) & (found < stop)] - start + 1
            if not len(inside):
                return None
            spans[parts] = len(positions)
            positions.append(inside)
        return spans[parts]

    rows: list[tuple[int, int, list[tuple[int, bool]]]] = []
    for link in example.links:
        asking = span(link.pieces)
        mentions = [(span((each,)), True) for each in link.right] + [
            (span((each,)), False) for each in link.wrong
        ]
        kept = [(number, right) for number, right in mentions if number is not None]
        if asking is not None and kept and (any(right for _, right in kept) or not link.right):
            rows.append((TIES.index(link.tie), asking, kept))
    return WindowLinks(
        tokens=np.concatenate([np.zeros(0, dtype=np.int64), *positions]),
        lengths=np.array([len(each) for each in positions], dtype=np.int64),
        tie=np.array([tie for tie, _, _ in rows], dtype=np.int64),
        asking=np.array([asking for _, asking, _ in rows], dtype=np.int64),
        counts=np.array([len(kept) for _, _, kept in rows], dtype=np.int64),
        candidates=np.array([number for _, _, kept in rows for number, _ in kept], dtype=np.int64),
        right=np.array([right for _, _, kept in rows for _, right in kept], dtype=np.bool_),
    )
