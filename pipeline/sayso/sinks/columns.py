"""Releases as rows of nested columns: the schema that Parquet files and Hugging Face datasets share.

The schema is derived from the record's model, so that a field that is added there is a column here.
A row is the record, with two more columns: ``sources`` and ``duplicate_of``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sayso.batch.release import StoredRelease
from sayso.errors import RecordError
from sayso.record import Record, Source

if TYPE_CHECKING:
    import pyarrow

# Releases that are turned into columns at once: so many, or so many characters of text.
TOGETHER = 500
MOST_TEXT = 4_000_000


def schema() -> pyarrow.Schema:
    """Return the Arrow schema of a release."""
    import pyarrow as pa

    record = list(_struct(Record))
    more = [pa.field("sources", pa.list_(pa.struct(_struct(Source)))), pa.field("duplicate_of", pa.string())]
    return pa.schema([*record, *more])


def batches(releases: Iterable[StoredRelease]) -> Iterator[pyarrow.RecordBatch]:
    """Yield releases as record batches of that schema, some at a time."""
    import pyarrow as pa

    names = schema()
    for some in _handfuls(releases):
        yield pa.RecordBatch.from_pylist([_row(release) for release in some], schema=names)


def release_of(row: Mapping[str, Any], where: str) -> StoredRelease:
    """Return the release of a row; raises `RecordError` naming ``where`` if it is none."""
    try:
        sources = tuple(Source.model_validate(source) for source in row["sources"])
        return StoredRelease(Record.model_validate(row), sources, row["duplicate_of"])
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"]) or "the row"
        raise RecordError(f"{where}: not a release of sayso ({field}: {first['msg']})") from error
    except (KeyError, TypeError) as error:
        raise RecordError(f"{where}: not a release of sayso ({type(error).__name__}: {error})") from error


def _handfuls(releases: Iterable[StoredRelease]) -> Iterator[list[StoredRelease]]:
    some: list[StoredRelease] = []
    length = 0
    for release in releases:
        some.append(release)
        length += len(release.record.text)
        if len(some) >= TOGETHER or length >= MOST_TEXT:
            yield some
            some, length = [], 0
    if some:
        yield some


def _row(release: StoredRelease) -> dict[str, Any]:
    row: dict[str, Any] = release.record.model_dump(mode="json", by_alias=True)
    row["sources"] = [source.model_dump(mode="json") for source in release.sources]
    row["duplicate_of"] = release.duplicate_of
    return row


def _struct(model: type[BaseModel]) -> Iterator[pyarrow.Field]:
    import pyarrow as pa

    for name, field in model.model_fields.items():
        yield pa.field(field.alias or name, _arrow(field.annotation))


def _arrow(annotation: Any) -> pyarrow.DataType:
    import pyarrow as pa

    origin, inside = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        [only] = [kind for kind in inside if kind is not NoneType]
        return _arrow(only)
    if origin is tuple:
        return pa.list_(_arrow(inside[0]))
    if origin is Literal or annotation is str:
        return pa.string()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(_struct(annotation))
    return {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[annotation]
