"""`extract_to`: any sources into any sink, begun, broken off, gone on with and added to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import BinaryIO

from sayso.batch.crew import Crew
from sayso.batch.delivery import check_sink, clear_errors, deliver, open_journal
from sayso.batch.desk import JournalDesk
from sayso.batch.failures import failures_of
from sayso.batch.journal import Journal, journal_of
from sayso.batch.limits import Limits, limits_for
from sayso.batch.messages import Setup
from sayso.batch.names import as_given, storable_places
from sayso.batch.reader import size_of
from sayso.errors import ConfigError, SourceError
from sayso.ingest.locations import STANDARD_INPUT, Place
from sayso.pipeline import config_path, known_language
from sayso.sinks.aside import aside_of
from sayso.sinks.choose import format_of

# What SQLite keeps beside a file that is being written.
_BESIDE_DATABASES = ("-wal", "-shm", "-journal")
# What lies beside the sinks of other batches, and is no source either.
_OF_ANY_SINK = (".journal", ".journal-wal", ".failed.jsonl")


@dataclass(frozen=True)
class Progress:
    """How far a batch is: inputs of this go, and bytes of the sources (``size`` none: not known)."""

    done: int
    skipped: int
    failed: int
    taken: int
    size: int | None


@dataclass(frozen=True)
class Summary:
    """What a batch did, and what its sink has now.

    ``done``, ``skipped`` and ``failed`` count this go; ``failures`` are all that stand in the file of
    failures, ``repeats`` the releases that are nearly the same as another. ``not_retried`` are the failures
    of standard input when failures alone are tried again: it cannot be read a second time.
    """

    done: int
    skipped: int
    failed: int
    seconds: float
    releases: int
    repeats: int
    failures: int
    not_retried: int = 0


@dataclass(frozen=True)
class Allowed:
    """Limits that a user gave; none: see `limits_for`. ``memory`` is in bytes, of one worker."""

    workers: int | None = None
    seconds: float | None = None
    memory: int | None = None


def extract_to(
    sources: Iterable[str | Path],
    sink: str | Path,
    *,
    config: str | Path = "default",
    lang: str | None = None,
    text_column: str | None = None,
    stdin: BinaryIO | None = None,
    allowed: Allowed | None = None,
    retry_failed: bool = False,
    overwrite: bool = False,
    observe: Callable[[Progress], None] | None = None,
) -> Summary:
    """Extract the releases of all sources into a sink, whose name tells its format.

    What is done already, in this sink or by the same batch before it was broken off, is not done again. A
    text that is found twice is one release with two sources. An input that fails is listed beside the sink
    and costs no other; with ``retry_failed`` those listed are tried again (without sources: only those).
    With ``overwrite`` what the sink has is replaced.
    Raises `SinkError` if the sink cannot be written or is not sayso's, `ConfigError` for wrong use.
    """
    begun = monotonic()
    path = _real(Path(sink))
    form = format_of(path, str(sink))
    options = _options(config, lang, text_column)
    given = [str(source) for source in sources]
    # What cannot be done at all is refused before the journal notes that it was begun.
    check_sink(path, form)
    places = Places(given, leave_out=path) if given else None
    with open_journal(path, form, options, overwrite=overwrite) as journal, clear_errors(path):
        not_retried = 0 if given else journal.count_failures_of(STANDARD_INPUT)
        places = places or Places(_failed_sources(journal, retry_failed), leave_out=path)
        limits = limits_of(places, allowed)
        desk = JournalDesk(journal, retry=retry_failed)
        crew = Crew(Setup(str(config), lang, text_column, limits.memory), limits, desk, stdin)
        for taken in crew.run(iter(places)):
            if observe is not None:
                tally = desk.tally
                observe(Progress(tally.done, tally.skipped, tally.failed, taken, places.size))
        releases, repeats, failures = deliver(journal, path, form)
    done = desk.tally
    seconds = monotonic() - begun
    return Summary(done.done, done.skipped, done.failed, seconds, releases, repeats, failures, not_retried)


class Places:
    """The places of some sources, counted; what belongs to a sink is none of them.

    ``files`` and ``size`` (in bytes) are none where standard input or a hub is among them.
    """

    def __init__(self, sources: list[str], leave_out: Path | None = None) -> None:
        """Look at all places once; raises `ConfigError` if the sink itself is named as a source."""
        self._sources = sources
        self._own: set[str] = set()
        self._folder: Path | None = None
        if leave_out is not None:
            self._own = {
                path.name
                for kept in (leave_out, aside_of(leave_out), journal_of(leave_out), failures_of(leave_out))
                for path in (kept, *(kept.with_name(kept.name + ending) for ending in _BESIDE_DATABASES))
            }
            self._folder = leave_out.parent.resolve()
            for source in sources:
                if self._is_own(Path(source)):
                    raise ConfigError(f"{source}: is the sink, or belongs to one, and cannot be a source")
        files, size, known = 0, 0, True
        for place in self:
            files += 1
            if isinstance(place, Place):
                known = known and place.path is not None
                size += size_of(place)
        self.files = files if known else None
        self.size = size if known else None

    def __iter__(self) -> Iterator[Place | SourceError]:
        for place in storable_places(self._sources):
            if isinstance(place, SourceError) or place.path is None or not self._is_own(place.path):
                yield place

    def _is_own(self, path: Path) -> bool:
        if path.name.endswith(_OF_ANY_SINK):
            return True
        return path.name in self._own and path.parent.resolve() == self._folder


def _real(sink: Path) -> Path:
    """Return the path of a sink that has a name: a link or ``.`` is followed."""
    path = sink.resolve() if sink.is_symlink() or not sink.name else sink
    if not path.name:
        raise ConfigError(f"{sink}: cannot be a sink")
    return path


def limits_of(places: Places, allowed: Allowed | None) -> Limits:
    """Return the limits of a batch: those allowed, and for the others what suits its size."""
    given = allowed or Allowed()
    return limits_for(
        places.files, places.size, workers=given.workers, seconds=given.seconds, memory=given.memory
    )


def _failed_sources(journal: Journal, retry_failed: bool) -> list[str]:
    if not retry_failed:
        raise ConfigError("no sources given")
    return [as_given(uri) for uri in journal.failed_uris() if uri != STANDARD_INPUT]


def _options(config: str | Path, lang: str | None, text_column: str | None) -> str:
    """Return, as one would type them, the options that change what is extracted.

    Raises `ConfigError` if there is no such config or language.
    """
    if lang is not None:
        known_language(lang)
    content = hashlib.sha256(config_path(config).read_bytes()).hexdigest()[:8]
    told = [f"--config {config} ({content})"]
    told += [f"--lang {lang}"] if lang else []
    told += [f"--text-column {text_column!r}"] if text_column else []
    return " ".join(told)
