"""Cut the base encoder's tokenizer down to the pieces that the shipped languages use."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

# Pieces never cross a punctuation mark, a change of Japanese script or two Chinese characters:
# a mention's edge is then always a token's edge (with the encoder's own splitting, 2.3 % of the
# mentions of zh and 2.8 % of ja in the name data begin or end inside a piece).
EDGES = r"\p{Han}|\p{Hiragana}+|[\p{Katakana}ー]+|[^\p{L}\p{N}\p{M}\s]"
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")


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

    Kept are the special pieces, every single character, what occurs twice in ``texts``, and then
    the pieces that the encoder's own training saw most (their unigram score). ``size`` 0 keeps all.
    """
    vocabulary: list[list[Any]] = content["model"]["vocab"]
    if not size or size >= len(vocabulary):
        return content, list(range(len(vocabulary)))
    full = Tokenizer.from_str(json.dumps(content))
    seen: Counter[int] = Counter()
    batch = list(texts)
    for encoding in full.encode_batch(batch, add_special_tokens=False):
        seen.update(encoding.ids)

    def rank(old: int) -> tuple[int, float]:
        piece, score = vocabulary[old]
        if piece in SPECIAL or len(piece) == 1:
            return 0, -score
        return (1, -score) if seen[old] >= 2 else (2, -score)

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
