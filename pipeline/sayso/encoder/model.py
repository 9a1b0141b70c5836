"""The shipped model at run time: tokenizer, ONNX session, scores for every token of a text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sayso.encoder.cores import available_cores
from sayso.encoder.windows import Window, batches, cut
from sayso.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FORMAT = 3
MOST_TOKENS = 4096


@dataclass(frozen=True)
class TokenScores:
    """What the encoder says of one text of T tokens.

    ``offsets`` [T, 2] are code points, white space left out; ``tags`` [T, LOGITS] are raw logits of
    all heads; ``link`` [T, 2 * W * ties] are the vectors that tie quotes and roles to mentions
    (`tie_columns`), ``nobody`` [ties, W] what stands for a mention that the text does not have.
    """

    offsets: NDArray[np.int64]
    tags: NDArray[np.float32]
    link: NDArray[np.float32]
    nobody: NDArray[np.float32]


@dataclass(frozen=True)
class Card:
    """The machine-readable part of a model's card (`model.json`)."""

    name: str
    window: int
    overlap: int
    nobody: NDArray[np.float32]


class PressModel:
    """A folder with `tokenizer.json`, `model.onnx` and `model.json`, loaded."""

    def __init__(self, card: Card, tokenizer: Tokenizer, session: InferenceSession) -> None:
        self.card = card
        self._tokenizer = tokenizer
        self._session = session
        self._begin = tokenizer.token_to_id("<s>")
        self._end = tokenizer.token_to_id("</s>")

    def score(self, texts: Sequence[str]) -> list[TokenScores]:
        """Score texts of any length; windows of all texts that are of one length are read together."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ids = [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
        room = self.card.window - 2
        plan = [
            (row, window)
            for row, tokens in enumerate(ids)
            for window in cut(len(tokens), room, self.card.overlap)
        ]
        tags: list[list[NDArray[np.float32]]] = [[] for _ in texts]
        links: list[list[NDArray[np.float32]]] = [[] for _ in texts]
        outputs = self._run([ids[row][window.start : window.stop] for row, window in plan])
        for (row, window), (tag, link) in zip(plan, outputs, strict=True):
            believed = slice(window.keep_from - window.start, window.keep_to - window.start)
            tags[row].append(tag[believed])
            links[row].append(link[believed])
        return [
            TokenScores(_offsets(text, encoding.offsets), _stack(tag), _stack(link), self.card.nobody)
            for text, encoding, tag, link in zip(texts, encodings, tags, links, strict=True)
        ]

    def _run(
        self, pieces: Sequence[NDArray[np.int64]]
    ) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        results: dict[int, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
        for group in batches([len(piece) for piece in pieces], MOST_TOKENS):
            ids = np.array(
                [(self._begin, *pieces[position], self._end) for position in group], dtype=np.int64
            )
            tags, link = self._session.run(["tags", "link"], {"ids": ids})
            for row, position in enumerate(group):
                results[position] = (tags[row, 1:-1], link[row, 1:-1])
        return [results[position] for position in range(len(pieces))]


def _stack(parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate(parts) if parts else np.zeros((0, 0), dtype=np.float32)


def _offsets(text: str, offsets: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """Return token offsets without the white space that the tokenizer counts to a token."""
    trimmed = np.zeros((len(offsets), 2), dtype=np.int64)
    for row, (start, end) in enumerate(offsets):
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        trimmed[row] = (start, end)
    return trimmed


def load_model(folder: Path, threads: int | None = None) -> PressModel:
    """Load a model folder; ``threads`` defaults to the cores this process may use.

    Raises `ModelError` that names the folder and what is missing or wrong in it.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    for name in ("model.json", "model.onnx", "tokenizer.json"):
        if not (folder / name).is_file():
            raise ModelError(
                f"{folder}: no {name}; a model folder has model.json, model.onnx, tokenizer.json"
            )
    card = _card(folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or available_cores()
    options.inter_op_num_threads = 1
    # A plan of memory is kept for every length of window that is ever seen, which never ends.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime raises classes of its C++ layer, all under Exception
        raise ModelError(f"{folder}/model.onnx: cannot be loaded: {error}") from error
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises bare ones
        raise ModelError(f"{folder}/tokenizer.json: cannot be loaded: {error}") from error
    return PressModel(card, tokenizer, session)


def _card(folder: Path) -> Card:
    try:
        content: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        found = content["format"]
        if found == FORMAT:
            nobody = np.array(content["nobody"], dtype=np.float32)
            return Card(content["name"], content["window"], content["overlap"], nobody)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder}/model.json: no model's card: {error}") from error
    raise ModelError(f"{folder}: model format {found}, this version reads {FORMAT}")


__all__ = ["Card", "PressModel", "TokenScores", "Window", "available_cores", "load_model"]
