"""The command line: one file a command, no logic that the library lacks."""

from __future__ import annotations

import sys

import typer

from sayso.cli.check import check
from sayso.cli.evaluate import evaluate
from sayso.cli.export import export
from sayso.cli.extract import extract
from sayso.cli.gold import gold
from sayso.cli.languages import languages
from sayso.cli.metadata import metadata
from sayso.cli.query import query
from sayso.cli.schema import schema
from sayso.cli.search import search
from sayso.cli.show import show
from sayso.cli.stats import stats
from sayso.cli.train import train
from sayso.cli.who import who
from sayso.version import __version__

app = typer.Typer(
    name="sayso",
    help="Who said what, in which role, for which organisation: press releases in twenty languages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(extract)
app.command()(evaluate)
app.command()(check)
app.add_typer(gold, name="gold")
app.command()(show)
app.command()(search)
app.command()(who)
app.command()(stats)
app.command()(query)
app.command()(export)
app.command()(metadata)
app.command()(languages)
app.command()(schema)
app.command()(train)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"sayso {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Who said what, in which role, for which organisation: press releases in twenty languages."""


def main() -> None:
    """Run the command line: exit 0 if all was done, 1 if some inputs failed, 2 for wrong use."""
    from sayso.cli.answers import utf8
    from sayso.errors import SaysoError

    utf8(sys.stdout)
    try:
        app()
    except SaysoError as error:
        print(f"sayso: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        print("sayso: stopped", file=sys.stderr)
        sys.exit(130)


__all__ = ["app", "main"]
