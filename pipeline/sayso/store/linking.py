"""Who is who across releases, written into the tables.

The rule: organisations are one where their names agree; people where their names agree and they hold a
role at one organisation, never by the name alone. What a user decided (`sayso.store.deciding`) comes on
top. Each row of `links` says why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from sayso.store.partition import Group, Node, identities, partition

RULE = {
    "person": "the name and the organisation agree",
    "organisation": "the name agrees, its legal form aside",
}
ALONE = "no organisation is named: never joined by the name alone"


@dataclass(frozen=True)
class Kind:
    """People or organisations: their table, and the columns elsewhere that say who somebody is.

    ``dependents`` are (table, column of who, column of the id in the record, column of the release).
    """

    name: str
    table: str
    dependents: tuple[tuple[str, str, str, str], ...]


PERSON = Kind(
    "person",
    "people",
    (
        ("roles", "person", "entity", "release"),
        ("mentions", "person", "entity", "release"),
        ("quotes", "speaker_person", "speaker_entity", "release"),
    ),
)
ORGANISATION = Kind(
    "organisation",
    "organisations",
    (
        ("roles", "organisation", "organisation_entity", "release"),
        ("mentions", "organisation", "entity", "release"),
        ("quotes", "speaker_organisation", "organisation_entity", "release"),
        ("releases", "issuer", "issuer_entity", "number"),
    ),
)
KINDS = {kind.name: kind for kind in (PERSON, ORGANISATION)}


@dataclass(frozen=True)
class Decision:
    """A row of `decisions`: two are the same, or one is set apart."""

    id: int
    kind: str
    verdict: str
    name_key: str
    at: str
    other_name_key: str | None
    other_at: str | None
    made: str


@dataclass(frozen=True)
class _Stored:
    """A group of links as the table has it: ``release`` only where it stands alone."""

    name_key: str
    held_at: str
    release: int | None
    group: Group


def decisions(connection: sqlite3.Connection, kind: Kind) -> list[Decision]:
    """Return what users decided, in its order."""
    columns = "id, kind, verdict, name_key, at, other_name_key, other_at, made"
    rows = connection.execute(f"SELECT {columns} FROM decisions WHERE kind = ? ORDER BY id", (kind.name,))
    return [Decision(*row) for row in rows]


def relink(
    connection: sqlite3.Connection, kind: Kind, name_keys: Iterable[str], *, whole: bool = False
) -> set[int]:
    """Say anew who the links of these names are; return the numbers of older releases that changed.

    Names that decisions connect with these go along. ``whole`` looks at every link of the names; without
    it, links that stand alone and that nobody decided about stay as they are.
    """
    decided = decisions(connection, kind)
    names = _connected(set(name_keys), decided)
    stored = [found for name in sorted(names) for found in _groups(connection, kind, name, decided, whole)]
    by_group = {id(found.group): found for found in stored}
    parts = partition([found.group for found in stored], _edges(connection, kind, decided))
    changed: set[int] = set()
    touched: set[int] = set()
    for part, kept in zip(parts, identities(parts), strict=True):
        identity = kept if kept is not None else _new_identity(connection, kind)
        touched.add(identity)
        for group in part:
            if group.identity != identity:
                changed |= _assign(connection, kind, by_group[id(group)], identity)
                touched |= {group.identity} if group.identity is not None else set()
    for identity in touched:
        _tidy(connection, kind, identity)
    return changed


def drop_unlinked(connection: sqlite3.Connection, kind: Kind, found: Iterable[int]) -> None:
    """Delete those of these people or organisations that no release names any more; name the others."""
    for identity in found:
        _tidy(connection, kind, identity)


def held_at(organisations: Iterable[int]) -> str:
    """Return the ids of organisations as `links.held_at` has them."""
    return " ".join(str(identity) for identity in sorted(set(organisations)))


def refresh_held_at(connection: sqlite3.Connection, releases: Iterable[int]) -> set[str]:
    """Read `held_at` of the people of some releases anew from `roles`; return the names that changed."""
    names: set[str] = set()
    for release in releases:
        people = connection.execute(
            "SELECT id, entity, name_key, held_at, joins FROM links WHERE release = ? AND kind = 'person'",
            (release,),
        ).fetchall()
        for link, entity, name_key, before, joins in people:
            found = connection.execute(
                "SELECT DISTINCT organisation FROM roles WHERE release = ? AND entity = ?"
                " AND organisation IS NOT NULL",
                (release, entity),
            )
            now = held_at(identity for (identity,) in found)
            if now != before:
                connection.execute("UPDATE links SET held_at = ? WHERE id = ?", (now, link))
                names |= {name_key} if joins else set()
    return names


def _connected(names: set[str], decided: list[Decision]) -> set[str]:
    pairs = [(d.name_key, d.other_name_key) for d in decided if d.other_name_key is not None]
    before = -1
    while len(names) != before:
        before = len(names)
        names |= {name for pair in pairs if names & set(pair) for name in pair}
    return names


def _groups(
    connection: sqlite3.Connection, kind: Kind, name_key: str, decided: list[Decision], whole: bool
) -> list[_Stored]:
    joined = connection.execute(
        f"SELECT held_at, {kind.name}, min(id) FROM links WHERE kind = ? AND name_key = ? AND joins = 1"
        f" GROUP BY held_at, {kind.name}",
        (kind.name, name_key),
    )
    found = [
        _Stored(name_key, at, None, Group(_nodes(name_key, at), identity, first))
        for at, identity, first in joined
    ]
    ids = {at for d in decided for name, at in _sides(d) if name == name_key and at.startswith("release:")}
    releases = {number for number in (_number(connection, at) for at in ids) if number is not None}
    alone = connection.execute(
        f"SELECT held_at, {kind.name}, id, release FROM links WHERE kind = ? AND name_key = ? AND joins = 0",
        (kind.name, name_key),
    )
    found.extend(
        _Stored(name_key, at, release, Group((_alone(name_key, release),), identity, first))
        for at, identity, first, release in alone
        if whole or identity is None or release in releases
    )
    return found


def _nodes(name_key: str, at: str) -> tuple[Node, ...]:
    return tuple((name_key, f"organisation {identity}") for identity in at.split()) or ((name_key, ""),)


def _alone(name_key: str, release: int) -> Node:
    return (name_key, f"release {release}")


def _sides(decision: Decision) -> list[tuple[str, str]]:
    sides = [(decision.name_key, decision.at)]
    if decision.other_name_key is not None and decision.other_at is not None:
        sides.append((decision.other_name_key, decision.other_at))
    return sides


def _edges(connection: sqlite3.Connection, kind: Kind, decided: list[Decision]) -> list[tuple[Node, Node]]:
    """Return the nodes that users joined; who was set apart later is out of earlier joins."""
    apart = {(d.name_key, d.at): d.id for d in decided if d.verdict == "apart"}
    edges: list[tuple[Node, Node]] = []
    for decision in decided:
        sides = _sides(decision)
        if decision.verdict != "same" or any(apart.get(side, 0) > decision.id for side in sides):
            continue
        left, right = (_node(connection, kind, *side) for side in sides)
        if left is not None and right is not None:
            edges.append((left, right))
    return edges


def _node(connection: sqlite3.Connection, kind: Kind, name_key: str, at: str) -> Node | None:
    """Return the node that a side of a decision means now, None if no release has it any more."""
    what, _, which = at.partition(":")
    if what == "organisation":
        row = connection.execute(
            "SELECT organisation FROM links WHERE kind = 'organisation' AND name_key = ? AND joins = 1 LIMIT 1",
            (which,),
        ).fetchone()
        return (name_key, f"organisation {row[0]}") if row else None
    if what == "release":
        row = connection.execute(
            "SELECT held_at, joins, release FROM links WHERE kind = ? AND name_key = ? AND release = ?",
            (kind.name, name_key, _number(connection, at)),
        ).fetchone()
        if row is None:
            return None
        return _nodes(name_key, row[0])[0] if row[1] else _alone(name_key, row[2])
    return (name_key, "")


def _number(connection: sqlite3.Connection, at: str) -> int | None:
    row = connection.execute(
        "SELECT number FROM releases WHERE id = ?", (at.removeprefix("release:"),)
    ).fetchone()
    return int(row[0]) if row else None


def _new_identity(connection: sqlite3.Connection, kind: Kind) -> int:
    new = connection.execute(f"INSERT INTO {kind.table} (name) VALUES ('')").lastrowid
    assert new is not None
    return new


def _assign(connection: sqlite3.Connection, kind: Kind, stored: _Stored, identity: int) -> set[int]:
    """Write who a group of links is, there and where else it stands; return the releases changed."""
    before = stored.group.identity
    where = f"kind = ? AND name_key = ? AND joins = ? AND held_at = ? AND {kind.name} IS ?"
    values = [kind.name, stored.name_key, int(stored.release is None), stored.held_at, before]
    if stored.release is not None:
        where += " AND release = ?"
        values.append(stored.release)
    changed: set[int] = set()
    if before is not None:
        changed = {r for (r,) in connection.execute(f"SELECT release FROM links WHERE {where}", values)}
        for table, who, entity, release in kind.dependents:
            connection.execute(
                f"UPDATE {table} SET {who} = ? WHERE {who} = ? AND EXISTS (SELECT 1 FROM links WHERE {where}"
                f" AND links.release = {table}.{release} AND links.entity = {table}.{entity})",
                [identity, before, *values],
            )
    connection.execute(f"UPDATE links SET {kind.name} = ? WHERE {where}", [identity, *values])
    return changed


def _tidy(connection: sqlite3.Connection, kind: Kind, identity: int) -> None:
    """Give a person or organisation the name that most releases use; delete one that none names."""
    name = connection.execute(
        f"SELECT name FROM links WHERE {kind.name} = ? GROUP BY name"
        " ORDER BY count(*) DESC, length(name) DESC, name LIMIT 1",
        (identity,),
    ).fetchone()
    if name is None:
        connection.execute(f"DELETE FROM {kind.table} WHERE id = ?", (identity,))
    else:
        connection.execute(f"UPDATE {kind.table} SET name = ? WHERE id = ?", (name[0], identity))
