"""What a batch is made of: units (what one worker takes at a time) and what becomes of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from sayso.ingest.locations import Place
from sayso.ingest.source import Document, SourceText, Unread

# A text's place in its unit: its piece, then its number within the piece.
TEXTS_A_PIECE = 1 << 20


@dataclass(frozen=True)
class Unit:
    """A file, or one piece of a container, that has not been read yet.

    ``sha256`` is that of its bytes. ``skip`` counts the pieces of a file that are done with, ``skip_texts``
    the texts of the piece after them that are.
    """

    uri: str
    part: str | None
    sha256: str
    content: Place | Document | Unread | SourceText
    skip: int = 0
    skip_texts: int = 0

    @property
    def key(self) -> bytes:
        """What tells this input from all others: it changes with the bytes."""
        return key_of(self.uri, self.part, self.sha256)

    @property
    def is_file(self) -> bool:
        """Whether it may have several pieces."""
        return isinstance(self.content, Place)

    @property
    def is_one_text(self) -> bool:
        """Whether nothing can come after its first text."""
        return isinstance(self.content, SourceText | Unread)

    def twice(self) -> tuple[Unit, Unit]:
        """Return one to send and one to keep: a document that is sent is read, and empty from then on."""
        if not isinstance(self.content, Document):
            return self, self
        document, data = self.content, self.content.stream.read()
        return replace(self, content=document.holding(data)), replace(self, content=document.holding(data))


@dataclass(frozen=True)
class Failure:
    """An input that yields no release: which, what it failed at, and why.

    ``stage`` is ``reading`` or the name of a component. ``key`` is that of the unit it was found in.
    """

    uri: str
    part: str | None
    sha256: str | None
    stage: str
    reason: str
    key: bytes


@dataclass(frozen=True)
class Found:
    """A release that a worker extracted, packed for the journal.

    ``place`` is its place in its unit; ``record`` (deflated JSON) and ``bands`` are none if the text was
    found before, so that only the source is new. ``source`` is JSON.
    """

    place: int
    release: str
    key: bytes
    source: str
    record: bytes | None
    bands: bytes | None


@dataclass(frozen=True)
class TextMet:
    """A text that a worker has read and would extract: whose release and which source it is."""

    place: int
    release: str
    key: bytes
    uri: str
    part: str | None
    sha256: str


def key_of(uri: str, part: str | None, sha256: str, release: str = "") -> bytes:
    """Return the key of an input; with the id of a release, that of a place where its text was found."""
    told = "\0".join((uri, "" if part is None else f"/{part}", sha256, release))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()
