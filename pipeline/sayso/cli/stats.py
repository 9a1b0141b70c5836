"""`sayso stats`: who speaks how often."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sayso.store.counting import Count, Overview


class By(str, Enum):
    """What quotes are counted by."""

    speaker = "speaker"
    organisation = "organisation"
    language = "language"
    month = "month"


def stats(
    database: Path = typer.Argument(..., help="A database that sayso made.", show_default=False),
    by: Optional[By] = typer.Option(None, help="Count by this only; default: all four."),
    top: int = typer.Option(10, min=1, help="Show so many of each; of months the last."),
    plot: Optional[Path] = typer.Option(None, help="Draw the counts into this .png or .svg."),
    duplicates: bool = typer.Option(False, help="Count quotes of near-duplicates too."),
    json: bool = typer.Option(False, "--json", help="Print a JSON array."),
    csv: bool = typer.Option(False, "--csv", help="Print CSV."),
) -> None:
    """Count who speaks how often, by speaker, organisation, language and month."""
    from dataclasses import astuple, fields

    from sayso.cli.answers import print_csv, print_json
    from sayso.store import open_store
    from sayso.store.counting import BYS, Count, count, overview

    with open_store(database, create=False, write=False) as store:
        whole = overview(store, duplicates=duplicates)
        wanted = [one for one in BYS if by is None or by.value == one]
        counts = {one: count(store, one, top=top, duplicates=duplicates) for one in wanted}
    rows = [row for some in counts.values() for row in some]
    if json or csv:
        columns = [field.name for field in fields(Count)]
        (print_json if json else print_csv)(columns, (astuple(row) for row in rows))
    else:
        _print_overview(whole, duplicates)
        for one, some in counts.items():
            typer.echo()
            _print_counts(one, some)
    if plot is not None:
        from sayso.store.plotting import plot as draw

        if missing := draw(counts, plot):
            typer.echo(f"{plot}: no font here has {missing}: name an .svg to see them", err=True)


def _print_counts(by: str, counts: Sequence[Count]) -> None:
    """Print a table: only speakers speak for somebody, only they and organisations have handles."""
    from sayso.cli.answers import print_table

    columns = {by: [row.name or "not told" for row in counts]}
    if by == "speaker":
        columns["for"] = [row.note or "" for row in counts]
    numbers = {"quotes": [row.quotes for row in counts], "releases": [row.releases for row in counts]}
    handles = {"handle": [row.handle for row in counts]} if by in ("speaker", "organisation") else {}
    table = {**columns, **numbers, **handles}
    print_table(list(table), list(zip(*table.values(), strict=True)))


def _print_overview(whole: Overview, duplicates: bool) -> None:
    told = f"{whole.told / whole.quotes:.0%}" if whole.quotes else "–"
    typer.echo(f"{whole.releases} releases, {whole.first or 'no date'} to {whole.last or 'no date'}")
    typer.echo(f"{whole.quotes} quotes, {told} with their speaker")
    typer.echo(f"{whole.people} people, {whole.organisations} organisations")
    if whole.duplicates:
        counted = "counted" if duplicates else "not counted: --duplicates counts them"
        typer.echo(f"{whole.duplicates} releases nearly repeat another; their quotes are {counted}")
