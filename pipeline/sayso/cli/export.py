"""`sayso export`: a database in another format, with a data card."""

from __future__ import annotations

from pathlib import Path

import typer


def export(
    database: Path = typer.Argument(..., help="A database that sayso made.", show_default=False),
    output: str = typer.Argument(
        ...,
        metavar="OUT",
        help="A file .parquet, .jsonl (.gz, .zst), .csv or .xlsx, or a folder (a Hugging Face dataset).",
        show_default=False,
    ),
) -> None:
    """Write a database's releases to OUT, and what they are to a README.md beside or in it."""
    from sayso.sinks.export import export as run
    from sayso.store import open_store

    with open_store(database, create=False, write=False) as store:
        card = run(store, Path(output), given=output)
    typer.echo(f"{output}, described in {card}", err=True)
