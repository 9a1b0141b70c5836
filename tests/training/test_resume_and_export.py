"""Training on two releases with a tiny encoder: killed and resumed it ends the same, and it ships."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs torch: pip install 'sayso[train]'")
pytest.importorskip("onnx", reason="export needs onnx: pip install 'sayso[train]'")
pytest.importorskip("wordfreq", reason="training needs wordfreq: pip install 'sayso[train]'")

from tokenizers import Tokenizer  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402

import sayso  # noqa: E402
from sayso.corpora.gold import split_of, split_paths  # noqa: E402
from sayso.corpora.tei import read_tei  # noqa: E402
from sayso.encoder.model import load_model  # noqa: E402
from sayso.errors import ConfigError, ModelError  # noqa: E402
from sayso.resources import model_folder, resource  # noqa: E402
from sayso.stages.ranking import Ranking  # noqa: E402
from sayso.training import loop  # noqa: E402
from sayso.training.epochs import first_windows, texts  # noqa: E402
from sayso.training.export import export  # noqa: E402
from sayso.training.network import load_network, stretch_positions  # noqa: E402
from sayso.training.ranking import rank_model  # noqa: E402
from sayso.training.releases import fold_of  # noqa: E402
from sayso.training.settings import TrainSettings, read_settings  # noqa: E402
from sayso.training.shipped import ShippedNetwork, input_ranges  # noqa: E402
from sayso.training.widened import widened  # noqa: E402

pytestmark = pytest.mark.slow
WINDOW = 96
CONFIG = """
[paths]
encoder = "{folder}/encoder"
names = null
gold = "{folder}/gold"
start = null

[gold]
copies = 2
augmentation = true

[training]
seed = 3
epochs = 3
batch_tokens = 600
window = {window}
threads = 1
checkpoint_minutes = 0
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training config over a tiny random encoder and four annotated releases, two of them to learn from."""
    folder = tmp_path_factory.mktemp("training")
    shipped = model_folder("press") / "tokenizer.json"
    size = Tokenizer.from_file(str(shipped)).get_vocab_size()
    torch.manual_seed(0)
    shape = BertConfig(
        vocab_size=size, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=WINDOW + 2, pad_token_id=1,
    )  # fmt: skip
    BertModel(shape, add_pooling_layer=False).save_pretrained(folder / "encoder")
    shutil.copy(shipped, folder / "encoder" / "tokenizer.json")
    _gold(folder / "gold")
    path = folder / "tiny.cfg"
    path.write_text(CONFIG.format(folder=folder, window=WINDOW), encoding="utf-8")
    return path


def _gold(folder: Path) -> None:
    gold = resource("corpora") / "gold"
    splits = sorted(split_of(gold).items())
    train = [name for name, split in splits if split == "train"]
    kept = [next(name for name in train if fold_of(read_tei(gold / f"{name}.xml"), 2) == n) for n in (0, 1)]
    kept += [next(name for name, split in splits if split == other) for other in ("dev", "test")]
    rows = (gold / "splits.csv").read_text(encoding="utf-8").splitlines()
    folder.mkdir()
    listing = [rows[0], *(row for row in rows if row.split(",")[0] in kept)]
    (folder / "splits.csv").write_text("\n".join(listing) + "\n", encoding="utf-8")
    for name in kept:
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(gold / f"{name}.xml", folder / f"{name}.xml")


@pytest.fixture(scope="module")
def settings(config: Path) -> TrainSettings:
    return read_settings(config)


@pytest.fixture(scope="module")
def whole(settings: TrainSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing has interrupted."""
    run = tmp_path_factory.mktemp("whole")
    loop.train(settings, run)
    return run


def same_weights(left: Path, right: Path) -> bool:
    one, other = (torch.load(run / "weights.pt", weights_only=True) for run in (left, right))
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_a_run_teaches_the_heads_logs_and_leaves_the_words_as_they_were(
    whole: Path, settings: TrainSettings, tmp_path: Path
) -> None:
    log = [json.loads(line) for line in (whole / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert log[-1]["epochs"] == log[-1]["of"] == settings.training.epochs and log[-1]["loss"] > 0
    before = loop._start(settings, tmp_path)
    after = load_network(whole)
    assert not torch.equal(before.tags.weight, after.tags.weight)
    assert not torch.equal(before.nobody, after.nobody)
    words = "encoder.embeddings.word_embeddings.weight"
    assert torch.equal(before.state_dict()[words], after.state_dict()[words])


def test_a_run_that_is_killed_and_started_again_ends_with_the_same_weights(
    config: Path, settings: TrainSettings, whole: Path, tmp_path: Path
) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom sayso.training.loop import train\n"
        "from sayso.training.settings import read_settings\n"
        "train(read_settings(Path(sys.argv[1])), Path(sys.argv[2]))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(config), str(tmp_path)])
    while process.poll() is None and not (tmp_path / "progress.pt").exists():
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    killed_at = torch.load(tmp_path / "progress.pt", weights_only=False)["position"]
    assert (0, 0, 0) < killed_at < (settings.training.epochs, 0, 0)
    loop.train(settings, tmp_path)
    assert same_weights(tmp_path, whole)


def test_a_kill_between_the_two_files_of_a_checkpoint_costs_nothing(
    settings: TrainSettings, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    save = torch.save

    def dies(state: object, path: Path) -> None:
        written.append(Path(path).name)
        if written.count("progress.pt.part") == 3 and written[-1] == "progress.pt.part":
            raise KeyboardInterrupt
        save(state, path)

    monkeypatch.setattr(torch, "save", dies)
    with pytest.raises(KeyboardInterrupt):
        loop.train(settings, tmp_path)
    monkeypatch.undo()
    assert torch.load(tmp_path / "progress.pt", weights_only=False)["position"][:2] == (0, 2)
    loop.train(settings, tmp_path)
    assert same_weights(tmp_path, whole)


def test_cycles_go_on_from_one_another_and_the_mean_of_their_ends_is_kept(
    settings: TrainSettings, tmp_path: Path
) -> None:
    training = settings.training.model_copy(update={"cycles": 2})
    loop.train(settings.model_copy(update={"training": training}), tmp_path)
    first, second, mean = (
        load_network(run).tags.weight for run in (tmp_path / "cycle-0", tmp_path / "cycle-1", tmp_path)
    )
    assert not torch.equal(first, second) and torch.allclose(mean, (first + second) / 2)

    paths = settings.paths.model_copy(update={"start": str(tmp_path / "cycle-0")})
    training = settings.training.model_copy(update={"seed": settings.training.seed + 1})
    loop.train(settings.model_copy(update={"paths": paths, "training": training}), tmp_path / "by hand")
    assert torch.equal(load_network(tmp_path / "by hand").tags.weight, second)


def test_ranked_choices_learn_from_releases_that_the_tagging_networks_have_not_seen(
    settings: TrainSettings, tmp_path: Path
) -> None:
    gold = settings.gold.model_copy(update={"folds": 2, "copies": 1})
    settings = settings.model_copy(update={"gold": gold})
    seen = [
        set(texts(settings.model_copy(update={"gold": gold.model_copy(update={"left_out": fold})})))
        for fold in (None, 0, 1)
    ]
    assert seen[0] == seen[1] | seen[2] and not seen[1] & seen[2]

    loop.train(settings, tmp_path)
    one, other, both = (
        load_network(run).tags.weight for run in (tmp_path / "fold-0", tmp_path / "fold-1", tmp_path)
    )
    assert not torch.equal(one, other) and torch.allclose(both, (one + other) / 2)
    examples = first_windows(settings, tmp_path / "tokenizer.json", 1000)
    export(tmp_path, tmp_path / "model", "tiny", window=WINDOW, examples=examples)
    rank_model(settings, tmp_path, tmp_path / "model")
    weights = json.loads((tmp_path / "model" / "ranking.json").read_text(encoding="utf-8"))
    assert weights.keys() == {choice.name for choice in fields(Ranking)} and weights["chain"]
    assert all((tmp_path / "model" / name).exists() for name in ("affinities.json", "genders.json"))
    assert sayso.load(model=tmp_path / "model")("Ann Roe opens a mill.")._.record.text


def test_releases_may_be_seen_with_other_names_and_noise_alone(settings: TrainSettings) -> None:
    gold = settings.gold.model_copy(update={"copies": 1})
    plain, altered = (
        list(texts(settings.model_copy(update={"gold": gold.model_copy(update={"as_is": as_is})})))
        for as_is in (True, False)
    )
    assert len(plain) == len(altered) == 2 and not set(plain) & set(altered)


def test_a_run_may_learn_from_some_releases_alone(settings: TrainSettings, tmp_path: Path) -> None:
    listing = tmp_path / "some.txt"
    some = settings.model_copy(update={"gold": settings.gold.model_copy(update={"only": str(listing)})})
    [first, *_] = split_paths(Path(settings.paths.gold or ""), "train")
    listing.write_text(f"{first.parent.name}/{first.stem}\n", encoding="utf-8")
    assert set(texts(some)) < set(texts(settings)) and len(list(texts(some))) == settings.gold.copies
    listing.write_text("en/nobody-wrote-this\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="en/nobody-wrote-this is no release of the training split"):
        list(texts(some))
    with pytest.raises(ConfigError, match="no list of releases to read"):
        list(texts(some.model_copy(update={"gold": settings.gold.model_copy(update={"only": "none.txt"})})))


def test_without_other_networks_the_weights_that_are_there_go_on_from_the_dev_split(
    settings: TrainSettings, whole: Path, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=r"gold\.folds, at least 2"):
        rank_model(settings, whole, tmp_path)
    examples = first_windows(settings, whole / "tokenizer.json", 1000)
    export(whole, tmp_path, "tiny", window=WINDOW, examples=examples)
    for name in ("ranking.json", "affinities.json", "genders.json"):
        shutil.copy(model_folder("press") / name, tmp_path / name)
    gold = tmp_path / "gold"
    shutil.copytree(str(settings.paths.gold), gold)
    listing = gold / "splits.csv"
    listing.write_text(listing.read_text(encoding="utf-8").replace(",train", ",dev"), encoding="utf-8")
    paths = settings.paths.model_copy(update={"gold": str(gold)})
    before = json.loads((tmp_path / "ranking.json").read_text(encoding="utf-8"))
    rank_model(settings.model_copy(update={"paths": paths}), whole, tmp_path)
    after = json.loads((tmp_path / "ranking.json").read_text(encoding="utf-8"))
    assert {name for name in before if before[name] != after[name]} >= {"chain", "title"}
    assert after["confidence"] == before["confidence"]


def test_a_run_that_is_done_is_not_done_again(settings: TrainSettings, whole: Path) -> None:
    before = (whole / "log.jsonl").read_bytes()
    loop.train(settings, whole)
    assert (whole / "log.jsonl").read_bytes() == before


def test_export_writes_a_model_that_loads_and_extracts(
    whole: Path, settings: TrainSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "tiny"
    examples = first_windows(settings, whole / "tokenizer.json", 1000)
    export(whole, folder, "tiny", window=WINDOW, examples=examples)
    for name in ("ranking.json", "affinities.json", "genders.json"):
        shutil.copy(model_folder("press") / name, folder / name)
    text = "“We begin in May,” said Marta Rusconi, head of Velaria. " * 12
    record = sayso.load(model=folder)(text)._.record
    assert record.text == text and record.producer.model == str(folder)


def test_the_exported_model_says_what_the_network_says_in_integers(
    whole: Path, settings: TrainSettings, tmp_path: Path
) -> None:
    examples = first_windows(settings, whole / "tokenizer.json", 1000)
    export(whole, tmp_path, "tiny", window=WINDOW, examples=examples)
    model = load_model(tmp_path, threads=1)
    text = "Velaria apre un laboratorio a Trieste."
    [scores] = model.score([text])
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    ids = torch.tensor([[0, *tokenizer.encode(text, add_special_tokens=False).ids, 2]])
    network = load_network(whole).eval()
    with torch.no_grad():
        exact = network(ids, torch.ones_like(ids))
        rounded = ShippedNetwork(network, input_ranges(network, examples)).eval()(ids)
    for shipped, same, near in zip((scores.tags, scores.link), rounded, exact, strict=True):
        assert np.allclose(shipped, same[0, 1:-1].numpy(), atol=0.02)
        assert np.allclose(shipped, near[0, 1:-1].numpy(), atol=0.2)


def test_training_goes_on_from_an_exported_model_as_from_its_checkpoint(
    whole: Path, settings: TrainSettings, tmp_path: Path
) -> None:
    examples = first_windows(settings, whole / "tokenizer.json", 1000)
    model = tmp_path / "model"
    export(whole, model, "tiny", window=WINDOW, examples=examples)
    exact, again = load_network(whole).eval(), widened(model).eval()
    ids = torch.as_tensor(examples[0])[None]
    with torch.no_grad():
        for said, as_shipped in zip(
            exact(ids, torch.ones_like(ids)), again(ids, torch.ones_like(ids)), strict=True
        ):
            assert torch.allclose(said, as_shipped, atol=0.1)
    assert torch.allclose(exact.nobody, again.nobody, atol=1e-5)
    attention = [network.encoder.encoder.layer[0].attention for network in (exact, again)]
    sizes = [part.self.value.weight.norm() / part.output.dense.weight.norm() for part in attention]
    assert 0.5 < sizes[0] / sizes[1] < 2

    paths = settings.paths.model_copy(update={"start": str(model)})
    loop.train(settings.model_copy(update={"paths": paths}), tmp_path / "run")
    assert not torch.equal(load_network(tmp_path / "run").tags.weight, again.tags.weight)


def test_a_model_that_is_not_of_this_kind_is_nothing_to_go_on_from(whole: Path, tmp_path: Path) -> None:
    import onnx

    graph = onnx.helper.make_graph([], "other", [], [])
    onnx.save(onnx.helper.make_model(graph), tmp_path / "model.onnx")
    with pytest.raises(ModelError, match="exported"):
        widened(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"no network at all")
    with pytest.raises(ModelError, match="exported"):
        widened(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("seed = 3", 'seed = "three"', "seed"),
        ("[gold]", "[gold]\ncolour = 1", "colour"),
        ("[gold]", "[gold]\nfolds = 1", "folds"),
        ("[paths]", "[pathz]", "paths"),
    ],
)
def test_a_training_config_that_cannot_work_is_named_with_the_key(
    config: Path, tmp_path: Path, old: str, new: str, key: str
) -> None:
    path = tmp_path / "bad.cfg"
    path.write_text(config.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=key) as told:
        read_settings(path)
    assert str(path) in str(told.value)


def test_windows_longer_than_the_encoder_has_positions_for_spread_them(
    settings: TrainSettings, whole: Path, tmp_path: Path
) -> None:
    training = settings.training.model_copy(update={"epochs": 1, "window": 2 * WINDOW})
    paths = settings.paths.model_copy(update={"start": str(whole)})
    longer = settings.model_copy(update={"training": training, "paths": paths})
    loop.train(longer, tmp_path / "run")
    examples = first_windows(longer, tmp_path / "run" / "tokenizer.json", 1000)
    assert WINDOW + 2 < max(map(len, examples)) <= 2 * WINDOW
    export(tmp_path / "run", tmp_path / "model", "tiny", window=2 * WINDOW, examples=examples)
    text = "“We begin in May,” said Marta Rusconi, head of Velaria. " * 20
    (scores,) = load_model(tmp_path / "model", threads=1).score([text])
    assert len(scores.tags) > 2 * WINDOW and np.isfinite(scores.tags).all()


def test_the_positions_of_a_stretched_encoder_lie_between_those_it_learned(whole: Path) -> None:
    network = load_network(whole)
    learned = network.encoder.embeddings.position_embeddings.weight.detach().clone()
    stretch_positions(network, len(learned))
    assert torch.equal(network.encoder.embeddings.position_embeddings.weight, learned)
    stretch_positions(network, 2 * len(learned) - 1)
    spread = network.encoder.embeddings.position_embeddings.weight
    assert spread.requires_grad and torch.allclose(spread[::2], learned, atol=1e-6)
    assert torch.allclose(spread[1::2], (learned[1:] + learned[:-1]) / 2, atol=1e-6)


def test_a_checkpoint_of_fewer_heads_keeps_what_it_has_learned(whole: Path, tmp_path: Path) -> None:
    weights = torch.load(whole / "weights.pt", weights_only=True)
    fewer = weights | {"tags.weight": weights["tags.weight"][:-3], "nobody": weights["nobody"][:-1]}
    shutil.copy(whole / "config.json", tmp_path / "config.json")
    torch.save(fewer, tmp_path / "weights.pt")
    network = load_network(tmp_path)
    assert torch.equal(network.tags.weight[:-3], weights["tags.weight"][:-3])
    assert torch.equal(network.nobody[:-1], weights["nobody"][:-1])
