"""JSON Lines: a record a line, as they come to a stream, or with their sources in a file.

A line of a file is the record with two more keys: ``sources``, all places at which the text was found, and
``duplicate_of``. ``.gz`` and ``.zst`` files are the same, packed.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TextIO, cast

from sayso.batch.release import StoredRelease
from sayso.errors import RecordError
from sayso.record import Record
from sayso.sinks.columns import release_of


def write_line(record: Record, out: TextIO) -> None:
    """Write one record and flush, so that a reader at the other end sees it at once."""
    out.write(record.to_json() + "\n")
    out.flush()


def write_jsonl(releases: Iterable[StoredRelease], path: Path, packing: str | None = None) -> None:
    """Write a file of releases; ``packing`` is none, ``gz`` or ``zst``."""
    with _opened(path, "wb", packing) as out:
        for release in releases:
            out.write(_line(release).encode("utf-8") + b"\n")


def read_jsonl(path: Path, packing: str | None = None) -> Iterator[StoredRelease]:
    """Yield the releases of a file; lines without ``sources`` are records that came as a stream.

    Raises `RecordError` naming the line if one is no record, or if the file is damaged.
    """
    number = 0
    try:
        with _opened(path, "rb", packing) as file:
            for number, line in enumerate(io.BufferedReader(cast(Any, file)), start=1):
                yield _release(line, f"line {number}")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RecordError(f"damaged after line {number} ({error})") from error


def _line(release: StoredRelease) -> str:
    more = {
        "sources": [source.model_dump(mode="json") for source in release.sources],
        "duplicate_of": release.duplicate_of,
    }
    added = json.dumps(more, ensure_ascii=False, separators=(",", ":"))
    return f"{release.record.to_json()[:-1]},{added[1:]}"


def _release(line: bytes, where: str) -> StoredRelease:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{where}: not JSON ({error})") from error
    if not isinstance(row, dict):
        raise RecordError(f"{where}: not a release of sayso")
    row.setdefault("sources", [row.get("source")])
    row.setdefault("duplicate_of", None)
    return release_of(row, where)


@contextmanager
def _opened(path: Path, mode: str, packing: str | None) -> Iterator[IO[bytes]]:
    with path.open(mode) as file:
        if packing == "gz":
            # Neither name nor time in the header: the same releases give the same bytes.
            with gzip.GzipFile(filename="", fileobj=cast(Any, file), mode=mode, mtime=0) as packed:
                yield cast("IO[bytes]", packed)
        elif packing == "zst":
            import pyarrow as pa

            kind = pa.CompressedOutputStream if mode == "wb" else pa.CompressedInputStream
            with kind(pa.PythonFile(file), "zstd") as packed:
                yield packed
        else:
            yield cast("IO[bytes]", file)
