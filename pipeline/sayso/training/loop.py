"""The training loop: seeded, logged, resumable after a kill.

A run's folder holds ``log.jsonl`` (a line every fifty steps), ``tokenizer.json``, ``weights.pt`` and
``config.json`` (the newest checkpoint) and ``progress.pt`` (weights, optimiser, step, random states), which
alone decides where a run goes on: a kill between the two files costs nothing.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from sayso.training.encoding import LinkTokens, Window, windows
from sayso.training.examples import Example, names_epoch
from sayso.training.network import (
    PressNetwork,
    keep_layers,
    keep_pieces,
    link_loss,
    load_network,
    new_network,
    save_network,
    tagging_loss,
)
from sayso.training.releases import noisy, read_releases, release_example
from sayso.training.settings import TrainSettings
from sayso.training.swaps import name_pool, renamed
from sayso.training.vocabulary import base_tokenizer, prune

LOG_EVERY = 50


@dataclass
class Batch:
    """Windows padded to one length."""

    ids: Tensor
    mask: Tensor
    allowed: Tensor
    links: list[tuple[LinkTokens, ...]]


def train(settings: TrainSettings, run: Path) -> None:
    """Train as the settings say, in ``run``; goes on where an earlier, killed run was."""
    run.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(settings.training.threads)
    tokenizer, network = _start(settings, run)
    batches = _plan(settings, tokenizer)
    optimiser = _optimiser(settings, network)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _warm_linear(settings, len(batches)))
    first = 0
    if (run / "progress.pt").exists():
        progress = torch.load(run / "progress.pt", weights_only=False)
        network.load_state_dict(progress.get("weights", network.state_dict()))
        optimiser.load_state_dict(progress["optimiser"])
        schedule.load_state_dict(progress["schedule"])
        torch.set_rng_state(progress["random"])
        first = progress["step"]
    network.train()
    log = _Log(run / "log.jsonl", len(batches))
    saved = time.monotonic()
    last = settings.training.stop_after or len(batches)
    for step in range(first, last):
        batch = collate(batches[step])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.training.bfloat16):
            logits, link = network(batch.ids, batch.mask)
        loss = tagging_loss(logits.float(), batch.allowed) + link_loss(
            link.float(), network.nobody, batch.links
        )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        log.step(step, float(loss.detach()), int(batch.mask.sum()))
        if time.monotonic() - saved > 60 * settings.training.checkpoint_minutes:
            _checkpoint(run, network, optimiser, schedule, step + 1)
            saved = time.monotonic()
    _checkpoint(run, network, optimiser, schedule, max(first, last))


def _start(settings: TrainSettings, run: Path) -> tuple[Tokenizer, PressNetwork]:
    torch.manual_seed(settings.training.seed)
    start = settings.paths.start and Path(settings.paths.start)
    if (run / "progress.pt").exists():
        network = load_network(run)
    elif start:
        network = load_network(start)
        shutil.copy(start / "tokenizer.json", run / "tokenizer.json")
    else:
        network = new_network(settings.paths.encoder)
        content = base_tokenizer(Path(settings.paths.encoder) / "tokenizer.json")
        pruned, kept = prune(content, _texts(settings), settings.network.pieces)
        keep_pieces(network, kept)
        keep_layers(network, settings.network.layers)
        (run / "tokenizer.json").write_text(
            json.dumps(pruned, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )
    return Tokenizer.from_file(str(run / "tokenizer.json")), network


def _texts(settings: TrainSettings) -> Iterator[str]:
    for example in _epoch(settings, random.Random(settings.training.seed)):
        yield example.text


def _epoch(settings: TrainSettings, rng: random.Random) -> list[Example]:
    examples: list[Example] = []
    if settings.paths.names:
        share = settings.names
        folder = Path(settings.paths.names)
        examples += names_epoch(folder, share.most, share.most_silver, share.dropped, rng)
    if settings.paths.gold:
        examples += _gold_epoch(settings, Path(settings.paths.gold), rng)
    return examples


def _gold_epoch(settings: TrainSettings, gold: Path, rng: random.Random) -> list[Example]:
    """Return each release as it is, and its other copies with other names and the noise of bad sources."""
    releases = read_releases(gold, "train")
    names = settings.paths.names
    pool = name_pool(
        releases, [*read_releases(gold, "dev"), *read_releases(gold, "test")], Path(names) if names else None
    )
    examples = []
    for release in releases:
        example = release_example(release)
        examples.append(example)
        for _ in range(settings.gold.copies - 1):
            altered = settings.gold.augmentation
            examples.append(noisy(renamed(release, example, pool, rng), rng) if altered else example)
    return examples


def _plan(settings: TrainSettings, tokenizer: Tokenizer) -> list[list[Window]]:
    """Return all batches of all epochs in their order; the seed alone decides it."""
    training = settings.training
    plan: list[list[Window]] = []
    for epoch in range(training.epochs):
        rng = random.Random(training.seed * 1000 + epoch)
        examples = _epoch(settings, rng)
        cut = [w for example in examples for w in windows(example, tokenizer, training.window)]
        cut.sort(key=lambda window: (len(window.ids) // 16, rng.random()))
        batches: list[list[Window]] = [[]]
        for window in cut:
            if (len(batches[-1]) + 1) * len(window.ids) > training.batch_tokens and batches[-1]:
                batches.append([])
            batches[-1].append(window)
        rng.shuffle(batches)
        plan.extend(batches)
    return plan


def collate(batch: list[Window]) -> Batch:
    """Pad windows to tensors: ids [B, T], mask [B, T], allowed [B, T, LOGITS]."""
    longest = max(len(window.ids) for window in batch)
    ids = np.ones((len(batch), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    allowed = np.ones((len(batch), longest, batch[0].allowed.shape[1]), dtype=np.bool_)
    for row, window in enumerate(batch):
        length = len(window.ids)
        ids[row, :length], mask[row, :length] = window.ids, 1
        allowed[row, :length] = window.allowed
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(allowed),
        [window.links for window in batch],
    )


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
        self.losses: list[float] = []
        self.tokens, self.since = 0, time.monotonic()

    def step(self, step: int, loss: float, tokens: int) -> None:
        self.losses.append(loss)
        self.tokens += tokens
        if (step + 1) % LOG_EVERY and step + 1 != self.steps:
            return
        seconds = time.monotonic() - self.since
        line = {
            "step": step + 1,
            "of": self.steps,
            "loss": round(sum(self.losses) / len(self.losses), 4),
            "tokens_per_second": round(self.tokens / seconds),
        }
        with self.path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        self.losses, self.tokens, self.since = [], 0, time.monotonic()
