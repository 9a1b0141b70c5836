"""A file that is no store of ours, or cannot be used, is one clear line; and nothing in it is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from small_releases import Says, release

from sayso.errors import BrokenStore, ForeignStore, LockedStore, StoreError
from sayso.store import Store, open_store
from sayso.store.opening import APPLICATION_ID, migrate, statements, versions

STORED = release(Says("Anna Rossi", "Growth", "director", "Velaria"))


def refused(path: Path, kind: type[StoreError], says: str, **how: bool) -> None:
    with pytest.raises(kind, match=says) as caught, open_store(path, **how) as store:
        list(store.releases())
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message


def test_a_file_that_is_no_database_is_refused_and_left(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("Shopping list: " + "milk, " * 1000)
    refused(path, ForeignStore, "is not a SQLite database")
    assert path.read_text().startswith("Shopping list")


def test_another_programs_database_is_refused_and_left(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE urls (url)")
    before = path.read_bytes()
    refused(path, ForeignStore, "not one that sayso made")
    assert path.read_bytes() == before


def test_a_store_of_a_newer_sayso_is_refused(path: Path, store_of: Callable[..., Store]) -> None:
    store_of(STORED).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(versions()) + 1}")
    refused(path, ForeignStore, "newer sayso .*pip install --upgrade sayso")


def test_a_damaged_store_is_said_to_be_damaged(path: Path, store_of: Callable[..., Store]) -> None:
    store_of(*(release(Says("A B", f"Word {n} " * 50), title=f"T{n}") for n in range(100))).close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(4096, size, 4096):
            file.seek(place)
            file.write(b"\xff" * 512)
    refused(path, BrokenStore, "is damaged")


def test_a_store_cut_short_is_said_to_be_damaged(path: Path, store_of: Callable[..., Store]) -> None:
    store_of(*(release(Says("A B", f"Word {n} " * 50), title=f"T{n}") for n in range(100))).close()
    os.truncate(path, path.stat().st_size // 2)
    refused(path, BrokenStore, "is damaged")


def test_a_missing_file_a_folder_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    refused(tmp_path / "none.db", StoreError, "no such file: `sayso extract", create=False)
    refused(tmp_path / "none.db", StoreError, "no such file", write=False)
    refused(tmp_path, StoreError, "is a folder")
    refused(tmp_path / "no" / "none.db", StoreError, "cannot be opened: no such folder")
    assert list(tmp_path.iterdir()) == []


def test_a_store_in_use_is_said_to_be_in_use(path: Path, store_of: Callable[..., Store]) -> None:
    store_of(STORED).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LockedStore, match="in use by another program"):
            open_store(path, busy_seconds=0.1)
    with open_store(path, busy_seconds=0.1) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedStore, match="in use by another program"):
            store.add([release(Says("Bo Li", "Shrink"))])
        other.rollback()
        store.add([release(Says("Bo Li", "Shrink"))])
        assert len(list(store.releases())) == 2


def test_a_store_opened_to_read_is_not_written(path: Path, store_of: Callable[..., Store]) -> None:
    store_of(STORED).close()
    with open_store(path, write=False) as store, pytest.raises(StoreError, match="read-only"):
        store.add([release(Says("Bo Li", "Shrink"))])


FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from small_releases import Says, release
from sayso.errors import StoreError
from sayso.store import open_store
path = Path(sys.argv[1])
store = open_store(path)
limit = path.stat().st_size + 50_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    store.add(release(Says("A B", f"Word {n} " * 500), title=f"T{n}") for n in range(1000))
except StoreError as error:
    print(error)
    sys.exit(7)
"""


def test_a_disk_that_runs_full_is_said_and_loses_nothing(path: Path, store_of: Callable[..., Store]) -> None:
    store_of(STORED).close()
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 7, ran.stderr
    assert "the disk" in ran.stdout
    assert "full" in ran.stdout
    assert ran.stdout.count("\n") == 1
    with open_store(path) as store:
        assert list(store.releases()) == [STORED]
        store.check()


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from small_releases import Says, release
from sayso.store import open_store
store = open_store(Path(sys.argv[1]))
store.connection.execute("PRAGMA cache_size = 10")
def releases():
    for number in range(400):
        yield release(Says("A B", f"Word {number} " * 100), title=f"T{number}")
    os.kill(os.getpid(), signal.SIGKILL)
store.add(releases())
"""


def test_a_store_whose_writer_was_killed_is_read_as_it_was_before(
    path: Path, store_of: Callable[..., Store]
) -> None:
    store_of(STORED).close()
    script = [sys.executable, "-c", KILLED, str(path), str(Path(__file__).parent)]
    assert subprocess.run(script, check=False).returncode == -9
    assert path.with_name("quotes.db-journal").stat().st_size > 0
    with open_store(path, write=False) as store:
        assert list(store.releases()) == [STORED]
    with open_store(path) as store:
        store.check()


FOLDER = """
import os, sys, urllib.parse
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from small_releases import Says, release
from sayso.errors import StoreError
from sayso.store import open_store
import sayso.store.keeping, sayso.languages, sayso.stages.names
from sayso.languages import language_data
language_data("en")
path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for name in (path, path.with_name("new.db")):
    try:
        with open_store(name) as store:
            store.add([release(Says("Bo Li", "Shrink"))])
    except StoreError as error:
        print(error)
"""


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_and_a_file_that_are_read_only_are_said(tmp_path: Path) -> None:
    shared = Path("/tmp") / f"sayso-{os.getpid()}-{tmp_path.name}"
    shared.mkdir(mode=0o755)
    path = shared / "quotes.db"
    try:
        with open_store(path) as store:
            store.add([STORED])
        path.chmod(0o444)
        shared.chmod(0o555)
        ran = subprocess.run(
            [sys.executable, "-c", FOLDER, str(path), str(Path(__file__).parent)],
            capture_output=True,
            text=True,
            check=False,
        )
        first, second = ran.stdout.splitlines()
        assert "cannot be written: the file or its folder is read-only" in first
        assert "cannot be opened: no such folder, or no permission" in second
        with open_store(path, write=False) as store:
            assert list(store.releases()) == [STORED]
    finally:
        shared.chmod(0o755)
        shutil.rmtree(shared)


def test_a_file_name_may_have_any_character(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%20d&mode=ro .db"
    with open_store(path) as store:
        store.add([STORED])
    with open_store(path, write=False) as store:
        assert list(store.releases()) == [STORED]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    with open_store(path) as store:
        store.add([STORED])
        header = store.connection.execute("PRAGMA application_id").fetchone()
    assert header == (APPLICATION_ID,)


def test_an_older_store_is_brought_to_the_newest_version_with_what_it_holds(
    path: Path, store_of: Callable[..., Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_of(STORED).close()
    folder = tmp_path / "versions"
    shutil.copytree(versions()[0].parent, folder)
    number = len(versions()) + 1
    (folder / f"{number:03}.sql").write_text(
        "-- One more column; a semicolon; in a comment.\n"
        "ALTER TABLE people ADD COLUMN born TEXT; -- year\n"
        "CREATE INDEX people_by_birth ON people(born);\n"
    )
    monkeypatch.setattr("sayso.store.opening.VERSIONS", folder)
    with open_store(path, write=False) as store:
        assert list(store.releases()) == [STORED]
        assert store.connection.execute("SELECT name, born FROM people").fetchall() == [("Anna Rossi", None)]
        assert store.connection.execute("PRAGMA user_version").fetchone() == (number,)


def test_a_migration_that_fails_leaves_the_store_at_its_version(
    path: Path, store_of: Callable[..., Store], tmp_path: Path
) -> None:
    store = store_of(STORED)
    bad = tmp_path / "bad.sql"
    bad.write_text("CREATE TABLE fine (x);\nCREATE TABLE releases (x);\n")
    with pytest.raises(sqlite3.OperationalError):
        migrate(store.connection, [*versions(), bad])
    assert store.connection.execute("PRAGMA user_version").fetchone() == (len(versions()),)
    assert store.connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'fine'").fetchone() == (
        0,
    )
    assert list(store.releases()) == [STORED]


def test_a_script_is_cut_into_its_statements() -> None:
    script = "-- first; second\nCREATE TABLE a ( -- about; a\n  b\n);\n\nINSERT INTO a VALUES (';');\n"
    assert list(statements(script)) == [
        "CREATE TABLE a ( -- about; a\n  b\n);",
        "INSERT INTO a VALUES (';');",
    ]
    with pytest.raises(ValueError, match="unfinished statement"):
        list(statements("CREATE TABLE a (b"))
