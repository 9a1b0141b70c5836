"""`sayso extract`: sources in, records out."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Optional, TextIO

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sayso.errors import SourceError
    from sayso.record import Record

FEW = 5


class Format(str, Enum):
    """How records are shown."""

    card = "card"
    jsonl = "jsonl"


def extract(
    sources: list[str] = typer.Argument(
        ..., metavar="SOURCES…", help="Files, folders, globs; - for standard input.", show_default=False
    ),
    output: Optional[Path] = typer.Option(
        None, "-o", "--output", help="Write to this file instead of standard output."
    ),
    format: Optional[Format] = typer.Option(
        None, help="card: for people; jsonl: a record a line. Default: card on a terminal, else jsonl."
    ),
    lang: Optional[str] = typer.Option(None, help="Take this language for all texts (ISO 639-1)."),
    config: str = typer.Option("default", help="A shipped config's name, or a .cfg file."),
    text_column: Optional[str] = typer.Option(
        None, help="The column of CSV, TSV and JSON Lines that holds the text."
    ),
) -> None:
    """Extract people, roles, organisations and quotes with their speakers from SOURCES."""
    from sayso.pipeline import extract as run

    failures: list[SourceError] = []

    def report(error: SourceError) -> None:
        failures.append(error)
        print(f"sayso: {error}", file=sys.stderr)

    stdin = sys.stdin.buffer if "-" in sources else None
    found = run(sources, config=config, lang=lang, text_column=text_column, stdin=stdin, on_failure=report)
    shown = format or (Format.card if output is None and sys.stdout.isatty() else Format.jsonl)
    _write(_with_progress(found, sources, shown, output), shown, output)
    if failures:
        raise typer.Exit(1)


def _write(records: Iterator[Record], shown: Format, output: Path | None) -> None:
    from sayso.errors import ConfigError
    from sayso.sinks.jsonl import write_line

    try:
        out = output.open("w", encoding="utf-8") if output else _utf8(sys.stdout)
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written: {error.strerror}") from error
    try:
        if shown is Format.card:
            from rich.console import Console

            from sayso.sinks.card import print_card

            console = Console(file=out)
            for record in records:
                print_card(record, console)
        else:
            for record in records:
                write_line(record, out)
    finally:
        if output:
            out.close()


def _utf8(stream: TextIO) -> TextIO:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    return stream


def _with_progress(
    records: Iterator[Record], sources: list[str], shown: Format, output: Path | None
) -> Iterator[Record]:
    """Show a bar on a terminal when there is more than a little to wait for and nothing else to see."""
    quiet = shown is Format.card and output is None
    many = len(sources) > FEW or any(Path(source).is_dir() for source in sources)
    if quiet or not many or not sys.stderr.isatty():
        yield from records
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} releases"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("extract", total=None)
        for record in records:
            progress.advance(task)
            yield record
