"""Find the cases of a folder: releases with an expected record beside them, and annotated releases.

- `velaria.txt` (or .html, .pdf, whatever sayso reads) with `velaria.json` or `velaria.txt.json` beside it;
- `velaria.xml` in TEI, which holds both the text and what is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sayso.corpora.tei import is_tei
from sayso.errors import ConfigError

JSON = ".json"


@dataclass(frozen=True)
class Case:
    """One release and the file that says what must be found in it; of TEI they are one file."""

    name: str
    release: Path
    expected: Path

    @property
    def tei(self) -> bool:
        """Say whether the release is an annotated one."""
        return self.release == self.expected


class Folder(NamedTuple):
    """The cases of a folder, its releases without expectations, and expectations without a release."""

    cases: tuple[Case, ...]
    unchecked: tuple[Path, ...]
    orphans: tuple[Path, ...]


def find_cases(folder: Path) -> Folder:
    """Return what is to be checked in a folder and the folders in it, sorted; hidden files are none.

    Raises `ConfigError` if there is no such folder, or one expected record stands beside several releases.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder: name one with releases and expected records")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path, folder))
    annotated = [path for path in files if path.suffix == ".xml" and is_tei(path)]
    releases = [path for path in files if path.suffix != JSON and path not in annotated]
    cases = {path: Case(_name(path, folder), path, path) for path in annotated}
    orphans: list[Path] = []
    for expected in (path for path in files if path.suffix == JSON):
        release = _release_of(expected, releases)
        if release is None:
            orphans.append(expected)
        elif release in cases:
            other = cases[release].expected.name
            raise ConfigError(f"{expected}: {other} is expected of {release.name} too: keep one of them")
        else:
            cases[release] = Case(_name(release, folder), release, expected)
    unchecked = tuple(path for path in releases if path not in cases)
    return Folder(tuple(sorted(cases.values(), key=lambda case: case.name)), unchecked, tuple(orphans))


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _release_of(expected: Path, releases: list[Path]) -> Path | None:
    """Return the release that a record is expected of: `x.txt` of `x.txt.json`, else the one `x.*`."""
    beside = list(_beside(expected, releases))
    exact = [path for path in beside if path.name == expected.stem]
    if exact:
        return exact[0]
    if len(beside) > 1:
        names = ", ".join(path.name for path in beside)
        raise ConfigError(f"{expected}: of which release ({names})? Call it {beside[0].name}{JSON}")
    return beside[0] if beside else None


def _beside(expected: Path, releases: list[Path]) -> Iterator[Path]:
    for path in releases:
        if path.parent == expected.parent and expected.stem in {path.stem, path.name}:
            yield path
