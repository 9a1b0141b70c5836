"""Checkpoint to shipped model: ONNX with eight-bit weights."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from sayso.encoder.model import FORMAT
from sayso.encoder.windows import OVERLAP_PART
from sayso.training.network import load_network
from sayso.training.shipped import ShippedNetwork, input_ranges
from sayso.training.vocabulary import copy_tokenizer

# Enough to see how far the values of a network range.
EXAMPLE_TOKENS = 50_000


def export(
    checkpoint: Path, folder: Path, name: str, *, window: int, examples: Iterable[NDArray[np.int64]]
) -> None:
    """Write a model folder from a checkpoint: `model.onnx` (int8), tokenizer and words, `model.json`.

    ``examples`` are windows of ids that tell how far the network's values range.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = load_network(checkpoint).eval()
    shipped = ShippedNetwork(network, input_ranges(network, examples)).eval()
    _write_onnx(shipped, folder / "model.onnx")
    copy_tokenizer(checkpoint, folder)
    card = {
        "format": FORMAT,
        "name": name,
        "window": window,
        "overlap": window // OVERLAP_PART,
        "nobody": [[round(value, 6) for value in row] for row in network.nobody.tolist()],
    }
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _write_onnx(shipped: ShippedNetwork, path: Path) -> None:
    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 9, 5, 2]])
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        shipped,
        (ids,),
        str(path),
        input_names=["ids"],
        output_names=["tags", "link"],
        dynamic_axes={"ids": axes, "tags": axes, "link": axes},
        opset_version=17,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )
