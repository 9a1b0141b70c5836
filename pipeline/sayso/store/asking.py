"""SQL that can only read.

Three locks, each enough alone: the file is opened read-only, the connection refuses to write
(``PRAGMA query_only``), and SQLite asks us about every step of a statement before it runs: reading and
functions are allowed, attaching, extensions, temporary tables and other pragmas are not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sayso.errors import QueryError
from sayso.store.opening import clear_errors, connect, known_error, unaskable

Value = str | int | float | bytes | None

_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
# Pragmas that say what a table looks like; the full-text index itself needs data_version.
_PRAGMAS = {"data_version", "table_info", "table_xinfo", "table_list", "index_list", "index_info"}
_PRAGMAS |= {"foreign_key_list"}
_FORBIDDEN_FUNCTIONS = {"load_extension", "fts3_tokenizer"}
# SQLite looks at us after so many of its steps, so that Ctrl+C stops a query.
_STEPS = 100_000


@dataclass(frozen=True)
class Answer:
    """What a query gives: rows come as they are read."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Value, ...]]


def ask(path: Path, sql: str) -> Answer:
    """Return the answer to one SELECT.

    Raises `QueryError` if the SQL is wrong or does more than read, `StoreError` if the file is no store.
    """
    rows = _rows(path, sql)
    columns = next(rows)
    return Answer(tuple(str(column) for column in columns), rows)


def _rows(path: Path, sql: str) -> Iterator[tuple[Value, ...]]:
    """Yield the names of the columns, then the rows."""
    with closing(connect(path, "read")) as connection:
        with clear_errors(path):
            # The index reads its own definition once, which the rules below would not let it.
            connection.execute("SELECT 1 FROM quotes_fts LIMIT 0").fetchall()
            connection.execute("PRAGMA query_only = ON")
        connection.set_authorizer(_allowed)
        connection.set_progress_handler(lambda: 0, _STEPS)
        try:
            sql.encode()  # Python 3.10 would say that it is no string
            cursor = connection.execute(sql)
            if cursor.description is None:
                raise QueryError("nothing was asked: give a SELECT")
            yield tuple(name for name, *_ in cursor.description)
            yield from cursor
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise _reason(path, error) from error
        except UnicodeEncodeError as error:
            raise unaskable(error) from error


def _reason(path: Path, error: Exception) -> BaseException:
    said = str(error)
    if said == "interrupted":
        return KeyboardInterrupt()
    if said.startswith("not authorized") or said.endswith("is prohibited"):
        return QueryError(f"{path}: only reading is allowed here: SELECT from its own tables ({said})")
    if isinstance(error, sqlite3.DatabaseError) and (known := known_error(path, error)):
        return known
    if "one statement" in said:
        return QueryError("one SELECT at a time")
    return QueryError(f"SQL: {said}")


def _allowed(action: int, first: str | None, second: str | None, *_: object) -> int:
    if action in _READING:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
