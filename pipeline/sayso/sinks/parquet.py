"""Parquet: a release a row, people, quotes and the rest as nested columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sayso.batch.release import StoredRelease
from sayso.errors import RecordError
from sayso.sinks.columns import batches, release_of, schema

READ_TOGETHER = 64


def write_parquet(releases: Iterable[StoredRelease], path: Path) -> None:
    """Write a file of releases."""
    from pyarrow.parquet import ParquetWriter

    with path.open("wb") as file, ParquetWriter(file, schema(), compression="zstd") as writer:
        for batch in batches(releases):
            writer.write_batch(batch)


def read_parquet(path: Path) -> Iterator[StoredRelease]:
    """Yield the releases of a file; raises `RecordError` if it has other rows."""
    from pyarrow import ArrowInvalid
    from pyarrow.parquet import ParquetFile

    with path.open("rb") as file:
        try:
            table = ParquetFile(file)
        except ArrowInvalid as error:
            raise RecordError(f"not a Parquet file ({error})") from error
        number = 0
        try:
            for batch in table.iter_batches(batch_size=READ_TOGETHER):
                for row in batch.to_pylist():
                    number += 1
                    yield release_of(row, f"row {number}")
        except (ArrowInvalid, OSError) as error:
            raise RecordError(f"damaged after row {number} ({error})") from error
