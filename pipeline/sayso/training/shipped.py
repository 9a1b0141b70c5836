"""The network as it is shipped: eight-bit integers for words, seven-bit ones for matrices.

Activations are quantised symmetrically, such that a token's scores do not depend on its batch: the same text
gives the same bytes. Most have fixed steps, one a channel, measured on texts and smoothed (Xiao et al. 2023):
a channel with large values leaves some of its range to the weights. What comes out of the wide layer ranges
too far for that and is measured row by row. There is no padding, since attention is twice as fast where
nothing is masked. Weights keep to 63 steps either way, because processors without VNNI add two products in
sixteen bits, which 255 * 127 * 2 overflows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import BertModel

from sayso.training.network import PressNetwork

WEIGHT_STEPS = 63
ACTIVATION_STEPS = 127
# Activations are shifted to unsigned integers: the fast kernels multiply unsigned by signed.
ZERO = 128
_ZERO = torch.tensor(ZERO, dtype=torch.uint8)
# How much of a channel's range the step takes up; the weights take the rest. What rounding changes in the tag
# logits (root mean square, 40 releases of dev): 0.105 all row by row, 0.127 with 0.75, 0.151 with 0.9.
SMOOTHING = 0.75
SMALLEST = 1e-5

Ranges = dict[nn.Module, Tensor]


class _Quantised(torch.autograd.Function):
    """Round to integers of eight bits, in one pass."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor) -> Tensor:
        return (rows.round() + ZERO).clamp(0, 255).to(torch.uint8)

    @staticmethod
    def symbolic(g: Any, rows: Any) -> Any:
        one = g.op("Constant", value_t=torch.tensor(1.0))
        return g.op("QuantizeLinear", rows, one, g.op("Constant", value_t=_ZERO))


class _Product(torch.autograd.Function):
    """Multiply integers, scale the columns and add the bias, in one pass."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, weight: Tensor, scale: Tensor, bias: Tensor) -> Tensor:
        return ((rows.double() - ZERO) @ weight.double()).float() * scale + bias

    @staticmethod
    def symbolic(g: Any, rows: Any, weight: Any, scale: Any, bias: Any) -> Any:
        one = g.op("Constant", value_t=torch.tensor(1.0))
        zero = g.op("Constant", value_t=_ZERO)
        weights_zero = g.op("Constant", value_t=torch.tensor(0, dtype=torch.int8))
        return g.op("com.microsoft::MatMulIntegerToFloat", rows, weight, one, scale, zero, weights_zero, bias)


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
        split = [part.unflatten(-1, (heads, -1)).transpose(1, 2) for part in (query, key, value)]
        mixed = nn.functional.scaled_dot_product_attention(*split)
        return mixed.transpose(1, 2).flatten(-2)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, heads: int) -> Any:
        mixed = g.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads)
        mixed.setType(query.type())
        return mixed


def input_ranges(network: PressNetwork, windows: Iterable[NDArray[np.int64]]) -> Ranges:
    """Return the largest value of each input channel of the encoder's linear layers over windows of ids."""
    ranges: Ranges = {}

    def measure(layer: nn.Module, inputs: tuple[Tensor, ...], _output: Tensor) -> None:
        largest = inputs[0].abs().flatten(0, -2).amax(0)
        ranges[layer] = torch.maximum(ranges.get(layer, largest), largest)

    linear = [layer for layer in network.encoder.encoder.modules() if isinstance(layer, nn.Linear)]
    hooks = [layer.register_forward_hook(measure) for layer in linear]
    with torch.no_grad():
        for ids in windows:
            window = torch.as_tensor(ids)[None]
            network(window, torch.ones_like(window))
    for hook in hooks:
        hook.remove()
    return ranges


def smoothed_steps(ranges: Ranges, *layers: nn.Linear) -> Tensor:
    """Return the step of each input channel [in] of layers that read the same."""
    largest = ranges[layers[0]].clamp(min=SMALLEST)
    weights = torch.cat([layer.weight.detach() for layer in layers]).abs().amax(0).clamp(min=SMALLEST)
    steps = largest.pow(SMOOTHING) / weights.pow(1 - SMOOTHING)
    return steps * (largest / steps).max() / ACTIVATION_STEPS


class IntegerProduct(nn.Module):
    """Rows of integers times integer weights, one scale a column; ``steps`` [in] are those of the rows."""

    def __init__(self, weight: Tensor, bias: Tensor, steps: Tensor | None = None) -> None:
        super().__init__()
        columns = weight.T.contiguous() if steps is None else weight.T * steps[:, None]
        scale = columns.abs().amax(dim=0).clamp(min=1e-8) / WEIGHT_STEPS
        self.register_buffer("weight", (columns / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        self.register_buffer("bias", bias.detach())

    def forward(self, rows: Tensor) -> Tensor:
        """Multiply rows [.., in], in steps, to [.., out]."""
        product: Tensor = _Product.apply(_Quantised.apply(rows), self.weight, self.scale, self.bias)
        return product


class _Layer(nn.Module):
    def __init__(self, layer: Any, heads: int, ranges: Ranges) -> None:
        super().__init__()
        attention, mixed, wide = layer.attention, layer.attention.output.dense, layer.intermediate.dense
        three = [attention.self.query, attention.self.key, attention.self.value]
        weights, biases = [each.weight.detach() for each in three], [each.bias.detach() for each in three]
        mixed_steps = smoothed_steps(ranges, mixed)
        # What attention mixes are the values, so that they may come in the steps of what reads the mixture.
        weights[2], biases[2] = weights[2] / mixed_steps[:, None], biases[2] / mixed_steps
        read, widened = smoothed_steps(ranges, *three), smoothed_steps(ranges, wide)
        self.heads = heads
        self.register_buffer("read", 1.0 / read)
        self.inputs = IntegerProduct(torch.cat(weights), torch.cat(biases), read)
        self.mixed = IntegerProduct(mixed.weight.detach(), mixed.bias, mixed_steps)
        self.first = attention.output.LayerNorm
        self.register_buffer("widened", 1.0 / widened)
        self.wide = IntegerProduct(wide.weight.detach(), wide.bias, widened)
        narrow = layer.output.dense
        self.narrow = IntegerProduct(narrow.weight.detach(), torch.zeros_like(narrow.bias))
        self.register_buffer("bias", narrow.bias.detach())
        self.second = layer.output.LayerNorm

    def forward(self, states: Tensor) -> Tensor:
        query, key, value = self.inputs(states * self.read).chunk(3, dim=-1)
        mixed = _Attention.apply(query, key, value, self.heads)
        states = self.first(self.mixed(mixed) + states)
        wide = nn.functional.gelu(self.wide(states * self.widened))
        step = wide.abs().amax(dim=-1, keepdim=True).clamp(min=1e-8) / ACTIVATION_STEPS
        narrow = self.narrow(wide * (1.0 / step)) * step + self.bias
        result: Tensor = self.second(narrow + states)
        return result


class ShippedNetwork(nn.Module):
    """Ids [B, T] to tag logits and link vectors, as `PressNetwork`, in integers."""

    def __init__(self, network: PressNetwork, ranges: Ranges) -> None:
        super().__init__()
        encoder: BertModel = network.encoder
        embeddings = encoder.embeddings
        table = embeddings.word_embeddings.weight.detach()
        scale = table.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / ACTIVATION_STEPS
        self.register_buffer("table", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        kinds = embeddings.token_type_embeddings.weight.detach()[0]
        self.register_buffer("positions", embeddings.position_embeddings.weight.detach() + kinds)
        self.norm = embeddings.LayerNorm
        heads = encoder.config.num_attention_heads
        self.layers = nn.ModuleList(_Layer(layer, heads, ranges) for layer in encoder.encoder.layer)
        self.tags, self.link = network.tags, network.link

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Return tag logits and link vectors of windows of one length."""
        words = self.table[ids].float() * self.scale[ids]
        states = self.norm(words + self.positions[: ids.shape[1]])
        for layer in self.layers:
            states = layer(states)
        return self.tags(states), self.link(states)
