"""The gold corpus on disk: which release is in which split, and what it says as a record."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from sayso.errors import GoldError

SPLITS = ("train", "dev", "test")
LISTING = "splits.csv"


def split_of(folder: Path) -> dict[str, str]:
    """Return the split of each release of a corpus, by its path without suffix: ``it/velaria``.

    Raises `GoldError` if the listing names an unknown split or one release twice.
    """
    path = folder / LISTING
    splits: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), 2):
                release, split = row.get("release") or "", row.get("split") or ""
                if split not in SPLITS or release in splits:
                    raise GoldError(
                        f"{path}:{number}: {release!r} in split {split!r}: once, in one of {SPLITS}"
                    )
                splits[release] = split
    except OSError as error:
        raise GoldError(f"{path}: cannot be read: {error}; it lists release,split") from error
    return splits


def split_paths(folder: Path, split: str) -> Iterator[Path]:
    """Yield the files of one split, sorted."""
    for release, where in sorted(split_of(folder).items()):
        if where == split:
            yield folder / f"{release}.xml"
