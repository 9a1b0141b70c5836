"""Where words begin among Chinese characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.encoder.han_words import WORDS_FILE, inside_words, load_words
from sayso.errors import ModelError
from sayso.resources import model_folder


def test_characters_that_go_on_with_a_word_are_told() -> None:
    words = load_words(model_folder("press"))
    text = "CEO 供應鏈資深副總裁，衛生。"
    assert [text[at] for at in sorted(inside_words(words, text))] == list("應深裁生")


def test_a_text_or_model_without_chinese_words_has_none(tmp_path: Path) -> None:
    assert inside_words(load_words(model_folder("press")), "Anna Berg 会") == frozenset()
    assert load_words(tmp_path) is None
    assert inside_words(None, "衛生福利部") == frozenset()


def test_a_broken_file_of_words_is_named(tmp_path: Path) -> None:
    (tmp_path / WORDS_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"words\.json: cannot be loaded"):
        load_words(tmp_path)
