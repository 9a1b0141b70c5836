"""Who speaks how often: by speaker, organisation, language and month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sayso.store.keeping import Store
from sayso.store.opening import clear_errors

By = Literal["speaker", "organisation", "language", "month"]
BYS: tuple[By, ...] = get_args(By)


@dataclass(frozen=True)
class Count:
    """How often somebody or something is quoted, in how many releases.

    ``name`` is None for quotes whose speaker, organisation or date is not told; ``handle`` is what
    `sayso who` takes; ``note`` a speaker's organisation.
    """

    by: By
    name: str | None
    handle: str | None
    note: str | None
    quotes: int
    releases: int


@dataclass(frozen=True)
class Overview:
    """What is in a store; ``quotes`` are those counted, ``told`` those of them with a speaker."""

    releases: int
    duplicates: int
    quotes: int
    told: int
    people: int
    organisations: int
    first: str | None
    last: str | None


_FROM = "FROM quotes JOIN releases ON releases.number = quotes.release"
_MONTH = "CASE WHEN quotes.date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]*' THEN substr(quotes.date, 1, 7) END"
# What a row is about: name, handle. An organisation that speaks itself is a speaker too.
_GROUPS: dict[By, tuple[str, str]] = {
    "speaker": (
        "CASE WHEN speaker_person IS NOT NULL THEN people.name"
        " WHEN speaker IS NOT NULL THEN organisations.name END",
        "CASE WHEN speaker_person IS NOT NULL THEN 'person:' || speaker_person"
        " WHEN speaker IS NOT NULL THEN 'organisation:' || speaker_organisation END",
    ),
    "organisation": ("organisations.name", "'organisation:' || speaker_organisation"),
    "language": ("quotes.language", "quotes.language"),
    "month": (_MONTH, _MONTH),
}
_JOINS = (
    "LEFT JOIN people ON people.id = speaker_person"
    " LEFT JOIN organisations ON organisations.id = speaker_organisation"
)


def overview(store: Store, *, duplicates: bool = False) -> Overview:
    """Return what is in a store; quotes of near-duplicates count only with ``duplicates``."""
    ask = store.connection.execute
    with clear_errors(store.path):
        releases, repeated, first, last = ask(
            "SELECT count(*), count(duplicate_of), min(date), max(date) FROM releases"
        ).fetchone()
        quotes, told = ask(f"SELECT count(*), count(speaker) {_FROM} {_where(duplicates)}").fetchone()
        (people,) = ask("SELECT count(*) FROM people").fetchone()
        (organisations,) = ask("SELECT count(*) FROM organisations").fetchone()
    return Overview(releases, repeated, quotes, told, people, organisations, first, last)


def count(store: Store, by: By, *, top: int | None = None, duplicates: bool = False) -> list[Count]:
    """Return the counts, the greatest first, what is not told last; of months the last ``top``, in order."""
    name, handle = _GROUPS[by]
    order = "label DESC" if by == "month" else "label IS NULL, quotes DESC, label"
    joins = _JOINS if by in ("speaker", "organisation") else ""
    with clear_errors(store.path):
        rows = store.connection.execute(
            f"SELECT {name} AS label, {handle} AS handle, count(*) AS quotes, count(DISTINCT quotes.release)"
            f" {_FROM} {joins} {_where(duplicates)} GROUP BY 1, 2 ORDER BY {order} LIMIT ?",
            (-1 if top is None else top,),
        ).fetchall()
        counts = [
            Count(by, label, _handle(by, key), _note(store, by, key), quotes, releases)
            for label, key, quotes, releases in rows
        ]
    return counts[::-1] if by == "month" else counts


def _where(duplicates: bool) -> str:
    return "" if duplicates else "WHERE releases.duplicate_of IS NULL"


def _handle(by: By, key: str | None) -> str | None:
    return key if by in ("speaker", "organisation") else None


def _note(store: Store, by: By, key: str | None) -> str | None:
    """Return the organisation that a person speaks for most often."""
    if by != "speaker" or key is None or not key.startswith("person:"):
        return None
    row = store.connection.execute(
        "SELECT organisations.name FROM quotes JOIN organisations ON organisations.id = speaker_organisation"
        " WHERE speaker_person = ? GROUP BY organisations.id"
        " ORDER BY count(*) DESC, organisations.id LIMIT 1",
        (int(key.removeprefix("person:")),),
    ).fetchone()
    return str(row[0]) if row else None
