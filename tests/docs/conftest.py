"""A world in which the commands of the documentation can run: the files that they name, made of samples."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import ROOT, samples_named

from sayso.batch.release import StoredRelease
from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import split_of
from sayso.corpora.tei import read_tei
from sayso.store import open_store

SAMPLES = ROOT / "corpora" / "samples"
VELARIA = (
    "Velaria apre un laboratorio a Trieste\n\n"
    "TRIESTE, 12 maggio 2026 – Velaria ha aperto un laboratorio nel Porto Vecchio.\n\n"
    "“Le competenze digitali sono il nostro mare”, ha detto Vicky Zhang, vice presidente di Velaria.\n"
)
# A second release in which the same person speaks: `sayso who` has two to tell apart.
FERRY = (
    "Velaria vara il traghetto Aurora\n\n"
    "MUGGIA, 3 settembre 2026 – Velaria ha consegnato il suo primo traghetto elettrico alla città di Muggia.\n\n"
    "“Dal laboratorio al mare sono passati quattro mesi”, ha detto Vicky Zhang, vice presidente di Velaria.\n"
)
MAYOR = (
    "Ptuj odpre most\n\nPTUJ, 12 May 2026 – The town of Ptuj opens its new bridge on Saturday.\n\n"
    "“Now everybody can walk to the castle,” said Ana Kovač, mayor of Ptuj.\n"
)
# Releases of each split that the world's gold corpus has: enough to see that a command runs.
FEW = 3


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell line with the `sayso` of this environment first in the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PATH": path, "COLUMNS": "100"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as it is before any command of a page has run."""
    folder = tmp_path_factory.mktemp("world")
    _write(folder / "release.txt", VELARIA)
    _write(folder / "velaria.txt", VELARIA)
    _write(folder / "ferry.txt", FERRY)
    _write(folder / "releases" / "velaria.txt", VELARIA)
    _write(folder / "releases" / "mayor.txt", MAYOR)
    for name, sample in {
        "page.html": "aubrelin-verrerie.fr.html",
        "report.pdf": "roverdana-telaio.it.pdf",
        "mail.eml": "klittrup-paraply.da.eml",
    }.items():
        shutil.copy(SAMPLES / sample, folder / name)
    shutil.copytree(ROOT / "configs", folder / "configs")
    _write(folder / "own.cfg", (ROOT / "configs" / "default.cfg").read_text(encoding="utf-8"))
    _samples(folder / "corpora" / "samples")
    shutil.copy(ROOT / "corpora" / "README.md", folder / "corpora" / "README.md")
    names = _gold(folder / "corpora" / "gold")
    shutil.copytree(folder / "corpora" / "gold" / names[0].split("/")[0], folder / "second-reading")
    _store(folder / "quotes.db")
    for line in ("sayso extract release.txt ferry.txt -o quotes.db", "sayso check releases --update"):
        assert run(line, folder).returncode == 0
    return folder


@pytest.fixture
def world(built: Path, tmp_path: Path) -> Path:
    """A fresh copy of the world for one page."""
    return Path(shutil.copytree(built, tmp_path / "world"))


@pytest.fixture(scope="session")
def release_id(built: Path) -> str:
    """The id of the release in the world's store that was extracted."""
    with contextlib.closing(sqlite3.connect(built / "quotes.db")) as store:
        return str(
            store.execute(
                "select id from releases where title = 'Velaria apre un laboratorio a Trieste'"
            ).fetchone()[0]
        )


@pytest.fixture
def shell(world: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    return lambda line: run(line, world)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _samples(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in samples_named() | {"portolevante-notizie.it.xml", "tallmere-newsroom.xml"}:
        shutil.copy(SAMPLES / name, folder / name)


def _gold(folder: Path) -> list[str]:
    """Copy a few releases of each split; return their names."""
    gold = ROOT / "corpora" / "gold"
    kept: dict[str, list[str]] = {}
    for name, split in sorted(split_of(gold).items()):
        if len(kept.setdefault(split, [])) < FEW:
            kept[split].append(name)
    lines = (gold / "splits.csv").read_text(encoding="utf-8").splitlines()
    names = [name for group in kept.values() for name in group]
    _write(
        folder / "splits.csv",
        "\n".join([lines[0], *(row for row in lines if row.split(",")[0] in names)]) + "\n",
    )
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(gold / f"{name}.xml", folder / f"{name}.xml")
    return names


def _store(path: Path) -> None:
    """Write a store of annotated releases: as large as one that was extracted, without the model's time."""
    gold = ROOT / "corpora" / "gold"
    names = [name for name, split in sorted(split_of(gold).items()) if split == "dev"]
    records = [gold_record(read_tei(gold / f"{name}.xml")) for name in names]
    with open_store(path) as store:
        store.add([StoredRelease(record, (record.source,)) for record in records])
