"""The training loop: seeded, logged, resumable after a kill.

A run's folder holds ``log.jsonl`` (a line every fifty steps), ``tokenizer.json``, ``weights.pt`` and
``config.json`` (the newest checkpoint) and ``progress.pt`` (weights, optimiser, step, random states), which
alone decides where a run goes on: a kill between the two files costs nothing.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from sayso.encoder.cores import available_cores
from sayso.errors import ConfigError
from sayso.training.batches import Batch, collate
from sayso.training.encoding import Window
from sayso.training.epochs import plan, texts
from sayso.training.network import (
    PressNetwork,
    averaged,
    freeze_layers,
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
from sayso.training.vocabulary import base_tokenizer, prune

LOG_EVERY = 50


def train(settings: TrainSettings, run: Path) -> None:
    """Train as the settings say, in ``run``; goes on where an earlier, killed run was.

    Several seeds are several runs, in folders of their own, that begin with the same weights and see the
    releases with other changes; the mean of their weights (Wortsman et al. 2022) is written to ``run``. With
    a ``start_share`` the result lies between the weights at the start and at the end (Wortsman et al. 2022b).
    """
    share, start = settings.training.start_share, settings.paths.start
    if share and not start:
        raise ConfigError("training.start_share needs paths.start: the checkpoint whose weights it keeps")
    _train_seeds(settings, run)
    if share and start:
        both = [load_network(Path(start)), load_network(run)]
        stretch_positions(both[0], settings.training.window)
        save_network(averaged(both, [share, 1 - share]), run)


def _train_seeds(settings: TrainSettings, run: Path) -> None:
    seeds = settings.training.seeds
    if len(seeds) == 1:
        _train_once(settings, run)
        return
    parts = [run / f"seed-{seed}" for seed in seeds]
    for seed, part in zip(seeds, parts, strict=True):
        training = settings.training.model_copy(update={"seeds": (seed,)})
        _train_once(settings.model_copy(update={"training": training}), part)
    save_network(averaged([load_network(part) for part in parts]), run)
    shutil.copy(parts[0] / "tokenizer.json", run / "tokenizer.json")


def _train_once(settings: TrainSettings, run: Path) -> None:
    run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(settings.training.threads)
    device = _device(settings)
    network = _start(settings, run)
    stretch_positions(network, settings.training.window)
    network = network.to(device)
    freeze_layers(network, settings.network.frozen)
    batches = plan(settings, run / "tokenizer.json")
    optimiser = _optimiser(settings, network)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _warm_linear(settings, len(batches)))
    first = 0
    if (run / "progress.pt").exists():
        progress = torch.load(run / "progress.pt", weights_only=False, map_location="cpu")
        network.load_state_dict(progress["weights"])
        optimiser.load_state_dict(progress["optimiser"])
        schedule.load_state_dict(progress["schedule"])
        torch.set_rng_state(progress["random"])
        first = progress["step"]
    network.train()
    log = _Log(run / "log.jsonl", len(batches))
    saved = time.monotonic()
    last = settings.training.stop_after or len(batches)
    for step, ready in enumerate(_collated(batches[first:last], device), first):
        batch = ready.to(device)
        with torch.autocast(device, torch.bfloat16, enabled=settings.training.bfloat16):
            logits, link = network(batch.ids, batch.mask)
        tagging = tagging_loss(logits.float(), batch.allowed)
        loss = tagging + link_loss(link.float(), network.nobody, batch.ties)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        log.step(step, loss.detach(), sum(len(window.ids) for window in batches[step]))
        if time.monotonic() - saved > 60 * settings.training.checkpoint_minutes:
            _checkpoint(run, network, optimiser, schedule, step + 1)
            saved = time.monotonic()
    _checkpoint(run, network, optimiser, schedule, max(first, last))


def _collated(batches: Sequence[Sequence[Window]], device: str) -> Iterable[Batch]:
    """Return the batches as tensors; a GPU waits for nobody, so that processes make them ahead of it."""
    workers = min(8, available_cores()) if device == "cuda" else 0
    own_chance = torch.Generator()  # or the loader would draw from the one that a resumed run takes up
    loader: Iterable[Batch] = DataLoader(
        cast("Dataset[Sequence[Window]]", batches),
        batch_size=None,
        collate_fn=collate,
        num_workers=workers,
        generator=own_chance,
    )
    return loader


def _device(settings: TrainSettings) -> str:
    if settings.training.device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return settings.training.device


def _start(settings: TrainSettings, run: Path) -> PressNetwork:
    torch.manual_seed(settings.training.seeds[0])
    start = settings.paths.start and Path(settings.paths.start)
    if (run / "progress.pt").exists():
        network = load_network(run)
    elif start:
        network = load_network(start)
        shutil.copy(start / "tokenizer.json", run / "tokenizer.json")
    else:
        network = new_network(settings.paths.encoder)
        content = base_tokenizer(Path(settings.paths.encoder) / "tokenizer.json")
        pruned, kept = prune(content, texts(settings), settings.network.pieces)
        keep_pieces(network, kept)
        keep_layers(network, settings.network.layers)
        (run / "tokenizer.json").write_text(
            json.dumps(pruned, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )
    return network


def _optimiser(settings: TrainSettings, network: PressNetwork) -> torch.optim.AdamW:
    training = settings.training
    body = [p for n, p in network.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    return torch.optim.AdamW(
        [
            {"params": body, "lr": training.learning_rate},
            {"params": heads, "lr": training.head_learning_rate},
        ],
        weight_decay=training.weight_decay,
    )


class _warm_linear:
    """Learning-rate factor: a linear rise over the warm-up, then a linear fall to nothing."""

    def __init__(self, settings: TrainSettings, steps: int) -> None:
        self.steps = steps
        self.rise = max(1, int(steps * settings.training.warmup))

    def __call__(self, step: int) -> float:
        if step < self.rise:
            return (step + 1) / self.rise
        return max(0.0, (self.steps - step) / max(1, self.steps - self.rise))


def _checkpoint(
    run: Path,
    network: PressNetwork,
    optimiser: torch.optim.AdamW,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    step: int,
) -> None:
    save_network(network, run)
    state = {
        "step": step,
        "weights": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "schedule": schedule.state_dict(),
        "random": torch.get_rng_state(),
    }
    torch.save(state, run / "progress.pt.part")
    (run / "progress.pt.part").replace(run / "progress.pt")


class _Log:
    """Appends mean loss and speed to the run's log."""

    def __init__(self, path: Path, steps: int) -> None:
        self.path, self.steps = path, steps
        self.losses: list[Tensor] = []
        self.tokens, self.since = 0, time.monotonic()

    def step(self, step: int, loss: Tensor, tokens: int) -> None:
        self.losses.append(loss)
        self.tokens += tokens
        if (step + 1) % LOG_EVERY and step + 1 != self.steps:
            return
        loss_so_far = float(torch.stack(self.losses).mean())
        seconds = time.monotonic() - self.since
        line = {
            "step": step + 1,
            "of": self.steps,
            "loss": round(loss_so_far, 4),
            "tokens_per_second": round(self.tokens / seconds),
        }
        with self.path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        self.losses, self.tokens, self.since = [], 0, time.monotonic()
