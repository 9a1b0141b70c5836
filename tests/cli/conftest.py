from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sayso.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit code, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def sayso(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `sayso` with some arguments, as the shell would."""

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["sayso", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run
