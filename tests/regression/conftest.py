from __future__ import annotations

from pathlib import Path

import pytest

RELEASE = (
    "Velaria apre un laboratorio a Trieste\n\n"
    "“Siamo felici di aprire qui”, ha detto Marta Bianchi, direttrice di Velaria.\n"
)


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder with one release and no expected record."""
    folder = tmp_path / "releases"
    folder.mkdir()
    (folder / "velaria.txt").write_text(RELEASE, encoding="utf-8")
    return folder
