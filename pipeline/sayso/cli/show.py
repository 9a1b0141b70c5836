"""`sayso show`: a release to read, in the terminal or as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer

if TYPE_CHECKING:
    from sayso.record import Record


def show(
    source: str = typer.Argument(
        ...,
        metavar="FILE",
        help="A release, or a database that sayso made; - for standard input.",
        show_default=False,
    ),
    release: Optional[str] = typer.Argument(
        None, metavar="ID", help="Of a database: the release's id, or its beginning.", show_default=False
    ),
    html: bool = typer.Option(False, "--html", help="As one self-contained HTML page."),
    output: Optional[Path] = typer.Option(None, "-o", "--output", help="Write the page to this file."),
    lang: Optional[str] = typer.Option(None, help="Take this language for the text (ISO 639-1)."),
    config: str = typer.Option("default", help="A shipped config's name, or a .cfg file."),
) -> None:
    """Show a release with its people, roles, organisations and quotes marked in the text."""
    from sayso.cli.answers import console, utf8

    records = _records(source, release, lang, config)
    if html or output:
        from sayso.show import html_page

        page = html_page(records)
        if output:
            _write(page, output)
        else:
            utf8(sys.stdout).write(page)
        return
    from sayso.show import print_release

    out = console()
    for record in records:
        print_release(record, out)


def _records(source: str, release: str | None, lang: str | None, config: str) -> list[Record]:
    from sayso.errors import ConfigError
    from sayso.store.opening import is_database

    if is_database(Path(source)):
        from sayso.store import open_store

        if release is None:
            raise ConfigError(f"{source}: is a database: name a release's id too (`sayso search` shows them)")
        with open_store(Path(source), create=False, write=False) as store:
            return [store.release(release).record]
    if release is not None:
        raise ConfigError(f"{source}: is no database: an id goes with one only")
    from sayso.pipeline import extract

    stdin = sys.stdin.buffer if source == "-" else None
    return list(extract([source], config=config, lang=lang, stdin=stdin))


def _write(page: str, path: Path) -> None:
    from sayso.errors import ConfigError
    from sayso.sinks.aside import aside_of, discard, place_file

    aside = aside_of(path)
    try:
        aside.write_text(page, encoding="utf-8")
        place_file(aside, path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        discard(aside)
