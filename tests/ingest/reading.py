"""Two lines to a world: ``read`` gives the texts of locations, ``read_all`` their failures too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sayso.errors import SourceError
from sayso.ingest import SourceText, read_sources

RELEASE = (
    "Velaria apre un laboratorio a Trieste\n\n"
    "TRIESTE, 12 maggio 2026 – Velaria, la società triestina che costruisce batterie per la "
    "navigazione, ha inaugurato oggi un laboratorio di ricerca nel Porto Vecchio.\n\n"
    "“Trieste ha il mare e i ricercatori”, ha spiegato Marta Bianchi, direttrice ricerca e sviluppo "
    "di Velaria. «Ci serviva un posto così, a due passi dalla banchina.»\n\n"
    "Informazioni su Velaria\n\n"
    "Velaria costruisce batterie per traghetti e pescherecci dal 2009."
)


def read(*locations: str | Path, **options: object) -> list[SourceText]:
    """Return the texts of locations; a failure is raised."""
    return list(read_sources(locations, **options))  # type: ignore[arg-type]


def read_one(location: str | Path, **options: object) -> SourceText:
    """Return the only text of a location."""
    [text] = read(location, **options)
    return text


def read_all(*locations: str | Path, **options: object) -> tuple[list[SourceText], list[SourceError]]:
    """Return the texts of locations, and the failures among them."""
    failures: list[SourceError] = []
    texts = list(read_sources(locations, on_failure=failures.append, **options))  # type: ignore[arg-type]
    return texts, failures


def blocks(text: SourceText) -> Iterator[str]:
    return iter(text.text.split("\n\n"))
