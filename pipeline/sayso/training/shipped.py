"""The network as it is shipped: eight-bit integers for words, seven-bit ones for matrices.

Activations are quantised row by row, symmetrically, so that a token's scores do not depend on its batch:
the same text gives the same bytes. There is no padding, since attention is twice as fast where nothing is
masked. Weights keep to 63 steps either way, because
processors without VNNI add two products in sixteen bits, which 255 * 127 * 2 overflows.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertModel

from sayso.training.network import PressNetwork

WEIGHT_STEPS = 63
ACTIVATION_STEPS = 127
# Activations are shifted to unsigned integers: the fast kernels multiply unsigned by signed.
ZERO = 128
_ZERO = torch.tensor(ZERO, dtype=torch.uint8)


class _Quantised(torch.autograd.Function):
    """Round to integers of eight bits, in one pass."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor) -> Tensor:
        return (rows.round() + ZERO).to(torch.uint8)

    @staticmethod
    def symbolic(g: Any, rows: Any) -> Any:
        one = g.op("Constant", value_t=torch.tensor(1.0))
        return g.op("QuantizeLinear", rows, one, g.op("Constant", value_t=_ZERO))


class _Product(torch.autograd.Function):
    """Multiply integers and scale the columns, in one pass."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor, weight: Tensor, scale: Tensor) -> Tensor:
        return ((rows.double() - ZERO) @ weight.double()).float() * scale

    @staticmethod
    def symbolic(g: Any, rows: Any, weight: Any, scale: Any) -> Any:
        one = g.op("Constant", value_t=torch.tensor(1.0))
        zero = g.op("Constant", value_t=_ZERO)
        return g.op("com.microsoft::MatMulIntegerToFloat", rows, weight, one, scale, zero)


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


class QuantisedLinear(nn.Module):
    """A linear layer with integer weights, one scale a column, and rows quantised as they come."""

    def __init__(self, *layers: nn.Linear) -> None:
        super().__init__()
        weight = torch.cat([layer.weight.detach() for layer in layers]).T.contiguous()
        scale = weight.abs().amax(dim=0).clamp(min=1e-8) / WEIGHT_STEPS
        self.register_buffer("weight", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        self.register_buffer("bias", torch.cat([layer.bias.detach() for layer in layers]))

    def forward(self, states: Tensor) -> Tensor:
        """Multiply rows [.., in] by the weights to [.., out]."""
        step = states.abs().amax(dim=-1, keepdim=True).clamp(min=1e-8) / ACTIVATION_STEPS
        rows = _Quantised.apply(states * (1.0 / step))
        product: Tensor = _Product.apply(rows, self.weight, self.scale)
        return product * step + self.bias


class _Layer(nn.Module):
    def __init__(self, layer: Any, heads: int) -> None:
        super().__init__()
        attention = layer.attention
        self.heads = heads
        self.inputs = QuantisedLinear(attention.self.query, attention.self.key, attention.self.value)
        self.mixed = QuantisedLinear(attention.output.dense)
        self.first = attention.output.LayerNorm
        self.wide = QuantisedLinear(layer.intermediate.dense)
        self.narrow = QuantisedLinear(layer.output.dense)
        self.second = layer.output.LayerNorm

    def forward(self, states: Tensor) -> Tensor:
        query, key, value = self.inputs(states).chunk(3, dim=-1)
        mixed = _Attention.apply(query, key, value, self.heads)
        states = self.first(self.mixed(mixed) + states)
        wide = nn.functional.gelu(self.wide(states))
        result: Tensor = self.second(self.narrow(wide) + states)
        return result


class ShippedNetwork(nn.Module):
    """Ids [B, T] to tag logits and link vectors, as `PressNetwork`, in integers."""

    def __init__(self, network: PressNetwork) -> None:
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
        self.layers = nn.ModuleList(_Layer(layer, heads) for layer in encoder.encoder.layer)
        self.tags, self.link = network.tags, network.link

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Return tag logits and link vectors of windows of one length."""
        words = self.table[ids].float() * self.scale[ids]
        states = self.norm(words + self.positions[: ids.shape[1]])
        for layer in self.layers:
            states = layer(states)
        return self.tags(states), self.link(states)
