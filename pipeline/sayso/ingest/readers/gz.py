"""gzip: one document inside, unpacked as it is read."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from sayso.errors import BrokenSource
from sayso.ingest.source import Document, Piece


def read(document: Document) -> Iterator[Piece]:
    """Yield the packed document; its provenance is the packed file's."""
    packed = _Hashed(document.stream)
    unpacked = _Unpacked(document, gzip.GzipFile(fileobj=cast(BinaryIO, packed)))
    name = document.name[:-3] if document.suffix == ".gz" else document.name
    yield document.inner(cast(BinaryIO, unpacked), name=name, packed=True, digest=packed.hexdigest)


class _Hashed(io.RawIOBase):
    """The packed bytes, hashed as they go by."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        chunk = self._stream.read(len(buffer))
        self._hash.update(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


class _Unpacked:
    """The unpacked bytes; damage is told in our words."""

    def __init__(self, document: Document, stream: gzip.GzipFile) -> None:
        self._document = document
        self._stream = stream

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except EOFError as error:
            raise self._document.fail(
                BrokenSource, "truncated: the packed file ends too early, fetch it again"
            ) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise self._document.fail(BrokenSource, f"damaged gzip data: {error}") from error
