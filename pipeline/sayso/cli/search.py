"""`sayso search`: ranked quotes of a database."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from sayso.store.search import Hit


class Kind(str, Enum):
    """How a quote is reported."""

    direct = "direct"
    indirect = "indirect"
    mixed = "mixed"


def search(
    database: Path = typer.Argument(..., help="A database that sayso made.", show_default=False),
    words: Optional[str] = typer.Argument(
        None,
        help='Words of the quote: all of them, or with OR, NOT, brackets; "…" keeps words together, '
        "digital* takes any ending. Accents and case do not matter.",
        show_default=False,
    ),
    lang: Optional[str] = typer.Option(None, help="The quote's language (ISO 639-1)."),
    speaker: Optional[str] = typer.Option(None, help="Words of the speaker's name, or person:12."),
    organisation: Optional[str] = typer.Option(
        None, help="Words of the speaker's organisation, or organisation:7."
    ),
    role: Optional[str] = typer.Option(None, help='Words of the speaker\'s role: "vice pres*".'),
    since: Optional[str] = typer.Option(None, help="From this year, month or day on: 2023, 2023-05-12."),
    until: Optional[str] = typer.Option(None, help="Up to this year, month or day."),
    kind: Optional[Kind] = typer.Option(None, help="How it is reported."),
    duplicates: bool = typer.Option(False, help="Also quotes of releases that nearly repeat another."),
    limit: int = typer.Option(20, min=1, help="At most so many quotes."),
    json: bool = typer.Option(False, "--json", help="Print a JSON array."),
    csv: bool = typer.Option(False, "--csv", help="Print CSV."),
) -> None:
    """Search quotes: the best first, with the hit marked, who said it, and where it stands."""
    from dataclasses import asdict, fields

    from sayso.cli.answers import console, print_csv, print_json
    from sayso.store import open_store
    from sayso.store.search import Hit, Search
    from sayso.store.search import search as run

    wanted = Search(
        words,
        lang,
        speaker,
        organisation,
        role,
        since,
        until,
        kind.value if kind else None,
        duplicates,
        limit,
    )
    with open_store(database, create=False, write=False) as store:
        hits = run(store, wanted)
    columns = [field.name for field in fields(Hit)]
    if json:
        print_json(columns, (list(asdict(hit).values()) for hit in hits))
    elif csv:
        print_csv(columns, ([*_for_spreadsheet(hit)] for hit in hits))
    else:
        out = console()
        for hit in hits:
            _print(hit, out)
        if not hits:
            typer.echo("no quote matches", err=True)


def _for_spreadsheet(hit: Hit) -> list[object]:
    from dataclasses import asdict

    words = " … ".join(hit.text[start:end] for start, end in hit.hits)
    return list((asdict(hit) | {"hits": words}).values())


def _print(hit: Hit, out: Console) -> None:
    """Print a quote, then who said it and where: on a terminal the hit is coloured, else between **."""
    from rich.text import Text

    from sayso.sinks.card import visible

    line = Text()
    mark = "" if out.is_terminal else "**"
    position = 0
    for start, end in hit.hits:
        line.append(visible(hit.text[position:start]))
        line.append(f"{mark}{visible(hit.text[start:end])}{mark}", style="bold black on yellow")
        position = end
    line.append(visible(hit.text[position:]))
    speaker = ", ".join(part for part in (hit.speaker, hit.role, hit.organisation) if part) or "not told who"
    where = " · ".join(part for part in (hit.date, hit.title, hit.source) if part)
    out.print(Text("“", style="dim") + line + Text("”", style="dim") if hit.kind == "direct" else line)
    out.print(Text(f"  {visible(speaker)}", style="green"), Text(f"{hit.kind}, {hit.language}", style="dim"))
    out.print(Text(f"  {visible(where)} · {hit.release}", style="dim"))
    out.print()
