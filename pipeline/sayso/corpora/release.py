"""An annotated release in memory: its text, its blocks, its marks, and who is who in it.

All offsets are code points of ``text``, end exclusive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Block:
    """One block of the text: its tag, its `type`, and the kind of `div` around it."""

    tag: str
    type: str | None
    div: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """One annotated span, with the attributes that its element carries."""

    tag: str
    start: int
    end: int
    line: int
    attributes: dict[str, str]

    def pointers(self, name: str) -> tuple[str, ...]:
        """Return the ids that attribute ``name`` points at, without their ``#``."""
        return tuple(pointer.lstrip("#") for pointer in self.attributes.get(name, "").split())


@dataclass(frozen=True)
class Affiliation:
    """A role of a person, as the header words it, and the id of its organisation."""

    role: str
    organisation: str | None


@dataclass(frozen=True)
class GoldPerson:
    """A person of the header, and the line that says so."""

    id: str
    name: str
    affiliations: tuple[Affiliation, ...]
    line: int = 0


@dataclass(frozen=True)
class GoldOrganisation:
    """An organisation of the header, and the line that says so; the first one is the issuer."""

    id: str
    name: str
    line: int = 0


@dataclass(frozen=True)
class GoldRelease:
    """An annotated release: text, blocks and marks, with the people and organisations behind them.

    ``licence`` is the address of the licence that the header states, empty where it states none.
    """

    path: str
    language: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    people: dict[str, GoldPerson]
    organisations: dict[str, GoldOrganisation]
    licence: str = ""

    @property
    def issuer(self) -> str | None:
        """Return the id of the organisation whose announcement it is: the first of the header."""
        return next(iter(self.organisations), None)

    def everybody(self) -> list[GoldPerson | GoldOrganisation]:
        """Return the people and organisations of the header."""
        return [*self.people.values(), *self.organisations.values()]

    def marked(self, mark: Mark) -> str:
        """Return the text under a mark."""
        return self.text[mark.start : mark.end]


class Fault(NamedTuple):
    """One breach of the annotation rules: file, line (0 where it is of the whole file), what is wrong."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


Report = Callable[[int, str], None]
"""How a check tells a fault: line, what is wrong."""
