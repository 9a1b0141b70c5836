"""Cut the base encoder's tokenizer down to the pieces that the shipped languages use."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from sayso.encoder.han_words import WORDS_FILE
from sayso.errors import ConfigError
from sayso.languages import known_languages
from sayso.text import HAN

# Pieces never cross a punctuation mark, a change of Japanese script or two Chinese characters:
# a mention's edge is then always a token's edge (with the encoder's own splitting, 2.3 % of the
# mentions of zh and 2.8 % of ja in the name data begin or end inside a piece).
EDGES = r"\p{Han}|\p{Hiragana}+|[\p{Katakana}ー]+|[^\p{L}\p{N}\p{M}\s]"
# Of each language's word list: as many words as a press archive shows often, each also as a name's part.
WORDS = 40_000
CAPITALISED = 0.3
TOKENIZER = "tokenizer.json"
_CHINESE = re.compile(f"[{HAN}]+$")
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


def encoder_file(encoder: str, name: str = TOKENIZER) -> Path:
    """Return a file of the base encoder: of a folder, or of a name on the hub, from which it is fetched.

    Raises `ConfigError` if there is neither.
    """
    from huggingface_hub import hf_hub_download

    if Path(encoder).is_dir():
        return Path(encoder) / name
    try:
        return Path(hf_hub_download(encoder, name))
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(
            f"paths.encoder: {encoder}: no folder, and no {name} to be had from the hub ({reason}):"
            " name the folder of an encoder, or one on the hub"
        ) from error


def base_tokenizer(path: Path) -> dict[str, Any]:
    """Read a tokenizer.json and give it the splitting at `EDGES`."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    content["pre_tokenizer"] = {
        "type": "Sequence",
        "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": EDGES}, "behavior": "Isolated", "invert": False},
            {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True},
        ],
    }
    return content


def prune(content: dict[str, Any], texts: Iterable[str], size: int) -> tuple[dict[str, Any], list[int]]:
    """Return the tokenizer with ``size`` pieces and the old ids of the pieces kept, in new order.

    Kept are the special pieces, every single character, and then the pieces that make up most of some
    language's words or of ``texts``. ``size`` 0 keeps all.
    """
    vocabulary: list[list[Any]] = content["model"]["vocab"]
    if not size or size >= len(vocabulary):
        return content, list(range(len(vocabulary)))
    full = Tokenizer.from_str(json.dumps(content))
    share = defaultdict(float, _shares(full, Counter(texts)))
    for code in known_languages():
        for piece, part in _shares(full, _word_frequencies(code)).items():
            share[piece] = max(share[piece], part)

    def rank(old: int) -> tuple[bool, float, float]:
        piece, score = vocabulary[old]
        return piece not in SPECIAL and len(piece) > 1, -share[old], -score

    kept = sorted(sorted(range(len(vocabulary)), key=rank)[:size])
    pruned = json.loads(json.dumps(content))
    pruned["model"]["vocab"] = [vocabulary[old] for old in kept]
    new = {vocabulary[old][0]: position for position, old in enumerate(kept)}
    pruned["model"]["unk_id"] = new["<unk>"]
    for token in pruned["added_tokens"]:
        token["id"] = new[token["content"]]
    for name, special in pruned["post_processor"]["special_tokens"].items():
        special["ids"] = [new[name]]
    return pruned, kept


def chinese_words(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tokenizer of the base encoder's pieces that are Chinese characters alone: it tells words."""
    pieces = [[piece, round(score, 2)] for piece, score in content["model"]["vocab"] if _CHINESE.match(piece)]
    model = {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], *pieces], "byte_fallback": False}
    parts = ("truncation", "padding", "normalizer", "pre_tokenizer", "post_processor", "decoder")
    return {"version": "1.0", **dict.fromkeys(parts), "added_tokens": [], "model": model}


def write_tokenizer(pruned: Mapping[str, Any], words: Mapping[str, Any], run: Path) -> None:
    """Write `tokenizer.json` and `words.json` of a run."""
    for name, tokenizer in ((TOKENIZER, pruned), (WORDS_FILE, words)):
        text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
        (run / name).write_text(text, encoding="utf-8")


def copy_tokenizer(source: Path, target: Path) -> None:
    """Copy `tokenizer.json` and, if there is one, `words.json` to another folder."""
    for name in (TOKENIZER, WORDS_FILE):
        if name == TOKENIZER or (source / name).exists():
            shutil.copy(source / name, target / name)


def _word_frequencies(code: str) -> dict[str, float]:
    """Return words of a language with their frequency, as they are and capitalised as names are.

    The lists of `wordfreq` (Speer 2022) stand in for text of languages that the training data lacks;
    of Norwegian there is one list, Bokmål's.
    """
    from wordfreq import get_frequency_dict

    frequencies = get_frequency_dict("nb" if code == "nn" else code, wordlist="best")
    words = dict(islice(frequencies.items(), WORDS))
    return words | {
        word.capitalize(): CAPITALISED * often for word, often in words.items() if word[0].islower()
    }


def _shares(tokenizer: Tokenizer, texts: Mapping[str, float]) -> dict[int, float]:
    """Return the share of each piece among all pieces of the texts, weighted by how often each occurs."""
    shares: dict[int, float] = defaultdict(float)
    for text, encoding in zip(
        texts, tokenizer.encode_batch(list(texts), add_special_tokens=False), strict=True
    ):
        for piece in encoding.ids:
            shares[piece] += texts[text]
    total = sum(shares.values())
    return {piece: often / total for piece, often in shares.items()}
