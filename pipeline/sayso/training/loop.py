"""The training loop: seeded, logged, resumable after a kill.

A run's folder holds ``log.jsonl`` (a line every fifty steps), ``tokenizer.json``, ``weights.pt`` and
``config.json`` (the newest checkpoint) and ``progress.pt`` (weights, optimiser, position, random states),
which alone decides where a run goes on: a kill between the two files costs nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import torch
from torch import Tensor

from sayso.training.batches import Batch, collate
from sayso.training.epochs import epochs, texts
from sayso.training.network import (
    PressNetwork,
    averaged,
    keep_layers,
    keep_pieces,
    link_loss,
    load_network,
    new_network,
    save_network,
    stretch_positions,
    tagging_loss,
)
from sayso.training.settings import TrainSettings
from sayso.training.vocabulary import (
    base_tokenizer,
    chinese_words,
    copy_tokenizer,
    encoder_file,
    prune,
    write_tokenizer,
)
from sayso.training.widened import widened

LOG_EVERY = 50
# The learning rate does not begin at nothing, which would waste the first step.
LOWEST = 1e-3


def train(settings: TrainSettings, run: Path) -> None:
    """Train as the settings say, in ``run``; goes on where an earlier, killed run was.

    With folds, a network for each is trained in a folder of its own, on all releases but those of the fold;
    the mean of their weights (Wortsman et al. 2022), which has seen all, is written to ``run``. With cycles,
    each goes on from the end of the one before, and the mean of their ends is written (Izmailov et al. 2018).
    """
    if settings.gold.folds:
        parts = [fold_run(run, fold) for fold in range(settings.gold.folds)]
        for fold, part in enumerate(parts):
            gold = settings.gold.model_copy(update={"left_out": fold})
            _train_cycles(settings.model_copy(update={"gold": gold}), part)
        _save_mean(parts, run)
    else:
        _train_cycles(settings, run)


def _train_cycles(settings: TrainSettings, run: Path) -> None:
    if settings.training.cycles == 1:
        _train_once(settings, run)
        return
    parts = [run / f"cycle-{cycle}" for cycle in range(settings.training.cycles)]
    paths, training = settings.paths, settings.training
    for cycle, part in enumerate(parts):
        if cycle:
            paths = paths.model_copy(update={"start": str(parts[cycle - 1])})
        seeded = training.model_copy(update={"seed": training.seed + cycle})
        _train_once(settings.model_copy(update={"paths": paths, "training": seeded}), part)
    _save_mean(parts, run)


def _save_mean(parts: list[Path], run: Path) -> None:
    save_network(averaged([load_network(part) for part in parts]), run)
    copy_tokenizer(parts[0], run)


def fold_run(run: Path, fold: int) -> Path:
    """Return the folder of the network that does not see a fold."""
    return run / f"fold-{fold}"


def _train_once(settings: TrainSettings, run: Path) -> None:
    run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(settings.training.threads)
    device = _device(settings)
    network = _start(settings, run)
    stretch_positions(network, settings.training.window)
    network = network.to(device)
    optimiser = _optimiser(settings, network)
    since = _Position()
    if (run / "progress.pt").exists():
        progress = torch.load(run / "progress.pt", weights_only=False, map_location="cpu")
        network.load_state_dict(progress["weights"])
        optimiser.load_state_dict(progress["optimiser"])
        torch.set_rng_state(progress["random"])
        since = _Position(*progress["position"])
    network.train()
    log = _Log(run / "log.jsonl", settings.training.epochs)
    saved = time.monotonic()
    for position, ready in _batches(settings, run, since):
        batch = ready.to(device)
        _set_rates(optimiser, settings, position.done)
        with torch.autocast(device, torch.bfloat16, enabled=settings.training.bfloat16):
            logits, link = network(batch.ids, batch.mask)
        tagging = tagging_loss(logits.float(), batch.allowed)
        loss = tagging + link_loss(link.float(), network.nobody, batch.ties)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        log.step(position, loss.detach(), int(ready.mask.sum()))
        since = position.next()
        if time.monotonic() - saved > 60 * settings.training.checkpoint_minutes:
            _checkpoint(run, network, optimiser, since)
            saved = time.monotonic()
    _checkpoint(run, network, optimiser, since)


@dataclass(frozen=True)
class _Position:
    """Where a run is: the epoch, how many of its batches are learned from, and of how many."""

    epoch: int = 0
    batch: int = 0
    of: int = 0

    @property
    def done(self) -> float:
        """Return how many epochs are learned from."""
        return self.epoch + self.batch / max(1, self.of)

    def next(self) -> _Position:
        """Return where the run is one batch later."""
        last = self.batch + 1 == self.of
        return _Position(self.epoch + 1) if last else _Position(self.epoch, self.batch + 1, self.of)


def _batches(settings: TrainSettings, run: Path, since: _Position) -> Iterator[tuple[_Position, Batch]]:
    for number, batches in enumerate(epochs(settings, run / "tokenizer.json", since.epoch), since.epoch):
        first = since.batch if number == since.epoch else 0
        for order, windows in enumerate(batches[first:], first):
            yield _Position(number, order, len(batches)), collate(windows)


def _device(settings: TrainSettings) -> str:
    if settings.training.device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return settings.training.device


def _start(settings: TrainSettings, run: Path) -> PressNetwork:
    torch.manual_seed(settings.training.seed)
    start = settings.paths.start and Path(settings.paths.start)
    if (run / "progress.pt").exists():
        network = load_network(run)
    elif start:
        shipped = (start / "model.onnx").exists()
        network = widened(start) if shipped else load_network(start)
        copy_tokenizer(start, run)
    else:
        content = base_tokenizer(encoder_file(settings.paths.encoder))
        network = new_network(settings.paths.encoder)
        pruned, kept = prune(content, texts(settings), settings.network.pieces)
        keep_pieces(network, kept)
        keep_layers(network, settings.network.layers)
        write_tokenizer(pruned, chinese_words(content), run)
    return network


def _optimiser(settings: TrainSettings, network: PressNetwork) -> torch.optim.AdamW:
    training = settings.training
    body = [p for n, p in network.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    return torch.optim.AdamW(
        [
            {"params": body, "full_rate": training.learning_rate},
            {"params": heads, "full_rate": training.head_learning_rate},
        ],
        weight_decay=training.weight_decay,
        fused=_device(settings) == "cuda",
    )


def _set_rates(optimiser: torch.optim.AdamW, settings: TrainSettings, epochs: float) -> None:
    """Set the learning rates after so many epochs: a linear rise over the warm-up, then a fall to nothing."""
    done, warmup = epochs / settings.training.epochs, settings.training.warmup
    part = min((done + LOWEST) / (warmup + LOWEST), (1 - done) / (1 - warmup))
    for group in optimiser.param_groups:
        group["lr"] = part * group["full_rate"]


def _checkpoint(run: Path, network: PressNetwork, optimiser: torch.optim.AdamW, since: _Position) -> None:
    save_network(network, run)
    state = {
        "position": astuple(since),
        "weights": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "random": torch.get_rng_state(),
    }
    torch.save(state, run / "progress.pt.part")
    (run / "progress.pt.part").replace(run / "progress.pt")


class _Log:
    """Appends mean loss and speed to the run's log."""

    def __init__(self, path: Path, epochs: int) -> None:
        self.path, self.epochs = path, epochs
        self.losses: list[Tensor] = []
        self.tokens, self.since = 0, time.monotonic()

    def step(self, position: _Position, loss: Tensor, tokens: int) -> None:
        self.losses.append(loss)
        self.tokens += tokens
        done = position.next().done
        if len(self.losses) < LOG_EVERY and done < self.epochs:
            return
        seconds = time.monotonic() - self.since
        line = {
            "epochs": round(done, 3),
            "of": self.epochs,
            "loss": round(float(torch.stack(self.losses).mean()), 4),
            "tokens_per_second": round(self.tokens / seconds),
        }
        with self.path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        self.losses, self.tokens, self.since = [], 0, time.monotonic()
