"""The words of ``words.yaml``."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def words_for(purpose: str) -> tuple[str, ...]:
    """Return the words listed for a purpose."""
    import yaml

    text = resources.files("sayso.ingest").joinpath("words.yaml").read_text("utf-8")
    return tuple(yaml.safe_load(text)[purpose])
