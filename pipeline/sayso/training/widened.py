"""A shipped model back to a network in floating point: from there it can be trained further."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch
from google.protobuf.message import DecodeError
from onnx import numpy_helper
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from sayso.errors import ModelError
from sayso.training.network import ATTENTION_DROPOUT, PressNetwork, frozen


class _Shipped:
    """The tensors of a `model.onnx`, by the names that they have in `ShippedNetwork`."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self.nodes = list(graph.node)
        self.tensors = {each.name: torch.tensor(numpy_helper.to_array(each)) for each in graph.initializer}
        # Of equal tensors ONNX keeps one, and names it to the others.
        for node in self.nodes:
            if node.op_type == "Identity" and node.input[0] in self.tensors:
                self.tensors[node.output[0]] = self.tensors[node.input[0]]

    def attribute(self, operation: str, name: str) -> float:
        """Return a number that the first node of an operation has."""
        node = next(node for node in self.nodes if node.op_type == operation)
        value: float = next(onnx.helper.get_attribute_value(a) for a in node.attribute if a.name == name)
        return value

    def weight(self, name: str) -> Tensor:
        """Return the matrix [out, in] of an integer product, its rows still in steps."""
        return (self.tensors[f"{name}.weight"].float() * self.tensors[f"{name}.scale"]).T

    def head(self, name: str) -> Tensor:
        """Return the matrix [out, in] behind a head's name."""
        bias = next(node for node in self.nodes if f"{name}.bias" in node.input)
        product = next(node for node in self.nodes if node.output[0] in bias.input)
        return self.tensors[product.input[1]].T


def widened(folder: Path) -> PressNetwork:
    """Return the network of a model folder; its weights are those that were rounded.

    Raises `ModelError` where ``model.onnx`` is none that `export` wrote.
    """
    try:
        shipped = _Shipped(folder / "model.onnx")
        config = _config(shipped)
        network = PressNetwork(BertModel(config, add_pooling_layer=False))
        card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        with torch.no_grad():
            _fill(network, shipped)
            network.nobody.copy_(torch.tensor(card["nobody"]))
    except (DecodeError, KeyError, StopIteration, RuntimeError, OSError, ValueError) as error:
        raise ModelError(f"{folder}: not a model that `sayso train` has exported: {error}") from error
    return frozen(network)


def _config(shipped: _Shipped) -> BertConfig:
    words, width = shipped.tensors["table"].shape
    return BertConfig(
        vocab_size=words,
        hidden_size=width,
        num_hidden_layers=sum(name.endswith(".read") for name in shipped.tensors),
        num_attention_heads=int(shipped.attribute("MultiHeadAttention", "num_heads")),
        intermediate_size=len(shipped.tensors["layers.0.wide.scale"]),
        max_position_embeddings=len(shipped.tensors["positions"]),
        layer_norm_eps=shipped.attribute("LayerNormalization", "epsilon"),
        attention_probs_dropout_prob=ATTENTION_DROPOUT,
        pad_token_id=1,
    )


def _fill(network: PressNetwork, shipped: _Shipped) -> None:
    tensors, embeddings = shipped.tensors, network.encoder.embeddings
    embeddings.word_embeddings.weight.copy_(tensors["table"].float() * tensors["scale"])
    embeddings.position_embeddings.weight.copy_(tensors["positions"])
    embeddings.token_type_embeddings.weight.zero_()  # they are in the positions
    _fill_norm(embeddings.LayerNorm, shipped, "norm")
    for number, layer in enumerate(network.encoder.encoder.layer):
        name = f"layers.{number}"
        _fill_attention(layer.attention, shipped, name)
        wide, narrow = layer.intermediate.dense, layer.output.dense
        wide.weight.copy_(shipped.weight(f"{name}.wide") * tensors[f"{name}.widened"])
        wide.bias.copy_(tensors[f"{name}.wide.bias"])
        narrow.weight.copy_(shipped.weight(f"{name}.narrow"))
        narrow.bias.copy_(tensors[f"{name}.bias"])
        _fill_norm(layer.output.LayerNorm, shipped, f"{name}.second")
    for head in ("tags", "link"):
        layer = getattr(network, head)
        layer.weight.copy_(shipped.head(head))
        layer.bias.copy_(tensors[f"{head}.bias"])


def _fill_attention(attention: nn.Module, shipped: _Shipped, name: str) -> None:
    tensors = shipped.tensors
    weight = shipped.weight(f"{name}.inputs") * tensors[f"{name}.read"]
    weights, biases = weight.chunk(3), tensors[f"{name}.inputs.bias"].chunk(3)
    mixed = shipped.weight(f"{name}.mixed")
    # The values are in the steps of what reads their mixture: back to rows and columns of one size.
    sizes = torch.sqrt(weights[2].norm(dim=1) / mixed.norm(dim=0))
    weights, biases = [*weights[:2], weights[2] / sizes[:, None]], [*biases[:2], biases[2] / sizes]
    own = attention.self
    for linear, part, bias in zip((own.query, own.key, own.value), weights, biases, strict=True):
        linear.weight.copy_(part)
        linear.bias.copy_(bias)
    attention.output.dense.weight.copy_(mixed * sizes)
    attention.output.dense.bias.copy_(tensors[f"{name}.mixed.bias"])
    _fill_norm(attention.output.LayerNorm, shipped, f"{name}.first")


def _fill_norm(norm: nn.LayerNorm, shipped: _Shipped, name: str) -> None:
    norm.weight.copy_(shipped.tensors[f"{name}.weight"])
    norm.bias.copy_(shipped.tensors[f"{name}.bias"])
