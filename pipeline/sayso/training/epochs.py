"""What a run reads, in its order: the examples of each epoch, cut to windows, in batches.

An epoch depends on the seed and its own number alone; while one is learned from, processes make the next.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.encoder.cores import available_cores
from sayso.training.encoding import Window, windows
from sayso.training.examples import Example, names_epoch
from sayso.training.releases import fold_of, listed, noisy, read_releases, release_example
from sayso.training.settings import TrainSettings
from sayso.training.swaps import name_pool, renamed


def texts(settings: TrainSettings) -> Iterator[str]:
    """Yield the texts of one epoch."""
    for example in _examples(settings, random.Random(settings.training.seed)):
        yield example.text


def epochs(settings: TrainSettings, tokenizer: Path, first: int = 0) -> Iterator[list[list[Window]]]:
    """Yield the batches of each epoch from ``first`` on; the seed alone decides them."""
    numbers = deque(range(first, settings.training.epochs))
    if not numbers:
        return
    processes = min(available_cores(), len(numbers))
    made: deque[Future[list[list[Window]]]] = deque()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        while numbers or made:
            while numbers and len(made) < processes:
                made.append(pool.submit(epoch, settings, tokenizer, numbers.popleft()))
            yield made.popleft().result()


def epoch(settings: TrainSettings, tokenizer: Path, number: int) -> list[list[Window]]:
    """Return the batches of one epoch: windows of like length together, the batches in random order."""
    training = settings.training
    rng = random.Random(training.seed * 1000 + number)
    pieces = Tokenizer.from_file(str(tokenizer))
    cut = [w for example in _examples(settings, rng) for w in windows(example, pieces, training.window)]
    cut.sort(key=lambda window: (len(window.ids) // 16, rng.random()))
    batches: list[list[Window]] = [[]]
    for window in cut:
        if (len(batches[-1]) + 1) * len(window.ids) > training.batch_tokens and batches[-1]:
            batches.append([])
        batches[-1].append(window)
    rng.shuffle(batches)
    return batches


def first_windows(settings: TrainSettings, tokenizer: Path, most_tokens: int) -> list[NDArray[np.int64]]:
    """Return the ids of the windows that the first epoch begins with, to about so many tokens."""
    ids: list[NDArray[np.int64]] = []
    for batch in epoch(settings, tokenizer, 0):
        if sum(map(len, ids)) >= most_tokens:
            break
        ids += [window.ids for window in batch]
    return ids


def _examples(settings: TrainSettings, rng: random.Random) -> list[Example]:
    examples: list[Example] = []
    if settings.paths.names:
        share = settings.names
        folder = Path(settings.paths.names)
        examples += names_epoch(folder, share.most, share.most_silver, share.dropped, rng)
    if settings.paths.gold:
        examples += _gold_examples(settings, Path(settings.paths.gold), rng)
    return examples


def _gold_examples(settings: TrainSettings, gold: Path, rng: random.Random) -> list[Example]:
    """Return each release as it is, if that is wanted, and its other copies with other names and noise."""
    releases = read_releases(gold, "train")
    names = settings.paths.names
    pool = name_pool(
        releases, [*read_releases(gold, "dev"), *read_releases(gold, "test")], Path(names) if names else None
    )
    examples = []
    left_out, only = settings.gold.left_out, settings.gold.only
    for release in listed(releases, Path(only)) if only else releases:
        if left_out is not None and fold_of(release, settings.gold.folds) == left_out:
            continue
        example = release_example(release)
        unaltered = settings.gold.copies if not settings.gold.augmentation else int(settings.gold.as_is)
        examples += [example] * unaltered
        for _ in range(settings.gold.copies - unaltered):
            examples.append(noisy(renamed(release, example, pool, rng), rng))
    return examples
