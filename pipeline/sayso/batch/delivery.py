"""Between journal and sink: take over what a sink has, deliver what it has not."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sayso.batch.desk import broken_key
from sayso.batch.failures import failures_of, read_failures, write_failures
from sayso.batch.journal import FAILED, Journal, journal_of
from sayso.batch.repeats import mark_repeats
from sayso.errors import RecordError, SinkError
from sayso.sinks.aside import aside_of, discard
from sayso.sinks.choose import Format

# What the journal notes about its batch.
_OPTIONS, _SINK, _ANEW, _DELIVERING, _FINISHED = "options", "sink", "anew", "delivering", "finished"


def open_journal(sink: Path, form: Format, options: str, *, overwrite: bool = False) -> Journal:
    """Return the journal of a sink, with all that the sink has in it.

    ``options`` are those that change what is extracted: a batch that was broken off goes on with the same.
    With ``overwrite`` what the sink has is left out, and replaced at the end.
    Raises `SinkError` if the sink is not sayso's, or changed since the batch was broken off.
    """
    check_sink(sink, form)
    journal = Journal(journal_of(sink))
    try:
        with clear_errors(sink):
            if _is_over(journal, sink, overwrite):
                journal.delete()
                journal = Journal(journal_of(sink))
            if journal.noted(_OPTIONS) is None:
                _begin(journal, sink, form, overwrite)
            else:
                _go_on(journal, sink, form, options)
            journal.note(_OPTIONS, options)
            journal.note(_FINISHED, "")
            journal.keep(on_disk=True)
    except BaseException:
        with suppress(sqlite3.Error):
            journal.close()
        raise
    return journal


def deliver(journal: Journal, sink: Path, form: Format) -> tuple[int, int, int]:
    """Bring the sink up to what the journal has, at one stroke, and list the failures beside it.

    Returns how many releases the sink has, how many of them are repeats, and how many failures are listed.
    The journal goes, unless the sink is a table, which does not hold the releases themselves.
    """
    with clear_errors(sink):
        anew = journal.noted(_ANEW) == "yes"
        if journal.changed or anew or not sink.exists():
            mark_repeats(journal)
            journal.note(_DELIVERING, "yes")
            journal.keep(on_disk=True)
            if form.add is not None and sink.exists() and not anew:
                form.add(journal.releases(fresh=True), sink)
            else:
                _replace(journal, sink, form)
        write_failures(journal.failures(), failures_of(sink))
        counts = journal.counts()
        journal.delivered()
        journal.note(_SINK, _identity(sink))
        for name in (_ANEW, _DELIVERING):
            journal.note(name, "")
        journal.note(_FINISHED, "yes")
        journal.keep()
        if form.read is not None:
            journal.delete()
    return counts


def _replace(journal: Journal, sink: Path, form: Format) -> None:
    aside = aside_of(sink)
    discard(aside)
    try:
        form.write(journal.releases(), aside)
        form.place(aside, sink)
    except BaseException:
        with suppress(OSError):
            discard(aside)  # the disk may be full of it
        raise


@contextmanager
def clear_errors(sink: Path) -> Iterator[None]:
    """Turn what the system and the libraries say into one line that names the sink and what to do."""
    hint = f"nothing is lost: {journal_of(sink).name} keeps what is done, and the same command goes on"
    try:
        yield
    except OSError as error:
        raise SinkError(f"{sink}: cannot be written: {error.strerror or error}; {hint}") from error
    except sqlite3.Error as error:
        raise SinkError(f"{journal_of(sink)}: cannot be written: {error}; {hint}") from error
    except RecordError as error:
        raise SinkError(f"{sink}: {error}: name another file, or replace it with --overwrite") from error


def check_sink(sink: Path, form: Format) -> None:
    """Raise `SinkError` for what can be no sink of this format, before anything is touched."""
    if not sink.parent.is_dir():
        raise SinkError(f"{sink.parent}: no such folder")
    if sink.exists() and not (sink.is_dir() if form.is_folder else sink.is_file()):
        wanted = "a folder" if form.is_folder else "a file"
        raise SinkError(f"{sink}: is there, and is not {wanted}: name another sink")
    if form.is_folder and not _is_empty(sink) and not (sink / "state.json").is_file():
        raise SinkError(f"{sink}: is a folder of something else: name another, or an empty one")


def _is_over(journal: Journal, sink: Path, overwrite: bool) -> bool:
    """Tell whether a journal that is there is of no use any more."""
    finished = journal.noted(_FINISHED) == "yes"
    if overwrite:
        return journal.noted(_OPTIONS) is not None and (finished or journal.noted(_ANEW) != "yes")
    return finished and not sink.exists()


def _begin(journal: Journal, sink: Path, form: Format, overwrite: bool) -> None:
    try:
        if overwrite:
            journal.note(_ANEW, "yes")
        elif not _is_empty(sink):
            if form.read is None:
                raise SinkError(
                    f"{sink}: is there already, and without {journal_of(sink).name} nothing can be added to a"
                    " table: name another file, or replace it with --overwrite"
                )
            journal.restore(form.read(sink))
        if sink.exists() and not overwrite:
            _restore_failures(journal, sink)
        journal.note(_SINK, _identity(sink))
    except BaseException:  # Ctrl-C too: half of what the sink has is nothing to go on with
        journal.delete()
        raise


def _go_on(journal: Journal, sink: Path, form: Format, options: str) -> None:
    begun = journal.noted(_OPTIONS)
    if journal.noted(_FINISHED) != "yes" and begun != options:
        raise SinkError(
            f"{sink}: a batch with other options was broken off ({begun}): give the same, or begin anew with"
            " --overwrite"
        )
    known = (journal.noted(_SINK), "none")
    if not form.add and journal.noted(_DELIVERING) != "yes" and _identity(sink) not in known:
        raise SinkError(
            f"{sink}: changed since sayso was at it: move it away, or replace it with --overwrite"
        )


def _restore_failures(journal: Journal, sink: Path) -> None:
    for place, failure in enumerate(read_failures(failures_of(sink))):
        position, _ = journal.register(failure.key)
        broken = failure.key == broken_key(failure.uri, failure.reason)
        journal.put_failure(position, place, failure, while_splitting=broken)
        if not broken:
            journal.set_state(position, FAILED)


def _is_empty(sink: Path) -> bool:
    if sink.is_dir():
        return not any(sink.iterdir())
    return not sink.exists() or sink.stat().st_size == 0


def _identity(sink: Path) -> str:
    """Return what tells a file, or the state of a dataset's folder, from what somebody put in its place."""
    told = sink / "state.json" if sink.is_dir() else sink
    if not told.exists():
        return "none"
    digest = hashlib.sha256()
    with told.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
