"""Files written aside and put in place at one stroke, so that nobody ever sees half of one."""

from __future__ import annotations

import os
import shutil
from glob import escape
from pathlib import Path


def aside_of(target: Path) -> Path:
    """Return where a file or folder is written before it is put in place: beside it, on the same disk."""
    return target.with_name(f"{target.name}.partial")


def discard(aside: Path) -> None:
    """Remove what was written aside, if there is any, and what its writer needed beside it."""
    for path in (aside, *aside.parent.glob(f"{escape(aside.name)}-*")):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def place_file(aside: Path, target: Path) -> None:
    """Put a file in the place of another, on disk before it is named; the other's permissions stay."""
    if target.exists():
        shutil.copymode(target, aside)
    flush(aside)
    aside.replace(target)
    flush_folder(target.parent)


def flush(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can do so."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
