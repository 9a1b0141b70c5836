"""The network: one encoder, a linear layer for all tagging heads, one for the vectors that ties compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel, BertConfig, BertModel

from sayso.encoder.labels import HEADS, LOGITS, TIE_WIDTH, TIES, columns
from sayso.training.batches import TieBatch

# With dropout in it, attention on the CPU leaves its fast kernel: 367 tokens a second in place of 1,244
# (nine layers, windows of 512, two cores).
ATTENTION_DROPOUT = 0.0


class PressNetwork(nn.Module):
    """Encoder states [B, T, H] to tag logits [B, T, LOGITS] and link vectors [B, T, 2 * W * ties].

    For each tie (`encoder.labels.TIES`) the dot product of
    the mean asking vector of one span and the mean answering vector of another scores how likely they belong
    together; ``nobody`` [ties, W] answers for what the text does not tell.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.tags = nn.Linear(width, LOGITS)
        self.link = nn.Linear(width, 2 * TIE_WIDTH * len(TIES))
        self.nobody = nn.Parameter(torch.zeros(len(TIES), TIE_WIDTH))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return tag logits and link vectors of a padded batch."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        states = self.dropout(states.float())
        return self.tags(states), self.link(states)


def new_network(encoder: str) -> PressNetwork:
    """Return a network on a pretrained encoder; its embeddings stay as they are.

    The base encoder's embeddings were learned on far more text than fine-tuning shows; frozen,
    they keep the words of languages that the training data lacks.
    """
    model = AutoModel.from_pretrained(
        encoder, add_pooling_layer=False, attention_probs_dropout_prob=ATTENTION_DROPOUT
    ).float()
    return frozen(PressNetwork(model))


def frozen(network: PressNetwork) -> PressNetwork:
    """Freeze the word embeddings."""
    network.encoder.embeddings.word_embeddings.weight.requires_grad = False
    return network


def keep_layers(network: PressNetwork, layers: int) -> None:
    """Drop the layers above the lowest ``layers``: the cheapest to lose (Sajjad et al. 2023); 0 keeps all."""
    if layers:
        network.encoder.encoder.layer = network.encoder.encoder.layer[:layers]
        network.encoder.config.num_hidden_layers = len(network.encoder.encoder.layer)


def stretch_positions(network: PressNetwork, window: int) -> None:
    """Let the encoder read ``window`` tokens at once: its positions are spread evenly over as many.

    Position interpolation (Chen et al. 2023), here of learned positions. An encoder that has enough of them
    stays as it is.
    """
    embeddings, config = network.encoder.embeddings, network.encoder.config
    learned = embeddings.position_embeddings.weight.detach()
    if window <= len(learned):
        return
    spread = nn.functional.interpolate(learned.T[None], size=window, mode="linear", align_corners=True)[0].T
    embeddings.position_embeddings = nn.Embedding.from_pretrained(spread.contiguous(), freeze=False)
    embeddings.register_buffer("position_ids", torch.arange(window)[None], persistent=False)
    embeddings.register_buffer("token_type_ids", torch.zeros(1, window, dtype=torch.long), persistent=False)
    config.max_position_embeddings = window


def keep_pieces(network: PressNetwork, kept: Sequence[int]) -> None:
    """Cut the embeddings down to the pieces ``kept``, in that order."""
    embeddings = network.encoder.embeddings
    weight = embeddings.word_embeddings.weight.detach()[torch.tensor(kept)]
    embeddings.word_embeddings = nn.Embedding.from_pretrained(weight, freeze=True, padding_idx=1)
    network.encoder.config.vocab_size = len(kept)


def save_network(network: PressNetwork, folder: Path) -> None:
    """Write weights and shape, so that `load_network` needs nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), folder / "weights.pt.part")
    (folder / "weights.pt.part").replace(folder / "weights.pt")
    network.encoder.config.save_pretrained(folder)


def load_network(folder: Path) -> PressNetwork:
    """Read what `save_network` wrote; heads and ties that it did not have yet start anew."""
    config = BertConfig.from_pretrained(folder, attention_probs_dropout_prob=ATTENTION_DROPOUT)
    network = PressNetwork(BertModel(config, add_pooling_layer=False))
    weights = torch.load(folder / "weights.pt", weights_only=True)
    own = network.state_dict()
    for name, weight in weights.items():
        own[name][: len(weight)] = weight
    network.load_state_dict(own)
    return frozen(network)


def averaged(networks: Sequence[PressNetwork]) -> PressNetwork:
    """Return the first network with the mean of all their weights."""
    states = [network.state_dict() for network in networks]
    mean = {name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]}
    networks[0].load_state_dict(mean)
    return networks[0]


def tagging_loss(logits: Tensor, allowed: Tensor) -> Tensor:
    """Return the mean negative log-probability that each head gives to the labels allowed.

    Marginal likelihood over the labels that the annotation leaves open; tokens without any
    restriction count neither in the sum, where theirs is 0, nor in the mean.
    """
    total = logits.new_zeros(())
    for head in HEADS:
        scores, open_to = logits[..., columns(head)], allowed[..., columns(head)]
        taught = (~open_to.all(-1)).sum()
        right = scores.masked_fill(~open_to, float("-inf")).logsumexp(-1)
        total = total + (scores.logsumexp(-1) - right).sum() / taught.clamp(min=1)
    return total


def link_loss(link: Tensor, nobody: Tensor, ties: TieBatch) -> Tensor:
    """Return the mean negative log-probability of the mentions that quotes, roles and words are tied to.

    ``link`` is [B, T, 2 * W * ties], ``nobody`` [ties, W].
    """
    if not len(ties.tie):
        return link.new_zeros(())
    tokens = link.flatten(0, 1)[ties.tokens]
    sums = tokens.new_zeros(len(ties.lengths), tokens.shape[1]).index_add(0, ties.spans, tokens)
    means = (sums / ties.lengths[:, None]).unflatten(1, (len(TIES), 2, TIE_WIDTH))
    asking = means[ties.asking, ties.tie, 0]
    answering = means[ties.candidates, ties.tie[:, None], 1]
    named = (answering * asking[:, None]).sum(-1).masked_fill(~ties.real, float("-inf"))
    unnamed = (nobody[ties.tie] * asking).sum(-1, keepdim=True)
    scores = torch.cat([named, unnamed], dim=1)
    right = scores.masked_fill(~ties.right, float("-inf"))
    return (scores.logsumexp(1) - right.logsumexp(1)).mean()
