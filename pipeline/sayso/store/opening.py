"""Open, check and migrate a store; say in one line what is wrong with a file that is none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sayso.errors import BrokenStore, ForeignStore, LockedStore, QueryError, StoreError

if TYPE_CHECKING:
    from sayso.store.keeping import Store

VERSIONS = Path(__file__).parent / "versions"
# Written into the header of the file ("say5"), so that `file` and we know whose it is.
APPLICATION_ID = 0x73617935
_SQLITE = b"SQLite format 3\0"
BUSY_SECONDS = 5.0
CACHE_KIB = 65_536

Mode = Literal["create", "write", "read"]

# How what SQLite says begins, what it means for the user, and how we raise it.
_MEANINGS: tuple[tuple[tuple[str, ...], type[StoreError], str], ...] = (
    (
        ("database is locked", "database table is locked", "database schema is locked"),
        LockedStore,
        "is in use by another program: wait until it is done, or stop it",
    ),
    (("file is not a database",), ForeignStore, "is not a SQLite database"),
    (
        ("database disk image is malformed", "malformed database schema"),
        BrokenStore,
        "is damaged: restore a copy, or rescue what is left with `sqlite3 FILE .recover`",
    ),
    (
        ("attempt to write a readonly database",),
        StoreError,
        "cannot be written: the file or its folder is read-only",
    ),
    (
        ("database or disk is full",),
        StoreError,
        "cannot be written: the disk is full; nothing of this step was kept",
    ),
    (("disk i/o error",), StoreError, "the disk failed or is full; nothing of this step was kept"),
    (("unable to open database",), StoreError, "cannot be opened: no such folder, or no permission"),
)


def open_store(
    path: Path, *, create: bool = True, write: bool = True, busy_seconds: float = BUSY_SECONDS
) -> Store:
    """Open a store, made new if there is none (``create``) and brought to this version's schema.

    ``write=False`` opens an existing store that cannot be written through the connection.
    Raises `StoreError` or one below it, naming the file.
    """
    from sayso.store.keeping import Store

    mode: Mode = "read" if not write else "create" if create else "write"
    return Store(path, connect(path, mode, busy_seconds))


def connect(path: Path, mode: Mode, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Return a connection to a store that has this version's schema."""
    if path.is_dir():
        raise StoreError(f"{path}: is a folder, not a database")
    if mode != "create" and not path.exists():
        raise StoreError(f"{path}: no such file: `sayso extract … -o {path.name}` makes one")
    with clear_errors(path):
        connection = _connection(path, mode, busy_seconds)
        try:
            if mode == "read" and _was_interrupted(connection):
                connect(path, "write", busy_seconds).close()
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            version = _checked_version(connection, path)
            if version < len(versions()):
                _migrate_from(connection, path, mode, busy_seconds)
        except BaseException:
            connection.close()
            raise
        return connection


def is_database(path: Path) -> bool:
    """Say whether a file is a SQLite database, whoever made it."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def versions() -> list[Path]:
    """Return the SQL files of the schema: the one at index n brings version n to version n + 1."""
    return sorted(VERSIONS.glob("*.sql"))


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a `StoreError` that names the file and what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise (known_error(path, error) or StoreError(f"{path}: {error}")) from error
    except (UnicodeEncodeError, OverflowError) as error:
        raise unaskable(error) from error


def unaskable(error: Exception) -> QueryError:
    """Return our error for what cannot be handed to SQLite: broken characters, numbers of over 64 bits."""
    return QueryError(f"this cannot be asked: {error}")


def known_error(path: Path, error: sqlite3.Error) -> StoreError | None:
    """Return our error for what went wrong with the file, None if SQLite speaks of something else."""
    said = str(error).lower()
    for beginnings, kind, meaning in _MEANINGS:
        if said.startswith(beginnings):
            return kind(f"{path}: {meaning}")
    return None


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run all or nothing; the lock for writing is taken at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _connection(path: Path, mode: Mode, busy_seconds: float) -> sqlite3.Connection:
    access = {"create": "rwc", "write": "rw", "read": "ro"}[mode]
    uri = f"{path.absolute().as_uri()}?mode={access}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_seconds)


def _was_interrupted(connection: sqlite3.Connection) -> bool:
    """Say whether a program died while it wrote: what it left is undone by whoever may write next."""
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.OperationalError as error:
        if "readonly" not in str(error):
            raise
        return True
    return False


def _checked_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the schema, 0 for an empty file; raises `ForeignStore` for another's."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner != APPLICATION_ID and (tables or owner or version):
        raise ForeignStore(f"{path}: is a SQLite database, but not one that sayso made: name another file")
    if version > len(versions()):
        raise ForeignStore(
            f"{path}: was made by a newer sayso (schema {version}, this one knows {len(versions())}): "
            "pip install --upgrade sayso"
        )
    return int(version)


def _migrate_from(connection: sqlite3.Connection, path: Path, mode: Mode, busy_seconds: float) -> None:
    if mode == "read":
        connect(path, "write", busy_seconds).close()
    else:
        migrate(connection, versions())


def migrate(connection: sqlite3.Connection, steps: list[Path]) -> None:
    """Bring a store to the version of the last step, each step in a transaction of its own."""
    for number, step in enumerate(steps, 1):
        with transaction(connection):
            # Another program may have migrated while we waited for the lock.
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version >= number:
                continue
            for statement in statements(step.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script (`executescript` would commit in the middle)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        if not statement and (not line.strip() or line.startswith("--")):
            continue
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if statement.strip():
        raise ValueError(f"unfinished statement: {statement.strip()[:60]}")
