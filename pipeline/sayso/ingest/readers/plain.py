"""Plain text: taken over as it is."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.ingest import media
from sayso.ingest.charset import decode
from sayso.ingest.finish import finish
from sayso.ingest.limits import MOST_TEXT_BYTES
from sayso.ingest.source import Document, Piece


def read(document: Document) -> Iterator[Piece]:
    """Yield the decoded document."""
    data = document.read(MOST_TEXT_BYTES)
    text = decode(data, document.charset)
    yield finish(document, text, media_type=media.PLAIN, data=data, nothing="only white space in it")
