"""The pages of the documentation and their code blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "corpora" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
_FENCE = re.compile(r"^```(?P<language>[\w-]*)\n(?P<body>.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^(?:\$ )?(?P<line>(?:cat [^|\n]+\| )?sayso .*)$", re.M)


@dataclass(frozen=True)
class Block:
    """One code block: its language and text."""

    language: str
    body: str


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """Return the code blocks of a page, in order."""
    return [Block(m["language"], m["body"]) for m in _FENCE.finditer(page.read_text(encoding="utf-8"))]


def commands(page: Path) -> list[str]:
    """Return the commands of sayso that a page shows in its shell blocks, in order."""
    shell = [block.body for block in blocks(page) if block.language in {"", "sh", "bash", "console"}]
    return [match["line"] for body in shell for match in _COMMAND.finditer(body)]


def samples_named() -> set[str]:
    """Return the sample files that any command of the pages names."""
    shown = "\n".join(line for page in PAGES for line in commands(page))
    return {name for name in re.findall(r"corpora/samples/([\w./-]+)", shown) if not name.endswith("/")}


def shown_output(page: Path) -> list[tuple[str, str]]:
    """Return each command that a page shows with what it prints."""
    found = []
    for block in blocks(page):
        first, _, rest = block.body.partition("\n")
        if first.startswith("$ sayso"):
            found.append((first.removeprefix("$ "), rest))
    return found
