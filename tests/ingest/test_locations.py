from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from reading import RELEASE, read, read_all

from sayso.errors import EmptySource, SourceError, UnreadableSource
from sayso.ingest import read_sources


@pytest.fixture
def releases(put, folder):
    for name in ("b.txt", "a.txt", "deep/er/c.txt", "deep/.hidden.txt", ".git/config"):
        put(f"releases/{name}", f"{name}: {RELEASE}")
    return folder / "releases"


def uris(texts):
    return [text.source.uri for text in texts]


def test_a_folder_is_walked_in_order_and_hidden_files_are_left_out(releases):
    assert uris(read("releases")) == ["releases/a.txt", "releases/b.txt", "releases/deep/er/c.txt"]
    assert uris(read("releases/")) == ["releases/a.txt", "releases/b.txt", "releases/deep/er/c.txt"]
    assert uris(read(releases)) == [f"{releases}/a.txt", f"{releases}/b.txt", f"{releases}/deep/er/c.txt"]


def test_locations_keep_the_order_they_are_given_in(releases):
    assert uris(read("releases/b.txt", "releases/a.txt")) == ["releases/b.txt", "releases/a.txt"]


def test_a_pattern_that_the_shell_left_alone_is_resolved(releases):
    assert uris(read("releases/*.txt")) == ["releases/a.txt", "releases/b.txt"]
    assert uris(read("releases/**/c.txt")) == ["releases/deep/er/c.txt"]


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(put):
    assert uris(read(put("what[1]*.txt", RELEASE))) == ["what[1]*.txt"]


def test_symbolic_links_neither_leave_a_folder_nor_loop(releases, put, folder):
    put("secret.txt", "secret")
    (releases / "out.txt").symlink_to(folder / "secret.txt")
    (releases / "loop").symlink_to(releases)
    (releases / "up").symlink_to(folder)
    assert uris(read("releases")) == ["releases/a.txt", "releases/b.txt", "releases/deep/er/c.txt"]


def test_a_named_link_is_followed(releases, folder):
    (folder / "link.txt").symlink_to(releases / "a.txt")
    assert uris(read("link.txt")) == ["link.txt"]


@pytest.mark.parametrize(
    "location, kind, reason",
    [
        ("nowhere.txt", UnreadableSource, "no such file or folder"),
        ("*.nothing", UnreadableSource, "no file matches this pattern"),
        ("https://velaria.example/a.html", UnreadableSource, "sayso reads no network"),
        ("empty", EmptySource, "no file in this folder"),
        ("dangling.txt", UnreadableSource, "cannot be opened: No such file or directory"),
    ],
)
def test_a_location_without_files_is_told(folder, location, kind, reason):
    (folder / "empty").mkdir()
    (folder / "dangling.txt").symlink_to("nowhere")
    texts, [failure] = read_all(location)
    assert not texts and type(failure) is kind
    assert str(failure).startswith(f"{location}: {reason}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission_are_told(releases):
    (releases / "a.txt").chmod(0)
    (releases / "deep").chmod(0)
    texts, failures = read_all("releases")
    assert uris(texts) == ["releases/b.txt"]
    assert [str(failure) for failure in failures] == [
        "releases/a.txt: cannot be opened: Permission denied",
        "releases/deep: cannot be listed: Permission denied",
    ]


def test_a_pipe_is_read(folder):
    os.mkfifo(folder / "pipe")
    writer = subprocess.Popen([sys.executable, "-c", "open('pipe', 'w').write('Velaria apre.')"])
    assert [text.text for text in read("pipe")] == ["Velaria apre."]
    assert writer.wait() == 0


def test_without_a_handler_the_first_failure_is_raised(put):
    put("good.txt", RELEASE)
    texts = read_sources(["good.txt", "nowhere.txt", "good.txt"])
    assert next(texts).text == RELEASE
    with pytest.raises(SourceError, match="nowhere"):
        next(texts)


def test_importing_the_package_loads_no_library_of_a_format():
    code = "import sys, pydantic, sayso.ingest; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {
        "lxml",
        "trafilatura",
        "pypdfium2",
        "feedparser",
        "warcio",
        "markdown_it",
        "yaml",
        "charset_normalizer",
        "email.parser",
    }
    assert not heavy & set(modules)
    assert Path(__file__).exists()
