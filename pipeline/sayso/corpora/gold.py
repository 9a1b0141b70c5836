"""A gold corpus on disk: files `<language>/<release>.xml`, and a listing of what is in which split."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sayso.errors import GoldError

SPLITS = ("train", "dev", "test")
LISTING = "splits.csv"


class Listed(NamedTuple):
    """One line of the listing."""

    line: int
    release: str
    split: str


def listed(folder: Path) -> list[Listed]:
    """Return the lines of the listing; raises `GoldError` if it cannot be read."""
    path = folder / LISTING
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            return [Listed(rows.line_num, row.get("release") or "", row.get("split") or "") for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GoldError(f"{path}: cannot be read: {error}; it lists release,split") from error


def split_of(folder: Path) -> dict[str, str]:
    """Return the split of each release of a corpus, by its path without suffix: ``it/velaria``.

    Raises `GoldError` if the listing names an unknown split or one release twice.
    """
    splits: dict[str, str] = {}
    for line, release, split in listed(folder):
        if split not in SPLITS or release in splits:
            where = f"{folder / LISTING}:{line}"
            raise GoldError(f"{where}: {release!r} in split {split!r}: once, in one of {', '.join(SPLITS)}")
        splits[release] = split
    return splits


def split_paths(folder: Path, split: str) -> Iterator[Path]:
    """Yield the files of one split, sorted."""
    for release, where in sorted(split_of(folder).items()):
        if where == split:
            yield folder / f"{release}.xml"


def gold_paths(folder: Path, splits: Sequence[str] = ()) -> list[Path]:
    """Return the files of some splits, or of a whole corpus, sorted; without a listing it has no splits.

    Raises `GoldError` for a split that there is not, and for a folder without releases.
    """
    if not folder.is_dir():
        raise GoldError(f"{folder}: no such folder: name one with annotated releases (.xml)")
    splits = tuple(dict.fromkeys(splits))
    for split in splits:
        if split not in SPLITS:
            raise GoldError(f"no split {split!r}: one of {', '.join(SPLITS)}")
    if splits or (folder / LISTING).exists():
        paths = [path for split in splits or SPLITS for path in split_paths(folder, split)]
    else:
        paths = list(folder.rglob("*.xml"))
    if not paths:
        raise GoldError(f"{folder}: no annotated releases (.xml) in it")
    return sorted(paths)
