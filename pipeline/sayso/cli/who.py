"""`sayso who`: a person or organisation across releases, why they are one, and how to decide otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from sayso.store.decisions import Decision
    from sayso.store.who import Known

FEW = 10


def who(
    database: Path = typer.Argument(..., help="A database that sayso made.", show_default=False),
    name: Optional[str] = typer.Argument(
        None, help="Words of a name, or person:12, organisation:7.", show_default=False
    ),
    merge: Optional[tuple[str, str]] = typer.Option(
        None, help="Decide that two are one: handles as this command shows them.", metavar="HANDLE HANDLE"
    ),
    split: Optional[str] = typer.Option(
        None, help="Decide that somebody of one release is none of the others.", metavar="RELEASE/ID"
    ),
    forget: Optional[int] = typer.Option(None, help="Take back a decision.", metavar="NUMBER"),
    every: bool = typer.Option(False, "--all", help=f"Show all releases, not only the newest {FEW}."),
    json: bool = typer.Option(False, "--json", help="Print a JSON array."),
) -> None:
    """Show who is called so: names, roles, releases, and why they are taken for one.

    Organisations are one where their names agree, legal forms aside; people where their names agree and
    they hold a role at one organisation. --merge and --split decide otherwise, --forget takes that back.
    """
    from sayso.errors import ConfigError

    if name is None and not merge and split is None and forget is None:
        raise ConfigError("give a name, or one of --merge, --split, --forget")
    if merge or split is not None or forget is not None:
        _decide(database, merge, split, forget)
    if name is not None:
        _show(database, name, every, json)


def _decide(database: Path, merge: tuple[str, str] | None, split: str | None, forget: int | None) -> None:
    from sayso.store import deciding, open_store

    with open_store(database, create=False) as store:
        if forget is not None:
            deciding.forget(store, forget)
            typer.echo(f"decision {forget} is taken back", err=True)
        if merge:
            number = deciding.merge(store, *merge)
            typer.echo(f"decision {number}: {merge[0]} and {merge[1]} are one (--forget {number})", err=True)
        if split is not None:
            number = deciding.split(store, split)
            typer.echo(f"decision {number}: {split} is set apart (--forget {number})", err=True)


def _show(database: Path, name: str, every: bool, json: bool) -> None:
    from dataclasses import asdict

    from sayso.cli.answers import console, print_json
    from sayso.store import open_store
    from sayso.store.who import who as find

    with open_store(database, create=False, write=False) as store:
        found = find(store, name)
    if json:
        print_json(list(asdict(found[0])), (list(asdict(known).values()) for known in found))
        return
    for known in found:
        _print(known, console(), len(known.appearances) if every else FEW)


def _print(known: Known, out: Console, at_most: int) -> None:
    from rich.text import Text

    from sayso.sinks.card import visible

    others = [visible(form) for form in known.names if form != known.name]
    also = f"  also {', '.join(others)}" if others else ""
    out.print(Text(visible(known.name), style="bold cyan"), Text(f"{known.handle}{also}", style="dim"))
    out.print(f"  {known.quotes} quotes · {known.releases} releases")
    for title, at, often in known.roles[:at_most]:
        out.print(Text(f"  {visible(title)}{f', {visible(at)}' if at else ''} ({often})", style="green"))
    reasons: dict[str, int] = {}
    for appearance in known.appearances:
        reasons[appearance.reason] = reasons.get(appearance.reason, 0) + 1
    out.print(Text("  because"))
    for reason, often in reasons.items():
        out.print(Text(f"    {reason} ({often})"))
    for decision in known.decisions:
        out.print(Text(f"    {visible(_in_words(decision))}", style="yellow"))
    for appearance in known.appearances[:at_most]:
        where = " · ".join(part for part in (appearance.date, appearance.title) if part)
        out.print(Text(f"  {appearance.handle}  {visible(appearance.name)} · {visible(where)}", style="dim"))
    if len(known.appearances) > at_most:
        out.print(Text(f"  … {len(known.appearances) - at_most} more: --all", style="dim"))
    out.print()


def _in_words(decision: Decision) -> str:
    verdict = "set apart" if decision.verdict == "apart" else "the same as"
    other = f" {decision.other_name_key} ({decision.other_at})" if decision.other_name_key else ""
    return f"decision {decision.id}, {decision.made}: {decision.name_key} ({decision.at}) {verdict}{other}"
