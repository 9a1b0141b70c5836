"""Where the inputs are: files, folders, patterns and standard input → places to open."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso.errors import EmptySource, SourceError, UnreadableSource

STANDARD_INPUT = "-"
HUB = "hf://"
# Files by which a folder is known to be a dataset that `save_to_disk` wrote: all of one of the two.
_DATASET_FILES = ({"state.json", "dataset_info.json"}, {"dataset_dict.json"})
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_PAGE_FILES = ("_files", "-Dateien", "_file", "_fichiers", "_archivos", "_arquivos", "_pliki")


@dataclass(frozen=True)
class Place:
    """One file, under the name that the user gave it; ``path`` is none for standard input.

    ``dataset`` is true for a Hugging Face dataset: a folder, or without a path a name on the hub.
    """

    uri: str
    path: Path | None
    dataset: bool = False


def find_places(locations: Iterable[str | Path]) -> Iterator[Place | SourceError]:
    """Yield the files of all locations in their order, and the failures among them."""
    for location in locations:
        given = str(location)
        path = Path(location)
        if given == STANDARD_INPUT:
            yield Place(given, None)
        elif given.startswith(HUB):
            yield Place(given, None, dataset=True)
        elif not os.path.lexists(given):
            yield from _pattern(given)
        else:
            yield from _file_or_folder(given, path)


def _pattern(given: str) -> Iterator[Place | SourceError]:
    if given.lower().startswith(("http://", "https://")):
        yield UnreadableSource(given, "sayso reads no network: save the page and give its file")
    elif not glob.has_magic(given):
        yield UnreadableSource(given, "no such file or folder")
    else:
        matches = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 (absolute and relative alike)
        if not matches:
            yield UnreadableSource(given, "no file matches this pattern")
        for match in matches:
            if Path(match).is_file() or "**" not in given:
                yield from _file_or_folder(match, Path(match))


def _file_or_folder(given: str, path: Path) -> Iterator[Place | SourceError]:
    if not path.is_dir():
        yield Place(given, path)
        return
    empty = True
    for found in _walk(given):
        empty = False
        yield found
    if empty:
        yield EmptySource(given, "no file in this folder (hidden files and symbolic links are left out)")


def _walk(folder: str) -> Iterator[Place | SourceError]:
    """Yield the files of a folder and its folders, sorted, without following symbolic links.

    A link within the folder leads to a file that is walked anyway, one out of it is not for us.
    """
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield UnreadableSource(folder, f"cannot be listed: {error.strerror or error}")
        return
    names = {entry.name for entry in found}
    if any(needed <= names for needed in _DATASET_FILES):
        yield Place(folder, Path(folder), dataset=True)
        return
    pages = {Path(e.name).stem for e in found if e.name.lower().endswith(_PAGE_SUFFIXES)}
    for entry in found:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir(follow_symlinks=False):
            if not _belongs_to_page(entry.name, pages):
                yield from _walk(entry.path)
        elif entry.is_file(follow_symlinks=False):
            yield Place(entry.path, Path(entry.path))


def _belongs_to_page(folder: str, pages: set[str]) -> bool:
    """Tell whether a folder holds the scripts and pictures of a page that a browser saved beside it."""
    return any(folder == f"{page}{ending}" for page in pages for ending in _PAGE_FILES)
