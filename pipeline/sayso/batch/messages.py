"""What the processes of a batch tell one another, over a pipe each.

To the reader: the text column, then places. From it: `Ready`; for each place `Handed` for units and failures,
`Taken` now and then, `Split` at the end.
To a worker: a `Setup`, then units, an `Answer` to each `TextMet`, at last none. From it:
`Ready` or `Unable`; for each unit `At`, `TextMet`, `Found` and `Failed` as they happen, then `Through`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sayso.batch.unit import Unit
from sayso.errors import SaysoError, SourceError

# Exit status of a process that has run out of memory and must be replaced.
OUT_OF_MEMORY = 77


@dataclass(frozen=True)
class Setup:
    """How a worker extracts; ``memory`` is its limit in bytes, or none."""

    config: str
    lang: str | None
    text_column: str | None
    memory: int | None


@dataclass(frozen=True)
class Handed:
    """A unit, or what is wrong with a part of a place; ``taken`` bytes of the place are read by now."""

    item: Unit | SourceError
    taken: int


@dataclass(frozen=True)
class Taken:
    """So many bytes of a place are read by now, though nothing was found in them yet."""

    taken: int


@dataclass(frozen=True)
class Split:
    """A place is through."""


@dataclass(frozen=True)
class Ready:
    """A process has loaded what it needs."""


@dataclass(frozen=True)
class Unable:
    """A worker cannot load the pipeline, and ends."""

    error: SaysoError


@dataclass(frozen=True)
class At:
    """A worker is at a piece of its unit, in a stage. ``length`` is that of the text, if it is known;
    ``order`` is the number within the piece of the text that is opened or read.

    The stage `OPENING` is that of the reader that comes upon the piece: if it dies there, the pieces
    after it cannot be had. In the stage `LOADING` the pipeline is loaded, for the first text that needs it.
    """

    piece: int
    stage: str
    length: int = 0
    order: int = 0


LOADING = "loading"
OPENING = "opening"
READING = "reading"


class Answer(Enum):
    """What to do with a text."""

    EXTRACT = "extract"
    SOURCE_ONLY = "its record is there, from another source"
    NOTHING = "this very source is done"


@dataclass(frozen=True)
class Failed:
    """A text failed in a stage, for a reason; the unit goes on."""

    place: int
    uri: str
    part: str | None
    sha256: str | None
    stage: str
    reason: str


@dataclass(frozen=True)
class Through:
    """A worker is through with its unit; with ``retires`` it ends now and wants to be replaced."""

    retires: bool = False
