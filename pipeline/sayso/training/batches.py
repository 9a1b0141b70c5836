"""Windows padded to tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from sayso.training.encoding import Window


@dataclass(frozen=True)
class TieBatch:
    """The L links of a batch, over S spans of K tokens in all, each with up to C candidates.

    ``tokens`` [K] are positions in the batch laid flat, ``spans`` [K] the span of each, ``lengths`` [S] the
    tokens of a span; ``tie``, ``asking`` [L] and ``candidates`` [L, C] say which spans may be tied,
    ``real`` [L, C] which candidates are no padding, ``right`` [L, C + 1] which are right, nobody the last.
    """

    tokens: Tensor
    spans: Tensor
    lengths: Tensor
    tie: Tensor
    asking: Tensor
    candidates: Tensor
    real: Tensor
    right: Tensor


@dataclass(frozen=True)
class Batch:
    """Ids and mask [B, T], the labels allowed [B, T, LOGITS], and the links."""

    ids: Tensor
    mask: Tensor
    allowed: Tensor
    ties: TieBatch

    def to(self, device: str) -> Batch:
        """Return the batch on another device; a GPU takes it from pinned memory without stopping for it."""

        def sent(tensor: Tensor) -> Tensor:
            return tensor if device == "cpu" else tensor.pin_memory().to(device, non_blocking=True)

        ties = TieBatch(*(sent(getattr(self.ties, field.name)) for field in fields(TieBatch)))
        return Batch(sent(self.ids), sent(self.mask), sent(self.allowed), ties)


def collate(windows: Sequence[Window]) -> Batch:
    """Pad windows to the longest of them."""
    longest = max(len(window.ids) for window in windows)
    ids = np.ones((len(windows), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    allowed = np.ones((len(windows), longest, windows[0].allowed.shape[1]), dtype=np.bool_)
    for row, window in enumerate(windows):
        length = len(window.ids)
        ids[row, :length], mask[row, :length] = window.ids, 1
        allowed[row, :length] = window.allowed
    ties = _ties(windows, longest)
    return Batch(torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(allowed), ties)


def _ties(windows: Sequence[Window], longest: int) -> TieBatch:
    links = [window.links for window in windows]
    before = np.cumsum([0, *(len(each.lengths) for each in links)])
    lengths = np.concatenate([each.lengths for each in links])
    counts = np.concatenate([each.counts for each in links])
    real = np.arange(counts.max(initial=0))[None] < counts[:, None]
    candidates = np.zeros(real.shape, dtype=np.int64)
    candidates[real] = np.concatenate([each.candidates + n for each, n in zip(links, before, strict=False)])
    named = np.zeros_like(real)
    named[real] = np.concatenate([each.right for each in links])
    return TieBatch(
        tokens=torch.from_numpy(
            np.concatenate([each.tokens + row * longest for row, each in enumerate(links)])
        ),
        spans=torch.from_numpy(np.repeat(np.arange(len(lengths)), lengths)),
        lengths=torch.from_numpy(lengths),
        tie=torch.from_numpy(np.concatenate([each.tie for each in links])),
        asking=torch.from_numpy(
            np.concatenate([each.asking + n for each, n in zip(links, before, strict=False)])
        ),
        candidates=torch.from_numpy(candidates),
        real=torch.from_numpy(real),
        right=torch.from_numpy(np.concatenate([named, ~named.any(1, keepdims=True)], axis=1)),
    )
