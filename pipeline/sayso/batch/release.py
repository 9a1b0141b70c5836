"""A release as batches and sinks keep it: its record, every place it was found, what it repeats."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from sayso.record import Record, Source


@dataclass(frozen=True)
class StoredRelease:
    """One text, once, however often it was found.

    ``sources`` are all places of this same text, in the order of the batch; the first is
    ``record.source``. ``duplicate_of`` is the id of an earlier release whose text is nearly the same,
    itself no duplicate, or none.
    """

    record: Record
    sources: tuple[Source, ...]
    duplicate_of: str | None = None


def packed(record: Record) -> bytes:
    """Return a record as journals keep it and processes send it: its JSON, deflated."""
    return zlib.compress(record.to_json().encode("utf-8"), 3)


def unpacked(blob: bytes) -> Record:
    """Return the record that was packed."""
    return Record.from_json(zlib.decompress(blob))
