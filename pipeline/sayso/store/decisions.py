"""What users decided about who is who, and what it means for the links.

A side of a decision is a name and where it stands: ``organisation:KEY`` (people of that name at that
organisation, by its name as it is compared), ``release:ID`` (of that one release), or nothing
(organisations of that name).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sayso.store.partition import Node


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


def decisions(connection: sqlite3.Connection, kind: Kind) -> list[Decision]:
    """Return what users decided, in its order."""
    columns = "id, kind, verdict, name_key, at, other_name_key, other_at, made"
    rows = connection.execute(f"SELECT {columns} FROM decisions WHERE kind = ? ORDER BY id", (kind.name,))
    return [Decision(*row) for row in rows]


def sides(decision: Decision) -> list[tuple[str, str]]:
    """Return the one or two sides of a decision, each a name and where it stands."""
    both = [(decision.name_key, decision.at)]
    if decision.other_name_key is not None and decision.other_at is not None:
        both.append((decision.other_name_key, decision.other_at))
    return both


def edges(connection: sqlite3.Connection, kind: Kind, decided: list[Decision]) -> list[tuple[Node, Node]]:
    """Return the nodes that users joined; who was set apart later is out of earlier joins."""
    apart = {(d.name_key, d.at): d.id for d in decided if d.verdict == "apart"}
    joined: list[tuple[Node, Node]] = []
    for decision in decided:
        both = sides(decision)
        if decision.verdict != "same" or any(apart.get(side, 0) > decision.id for side in both):
            continue
        left, right = (node_of(connection, kind, *side) for side in both)
        if left is not None and right is not None:
            joined.append((left, right))
    return joined


def node_of(connection: sqlite3.Connection, kind: Kind, name_key: str, at: str) -> Node | None:
    """Return the node that a side of a decision means now, None if no release has it any more."""
    what, _, which = at.partition(":")
    if what == "organisation":
        row = connection.execute(
            "SELECT organisation FROM links"
            " WHERE kind = 'organisation' AND name_key = ? AND joins = 1 LIMIT 1",
            (which,),
        ).fetchone()
        return (name_key, f"organisation {row[0]}") if row else None
    if what == "release":
        row = connection.execute(
            "SELECT held_at, joins, release FROM links WHERE kind = ? AND name_key = ? AND release = ?",
            (kind.name, name_key, release_number(connection, at)),
        ).fetchone()
        if row is None:
            return None
        return nodes(name_key, row[0])[0] if row[1] else alone(name_key, row[2])
    return (name_key, "")


def release_number(connection: sqlite3.Connection, at: str) -> int | None:
    """Return the number of the release that ``release:ID`` names, None if it is not there."""
    row = connection.execute(
        "SELECT number FROM releases WHERE id = ?", (at.removeprefix("release:"),)
    ).fetchone()
    return int(row[0]) if row else None


def links_of_side(
    connection: sqlite3.Connection, kind: Kind, name_key: str, at: str
) -> tuple[str, list[object]]:
    """Return the condition that finds the links which a side of a decision is about."""
    where = "kind = ? AND name_key = ?"
    values: list[object] = [kind.name, name_key]
    if at.startswith("release:"):
        return f"{where} AND release = ?", [*values, release_number(connection, at)]
    node = node_of(connection, kind, name_key, at)
    if at.startswith("organisation:"):
        if node is None:  # no release has the organisation any more
            return f"{where} AND 0", values
        organisation = node[1].removeprefix("organisation ")
        return f"{where} AND joins = 1 AND instr(' ' || held_at || ' ', ?)", [*values, f" {organisation} "]
    return f"{where} AND joins = 1", values


def nodes(name_key: str, at: str) -> tuple[Node, ...]:
    """Return what makes a name somebody: each organisation in ``at`` (`links.held_at`), or the name."""
    return tuple((name_key, f"organisation {identity}") for identity in at.split()) or ((name_key, ""),)


def alone(name_key: str, release: int) -> Node:
    """Return the node of a name that nobody shares, in one release."""
    return (name_key, f"release {release}")
