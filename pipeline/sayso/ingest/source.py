"""What flows through ingest: documents (bytes) on the left, texts on the right."""

from __future__ import annotations

import hashlib
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, BinaryIO, TypeAlias, cast

from sayso.errors import BrokenSource, SourceError, TextTooLong, UnreadableSource
from sayso.ingest.limits import HEAD_BYTES, MOST_CHARACTERS

if TYPE_CHECKING:
    from sayso.record import Source

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


@dataclass(frozen=True)
class SourceText:
    """One release as text, and what its source says about it.

    ``title`` and ``date`` (an ISO day) are as the source states them, outside the text;
    ``language_hint`` is what it declares (the ``lang`` of a page), not what was recognised.
    """

    text: str
    source: Source
    title: str | None = None
    date: str | None = None
    language_hint: str | None = None
    warnings: tuple[str, ...] = ()


class Lookahead(io.RawIOBase):
    """A stream whose beginning was read already, as one that begins at the beginning."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest
        self.taken = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with the bytes that come next."""
        chunk = self._head[: len(buffer)] or self._rest.read(len(buffer)) or b""
        self._head = self._head[len(chunk) :]
        self.taken += len(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)


@dataclass
class Document:
    """Bytes to be read, and what is known about them from outside.

    ``name`` is the file's name, whose suffix may break a tie; ``part`` the piece of a container;
    ``charset`` what a header outside the bytes declares; ``packed`` is true inside a gzip file, whose
    own bytes ``digest`` then hashes.
    """

    uri: str
    head: bytes
    stream: io.BufferedReader
    name: str = ""
    part: str | None = None
    charset: str | None = None
    text_column: str | None = None
    layer: int = 0
    packed: bool = False
    digest: Callable[[], str] | None = field(default=None, repr=False)

    @classmethod
    def opened(cls, uri: str, stream: BinaryIO, name: str, text_column: str | None = None) -> Document:
        """Return the document that a stream holds, its first bytes looked at."""
        head = _first_bytes(uri, stream)
        return cls(uri, head, _whole(head, stream), name, text_column=text_column)

    def inner(
        self,
        stream: BinaryIO,
        *,
        name: str,
        part: str | None = None,
        charset: str | None = None,
        packed: bool = False,
        digest: Callable[[], str] | None = None,
    ) -> Document:
        """Return a document found inside this one; ``part`` names it after the parts around it."""
        head = _first_bytes(self.uri, stream)
        return Document(
            self.uri,
            head,
            _whole(head, stream),
            name,
            part=" / ".join(step for step in (self.part, part) if step) or None,
            charset=charset,
            text_column=self.text_column,
            layer=self.layer + 1,
            packed=packed or self.packed,
            digest=digest,
        )

    @property
    def suffix(self) -> str:
        """The suffix of the name, in lower case, with its full stop."""
        stem, dot, suffix = self.name.rpartition(".")
        return f".{suffix.lower()}" if dot and stem else ""

    def read(self, most: int) -> bytes:
        """Return all bytes; raises if there are more than ``most``."""
        try:
            data = self.stream.read(most + 1)
        except OSError as error:
            raise self.fail(UnreadableSource, f"cannot be read: {error.strerror or error}") from error
        if len(data) <= most:
            return data
        if self.packed:
            raise self.fail(
                BrokenSource, f"unpacks to more than {most:,} bytes: a decompression bomb? not read"
            )
        raise self.fail(
            TextTooLong,
            f"more than {most:,} bytes, and a text may have {MOST_CHARACTERS:,} characters: split it",
        )

    def bare(self) -> Document:
        """Return this document without its bytes: what it is called, for a piece that travels alone."""
        small: io.BufferedReader = io.BufferedReader(Lookahead(b"", io.BytesIO()), 1)  # a row has one each
        return replace(self, head=b"", stream=small, digest=None)

    def holding(self, data: bytes) -> Document:
        """Return this document with the bytes that were read from it, as if nothing was."""
        digest = None if self.digest is None else _Told(self.digest())
        head, rest = data[:HEAD_BYTES], io.BytesIO(data[HEAD_BYTES:])
        return replace(self, head=head, stream=_whole(head, rest), digest=digest)

    @property
    def taken(self) -> int:
        """How many bytes of its stream were taken so far."""
        return cast(Lookahead, self.stream.raw).taken

    def __reduce__(self) -> tuple[Callable[..., Document], tuple[object, ...]]:
        """Pickle the document with the bytes that were not read yet."""
        known = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _BYTES}
        digest = None if self.digest is None else self.digest()
        return _unpickled, (known, self.stream.read(), digest)

    def fail(self, kind: type[SourceError], reason: str) -> SourceError:
        """Return the error that says in one line what is wrong with this document."""
        told = f"{self.part}: {reason}" if self.part else reason
        return kind(self.uri, one_line(told))

    def source(self, media_type: str, data: bytes, part: str | None = None) -> Source:
        """Return the provenance of a text that was made of ``data``; ``part`` is a piece of this."""
        from sayso.record import (
            Source,
        )  # building its models takes 60 ms that a folder without files need not

        within = " / ".join(step for step in (self.part, part) if step) or None
        whole = self.digest is not None and part is None
        digest = self.digest() if whole and self.digest else hashlib.sha256(data).hexdigest()
        return Source(uri=self.uri, media_type=media_type, sha256=digest, part=within)


class Unread(ABC):
    """A text of a container that is still to be made of what the container says.

    It is small, knows nothing of the container's stream and can be pickled: what may be long or
    dangerous to parse is parsed where and when `text` is called. ``part`` names it in the container.
    """

    document: Document
    part: str

    @abstractmethod
    def text(self) -> SourceText:
        """Return the text; raises `SourceError` if there is none."""

    @abstractmethod
    def content(self) -> bytes:
        """Return what the text is made of, by which a change is told."""


Piece: TypeAlias = "SourceText | SourceError | Document | Unread"
"""What a reader yields: a text, the failure of one of several, a document for another reader, or a text
that is still to be made."""

Reader: TypeAlias = Callable[[Document], Iterator[Piece]]
"""The one signature of all readers."""


def one_line(text: str, longest: int = 300) -> str:
    """Return a text fit for one line of a message: no control characters, not endless."""
    line = _UNPRINTABLE.sub(" ", text).strip()
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


# The fields of a document that are, or depend on, its bytes.
_BYTES = {"head", "stream", "digest"}


@dataclass(frozen=True)
class _Told:
    """A digest that is known."""

    digest: str

    def __call__(self) -> str:
        return self.digest


def _unpickled(document: dict[str, object], data: bytes, digest: str | None) -> Document:
    head, rest = data[:HEAD_BYTES], io.BytesIO(data[HEAD_BYTES:])
    told = None if digest is None else _Told(digest)
    return Document(**document, head=head, stream=_whole(head, rest), digest=told)  # type: ignore[arg-type]


def _whole(head: bytes, rest: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(Lookahead(head, rest), HEAD_BYTES)


def _first_bytes(uri: str, stream: BinaryIO) -> bytes:
    head = b""
    try:
        while len(head) < HEAD_BYTES:
            chunk = stream.read(HEAD_BYTES - len(head))
            if not chunk:
                break
            head += chunk
    except OSError as error:
        raise UnreadableSource(uri, f"cannot be read: {error.strerror or error}") from error
    return head
