"""Cut long token sequences into overlapping windows, and group windows into batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

# Neighbours share so large a part of a full window: what is read twice costs time.
OVERLAP_PART = 8


class Window(NamedTuple):
    """Tokens ``start`` to ``stop`` are read together; ``keep_from`` to ``keep_to`` are believed."""

    start: int
    stop: int
    keep_from: int
    keep_to: int


def cut(length: int, size: int, overlap: int) -> list[Window]:
    """Return windows of at most ``size`` tokens that cover all of ``length``, none silently left out.

    They are of about one length: a short last one would know little of what stands before it.

    Neighbours share ``overlap`` tokens; each side is believed up to the middle of what they share,
    so every token is kept exactly once and has context on both sides.
    """
    if length <= size:
        return [Window(0, length, 0, length)] if length else []
    number = -(-(length - overlap) // (size - overlap))
    step = -(-(length - overlap) // number)
    windows = []
    for order in range(number):
        start = order * step
        stop = min(start + step + overlap, length)
        keep_from = 0 if order == 0 else start + overlap // 2
        keep_to = length if order == number - 1 else start + step + overlap // 2
        windows.append(Window(start, stop, keep_from, keep_to))
    return windows


def batches(windows: Sequence[int], most_tokens: int) -> list[list[int]]:
    """Group windows, given by their lengths, into batches of one length.

    Returns positions into ``windows``; a batch has at most ``most_tokens`` tokens, or is a single window.
    """
    grouped: list[list[int]] = []
    for position in sorted(range(len(windows)), key=lambda position: (windows[position], position)):
        length = windows[position]
        if grouped and windows[grouped[-1][0]] == length and (len(grouped[-1]) + 1) * length <= most_tokens:
            grouped[-1].append(position)
        else:
            grouped.append([position])
    return grouped
