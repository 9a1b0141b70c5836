"""The training configs that are shipped can be read, and the releases that they list are there to be learned from."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.corpora.gold import split_of
from sayso.training.settings import read_settings

CONFIGS = sorted(Path("configs/train").glob("*.cfg"))


@pytest.mark.parametrize("config", CONFIGS, ids=[config.name for config in CONFIGS])
def test_a_shipped_config_reads_and_lists_releases_of_the_training_split(config: Path) -> None:
    only = read_settings(config).gold.only
    listed = Path(only).read_text(encoding="utf-8").split() if only else []
    split = split_of(Path("corpora/gold"))
    assert {split.get(name) for name in listed} <= {"train"} and len(set(listed)) == len(listed)


def test_there_are_training_configs() -> None:
    assert CONFIGS
