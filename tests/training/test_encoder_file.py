"""Where the base encoder comes from: a folder, or a name on the hub."""

from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import constants

from sayso.errors import ConfigError
from sayso.training.vocabulary import encoder_file


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub as it is without a network: what was fetched once is in a cache, here of one encoder."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    home, commit = tmp_path / "models--velaria--tiny-encoder", "1" * 40
    (home / "refs").mkdir(parents=True)
    (home / "refs" / "main").write_text(commit)
    (home / "snapshots" / commit).mkdir(parents=True)
    (home / "snapshots" / commit / "tokenizer.json").write_text("{}")
    return home / "snapshots" / commit


def test_a_folder_is_read_where_it_is(tmp_path: Path) -> None:
    assert encoder_file(str(tmp_path)) == tmp_path / "tokenizer.json"


def test_a_name_is_looked_up_on_the_hub(hub: Path) -> None:
    assert encoder_file("velaria/tiny-encoder") == hub / "tokenizer.json"


@pytest.mark.parametrize("encoder", ["../no/such/folder", "velaria/no-encoder"])
def test_an_encoder_that_is_nowhere_is_named_in_one_line(hub: Path, encoder: str) -> None:
    with pytest.raises(ConfigError) as told:
        encoder_file(encoder)
    assert str(told.value).startswith(f"paths.encoder: {encoder}: no folder") and "\n" not in str(told.value)
