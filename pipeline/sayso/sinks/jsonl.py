"""Records as JSON Lines, one a line, as they come."""

from __future__ import annotations

from typing import TextIO

from sayso.record import Record


def write_line(record: Record, out: TextIO) -> None:
    """Write one record and flush, so that a reader at the other end sees it at once."""
    out.write(record.to_json() + "\n")
    out.flush()
