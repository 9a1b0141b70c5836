"""One person or organisation across releases: what they are called, do and say, and why they are one."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.errors import QueryError
from sayso.languages import known_languages, language_data
from sayso.stages.names import without_legal_form
from sayso.store.deciding import HANDLE
from sayso.store.decisions import KINDS, ORGANISATION, PERSON, Decision, Kind, decisions
from sayso.store.folding import is_unspaced
from sayso.store.keeping import Store
from sayso.store.naming import person_key
from sayso.store.opening import clear_errors

AT_MOST = 50


@dataclass(frozen=True)
class Appearance:
    """Somebody in one release; ``handle`` is what `sayso who --split` and ``--merge`` take."""

    handle: str
    name: str
    date: str | None
    title: str | None
    reason: str


@dataclass(frozen=True)
class Known:
    """Somebody across releases.

    ``roles`` are (title, organisation or None, number of releases); ``appearances`` the newest first.
    """

    handle: str
    name: str
    names: tuple[str, ...]
    quotes: int
    releases: int
    roles: tuple[tuple[str, str | None, int], ...]
    appearances: tuple[Appearance, ...]
    decisions: tuple[Decision, ...]


def who(store: Store, name: str, *, at_most: int = AT_MOST) -> list[Known]:
    """Return everybody who is called so, or whose handle it is; those who are quoted most come first.

    All words of ``name`` must be in the name, in any order; a final ``*`` stands for any ending; case and
    accents do not matter. Raises `QueryError` if nobody is.
    """
    with clear_errors(store.path):
        found = [
            _known(store, kind, identity)
            for kind in (PERSON, ORGANISATION)
            for identity in _matching(store, kind, name, at_most)
        ]
    if not found:
        raise QueryError(f"{store.path}: nobody called {name!r}")
    return sorted(found, key=lambda known: (-known.quotes, -known.releases, known.handle))


def _matching(store: Store, kind: Kind, name: str, at_most: int) -> list[int]:
    if handle := HANDLE.fullmatch(name.strip()):
        if KINDS[handle[1]] is not kind:
            return []
        rows = store.connection.execute(
            f"SELECT DISTINCT {kind.name} FROM links WHERE {kind.name} = ?", (int(handle[2]),)
        )
        return [identity for (identity,) in rows]
    ways = [words for way in _ways(kind, name) if (words := _parts_of_a_key(way))]
    fits = [" AND ".join(["instr(' ' || name_key || ' ', ?)"] * len(words)) for words in ways]
    rows = store.connection.execute(
        f"SELECT {kind.name} FROM links WHERE kind = ? AND ({' OR '.join(fits) or '0'})"
        f" GROUP BY {kind.name} ORDER BY count(*) DESC LIMIT ?",
        [kind.name, *(word for words in ways for word in words), at_most],
    )
    return [identity for (identity,) in rows]


def _ways(kind: Kind, name: str) -> list[str]:
    """Return a name as it is written, and that of an organisation without what is a legal form somewhere."""
    bare = [without_legal_form(name, language_data(code)) for code in sorted(known_languages())]
    return list(dict.fromkeys([name, *bare] if kind is ORGANISATION else [name]))


def _parts_of_a_key(name: str) -> list[str]:
    """Return what stands in the key of every name that has all words of this one."""
    parts: list[str] = []
    for written in name.split():
        if any(map(str.isalnum, written)):
            # In scripts without spaces a word may be any part of the name.
            border = "" if written.endswith("*") else " "
            words = person_key(written).split()
            parts += [word if is_unspaced(word) else f" {word}{border}" for word in words]
    return parts


def _known(store: Store, kind: Kind, identity: int) -> Known:
    connection = store.connection
    speaking = "speaker_person" if kind is PERSON else "speaker_organisation"
    (name,) = connection.execute(f"SELECT name FROM {kind.table} WHERE id = ?", (identity,)).fetchone()
    (quotes,) = connection.execute(
        f"SELECT count(*) FROM quotes WHERE {speaking} = ?", (identity,)
    ).fetchone()
    links = connection.execute(
        "SELECT releases.id, entity, links.name, name_key, date, title, reason FROM links"
        f" JOIN releases ON number = release WHERE links.{kind.name} = ? ORDER BY date DESC, number DESC",
        (identity,),
    ).fetchall()
    keys = {link[3] for link in links}
    named = [link[2] for link in links]
    return Known(
        handle=f"{kind.name}:{identity}",
        name=name,
        names=tuple(sorted(set(named), key=lambda form: (-named.count(form), form))),
        quotes=quotes,
        releases=len({link[0] for link in links}),
        roles=_roles(store, kind, identity),
        appearances=tuple(
            Appearance(f"{release}/{entity}", form, date, title, reason)
            for release, entity, form, _, date, title, reason in links
        ),
        decisions=tuple(d for d in decisions(connection, kind) if {d.name_key, d.other_name_key} & keys),
    )


def _roles(store: Store, kind: Kind, identity: int) -> tuple[tuple[str, str | None, int], ...]:
    """Return a person's roles and where they are held; of an organisation who holds which."""
    whom = "organisations.name" if kind is PERSON else "people.name"
    rows = store.connection.execute(
        f"SELECT title, {whom}, count(DISTINCT release) AS often FROM roles"
        " LEFT JOIN organisations ON organisations.id = roles.organisation"
        f" LEFT JOIN people ON people.id = roles.person WHERE roles.{kind.name} = ?"
        " GROUP BY title, 2 ORDER BY often DESC, title",
        (identity,),
    )
    return tuple((title, other, often) for title, other, often in rows)
