"""The commands that need no model: help, version, languages, schema; and how soon they answer."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from sayso.languages import known_languages, language_data
from sayso.record import json_schema
from sayso.version import __version__

SAYSO = Path(sys.executable).with_name("sayso")
HEAVY = (
    "spacy",
    "torch",
    "transformers",
    "datasets",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "pydantic",
    "lxml",
)
COMMANDS = (
    "extract", "evaluate", "check", "gold", "show", "search", "who", "stats", "query", "export", "metadata",
    "languages", "schema", "train",
)  # fmt: skip


def told(*arguments: str) -> str:
    done = subprocess.run(
        [SAYSO, *arguments], capture_output=True, check=True, env={**os.environ, "COLUMNS": "200"}
    )
    return done.stdout.decode()


def test_help_lists_every_command() -> None:
    text = told("--help")
    assert all(f" {command} " in text for command in COMMANDS)
    bare = subprocess.run([SAYSO], capture_output=True, env={**os.environ, "COLUMNS": "200"})
    assert bare.stdout.decode().strip() == text.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str) -> None:
    assert len(told(command, "--help").split()) > 10


def test_the_version_is_the_packages() -> None:
    assert told("--version") == f"sayso {__version__}\n"


def test_languages_lists_all_with_what_each_has() -> None:
    lines = {line.split()[0]: line for line in told("languages").splitlines()[1:] if line.strip()}
    assert set(lines) == set(known_languages())
    for code, line in lines.items():
        assert language_data(code).native_name in line and str(len(language_data(code).roles.nouns)) in line


def test_schema_prints_the_json_schema_of_a_record() -> None:
    assert json.loads(told("schema")) == json_schema()


def test_the_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\nfrom sayso.cli import app\nsys.argv = ['sayso', '--help']\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "print('loaded:', *sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = done.stderr.decode().rpartition("loaded:")[2].split()
    assert [name for name in HEAVY if name in loaded] == []


def test_importing_sayso_loads_nothing_heavy() -> None:
    script = "import sys, sayso; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout.decode()
    assert [name for name in HEAVY if name in loaded.split()] == []


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_takes_hardly_more_processor_time_than_that_of_an_empty_app(argument: str) -> None:
    empty = "import typer\napp = typer.Typer()\napp.command()(lambda: None)\napp(['--help'])"

    def once(*command: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    # The best of a few: what a busy machine adds is not the command's; in turns, on one and the same machine.
    pairs = [(once(str(SAYSO), argument), once(sys.executable, "-c", empty)) for _ in range(4)]
    ours, least = (min(times) for times in zip(*pairs, strict=True))
    assert ours < 1.5 * least


def test_every_letter_is_printed_whatever_the_encoding_of_the_terminal() -> None:
    printed = subprocess.run(
        [SAYSO, "languages"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
    )
    assert printed.returncode == 0 and "「…」" in printed.stdout.decode("utf-8")
