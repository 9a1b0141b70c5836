"""The shipped model at run time: tokenizer, ONNX session, scores for every token of a text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sayso.encoder.cores import available_cores
from sayso.encoder.han_words import inside_words, load_words
from sayso.encoder.labels import HEADS, Head, columns
from sayso.encoder.windows import batches, cut
from sayso.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FORMAT = 5
MOST_TOKENS = 1024

Scored = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True)
class TokenScores:
    """What the encoder says of one text of T tokens.

    ``offsets`` [T, 2] are code points, white space left out; ``tags`` [T, LOGITS] are raw logits of
    all heads; ``link`` [T, 2 * W * ties] are the vectors that tie quotes and roles to mentions
    (`tie_columns`), ``nobody`` [ties, W] what stands for a mention that the text does not have;
    ``inside`` are the offsets of characters inside a word, in a script that writes none apart.
    """

    offsets: NDArray[np.int64]
    tags: NDArray[np.float32]
    link: NDArray[np.float32]
    nobody: NDArray[np.float32]
    inside: frozenset[int] = frozenset()

    @cached_property
    def chances(self) -> dict[Head, NDArray[np.float32]]:
        """Return the label probabilities of each head, [T, labels]."""
        return {head: self._chances(head) for head in HEADS}

    def _chances(self, head: Head) -> NDArray[np.float32]:
        if not len(self.offsets):
            return np.zeros((0, len(head.labels)), dtype=np.float32)
        logits = self.tags[:, columns(head)]
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: NDArray[np.float32] = exponents / exponents.sum(axis=1, keepdims=True)
        return result


@dataclass(frozen=True)
class Card:
    """The machine-readable part of a model's card (`model.json`)."""

    name: str
    window: int
    overlap: int
    nobody: NDArray[np.float32]


class PressModel:
    """A folder with `tokenizer.json`, `model.onnx`, `model.json` and perhaps `words.json`, loaded.

    Each batch of windows is read on one core, as many batches at a time as ``threads``: faster than to share
    every product out over the cores.
    """

    def __init__(
        self,
        card: Card,
        tokenizer: Tokenizer,
        session: InferenceSession,
        threads: int,
        words: Tokenizer | None = None,
    ) -> None:
        self.card = card
        self._words = words
        self.threads = threads
        self._tokenizer = tokenizer
        self._session = session
        self._begin = tokenizer.token_to_id("<s>")
        self._end = tokenizer.token_to_id("</s>")

    def score(self, texts: Sequence[str]) -> list[TokenScores]:
        """Score texts of any length; windows of all texts that are of one length are read together."""
        return self.begin(texts)()

    def begin(self, texts: Sequence[str]) -> Callable[[], list[TokenScores]]:
        """Begin to score texts in threads of their own; what is returned waits for the scores."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ids = [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
        room = self.card.window - 2
        plan = [
            (row, window)
            for row, tokens in enumerate(ids)
            for window in cut(len(tokens), room, self.card.overlap)
        ]
        pieces = [ids[row][window.start : window.stop] for row, window in plan]
        groups = batches([len(piece) for piece in pieces], MOST_TOKENS)
        # A pool for each batch of texts: one that outlived it would be lost in a forked process.
        pool = ThreadPoolExecutor(self.threads, "sayso-model")
        read = [pool.submit(self._read, [pieces[position] for position in group]) for group in groups]
        pool.shutdown(wait=False)

        def wait() -> list[TokenScores]:
            scored: list[list[Scored]] = [[] for _ in texts]
            outputs = dict(
                zip(chain(*groups), chain.from_iterable(each.result() for each in read), strict=True)
            )
            for position, (row, window) in enumerate(plan):
                believed = slice(window.keep_from - window.start, window.keep_to - window.start)
                tags, link = outputs[position]
                scored[row].append((tags[believed], link[believed]))
            return [
                self._joined(text, encoding.offsets, parts)
                for text, encoding, parts in zip(texts, encodings, scored, strict=True)
            ]

        return wait

    def _read(self, pieces: Sequence[NDArray[np.int64]]) -> list[Scored]:
        """Return the scores of windows of one length."""
        ids = np.array([(self._begin, *piece, self._end) for piece in pieces], dtype=np.int64)
        tags, link = self._session.run(["tags", "link"], {"ids": ids})
        return [(tags[row, 1:-1], link[row, 1:-1]) for row in range(len(pieces))]

    def _joined(self, text: str, offsets: Sequence[tuple[int, int]], parts: list[Scored]) -> TokenScores:
        tags, link = (_stack([part[which] for part in parts]) for which in (0, 1))
        inside = inside_words(self._words, text)
        return TokenScores(_offsets(text, offsets), tags, link, self.card.nobody, inside)


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
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # A plan of memory is kept for every length of window that is ever seen, which never ends.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime raises classes of its C++ layer, all under Exception
        reason = " ".join(str(error).split())  # some versions end it with a line break
        raise ModelError(f"{folder}/model.onnx: cannot be loaded: {reason}") from error
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises bare ones
        raise ModelError(f"{folder}/tokenizer.json: cannot be loaded: {error}") from error
    return PressModel(card, tokenizer, session, threads or available_cores(), load_words(folder))


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
