"""A worker: reads the texts of the units it gets, and extracts a record from each."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from sayso.batch.messages import LOADING, OPENING, READING, Answer, At, Failed, Ready, Setup, Through, Unable
from sayso.batch.names import storable_part
from sayso.batch.nearness import packed_bands
from sayso.batch.process import run
from sayso.batch.release import packed
from sayso.batch.unit import TEXTS_A_PIECE, Found, TextMet, Unit, key_of
from sayso.errors import SaysoError, SourceError
from sayso.ingest.locations import Place
from sayso.ingest.source import Piece, SourceText, one_line
from sayso.ingest.unfold import place_pieces, texts
from sayso.record import Record, release_id

# A worker is replaced after so many texts, so that whatever its libraries forget to free goes with it.
MOST_TEXTS = 5_000
_BUILT_FROM = re.compile(r"^(?:factory|source)\s*=\s*\"?(\w*)", re.MULTILINE)
WARMING = "SAYSO – one text, so that the first release need not wait for what is loaded late."

Extract: TypeAlias = "Callable[[SourceText, Callable[[str], None]], Record]"
"""Makes the record of a text, and tells the name of each stage before it begins."""


class Worker:
    """What extracts, and the pipe over which it tells what it does."""

    def __init__(self, load: Callable[[], Extract], pipe: Connection, text_column: str | None) -> None:
        """Take what loads the pipeline; that is done when the first text is to be extracted."""
        self.load = load
        self.extract: Extract | None = None
        self.pipe = pipe
        self.text_column = text_column
        self.texts = 0

    def work(self, unit: Unit) -> None:
        """Extract the records of a unit; whatever fails is told, and the rest goes on."""
        found = self._pieces(unit)
        number = 0
        while True:
            behind = unit.skip_texts if number == unit.skip else 0
            if number >= unit.skip:
                self.pipe.send(At(number, OPENING, order=behind))
            piece = next(found, None)
            if piece is None:
                return
            if number >= unit.skip:
                self._piece(number, piece, behind, unit.part)
            number += 1

    def _pieces(self, unit: Unit) -> Iterator[Piece]:
        if isinstance(unit.content, Place):
            return place_pieces(unit.content, self.text_column)
        return iter([unit.content])

    def _piece(self, number: int, piece: Piece, behind: int, part: str | None) -> None:
        """Extract the texts of a piece, of which those before ``behind`` are done with."""
        self.pipe.send(At(number, READING, order=behind))
        for order, text in enumerate(texts(piece)):
            place = number * TEXTS_A_PIECE + order
            if order < behind:
                pass
            elif isinstance(text, SourceError):
                self.pipe.send(Failed(place, text.uri, part, None, READING, one_line(text.reason)))
            else:
                self._text(number, place, _named(text))
            self.pipe.send(At(number, READING, order=max(order + 1, behind)))

    def _text(self, piece: int, place: int, text: SourceText) -> None:
        source, release = text.source, release_id(text.text)
        key = key_of(source.uri, source.part, source.sha256, release)
        self.pipe.send(TextMet(place, release, key, source.uri, source.part, source.sha256))
        answer: Answer = self.pipe.recv()
        if answer is Answer.NOTHING:
            return
        record = bands = None
        if answer is Answer.EXTRACT:
            extracted = self._extract(piece, place, text)
            if extracted is None:
                return
            record, bands = packed(extracted), packed_bands(text.text)
        self.pipe.send(Found(place, release, key, source.model_dump_json(), record, bands))

    def _extract(self, piece: int, place: int, text: SourceText) -> Record | None:
        """Extract the record of a text, or tell in which stage it failed."""
        extract = self._loaded(piece)
        self.texts += 1
        stage = "tokenizer"

        def tell(name: str) -> None:
            nonlocal stage
            stage = name
            self.pipe.send(At(piece, name, len(text.text)))

        try:
            tell(stage)
            return extract(text, tell)
        except MemoryError:
            raise
        except Exception as error:  # of whatever component: this text fails, the others go on
            reason = str(error) if isinstance(error, SaysoError) else f"{type(error).__name__}: {error}"
            source = text.source
            failed = Failed(place, source.uri, source.part, source.sha256, stage, one_line(reason))
            self.pipe.send(failed)
            return None

    def _loaded(self, piece: int) -> Extract:
        if self.extract is None:
            self.pipe.send(At(piece, LOADING))
            try:
                self.extract = self.load()
            except SaysoError as error:
                self.pipe.send(Unable(error))
                sys.exit()
        return self.extract


def _named(text: SourceText) -> SourceText:
    """Return a text whose part has a name that can be stored."""
    part = storable_part(text.source.part)
    if part == text.source.part:
        return text
    return replace(text, source=text.source.model_copy(update={"part": part}))


def work(pipe: Connection, load: Callable[[Setup], Extract]) -> None:
    """Serve over a pipe, with what ``load`` makes of the setup."""
    setup: Setup = pipe.recv()
    _limit_memory(setup.memory)
    worker = Worker(partial(load, setup), pipe, setup.text_column)
    pipe.send(Ready())
    while (unit := pipe.recv()) is not None:
        worker.work(unit)
        retires = worker.texts >= MOST_TEXTS
        pipe.send(Through(retires))
        if retires:
            return


def _limit_memory(limit: int | None) -> None:
    """Bound the memory of this process, beyond which it raises `MemoryError`, or its libraries give up.

    What is bounded is data; files that are only mapped, like a model, do not count.
    """
    if limit is not None and sys.platform.startswith("linux"):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _pipeline(setup: Setup) -> Extract:
    from sayso.pipeline import config_path, load, staged_record

    _spare_torch(config_path(setup.config))
    nlp = load(setup.config, lang=setup.lang)
    with suppress(Exception):  # if it does not work, the first text will say why
        nlp(WARMING)
    return partial(staged_record, nlp)


def _spare_torch(config: Path) -> None:
    """Import spaCy without torch, if no component but sayso's own is to run: they do not hand it tensors.

    thinc, on which spaCy stands, imports torch wherever it is installed: more than half of a worker's start.
    Whatever wants torch for itself can still import it.
    """
    built_from = _BUILT_FROM.findall(config.read_text(encoding="utf-8"))
    if "torch" in sys.modules or not all(name.startswith("sayso_") for name in built_from):
        return
    sys.modules["torch"] = None  # type: ignore[assignment]  # what Python calls a module that is not there
    try:
        import thinc.compat  # noqa: F401
    finally:
        del sys.modules["torch"]


def main() -> None:
    """Be a worker."""
    run(partial(work, load=_pipeline))
