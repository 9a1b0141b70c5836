"""Releases as plain tables, for CSV files and workbooks: a row a quote, a person, an organisation.

These tables are for reading and counting. They leave out offsets of mentions and the texts of the
releases, so no release can be made of them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sayso.batch.release import StoredRelease
from sayso.record import Record, Source

Cell: TypeAlias = "str | int | float | None"


@dataclass(frozen=True)
class Table:
    """A table's name, its columns, and the rows that one release adds to it."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[StoredRelease], Iterator[tuple[Cell, ...]]]


_RELEASE_COLUMNS = (
    "release",
    "title",
    "date",
    "release_language",
    "issuer",
    "source",
    "sources",
    "duplicate_of",
)


def _quotes(release: StoredRelease) -> Iterator[tuple[Cell, ...]]:
    for quote in release.record.quotes:
        speaker = quote.speaker
        yield (
            quote.id,
            quote.kind,
            quote.text,
            quote.language,
            speaker.name if speaker else None,
            speaker.role if speaker else None,
            speaker.organisation if speaker else None,
            quote.cue.text if quote.cue else None,
            round(quote.confidence, 4),
            quote.spans[0].start if quote.spans else None,
            quote.spans[-1].end if quote.spans else None,
            *_release(release),
        )


def _people(release: StoredRelease) -> Iterator[tuple[Cell, ...]]:
    names = _organisation_names(release.record)
    for person in release.record.people:
        quotes = sum(1 for q in release.record.quotes if q.speaker and q.speaker.id == person.id)
        for role in person.roles or (None,):
            yield (
                person.id,
                person.name,
                role.title if role else None,
                names.get(role.organisation or "") if role else None,
                len(person.mentions),
                quotes,
                *_release(release),
            )


def _organisations(release: StoredRelease) -> Iterator[tuple[Cell, ...]]:
    record = release.record
    for organisation in record.organisations:
        quotes = sum(1 for q in record.quotes if q.speaker and q.speaker.id == organisation.id)
        yield (
            organisation.id,
            organisation.name,
            "yes" if organisation.id == record.issuer else "no",
            len(organisation.mentions),
            quotes,
            *_release(release),
        )


def _release(release: StoredRelease) -> tuple[Cell, ...]:
    record = release.record
    return (
        record.id,
        record.title,
        record.date,
        record.language.code,
        _organisation_names(record).get(record.issuer or ""),
        _place(record.source),
        "\n".join(_place(source) for source in release.sources),
        release.duplicate_of,
    )


def _organisation_names(record: Record) -> dict[str, str]:
    return {organisation.id: organisation.name for organisation in record.organisations}


def _place(source: Source) -> str:
    return f"{source.uri} / {source.part}" if source.part else source.uri


QUOTES = Table(
    "quotes",
    (
        "quote",
        "kind",
        "text",
        "language",
        "speaker",
        "role",
        "organisation",
        "cue",
        "confidence",
        "start",
        "end",
        *_RELEASE_COLUMNS,
    ),
    _quotes,
)
PEOPLE = Table(
    "people", ("person", "name", "role", "organisation", "mentions", "quotes", *_RELEASE_COLUMNS), _people
)
ORGANISATIONS = Table(
    "organisations",
    ("organisation", "name", "is_issuer", "mentions", "quotes", *_RELEASE_COLUMNS),
    _organisations,
)
