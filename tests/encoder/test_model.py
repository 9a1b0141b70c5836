"""The shipped model: a text's scores are its own, and a folder that is not whole is one clear error."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from sayso.encoder import cores
from sayso.encoder.model import PressModel, TokenScores, load_model
from sayso.errors import ModelError
from sayso.resources import model_folder
from sayso.stages.ranking import load_ranking

TEXTS = [
    "Velaria apre. “Ci siamo”, ha detto Marta Rusconi.",
    "短い",
    "Ankara'da 12 Mayıs. " * 8,
    "x",
    "Η Θαλασσέρα ανοίγει εργαστήριο στον Βόλο με σαράντα εργαζόμενους. " * 2,
    "“We begin in May,” said Jo Roe, chief executive of Harrowfen, who came by train. " * 20,
    "Yhtiö avaa lautan 🚢 talvella.",
]


@pytest.fixture(scope="module")
def model() -> PressModel:
    return load_model(model_folder("press"))


def same(left: TokenScores, right: TokenScores) -> bool:
    return all(
        np.array_equal(getattr(left, name), getattr(right, name))
        for name in ("offsets", "tags", "link", "nobody")
    )


def test_the_scores_of_a_text_do_not_depend_on_its_neighbours_bit_for_bit(model: PressModel) -> None:
    together = model.score(TEXTS)
    for text, scores in zip(TEXTS, together, strict=True):
        [alone] = model.score([text])
        assert same(alone, scores), text[:30]
    backwards = model.score(TEXTS[::-1])[::-1]
    assert all(same(left, right) for left, right in zip(together, backwards, strict=True))


def test_the_scores_do_not_depend_on_the_number_of_threads() -> None:
    one, two = (load_model(model_folder("press"), threads=number).score(TEXTS[:3]) for number in (1, 2))
    assert all(same(*pair) for pair in zip(one, two, strict=True))


def test_tokens_lie_in_order_and_hold_every_character_that_is_no_white_space(model: PressModel) -> None:
    for text, scores in zip(TEXTS, model.score(TEXTS), strict=True):
        covered = {position for start, end in scores.offsets.tolist() for position in range(start, end)}
        assert covered == {i for i, character in enumerate(text) if not character.isspace()}, text[:30]
        assert (np.diff(scores.offsets[:, 0]) >= 0).all()
        assert len(scores.tags) == len(scores.link) == len(scores.offsets)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b"])
def test_a_text_without_words_has_scores_too(model: PressModel, text: str) -> None:
    [scores] = model.score([text])
    assert len(scores.offsets) == len(scores.tags)


def test_nothing_to_score_is_nothing(model: PressModel) -> None:
    assert model.score([]) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model that may be damaged."""
    copy = tmp_path / "own"
    copy.mkdir()
    for path in model_folder("press").iterdir():
        if path.is_file():
            shutil.copy(path, copy / path.name)
    return copy


@pytest.mark.parametrize("name", ["model.json", "model.onnx", "tokenizer.json"])
def test_a_folder_that_lacks_a_file_is_named_with_the_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"no {name}") as told:
        load_model(folder)
    assert str(folder) in str(told.value)


@pytest.mark.parametrize("name", ["model.json", "model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["cut", "empty", "other"])
def test_a_damaged_file_is_named(folder: Path, name: str, damage: str) -> None:
    whole = (folder / name).read_bytes()
    made = {"cut": whole[: len(whole) // 2], "empty": b"", "other": b"[1, 2]"}
    (folder / name).write_bytes(made[damage])
    with pytest.raises(ModelError) as told:
        load_model(folder)
    assert str(folder) in str(told.value) and name in str(told.value) and "\n" not in str(told.value)


def test_a_model_of_another_format_is_refused(folder: Path) -> None:
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    (folder / "model.json").write_text(json.dumps({**card, "format": 99}), encoding="utf-8")
    with pytest.raises(ModelError, match="model format 99, this version reads"):
        load_model(folder)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"speech": {}}', '{"speech": 1}'])
def test_weights_that_cannot_be_read_are_named(folder: Path, content: str) -> None:
    (folder / "ranking.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"ranking\.json: no weights to read"):
        load_ranking(folder)


def test_a_model_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ModelError, match=r"no model 'none': .*press"):
        model_folder("none")


def test_as_many_cores_are_used_as_the_user_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_THREADS", "3")
    assert cores.available_cores() == 3
    for nonsense in ("0", "many", "-1", ""):
        monkeypatch.setenv("SAYSO_THREADS", nonsense)
        assert cores.available_cores() >= 1
