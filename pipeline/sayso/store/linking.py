"""Who is who across releases, written into the tables.

The rule: organisations are one where their names agree; people where their names agree and they hold a
role at one organisation, never by the name alone. What a user decided (`sayso.store.deciding`) comes on
top. Each row of `links` says why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from sayso.store.decisions import (
    ORGANISATION,
    PERSON,
    Decision,
    Kind,
    alone,
    decisions,
    edges,
    links_of_side,
    nodes,
    release_number,
    sides,
)
from sayso.store.partition import Group, identities, partition

RULE = {
    "person": "the name and the organisation agree",
    "organisation": "the name agrees, its legal form aside",
}
ALONE = "no organisation is named: never joined by the name alone"


@dataclass(frozen=True)
class _Stored:
    """A group of links as the table has it: ``release`` only where it stands alone."""

    name_key: str
    held_at: str
    release: int | None
    group: Group


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
    groups = [found.group for found in stored]
    parts = partition(groups, edges(connection, kind, decided))
    changed: set[int] = set()
    touched: set[int] = set()
    for part, kept in zip(parts, identities(groups, parts), strict=True):
        identity = kept if kept is not None else _new_identity(connection, kind)
        for found in (stored[position] for position in part):
            before = found.group.identity
            if before != identity:
                changed |= _assign(connection, kind, found, identity)
                touched |= {identity} if before is None else {identity, before}
    tidy(connection, kind, touched)
    if decided or whole:
        _explain(connection, kind, names, decided)
    return changed


def relink_everybody(
    connection: sqlite3.Connection,
    organisation_keys: Iterable[str],
    person_keys: Iterable[str],
    *,
    whole: bool = False,
) -> None:
    """Say anew who the organisations of these names are, and the people, also those that hang on them."""
    changed = relink(connection, ORGANISATION, organisation_keys, whole=whole)
    relink(connection, PERSON, {*person_keys, *refresh_held_at(connection, changed)}, whole=whole)


def base_reason(kind: Kind, at: str) -> str:
    """Return why the rule joins a link with others, or does not: ``at`` as in `links.held_at`."""
    return ALONE if kind is PERSON and not at else RULE[kind.name]


def tidy(connection: sqlite3.Connection, kind: Kind, found: Iterable[int]) -> None:
    """Give people or organisations the name that most releases use; delete those that none names."""
    for identity in found:
        name = connection.execute(
            f"SELECT name FROM links WHERE {kind.name} = ? GROUP BY name"
            " ORDER BY count(*) DESC, length(name) DESC, name LIMIT 1",
            (identity,),
        ).fetchone()
        if name is None:
            connection.execute(f"DELETE FROM {kind.table} WHERE id = ?", (identity,))
        else:
            connection.execute(f"UPDATE {kind.table} SET name = ? WHERE id = ?", (name[0], identity))


def held_at(organisations: Iterable[int]) -> str:
    """Return the ids of organisations as `links.held_at` has them."""
    return " ".join(str(identity) for identity in sorted(set(organisations)))


def refresh_held_at(connection: sqlite3.Connection, releases: Iterable[int]) -> set[str]:
    """Read `held_at` of the people of some releases anew from `roles`; return the names that changed."""
    names: set[str] = set()
    for release in releases:
        people = connection.execute(
            "SELECT id, entity, name_key, held_at, joins FROM links WHERE release = ? AND +kind = 'person'",
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
        _Stored(name_key, at, None, Group(nodes(name_key, at), identity, first))
        for at, identity, first in joined
    ]
    ids = {at for d in decided for name, at in sides(d) if name == name_key and at.startswith("release:")}
    releases = {number for number in (release_number(connection, at) for at in ids) if number is not None}
    lone = connection.execute(
        f"SELECT held_at, {kind.name}, id, release FROM links WHERE kind = ? AND name_key = ? AND joins = 0",
        (kind.name, name_key),
    )
    found.extend(
        _Stored(name_key, at, release, Group((alone(name_key, release),), identity, first))
        for at, identity, first, release in lone
        if whole or identity is None or release in releases
    )
    return found


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


def _explain(connection: sqlite3.Connection, kind: Kind, names: set[str], decided: list[Decision]) -> None:
    """Write into `links.reason` what of these names was decided by hand."""
    for name in names:
        for at, joins in connection.execute(
            "SELECT DISTINCT held_at, joins FROM links WHERE kind = ? AND name_key = ?", (kind.name, name)
        ).fetchall():
            connection.execute(
                "UPDATE links SET reason = ? WHERE kind = ? AND name_key = ? AND held_at = ? AND joins = ?",
                (base_reason(kind, at), kind.name, name, at, joins),
            )
    for decision in decided:
        added = "set apart" if decision.verdict == "apart" else "the same"
        for name, at in sides(decision):
            if name in names:
                where, values = links_of_side(connection, kind, name, at)
                connection.execute(
                    f"UPDATE links SET reason = reason || ? WHERE {where}",
                    [f"; {added} by decision {decision.id}", *values],
                )
