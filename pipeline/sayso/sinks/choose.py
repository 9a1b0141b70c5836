"""A sink is told by its name: which format it has, how it is written, put in place and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from sayso.batch.release import StoredRelease
from sayso.errors import ConfigError
from sayso.sinks.aside import place_file

Write: TypeAlias = Callable[[Iterable[StoredRelease], Path], None]
Read: TypeAlias = Callable[[Path], Iterator[StoredRelease]]


@dataclass(frozen=True)
class Format:
    """One kind of sink.

    ``write`` makes a new file or folder, ``place`` puts it where an older one may be, ``read`` gives the
    releases back (none for tables, which do not hold them), ``add`` adds to one that is there (none: it is
    written anew).
    """

    name: str
    write: Write
    read: Read | None = None
    add: Write | None = None
    place: Callable[[Path, Path], None] = place_file
    is_folder: bool = False


def format_of(path: Path, given: str | None = None) -> Format:
    """Return the format that a path's name tells: by its suffix; a name without one is a folder.

    ``given`` is the name as the user wrote it, where a final slash says that it is a folder.
    Raises `ConfigError` for a suffix that no format has.
    """
    name = path.name.lower()
    if path.is_dir() or (given or "").endswith("/") or "." not in name.lstrip("."):
        return _folder()
    for suffix, make in _FORMATS.items():
        if name.endswith(suffix):
            return make()
    known = ", ".join(_FORMATS)
    raise ConfigError(f"{path}: no format has this suffix: name a file {known}, or without one a folder")


def _jsonl(packing: str | None = None) -> Format:
    from sayso.sinks.jsonl import read_jsonl, write_jsonl

    return Format("JSON Lines", partial(write_jsonl, packing=packing), partial(read_jsonl, packing=packing))


def _database() -> Format:
    from sayso.sinks.database import add_to_database, place_database, read_database, write_database

    return Format("SQLite", write_database, read_database, add_to_database, place_database)


def _parquet() -> Format:
    from sayso.sinks.parquet import read_parquet, write_parquet

    return Format("Parquet", write_parquet, read_parquet)


def _csv() -> Format:
    from sayso.sinks.csv import write_csv

    return Format("CSV", write_csv)


def _xlsx() -> Format:
    from sayso.sinks.xlsx import write_xlsx

    return Format("Excel", write_xlsx)


def _folder() -> Format:
    from sayso.sinks.dataset import place_dataset, read_dataset, write_dataset

    return Format("Hugging Face dataset", write_dataset, read_dataset, place=place_dataset, is_folder=True)


_FORMATS: dict[str, Callable[[], Format]] = {
    ".jsonl": _jsonl,
    ".jsonl.gz": partial(_jsonl, "gz"),
    ".jsonl.zst": partial(_jsonl, "zst"),
    ".db": _database,
    ".parquet": _parquet,
    ".csv": _csv,
    ".xlsx": _xlsx,
}
