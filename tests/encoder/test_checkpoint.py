"""A token-classification checkpoint of the user's own in place of the shipped names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sayso
from sayso.batch import extract_to
from sayso.encoder.checkpoint import CheckpointNames
from sayso.errors import ConfigError, ModelError

TEXT = "Velaria opens. Marta Bianchi leads it."
LABELS = ["O", "B-PER", "I-PER", "B-CORP", "B-DAY"]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that knows a few words by heart: its scores are a table of the vocabulary."""
    torch = pytest.importorskip("torch", reason="needs torch: pip install torch")
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("checkpoint")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Velaria", "Marta", "Bianchi", "Monday", "."]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=32, **special).save_pretrained(
        folder
    )
    size = len(words)
    config = BertConfig(
        vocab_size=size, hidden_size=size, num_hidden_layers=0, num_attention_heads=1, intermediate_size=4,
        max_position_embeddings=64, num_labels=len(LABELS), id2label=dict(enumerate(LABELS)),
    )  # fmt: skip
    model = BertForTokenClassification(config)
    with torch.no_grad():
        embeddings = model.bert.embeddings
        embeddings.word_embeddings.weight.copy_(torch.eye(size))
        embeddings.position_embeddings.weight.zero_()
        embeddings.token_type_embeddings.weight.zero_()
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([0.5, 0, 0, 0, 0]))
        for word, label in {"Marta": 1, "Bianchi": 2, "Velaria": 3, "Monday": 4}.items():
            model.classifier.weight[label, words.index(word)] = 9.0
    model.save_pretrained(folder)
    return folder


def config_with(tmp_path: Path, checkpoint: Path) -> Path:
    shipped = Path(__file__).parents[2] / "configs" / "default.cfg"
    path = tmp_path / "own.cfg"
    path.write_text(
        shipped.read_text(encoding="utf-8").replace("checkpoint = null", f'checkpoint = "{checkpoint}"')
    )
    return path


def test_one_line_of_config_lets_a_checkpoint_find_the_names(tmp_path: Path, checkpoint: Path) -> None:
    record = sayso.load(config_with(tmp_path, checkpoint))(TEXT)._.record
    assert [person.name for person in record.people] == ["Marta Bianchi"]
    assert [organisation.name for organisation in record.organisations] == ["Velaria"]


def test_a_checkpoint_finds_the_names_in_a_batch_too(tmp_path: Path, checkpoint: Path) -> None:
    release = tmp_path / "velaria.txt"
    release.write_text(TEXT)
    extract_to([release], tmp_path / "out.jsonl", config=str(config_with(tmp_path, checkpoint)))
    record = json.loads((tmp_path / "out.jsonl").read_text())
    assert [person["name"] for person in record["people"]] == ["Marta Bianchi"]


def test_a_label_of_the_checkpoints_own_can_be_given_a_kind(checkpoint: Path) -> None:
    names = CheckpointNames(str(checkpoint), {"DAY": "event"})
    assert [(span.kind, span.start, span.end) for span in names.find(["Velaria on Monday"])[0]] == [
        ("organisation", 0, 7),
        ("event", 11, 17),
    ]


def test_a_text_longer_than_the_checkpoints_window_is_read_to_its_end(checkpoint: Path) -> None:
    text = "word " * 200 + "Marta Bianchi"
    assert [text[s.start : s.end] for s in CheckpointNames(str(checkpoint), {}).find([text])[0]] == [
        "Marta Bianchi"
    ]


def test_a_folder_without_a_checkpoint_is_one_clear_error(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    with pytest.raises(ModelError, match="no token-classification checkpoint"):
        CheckpointNames(str(tmp_path), {}).find(["text"])


def test_a_kind_that_sayso_does_not_know_is_refused() -> None:
    with pytest.raises(ConfigError, match="one of event, organisation"):
        CheckpointNames("any", {"DAY": "day"})
