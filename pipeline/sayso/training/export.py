"""Checkpoint to shipped model: ONNX with eight-bit weights."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch

from sayso.encoder.model import FORMAT
from sayso.encoder.windows import OVERLAP_PART
from sayso.training.network import PressNetwork, load_network
from sayso.training.shipped import ShippedNetwork


def export(checkpoint: Path, folder: Path, name: str, *, window: int) -> None:
    """Write a model folder from a checkpoint: `model.onnx` (int8), `tokenizer.json`, `model.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    network = load_network(checkpoint).eval()
    _write_onnx(network, folder / "model.onnx")
    shutil.copy(checkpoint / "tokenizer.json", folder / "tokenizer.json")
    card = {
        "format": FORMAT,
        "name": name,
        "window": window,
        "overlap": window // OVERLAP_PART,
        "nobody": [[round(value, 6) for value in row] for row in network.nobody.tolist()],
    }
    (folder / "model.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _write_onnx(network: PressNetwork, path: Path) -> None:
    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 9, 5, 2]])
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        ShippedNetwork(network).eval(),
        (ids,),
        str(path),
        input_names=["ids"],
        output_names=["tags", "link"],
        dynamic_axes={"ids": axes, "tags": axes, "link": axes},
        opset_version=17,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )
