"""Examples to tensors: windows of tokens with, for each head, the labels that are allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from sayso.encoder.labels import HEADS, LOGITS, NAMES, TIES, columns
from sayso.encoder.windows import cut
from sayso.training.examples import UNKNOWN, Example, head_named


@dataclass(frozen=True)
class LinkTokens:
    """A quote's or role's tokens and those of each candidate; ``right`` says which it is tied to."""

    tie: int
    asking: NDArray[np.int64]
    candidates: tuple[NDArray[np.int64], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Window:
    """One training sequence: ids [T] and the allowed labels [T, LOGITS] as booleans.

    A token whose every label is allowed teaches nothing; one with a single allowed label a head is
    an ordinary target. Between them: `O` where a source does not annotate a kind.
    """

    ids: NDArray[np.int64]
    allowed: NDArray[np.bool_]
    links: tuple[LinkTokens, ...]


def windows(example: Example, tokenizer: Tokenizer, longest: int) -> Iterator[Window]:
    """Cut one example into windows of at most ``longest`` tokens, special ones included, as at run time."""
    encoding = tokenizer.encode(example.text, add_special_tokens=False)
    allowed = _allowed(example, encoding)
    begin, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    room = longest - 2
    for start, stop, _, _ in cut(len(encoding.ids), room, longest // 4):
        ids = np.array([begin, *encoding.ids[start:stop], end], dtype=np.int64)
        free = np.ones((1, LOGITS), dtype=np.bool_)
        links = tuple(_links(example, encoding, start, stop))
        yield Window(ids, np.concatenate([free, allowed[start:stop], free]), links)


def tokens_of(encoding: Encoding, start: int, end: int) -> list[int]:
    """Return the positions of the tokens that overlap the characters ``start`` to ``end``."""
    return [
        position
        for position, (left, right) in enumerate(encoding.offsets)
        if left < end and right > start and right > left
    ]


def _allowed(example: Example, encoding: Encoding) -> NDArray[np.bool_]:
    allowed = np.zeros((len(encoding.ids), LOGITS), dtype=np.bool_)
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
        positions = tokens_of(encoding, span.start, span.end)
        if span.kind == UNKNOWN:
            allowed[positions, part] = True
            continue
        allowed[positions, part] = False
        for order, position in enumerate(positions):
            allowed[position, part.start + head.begin(span.kind) + min(order, 1)] = True
    return allowed


def _links(example: Example, encoding: Encoding, start: int, stop: int) -> Iterator[LinkTokens]:
    def inside(spans: Sequence[tuple[int, int]]) -> list[int]:
        found = [position for span in spans for position in tokens_of(encoding, *span)]
        return [position - start + 1 for position in found if start <= position < stop]

    for link in example.links:
        quote = inside(link.pieces)
        candidates = [(inside([span]), True) for span in link.right]
        candidates += [(inside([span]), False) for span in link.wrong]
        kept = [(np.array(tokens), right) for tokens, right in candidates if tokens]
        if quote and kept and (any(right for _, right in kept) or not link.right):
            yield LinkTokens(
                TIES.index(link.tie), np.array(quote), tuple(t for t, _ in kept), tuple(r for _, r in kept)
            )
