"""Write releases into the tables; replace those that are there."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from sayso.batch.release import StoredRelease
from sayso.errors import RecordError
from sayso.record import Record, Source
from sayso.store.decisions import ORGANISATION, PERSON, Kind, decisions
from sayso.store.folding import folded_or_none
from sayso.store.linking import (
    base_reason,
    held_at,
    refresh_held_at,
    relink,
    relink_everybody,
    tidy,
)
from sayso.store.rows import (
    Identities,
    LinkRow,
    MentionRow,
    QuoteRow,
    RoleRow,
    mention_rows,
    organisation_links,
    organisations_of,
    person_links,
    quote_rows,
    role_rows,
)

_INDEXED = "text, speaker, role, organisation, folded_text, folded_speaker, folded_role, folded_organisation"
Numbered = list[tuple[int, Record]]


def write_releases(connection: sqlite3.Connection, chunk: Sequence[StoredRelease]) -> None:
    """Write some releases inside the caller's transaction; the last of one id stands.

    Raises `RecordError` if two things in a record have one id.
    """
    latest = {stored.record.id: stored for stored in chunk}
    places: dict[str, list[Source]] = {}
    for stored in reversed(chunk):
        places.setdefault(stored.record.id, []).extend(stored.sources)
    fresh: Numbered = []
    for stored in latest.values():
        number, is_new = _place(connection, stored)
        _write_sources(connection, number, places[stored.record.id])
        if is_new:
            _write_release(connection, number, stored)
            fresh.append((number, stored.record))
    _write_parts(connection, fresh)


def _place(connection: sqlite3.Connection, stored: StoredRelease) -> tuple[int, bool]:
    """Return the number of a release and whether it is to be written; an older version of it is gone."""
    row = connection.execute(
        "SELECT number, json FROM releases JOIN records ON release = number WHERE id = ?", (stored.record.id,)
    ).fetchone()
    if row is None:
        (last,) = connection.execute("SELECT coalesce(max(number), 0) FROM releases").fetchone()
        return last + 1, True
    number, json = row
    if json == stored.record.to_json():
        connection.execute(
            "UPDATE releases SET duplicate_of = ? WHERE number = ?", (stored.duplicate_of, number)
        )
        return number, False
    _forget(connection, number)
    return number, True


def _check_ids(record: Record) -> None:
    named = (*(p.id for p in record.people), *(o.id for o in record.organisations))
    ids = (*named, *(e.id for e in record.entities), *(q.id for q in record.quotes))
    for key, count in Counter(ids).items():
        if count > 1:
            raise RecordError(f"release {record.id}: the id {key!r} is there {count} times: extract it again")


def _write_release(connection: sqlite3.Connection, number: int, stored: StoredRelease) -> None:
    record = stored.record
    _check_ids(record)
    connection.execute("INSERT INTO records (release, json) VALUES (?, ?)", (number, record.to_json()))
    connection.execute(
        "INSERT INTO releases (number, id, title, date, language, issuer_entity, duplicate_of, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            record.id,
            record.title,
            record.date,
            record.language.code,
            record.issuer,
            stored.duplicate_of,
            record.text,
        ),
    )


def _write_sources(connection: sqlite3.Connection, number: int, sources: Sequence[Source]) -> None:
    """Write the places of a release: these first, then those known before."""
    before = connection.execute(
        "SELECT uri, media_type, sha256, part FROM sources WHERE release = ? ORDER BY id", (number,)
    ).fetchall()
    given = [(source.uri, source.media_type, source.sha256, source.part) for source in sources]
    wanted = list(dict.fromkeys([*given, *before]))
    if wanted != before:
        connection.execute("DELETE FROM sources WHERE release = ?", (number,))
        connection.executemany(
            "INSERT INTO sources (release, uri, media_type, sha256, part) VALUES (?, ?, ?, ?, ?)",
            [(number, *place) for place in wanted],
        )


def _write_parts(connection: sqlite3.Connection, fresh: Numbered) -> None:
    """Write who is named in new releases, then everything that points at them."""
    organisations = [row for number, record in fresh for row in organisation_links(record, number)]
    _write_links(connection, ORGANISATION, [(row, "") for row in organisations])
    changed = relink(connection, ORGANISATION, {row.name_key for row in organisations})
    which = _identities(connection, ORGANISATION, fresh)
    people = [
        (row, held_at(which[number][at] for at in organisations_of(record, row.entity)))
        for number, record in fresh
        for row in person_links(record, number)
    ]
    _write_links(connection, PERSON, people)
    names = {row.name_key for row, _ in people}
    relink(connection, PERSON, names | refresh_held_at(connection, changed))
    who = _identities(connection, PERSON, fresh)
    everyone = {number: {**which[number], **who[number]} for number, _ in fresh}
    for number, record in fresh:
        _write_rows(connection, number, record, everyone[number])


def _write_links(connection: sqlite3.Connection, kind: Kind, links: list[tuple[LinkRow, str]]) -> None:
    apart = {(d.name_key, d.at) for d in decisions(connection, kind) if d.verdict == "apart"}
    rows = []
    for row, at in links:
        alone = kind is PERSON and not at
        if apart and not alone:
            (key,) = connection.execute("SELECT id FROM releases WHERE number = ?", (row.release,)).fetchone()
            alone = (row.name_key, f"release:{key}") in apart
        rows.append((*row, at, int(not alone), base_reason(kind, at)))
    connection.executemany(
        "INSERT INTO links (release, entity, kind, name, name_key, held_at, joins, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def _identities(connection: sqlite3.Connection, kind: Kind, fresh: Numbered) -> dict[int, dict[str, int]]:
    """Return for each new release who its people (or organisations) are, by their id in the record.

    The plus keeps SQLite from looking through all links of a kind for those of one release.
    """
    return {
        number: dict(
            connection.execute(
                f"SELECT entity, {kind.name} FROM links WHERE release = ? AND +kind = ?",
                (number, kind.name),
            ).fetchall()
        )
        for number, _ in fresh
    }


def _write_rows(connection: sqlite3.Connection, number: int, record: Record, who: Identities) -> None:
    if record.issuer is not None:
        connection.execute("UPDATE releases SET issuer = ? WHERE number = ?", (who[record.issuer], number))
    _insert(connection, "roles", RoleRow._fields, role_rows(record, number, who))
    _insert(connection, "mentions", MentionRow._fields, mention_rows(record, number, who))
    quotes = list(quote_rows(record, number, who))
    _insert(connection, "quotes", QuoteRow._fields, quotes)
    ids = dict(connection.execute("SELECT entity, id FROM quotes WHERE release = ?", (number,)).fetchall())
    folded = (
        (ids[quote.entity], *map(folded_or_none, (quote.text, quote.speaker, quote.role, quote.organisation)))
        for quote in quotes
    )
    _insert(
        connection,
        "folded",
        ("quote", "text", "speaker", "role", "organisation"),
        (row for row in folded if any(row[1:])),
    )
    connection.execute(
        f"INSERT INTO quotes_fts (rowid, {_INDEXED}) SELECT id, {_INDEXED} FROM quotes_indexed"
        " WHERE release = ?",
        (number,),
    )


def _insert(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def _forget(connection: sqlite3.Connection, number: int) -> None:
    """Delete a release with all that was found in it, but for its sources."""
    connection.execute(
        f"INSERT INTO quotes_fts (quotes_fts, rowid, {_INDEXED})"
        f" SELECT 'delete', id, {_INDEXED} FROM quotes_indexed WHERE release = ?",
        (number,),
    )
    connection.execute(
        "DELETE FROM folded WHERE quote IN (SELECT id FROM quotes WHERE release = ?)", (number,)
    )
    gone = connection.execute(
        "SELECT kind, name_key, person, organisation FROM links WHERE release = ?", (number,)
    ).fetchall()
    for table in ("quotes", "roles", "mentions", "links", "records"):
        connection.execute(f"DELETE FROM {table} WHERE release = ?", (number,))
    connection.execute("DELETE FROM releases WHERE number = ?", (number,))
    for kind in (ORGANISATION, PERSON):
        tidy(connection, kind, {row[2] or row[3] for row in gone if row[0] == kind.name})
    keys = {kind: {row[1] for row in gone if row[0] == kind} for kind in ("organisation", "person")}
    relink_everybody(connection, keys["organisation"], keys["person"])
