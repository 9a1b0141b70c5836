"""`sayso extract`: sources in, records out."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Optional, TextIO

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sayso.batch.run import Allowed, Progress, Summary
    from sayso.batch.unit import Failure
    from sayso.record import Record

MEGABYTE = 1_000_000


class Format(str, Enum):
    """How records are shown."""

    card = "card"
    jsonl = "jsonl"


def extract(
    sources: Optional[list[str]] = typer.Argument(
        None,
        metavar="SOURCES…",
        help="Files, folders, globs, Hugging Face datasets (a saved folder, hf://owner/name); - for standard"
        " input.",
        show_default=False,
    ),
    output: Optional[str] = typer.Option(
        None,
        "-o",
        "--output",
        metavar="SINK",
        help="Write to a .jsonl (.gz, .zst), .db, .parquet, .csv or .xlsx file, or a folder (a Hugging Face"
        " dataset). The same command goes on where it was broken off, and adds what is new.",
    ),
    format: Optional[Format] = typer.Option(
        None, help="card: for people; jsonl: a record a line. Default: card on a terminal, else jsonl."
    ),
    lang: Optional[str] = typer.Option(None, help="Take this language for all texts (ISO 639-1)."),
    config: str = typer.Option("default", help="A shipped config's name, or a .cfg file."),
    text_column: Optional[str] = typer.Option(
        None, help="The column of CSV, TSV, JSON Lines and datasets that holds the text."
    ),
    retry_failed: bool = typer.Option(
        False, "--retry-failed", help="Try again what SINK.failed.jsonl lists; without SOURCES only that."
    ),
    overwrite: bool = typer.Option(False, "--overwrite", help="Begin anew: replace what SINK has."),
    workers: Optional[int] = typer.Option(
        None, min=1, max=1024, help="Processes that extract. Default: as many as cores and memory allow."
    ),
    time_limit: float = typer.Option(
        120.0, min=0.1, help="Seconds that one text may take; for a long one, per 100,000 characters."
    ),
    memory_limit: Optional[int] = typer.Option(
        None, min=100, help="Megabytes that a worker may take. Default: its share of what is free."
    ),
) -> None:
    """Extract people, roles, organisations and quotes with their speakers from SOURCES."""
    from sayso.batch.run import Allowed
    from sayso.errors import ConfigError

    if not sources and not (retry_failed and output):
        raise ConfigError("no sources given: name files or folders, or - for standard input")
    memory = memory_limit * MEGABYTE if memory_limit else None
    allowed = Allowed(workers, time_limit, memory)
    if output is None or output == "-":
        if retry_failed or overwrite:
            raise ConfigError("--retry-failed and --overwrite need a sink: -o SINK")
        failed = _to_screen(sources or [], format, lang, config, text_column, allowed)
    elif format is not None:
        raise ConfigError("--format is for standard output; with -o the name tells the format")
    else:
        failed = _to_sink(sources or [], output, lang, config, text_column, allowed, retry_failed, overwrite)
    if failed:
        raise typer.Exit(1)


def _to_sink(
    sources: list[str],
    output: str,
    lang: str | None,
    config: str,
    text_column: str | None,
    allowed: Allowed,
    retry_failed: bool,
    overwrite: bool,
) -> bool:
    from sayso.batch.journal import journal_of
    from sayso.batch.run import extract_to

    try:
        with _progress() as observe:
            summary = extract_to(
                sources,
                output,
                config=config,
                lang=lang,
                text_column=text_column,
                stdin=_stdin(sources),
                allowed=allowed,
                retry_failed=retry_failed,
                overwrite=overwrite,
                observe=observe,
            )
    except KeyboardInterrupt:
        kept = journal_of(Path(output))
        print(f"sayso: stopped; {kept} keeps what is done, the same command goes on", file=sys.stderr)
        raise typer.Exit(130) from None
    print(_told(summary, output), file=sys.stderr)
    return summary.failures > 0


def _told(summary: Summary, output: str) -> str:
    """Return the summary of a batch, in two lines or a few more."""
    from sayso.batch.failures import failures_of

    rate = summary.done / summary.seconds if summary.seconds else 0.0
    lines = [
        f"done {summary.done:,}, skipped {summary.skipped:,}, failed {summary.failed:,}"
        f" in {summary.seconds:,.1f} s: {rate:,.1f} releases a second",
        f"{output}: {summary.releases:,} releases, {summary.repeats:,} of them repeat another",
    ]
    if summary.failures:
        failed = failures_of(Path(output))
        lines.append(f"{failed}: {summary.failures:,} inputs that failed; --retry-failed tries them again")
    if summary.not_retried:
        lines.append(
            f"-: {summary.not_retried:,} failures of standard input are kept: to try again, give - once more"
        )
    return "\n".join(f"sayso: {line}" for line in lines)


def _to_screen(
    sources: list[str],
    format: Format | None,
    lang: str | None,
    config: str,
    text_column: str | None,
    allowed: Allowed,
) -> bool:
    from sayso.batch.messages import Setup
    from sayso.batch.run import Places, limits_of
    from sayso.batch.stream import stream
    from sayso.batch.unit import Failure

    show = _card if (format or _default_format()) is Format.card else _line
    limits = limits_of(Places(sources), allowed)
    setup = Setup(config, lang, text_column, limits.memory)
    out, failed = _utf8(sys.stdout), False
    for result in stream(sources, setup, limits, stdin=_stdin(sources)):
        if isinstance(result, Failure):
            failed = True
            print(f"sayso: {_failure(result)}", file=sys.stderr)
        else:
            show(result, out)
    return failed


def _failure(failure: Failure) -> str:
    told = not failure.part or failure.reason.startswith(failure.part)  # what a reader says begins with it
    where = failure.uri if told else f"{failure.uri}: {failure.part}"
    stage = "" if failure.stage == "reading" else f"{failure.stage}: "
    return f"{where}: {stage}{failure.reason}"


def _default_format() -> Format:
    return Format.card if sys.stdout.isatty() else Format.jsonl


def _line(record: Record, out: TextIO) -> None:
    from sayso.sinks.jsonl import write_line

    write_line(record, out)


def _card(record: Record, out: TextIO) -> None:
    from rich.console import Console

    from sayso.sinks.card import print_card

    print_card(record, Console(file=out))


def _stdin(sources: list[str]) -> BinaryIO | None:
    return sys.stdin.buffer if "-" in sources else None


def _utf8(stream: TextIO) -> TextIO:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    return stream


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None] | None]:
    """Give an observer that shows a bar with rate and time left; on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from sayso.cli.bar import Bar

    with Bar() as bar:
        yield bar.show
