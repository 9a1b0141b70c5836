"""A worker of the batch package with the stand-in in the pipeline's place."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial

from standing_in import stand_in

from sayso.batch import worker
from sayso.batch.process import run
from sayso.errors import SourceError
from sayso.ingest import SourceText
from sayso.ingest.source import Piece
from sayso.ingest.unfold import texts


def poisonous_texts(piece: Piece) -> Iterator[SourceText | SourceError]:
    """Yield the texts of a piece; what comes after some cannot be read."""
    for text in texts(piece):
        yield text
        if isinstance(text, SourceText) and "THEN-CRASH" in text.text:
            os.kill(os.getpid(), signal.SIGSEGV)


def main() -> None:
    """Be a worker."""
    worker.texts = poisonous_texts
    run(partial(worker.work, load=lambda setup: stand_in))
