"""The schema in words, read from the comments in it; and what Datasette wants to know of a store."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sayso.store.opening import migrate, versions

_TABLE = re.compile(r"CREATE TABLE \"?(?P<name>\w+)\"? \( *(?:-- (?P<about>.*))?")
_COLUMN = re.compile(r"^ *\"?(?P<name>[a-z]\w*)\"? (?P<type>[A-Z]+)(?P<rest>[^-]*)(?:-- (?P<about>.*))?$")
_MADE = "python -m sayso.store.describing docs/store.md"
_REFERENCE = re.compile(r"REFERENCES (\w+)")


@dataclass(frozen=True)
class Column:
    """A column; ``points_to`` is the table whose rows it names."""

    name: str
    type: str
    about: str
    points_to: str | None


@dataclass(frozen=True)
class Table:
    """A table and what its rows are."""

    name: str
    about: str
    columns: tuple[Column, ...]


@cache
def tables() -> tuple[Table, ...]:
    """Return the tables of this version's schema, as its comments describe them."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, versions())
        rows = connection.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%' ORDER BY rowid"
        ).fetchall()
    return tuple(_table(sql) for (sql,) in rows)


def as_markdown() -> str:
    """Return the tables as Markdown: a section each."""
    lines: list[str] = []
    for table in tables():
        lines += [f"### {table.name}", "", _sentence(table.about), ""]
        lines += ["| column | type | what it says |", "|---|---|---|"]
        for column in table.columns:
            pointer = f" (→ {column.points_to})" if column.points_to else ""
            lines.append(f"| `{column.name}` | {column.type.lower()} | {column.about}{pointer} |")
        lines.append("")
    return "\n".join(lines)


def with_tables(page: str) -> str:
    """Return docs/store.md with its description of the tables made anew."""
    head, marker, _ = page.partition(_MADE)
    return f"{head}{marker} -->\n\n{as_markdown()}"


def datasette_metadata(database: Path) -> dict[str, Any]:
    """Return the metadata with which Datasette shows a store: labels, facets, search, ready-made queries."""
    shown = {
        table.name: {
            "description": _sentence(table.about),
            "columns": {column.name: column.about for column in table.columns if column.about},
            **_TABLES.get(table.name, {}),
        }
        for table in tables()
    }
    return {
        "title": f"Quotes: {database.stem}",
        "description": "Who said what, in which role, for which organisation. Made by sayso.",
        "databases": {database.stem: {"tables": shown, "queries": _QUERIES}},
    }


def _table(sql: str) -> Table:
    first, *rest = sql.splitlines()
    head = _TABLE.match(first)
    assert head is not None, first
    columns: list[Column] = []
    for line in rest:
        if found := _COLUMN.match(line):
            reference = _REFERENCE.search(found["rest"])
            about = found["about"] or ("number of the row" if "PRIMARY KEY" in found["rest"] else "")
            columns.append(Column(found["name"], found["type"], about, reference[1] if reference else None))
    return Table(head["name"], head["about"] or "", tuple(columns))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


_TABLES: dict[str, dict[str, Any]] = {
    "quotes": {
        "facets": ["language", "kind", "speaker_person", "speaker_organisation"],
        "fts_table": "quotes_fts",
        "fts_pk": "id",
        "label_column": "text",
        "sort_desc": "date",
    },
    "releases": {"facets": ["language", "issuer"], "label_column": "title", "sort_desc": "date"},
    "people": {"label_column": "name", "sort": "name"},
    "organisations": {"label_column": "name", "sort": "name"},
    "roles": {"facets": ["organisation"], "label_column": "title"},
    "mentions": {"facets": ["kind", "form"], "label_column": "text"},
    "links": {"facets": ["kind", "reason"], "label_column": "name"},
    "sources": {"facets": ["media_type"], "label_column": "uri"},
    "folded": {"hidden": True},
    "records": {"hidden": True},
}

# Characters of scripts without spaces are words of their own in the index: see `sayso.store.folding`.
_WORDS = """
WITH RECURSIVE letters(place, letter) AS (
  SELECT 1, substr(:words, 1, 1)
  UNION ALL SELECT place + 1, substr(:words, place + 1, 1) FROM letters WHERE place < length(:words)
),
phrase(words) AS (
  SELECT '"' || group_concat(
    CASE WHEN letter = '"' THEN ' '
         WHEN unicode(letter) BETWEEN 12293 AND 12543 OR unicode(letter) BETWEEN 13312 AND 40959
           THEN ' ' || letter || ' '
         ELSE letter END, '') || '"'
  FROM letters
)
SELECT quotes.text, quotes.speaker, quotes.role, quotes.organisation, quotes.date, quotes.language,
       releases.title AS release
FROM phrase JOIN quotes_fts ON quotes_fts MATCH phrase.words
JOIN quotes ON quotes.id = quotes_fts.rowid JOIN releases ON releases.number = quotes.release
WHERE :words <> '' ORDER BY quotes_fts.rank LIMIT 100
""".strip()

_QUERIES: dict[str, dict[str, Any]] = {
    "words": {
        "title": "Quotes with these words together, in any script",
        "description": "Also Chinese and Japanese, of which the table's search box finds whole clauses only.",
        "sql": _WORDS,
    },
    "speakers": {
        "title": "Who speaks most",
        "sql": (
            "SELECT people.name AS speaker, organisations.name AS organisation, count(*) AS quotes,"
            " count(DISTINCT quotes.release) AS releases FROM quotes"
            " JOIN people ON people.id = speaker_person"
            " LEFT JOIN organisations ON organisations.id = speaker_organisation"
            " GROUP BY people.id, organisations.id ORDER BY quotes DESC LIMIT 100"
        ),
    },
    "months": {
        "title": "Quotes by month and language",
        "sql": (
            "SELECT substr(date, 1, 7) AS month, language, count(*) AS quotes FROM quotes"
            " GROUP BY 1, 2 ORDER BY 1 DESC, 3 DESC"
        ),
    },
}


if __name__ == "__main__":
    import sys

    document = Path(sys.argv[1])
    document.write_text(with_tables(document.read_text(encoding="utf-8")), encoding="utf-8")
