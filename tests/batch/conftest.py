from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from standing_in import PYTHONPATH

from sayso.batch import Allowed, Summary, crew, extract_to


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Workers with the stand-in, in an empty folder that is the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", PYTHONPATH)
    monkeypatch.setenv("STAND_IN_MARK", str(tmp_path.with_name(f"{tmp_path.name}.mark")))
    monkeypatch.setattr(crew, "WORKER", "stand_in_worker")
    return tmp_path


@pytest.fixture
def batch(quick: Path) -> Callable[..., Summary]:
    """Run a batch over locations, with two workers."""

    def run(*sources: str | Path, to: str | Path = "out.jsonl", **options: object) -> Summary:
        options.setdefault("allowed", Allowed(workers=2))
        return extract_to(sources, to, **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working directory: names in it are locations."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def put(folder: Path) -> Callable[[str, str | bytes], str]:
    """Write a file; its name is the location."""

    def write(name: str, content: str | bytes) -> str:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return write
