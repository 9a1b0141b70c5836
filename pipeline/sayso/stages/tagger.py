"""Stage: the model reads the text once and marks names, roles, cues, speech and speakers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.encoder.checkpoint import CheckpointNames
from sayso.encoder.decode import TaggedSpan, spans
from sayso.encoder.evidence import evidence
from sayso.encoder.labels import CUES, NAMES, SPEAKERS
from sayso.encoder.model import PressModel, TokenScores, load_model
from sayso.layers import Tags, layers_of, text_of
from sayso.resources import model_folder

if TYPE_CHECKING:
    from spacy.tokens import Doc


# A line with fewer letters may well be an acronym.
FEWEST_CAPITALS = 12
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_APOSTROPHE = re.compile(r"(?<=[A-Za-z\u00c0-\u024f])'(?=[A-Za-z\u00c0-\u024f])")
_CYRILLIC_APOSTROPHE = re.compile(r"(?<=[\u0400-\u04ff])’(?=[\u0400-\u04ff])")


def tag(text: str, scores: TokenScores) -> Tags:
    """Return what the model marks in one text, by its scores."""
    names, cues, speakers = (tuple(spans(text, scores, head)) for head in (NAMES, CUES, SPEAKERS))
    return Tags(names, cues, speakers, evidence(text, scores))


def plainer(text: str) -> str:
    """Return the text as the model reads it best, every character in its place.

    Lines of capitals alone are in Title Case: capitals hide what is a name, they are rare pieces to the
    encoder. Apostrophes have the one form that the training releases of the script mostly have.
    """
    text = _LATIN_APOSTROPHE.sub("’", _CYRILLIC_APOSTROPHE.sub("'", text))
    return "".join(_titled(line) for line in text.splitlines(keepends=True))


def _titled(line: str) -> str:
    letters = sum(character.isalpha() for character in line)
    if letters < FEWEST_CAPITALS or not line.isupper():
        return line
    titled = _WORD.sub(lambda word: word.group()[0] + word.group()[1:].lower(), line)
    return titled if len(titled) == len(line) else line


class Tagger:
    """The component `sayso_tagger`: sets the layer `tags`.

    ``model`` is the name of a shipped model or a folder; ``batch_size`` counts texts that `pipe`
    reads at once; ``names``, if given, finds all names but roles instead of the model. The model is
    loaded with the first text.
    """

    def __init__(self, model: str, batch_size: int, names: CheckpointNames | None = None) -> None:
        self.folder = model_folder(model)
        self.batch_size = batch_size
        self.names = names
        self._model: PressModel | None = None

    @property
    def model(self) -> PressModel:
        """Return the model, loaded once."""
        if self._model is None:
            self._model = load_model(self.folder)
        return self._model

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int | None = None) -> Iterator[Doc]:
        """Tag a stream of texts, some at a time, in their order.

        The model reads the next ones while the stages behind this one work on these.
        """
        docs, size = iter(stream), batch_size or self.batch_size
        begun = self._begin(docs, size)
        while begun is not None:
            batch, scores = begun
            scored = scores()
            begun = self._begin(docs, size)
            yield from self._tagged(batch, scored)

    def _begin(
        self, docs: Iterator[Doc], size: int
    ) -> tuple[list[Doc], Callable[[], list[TokenScores]]] | None:
        batch = list(islice(docs, size))
        return (batch, self.model.begin([plainer(text_of(doc)) for doc in batch])) if batch else None

    def _tagged(self, batch: list[Doc], scored: list[TokenScores]) -> Iterator[Doc]:
        texts = [text_of(doc) for doc in batch]
        names = self.names.find(texts) if self.names else None
        for position, (doc, text, scores) in enumerate(zip(batch, texts, scored, strict=True)):
            own = tag(text, scores)
            layers_of(doc).tags = _with_names(own, names[position]) if names else own
            yield doc

    def __getstate__(self) -> tuple[Path, int, CheckpointNames | None]:
        return self.folder, self.batch_size, self.names

    def __setstate__(self, state: tuple[Path, int, CheckpointNames | None]) -> None:
        self.folder, self.batch_size, self.names = state
        self._model = None


def _with_names(tags: Tags, names: tuple[TaggedSpan, ...]) -> Tags:
    """Return the tags with other names; of the model's own the roles stay that none of them touches."""
    roles = (
        role
        for role in tags.names
        if role.kind == "role" and not any(role.start < name.end and name.start < role.end for name in names)
    )
    return replace(
        tags, names=tuple(sorted((*roles, *names), key=lambda span: (span.start, span.end))), borrowed=True
    )
