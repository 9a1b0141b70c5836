"""`query` reads: it cannot write, attach, load or reach out, whatever the SQL says."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from small_releases import Says, release

from sayso.errors import QueryError, StoreError
from sayso.store import Store
from sayso.store.asking import ask


@pytest.fixture
def filled(path: Path, store_of: Callable[..., Store]) -> Path:
    store_of(release(Says("Anna Rossi", "Growth", "director", "Velaria"))).close()
    return path


def test_a_select_gives_columns_and_rows(filled: Path) -> None:
    answer = ask(filled, "SELECT speaker, count(*) AS quotes FROM quotes GROUP BY speaker")
    assert (answer.columns, list(answer.rows)) == (("speaker", "quotes"), [("Anna Rossi", 1)])


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT highlight(quotes_fts, 0, '<', '>') FROM quotes_fts('growth') ORDER BY rank",
        "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 3) SELECT max(i) FROM c",
        "SELECT json_extract(json, '$.title') FROM records",
        "PRAGMA table_info(quotes)",
    ],
)
def test_what_only_reads_is_answered(filled: Path, sql: str) -> None:
    assert list(ask(filled, sql).rows)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM quotes",
        "UPDATE people SET name = 'x'",
        "INSERT INTO people (name) VALUES ('x')",
        "DROP TABLE quotes",
        "CREATE TABLE x (y)",
        "CREATE TEMP TABLE x (y)",
        "ATTACH 'other.db' AS other",
        "ATTACH ':memory:' AS other",
        "DETACH main",
        "VACUUM INTO 'copy.db'",
        "VACUUM",
        "REINDEX",
        "ANALYZE",
        "BEGIN IMMEDIATE",
        "SAVEPOINT x",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA journal_mode = WAL",
        "PRAGMA user_version = 9",
        "SELECT load_extension('evil.so')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT fts3_tokenizer('simple', x'00')",
        "INSERT INTO quotes_fts (quotes_fts) VALUES ('rebuild')",
        "EXPLAIN DELETE FROM quotes",
        "WITH x AS (SELECT 1) DELETE FROM quotes",
        "SELECT 1; DROP TABLE quotes",
        "CREATE VIRTUAL TABLE x USING fts5(y)",
        "CREATE TRIGGER x AFTER INSERT ON quotes BEGIN SELECT 1; END",
    ],
)
def test_what_does_more_than_read_is_refused_and_changes_nothing(
    filled: Path, sql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled.parent)
    before = filled.read_bytes()
    with pytest.raises(QueryError) as caught:
        list(ask(filled, sql).rows)
    assert "\n" not in str(caught.value)
    assert filled.read_bytes() == before
    assert [file.name for file in filled.parent.iterdir()] == [filled.name]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELEC 1", 'near "SELEC": syntax error'),
        ("SELECT * FROM nowhere", "no such table: nowhere"),
        ("SELECT json_extract('{', '$.a')", "SQL: malformed JSON"),
        ("SELECT locked FROM quotes", "no such column: locked"),
        ("SELECT interrupted FROM quotes", "no such column: interrupted"),
        ("SELECT authorized FROM quotes", "SQL: no such column: authorized"),
        ("SELECT 'caf\udce9'", "this cannot be asked"),
        ("", "give a SELECT"),
        ("-- nothing", "give a SELECT"),
        ("SELECT * FROM quotes_fts WHERE quotes_fts MATCH '\"'", "unterminated string"),
    ],
)
def test_wrong_sql_is_one_clear_line(filled: Path, sql: str, says: str) -> None:
    with pytest.raises(QueryError, match=says) as caught:
        list(ask(filled, sql).rows)
    assert "\n" not in str(caught.value)


def test_another_programs_database_is_not_asked(tmp_path: Path) -> None:
    foreign = tmp_path / "history.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE urls (url)")
    connection.close()
    with pytest.raises(StoreError, match="not one that sayso made"):
        ask(foreign, "SELECT * FROM urls")


def test_a_query_can_be_stopped(filled: Path) -> None:
    """Ctrl+C reaches us while SQLite works: the signal is handled between its steps."""
    import signal

    # Datasette, which another test imports, has them printed.
    sqlite3.enable_callback_tracebacks(False)
    endless = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT max(i) FROM c"
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            list(ask(filled, endless).rows)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
