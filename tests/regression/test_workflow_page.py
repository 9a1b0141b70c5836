"""The workflow and the page on regression tests say what the command can do."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from typer.main import get_command

from sayso.cli import app

DOCS = Path(__file__).parents[2] / "docs"


def test_the_workflow_is_yaml_that_runs_the_command() -> None:
    workflow = yaml.safe_load((DOCS / "regression-tests.yml").read_text(encoding="utf-8"))
    runs = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert runs == ["pip install sayso", "sayso check releases --junit releases.xml"]


def test_every_command_and_option_on_the_page_exists() -> None:
    page = (DOCS / "regression-tests.md").read_text(encoding="utf-8")
    commands = re.findall(r"^sayso ([^#\n>]+)", page, flags=re.MULTILINE)
    assert len(commands) >= 7
    for line in commands:
        words = line.split()
        command = get_command(app).commands[words[0]]  # type: ignore[attr-defined]
        if words[0] == "gold":
            command = command.commands[words[1]]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_the_page_links_to_files_that_are_there() -> None:
    page = (DOCS / "regression-tests.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", page)
    assert links
    assert not [link for link in links if not (DOCS / link).resolve().exists()]
