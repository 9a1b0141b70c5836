"""The documentation is true: its commands run, its Python gives what it says, its files are there."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import onnxruntime
import pytest
from pages import PAGES, ROOT, Block, blocks, commands, name_of, shown_output

# Commands that train for hours or need what is not in this repository.
NOT_RUN = re.compile(r"^sayso train|hf://")
# What pages show is of this onnxruntime or a later one; the last for Python 3.10 is 1.23.
SHOWN_BY = (1, 24)
# A server that would not end.
SERVER = re.compile(r"&& datasette .*$")
Shell = Callable[[str], subprocess.CompletedProcess[str]]
WITH_COMMANDS = [page for page in PAGES if any(not NOT_RUN.search(line) for line in commands(page))]
WITH_PYTHON = [page for page in PAGES if any(block.language == "python" for block in blocks(page))]


def pages(group: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", group, ids=name_of)


@pytest.mark.slow
@pages(WITH_COMMANDS)
def test_every_command_of_a_page_runs_in_the_order_of_the_page(
    shell: Shell, release_id: str, page: Path
) -> None:
    for line in commands(page):
        if NOT_RUN.search(line):
            continue
        # The pages name a release and a decision that only an example has.
        run = SERVER.sub("", line).replace("9f1c2a6be0d34c17", release_id).replace("9f1c2a6b", release_id)
        ran = shell(run.replace("--forget 3", "--forget 1"))
        assert ran.returncode == 0, f"{name_of(page)}: {line}\n{ran.stdout[-500:]}\n{ran.stderr[-1500:]}"
        assert "Traceback" not in ran.stderr


@pytest.mark.slow
@pages(WITH_PYTHON)
def test_the_python_of_a_page_runs_and_gives_what_its_comments_say(
    world: Path, monkeypatch: pytest.MonkeyPatch, page: Path
) -> None:
    monkeypatch.chdir(world)
    names: dict[str, object] = {}
    for block in blocks(page):
        if block.language != "python":
            continue
        if "def test_" in block.body:
            _run_as_tests(block, world)
        else:
            _run(block, names)


def _run(block: Block, names: dict[str, object]) -> None:
    lines = block.body.splitlines()
    for statement in ast.parse(block.body).body:
        source = ast.get_source_segment(block.body, statement) or ""
        assert statement.end_lineno is not None
        _, _, comment = lines[statement.end_lineno - 1][statement.end_col_offset :].partition("#")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            if not isinstance(statement, ast.Expr):
                exec(compile(source, "docs", "exec"), names)
                continue
            value = eval(compile(source, "docs", "eval"), names)
        if comment.strip():
            shown = printed.getvalue().strip() if value is None else repr(value)
            assert shown == comment.strip(), source


def _run_as_tests(block: Block, world: Path) -> None:
    path = world / "test_of_the_page.py"
    path.write_text(block.body, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", path.name],
        cwd=world, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout


@pytest.mark.slow
@pytest.mark.skipif(
    tuple(map(int, onnxruntime.__version__.split(".")[:2])) < SHOWN_BY,
    reason="integers are summed otherwise: a card may differ in a percent or a cue",
)
@pages([page for page in PAGES if shown_output(page)])
def test_what_a_page_shows_below_a_command_is_what_it_prints_today(shell: Shell, page: Path) -> None:
    for command, text in shown_output(page):
        # On a terminal, where the reader is, a card is the default.
        asked = f"{command} --format card" if command.startswith("sayso extract") else command
        assert shell(asked).stdout.strip() == text.strip(), command


_LINK = re.compile(r"\]\((?!https?://|mailto:)(?P<path>[^)#\s]+)")


@pages([*PAGES, ROOT / "CHANGELOG.md"])
def test_every_link_leads_to_a_file(page: Path) -> None:
    paths = [match["path"] for match in _LINK.finditer(page.read_text(encoding="utf-8"))]
    assert [path for path in paths if not (page.parent / path).exists()] == []


def recipes() -> dict[str, str]:
    """Return the three recipes of CONTRIBUTING by their headings."""
    parts = re.split(r"^## (.+)$", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.M)
    return {
        heading: body
        for heading, body in zip(parts[1::2], parts[2::2], strict=True)
        if heading.startswith("Add a ")
    }


def test_contributing_has_a_recipe_for_a_language_a_format_and_a_stage() -> None:
    assert set(recipes()) == {"Add a language", "Add a format", "Add a stage"}


PACKAGE = ROOT / "pipeline" / "sayso"
HOMES = (ROOT, PACKAGE, PACKAGE / "languages" / "data")
_FILE = re.compile(r"`([\w./<>-]+(?:/|\.(?:py|yaml|toml|cfg|md)))`")


@pytest.mark.parametrize("heading", recipes())
def test_the_files_that_a_recipe_names_exist(heading: str) -> None:
    named = _FILE.findall(recipes()[heading])
    assert named
    for path in named:
        known = path.partition("<")[0].rpartition("/")[0] + "/" if "<" in path else path
        assert any((home / known).exists() for home in HOMES), path


def test_a_reader_made_after_the_recipe_has_the_signature_of_all_others() -> None:
    for path in (PACKAGE / "ingest" / "readers").glob("[!_]*.py"):
        functions = {
            n.name for n in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(n, ast.FunctionDef)
        }
        assert "read" in functions or path.name == "ole.py", path.name


def test_every_component_of_the_page_about_the_pipeline_is_in_the_config_and_no_other() -> None:
    page = (ROOT / "docs" / "pipeline.md").read_text(encoding="utf-8")
    config = (ROOT / "configs" / "default.cfg").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(sayso_\w+)`", page, re.M) == re.findall(r"^\[components\.(\w+)\]", config, re.M)


def test_every_part_of_a_record_is_on_its_page() -> None:
    from sayso.record import Record

    page = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    fields = {field.alias or name for name, field in Record.model_fields.items()}
    listed = {
        name for row in re.findall(r"^\| (`.+?) \|", page, re.M) for name in re.findall(r"`(\w+)`", row)
    }
    assert listed == fields
