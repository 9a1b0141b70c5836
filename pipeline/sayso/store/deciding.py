"""What a user decides about who is who: two are one, one is set apart, a decision is taken back.

A handle names somebody: ``person:12`` and ``organisation:7`` across releases, ``9f1c2a6be0d34c17/p1`` in
one release. Decisions are kept in a table of their own and outlast any release that is added again.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

from sayso.errors import QueryError
from sayso.store.decisions import KINDS, ORGANISATION, PERSON, Kind, decisions
from sayso.store.keeping import Store
from sayso.store.linking import relink_everybody
from sayso.store.opening import clear_errors, transaction

HANDLE = re.compile(r"(person|organisation):(\d{1,18})")
_IN_RELEASE = re.compile(r"([0-9a-f]{4,64})/([\w.-]+)")


@dataclass(frozen=True)
class _Side:
    """Somebody as a decision keeps them; ``identity`` is who that is now."""

    kind: Kind
    name_key: str
    at: str
    identity: int


def merge(store: Store, left: str, right: str) -> int:
    """Decide that two handles are one person or organisation; return the decision's number.

    Raises `QueryError` if a handle means nobody, or they are one already.
    """
    with clear_errors(store.path), transaction(store.connection):
        one, other = (_side(store.connection, handle) for handle in (left, right))
        if one.kind is not other.kind:
            raise QueryError(f"{left} and {right}: a person and an organisation cannot be one")
        if one.identity == other.identity:
            raise QueryError(f"{left} and {right} are one already")
        return _decide(store.connection, "same", one, other)


def split(store: Store, handle: str) -> int:
    """Decide that somebody of one release is none of the others; return the decision's number.

    Raises `QueryError` if the handle is not of the form RELEASE/ID, or stands alone already.
    """
    if not _IN_RELEASE.fullmatch(handle):
        raise QueryError(
            f"{handle}: name who is to be set apart as RELEASE/ID, as `sayso who` shows them; "
            "to take back a merge use --forget with its number"
        )
    with clear_errors(store.path), transaction(store.connection):
        side = _side(store.connection, handle)
        count = f"SELECT count(*) FROM links WHERE {side.kind.name} = ?"
        if store.connection.execute(count, (side.identity,)).fetchone() == (1,):
            raise QueryError(f"{handle}: stands alone already")
        key, _ = _release_and_entity(store.connection, handle)
        return _decide(
            store.connection, "apart", _Side(side.kind, side.name_key, f"release:{key}", side.identity)
        )


def forget(store: Store, number: int) -> None:
    """Take back a decision; raises `QueryError` if there is none of this number."""
    with clear_errors(store.path), transaction(store.connection):
        for kind in (PERSON, ORGANISATION):
            for decision in decisions(store.connection, kind):
                if decision.id == number:
                    store.connection.execute("DELETE FROM decisions WHERE id = ?", (number,))
                    names = {decision.name_key, decision.other_name_key or decision.name_key}
                    _apply(store.connection, kind, names)
                    return
        raise QueryError(f"no decision {number}: `sayso who` shows the numbers")


def _decide(connection: sqlite3.Connection, verdict: str, one: _Side, other: _Side | None = None) -> int:
    made = datetime.now(timezone.utc).isoformat(timespec="seconds")
    cursor = connection.execute(
        "INSERT INTO decisions (kind, verdict, name_key, at, other_name_key, other_at, made)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            one.kind.name,
            verdict,
            one.name_key,
            one.at,
            other.name_key if other else None,
            other.at if other else None,
            made,
        ),
    )
    _apply(connection, one.kind, {one.name_key, *([other.name_key] if other else [])})
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _apply(connection: sqlite3.Connection, kind: Kind, names: Iterable[str]) -> None:
    """Make the links of some names follow the decisions."""
    for name in names:
        apart = {d.at for d in decisions(connection, kind) if (d.name_key, d.verdict) == (name, "apart")}
        links = connection.execute(
            "SELECT links.id, releases.id, held_at FROM links JOIN releases ON number = release"
            " WHERE kind = ? AND name_key = ?",
            (kind.name, name),
        ).fetchall()
        for link, release, held_at in links:
            joins = (kind is ORGANISATION or held_at != "") and f"release:{release}" not in apart
            connection.execute("UPDATE links SET joins = ? WHERE id = ? AND joins <> ?", (joins, link, joins))
    if kind is PERSON:
        relink_everybody(connection, [], names, whole=True)
    else:
        relink_everybody(connection, names, [], whole=True)


def _side(connection: sqlite3.Connection, handle: str) -> _Side:
    """Return what a handle means; the oldest link stands for one known across releases."""
    columns = "links.kind, links.name_key, links.held_at, links.joins, coalesce(person, organisation)"
    where = "FROM links JOIN releases ON number = release WHERE"
    if known := HANDLE.fullmatch(handle):
        row = connection.execute(
            f"SELECT {columns}, releases.id {where} links.{known[1]} = ?"
            " ORDER BY joins DESC, links.id LIMIT 1",
            (int(known[2]),),
        ).fetchone()
    else:
        key, entity = _release_and_entity(connection, handle)
        row = connection.execute(
            f"SELECT {columns}, releases.id {where} releases.id = ? AND entity = ?", (key, entity)
        ).fetchone()
    if row is None:
        raise QueryError(f"{handle}: nobody has this handle: `sayso who` shows them")
    kind_name, name_key, held_at, joins, identity, release = row
    kind = KINDS[kind_name]
    at = _where(connection, kind, held_at) if joins else f"release:{release}"
    return _Side(kind, name_key, at or f"release:{release}", identity)


def _where(connection: sqlite3.Connection, kind: Kind, held_at: str) -> str | None:
    """Return a side's place for links that the rule joins: an organisation, by its name."""
    if kind is ORGANISATION:
        return "name"
    row = connection.execute(
        "SELECT name_key FROM links WHERE organisation = ? AND joins = 1 ORDER BY id LIMIT 1",
        (int(held_at.split()[0]),),
    ).fetchone()
    return f"organisation:{row[0]}" if row else None


def _release_and_entity(connection: sqlite3.Connection, handle: str) -> tuple[str, str]:
    """Return the full id of the release that a handle names, and the id in its record."""
    parts = _IN_RELEASE.fullmatch(handle)
    if parts is None:
        raise QueryError(
            f"{handle}: is no handle: person:12, organisation:7 or RELEASE/p1, as `sayso who` shows them"
        )
    rows = connection.execute(
        "SELECT id FROM releases WHERE id >= ? AND id < ? || 'g' LIMIT 2", (parts[1], parts[1])
    ).fetchall()
    if len(rows) != 1:
        number = "several releases begin" if rows else "no release begins"
        raise QueryError(f"{handle}: {number} with {parts[1]}")
    return rows[0][0], parts[2]
