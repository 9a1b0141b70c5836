"""`sayso query`: SQL that can only read."""

from __future__ import annotations

from pathlib import Path

import typer


def query(
    database: Path = typer.Argument(..., help="A database that sayso made.", show_default=False),
    sql: str = typer.Argument(..., help="One SELECT; the tables: docs/store.md.", show_default=False),
    json: bool = typer.Option(False, "--json", help="Print a JSON array."),
    csv: bool = typer.Option(False, "--csv", help="Print CSV."),
) -> None:
    """Ask a database in SQL: reading only, whatever the SQL says."""
    from sayso.cli.answers import print_csv, print_json, print_table
    from sayso.store.asking import ask

    answer = ask(database, sql)
    show = print_json if json else print_csv if csv else print_table
    show(answer.columns, answer.rows)
