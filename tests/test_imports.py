"""The import law: arrows between the parts of the package point one way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pipeline" / "sayso"

# What each part may import of the package, beside itself.
FOUNDATION = {"record", "errors", "version", "resources", "text"}
MAY_IMPORT = {
    "errors": set(),
    "version": set(),
    "text": set(),
    "record": {"errors"},
    "resources": {"errors"},
    "tokens": set(),
    "east_asian_dates": set(),
    "languages": FOUNDATION,
    "encoder": FOUNDATION,
    "layers": FOUNDATION | {"encoder"},
    "ingest": FOUNDATION | {"languages", "east_asian_dates"},
    "stages": FOUNDATION | {"languages", "encoder", "layers", "east_asian_dates"},
    "components": FOUNDATION | {"encoder", "layers", "stages", "tokens"},
    "pipeline": FOUNDATION | {"layers", "components", "ingest", "languages"},
    "corpora": FOUNDATION | {"languages", "stages", "tokens", "ingest", "pipeline"},
    "evaluation": FOUNDATION | {"languages", "stages", "ingest", "pipeline", "sinks", "corpora"},
    "regression": FOUNDATION | {"ingest", "pipeline", "corpora", "evaluation"},
    "batch": FOUNDATION | {"encoder", "ingest", "pipeline", "sinks"},
    "sinks": FOUNDATION | {"batch", "languages", "store"},
    "store": FOUNDATION | {"languages", "stages", "batch"},
    "show": FOUNDATION | {"sinks"},
    "training": None,
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported_parts(path: Path) -> set[str]:
    parts = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "sayso"
                else [node.module]
            )
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        parts |= {name.split(".")[1] for name in names if name.startswith("sayso.")}
    return parts - {"__version__"}


@pytest.mark.parametrize("part", [part for part, allowed in MAY_IMPORT.items() if allowed is not None])
def test_a_part_imports_only_what_stands_before_it(part: str) -> None:
    paths = [path for path in modules() if part_of(path) == part]
    assert paths, f"no such part: {part}"
    wrong = {
        f"{path.relative_to(PACKAGE)} imports {other}"
        for path in paths
        for other in imported_parts(path) - {part} - (MAY_IMPORT[part] or set())
    }
    assert not wrong


def test_nothing_imports_the_command_line() -> None:
    assert not [p for p in modules() if part_of(p) not in {"cli", "__main__"} and "cli" in imported_parts(p)]


def test_training_is_imported_by_the_command_line_only() -> None:
    assert not [
        p for p in modules() if part_of(p) not in {"cli", "training"} and "training" in imported_parts(p)
    ]


def test_the_stages_name_no_language() -> None:
    codes = {path.stem for path in (PACKAGE / "languages" / "data").glob("*.yaml")} - {"base"}
    named = {
        f"{path.name}:{node.lineno}"
        for path in modules()
        if part_of(path) == "stages"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        for side in ast.walk(node)
        if isinstance(side, ast.Constant) and side.value in codes
    }
    assert not named
