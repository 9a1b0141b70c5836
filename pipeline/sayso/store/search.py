"""Search the quotes: ranked by the words, narrowed by who speaks, where, when, how."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso.errors import QueryError
from sayso.record import QuoteKind
from sayso.store.deciding import HANDLE
from sayso.store.folding import origins
from sayso.store.keeping import Store
from sayso.store.opening import clear_errors
from sayso.store.terms import expression

# What may be given by a handle.
HANDLED = ("speaker", "organisation")
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
# Characters that no text of a release has: Unicode keeps them for a program's own use.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
# Only the words of the quote count for the order, not those that narrow the search.
_RANK = "bm25(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)"


@dataclass(frozen=True)
class Search:
    """What to look for: ``words``, ``speaker``, ``organisation``, ``role`` as `sayso.store.terms` takes them.

    ``speaker`` and ``organisation`` may be handles (person:12, organisation:7): see `sayso.store.who`.
    ``since`` and ``until`` are years, months or days (2023, 2023-05), both included; ``language`` a code.
    Quotes of near-duplicates are left out unless ``duplicates``.
    """

    words: str | None = None
    language: str | None = None
    speaker: str | None = None
    organisation: str | None = None
    role: str | None = None
    since: str | None = None
    until: str | None = None
    kind: QuoteKind | None = None
    duplicates: bool = False
    limit: int = 20


@dataclass(frozen=True)
class Hit:
    """A quote that was found; ``hits`` are the code points of ``text`` that match, as (start, end)."""

    release: str
    quote: str
    text: str
    hits: tuple[tuple[int, int], ...]
    kind: str
    language: str
    date: str | None
    speaker: str | None
    role: str | None
    organisation: str | None
    confidence: float
    title: str | None
    source: str | None


def search(store: Store, wanted: Search) -> list[Hit]:
    """Return the quotes that match, the best first; without words the newest first.

    Raises `QueryError` if what is wanted cannot be understood.
    """
    matching = " AND ".join(_expressions(wanted))
    conditions, values = _conditions(wanted)
    marks = "NULL, NULL"
    table = "quotes"
    order = "quotes.date DESC, quotes.id"
    if matching:
        table = "quotes_fts CROSS JOIN quotes ON quotes.id = quotes_fts.rowid"
        conditions = ["quotes_fts MATCH ?", *conditions]
        values = [matching, *values]
    if wanted.words is not None:
        marks = ", ".join(f"highlight(quotes_fts, {column}, ?, ?)" for column in (0, 4))
        values = [_OPEN, _CLOSE, _OPEN, _CLOSE, *values]
        conditions.append("rank MATCH ?")
        values.append(_RANK)
        order = "rank"
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    with clear_errors(store.path):
        rows = store.connection.execute(
            "SELECT releases.id, quotes.entity, quotes.text, quotes.kind, quotes.language, quotes.date,"
            " quotes.speaker, quotes.role, quotes.organisation, confidence, title,"
            " (SELECT uri FROM sources WHERE sources.release = quotes.release ORDER BY id LIMIT 1),"
            f" {marks} FROM {table} CROSS JOIN releases ON releases.number = quotes.release {where}"
            f" ORDER BY {order} LIMIT ?",
            [*values, wanted.limit],
        ).fetchall()
    return [_hit(row) for row in rows]


def _expressions(wanted: Search) -> list[str]:
    """Return the parts of the expression of the full-text index."""
    columns = {
        "text": wanted.words,
        "speaker": wanted.speaker,
        "organisation": wanted.organisation,
        "role": wanted.role,
    }
    return [
        f"({expression(words, (column, f'folded_{column}'))})"
        for column, words in columns.items()
        if words is not None and not (column in HANDLED and HANDLE.fullmatch(words))
    ]


def _conditions(wanted: Search) -> tuple[list[str], list[object]]:
    """Return the conditions on the tables with their values."""
    conditions: list[str] = []
    values: list[object] = []

    def add(condition: str, *its_values: object) -> None:
        conditions.append(condition)
        values.extend(its_values)

    for option, given in (("speaker", wanted.speaker), ("organisation", wanted.organisation)):
        if given is not None and (handle := HANDLE.fullmatch(given)):
            if option == "organisation" and handle[1] == "person":
                raise QueryError(f"{given}: is a person; organisations have handles like organisation:7")
            add(f"quotes.speaker_{handle[1]} = ?", int(handle[2]))
            if option == "speaker" and handle[1] == "organisation":
                add("quotes.speaker_person IS NULL")  # those who speak for it have handles of their own
    if wanted.language is not None:
        add("quotes.language = ?", wanted.language)
    if wanted.kind is not None:
        add("quotes.kind = ?", wanted.kind)
    if wanted.since is not None:
        add("quotes.date >= ?", _date(wanted.since))
    if wanted.until is not None:
        until = _date(wanted.until)
        add("substr(quotes.date, 1, ?) <= ?", len(until), until)
    if not wanted.duplicates:
        # Not by joining: that would look up the release of every quote that has the words.
        add("quotes.release NOT IN (SELECT number FROM releases WHERE duplicate_of IS NOT NULL)")
    return conditions, values


def _date(given: str) -> str:
    if not DATE.fullmatch(given):
        raise QueryError(f"{given!r}: is no date: give 2023, 2023-05 or 2023-05-12")
    return given


def _hit(row: tuple[object, ...]) -> Hit:
    release, quote, text, kind, language, date, speaker, role, organisation, confidence, title, uri = row[:12]
    marked, folded_marked = row[12:]
    hits: tuple[tuple[int, int], ...] = ()
    if isinstance(folded_marked, str):
        hits = _in_original(str(text), _spans(folded_marked))
    elif isinstance(marked, str):
        hits = _spans(marked)
    return Hit(
        release=str(release),
        quote=str(quote),
        text=str(text),
        hits=hits,
        kind=str(kind),
        language=str(language),
        date=_text(date),
        speaker=_text(speaker),
        role=_text(role),
        organisation=_text(organisation),
        confidence=float(str(confidence)),
        title=_text(title),
        source=_text(uri),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _spans(marked: str) -> tuple[tuple[int, int], ...]:
    """Return where the marks stand, as offsets into the text without them."""
    spans: list[tuple[int, int]] = []
    position = 0
    for order, piece in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", marked)):
        if order % 2:
            spans.append((position, position + len(piece)))
        position += len(piece)
    return tuple(spans)


def _in_original(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return spans of the folded text as spans of the text itself."""
    index = origins(text)
    return tuple((index[start], index[end - 1] + 1) for start, end in spans if start < end <= len(index))
