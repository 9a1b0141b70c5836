"""A record as a card for the terminal: people with their roles, quotes with their speakers."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sayso.record import Person, Quote, Record

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

LONGEST_QUOTE = 400


def print_card(record: Record, console: Console) -> None:
    """Print one record."""
    from rich.panel import Panel
    from rich.table import Table

    body = Table.grid(padding=(0, 1))
    body.add_column(style="dim", no_wrap=True)
    body.add_column()
    names = {organisation.id: organisation.name for organisation in record.organisations}
    _add(body, "issuer", visible(names.get(record.issuer or "", "–")))
    language = f"{record.language.code} ({record.language.confidence:.0%})"
    _add(body, "date", f"{record.date or '–'}   language {language}")
    for order, person in enumerate(record.people):
        _add(body, "people" if order == 0 else "", _person(person, names))
    others = [visible(name) for key, name in names.items() if key != record.issuer]
    if others:
        _add(body, "organisations", ", ".join(others))
    for order, quote in enumerate(record.quotes):
        _add(body, "quotes" if order == 0 else "", _quote(quote))
    for warning in record.warnings:
        _add(body, "warning", visible(warning))
    title = visible(record.title or record.source.uri)
    console.print(Panel(body, title=_bold(title), title_align="left", subtitle=_dim(record)))


def visible(text: str) -> str:
    """Return a text whose control and direction characters cannot change the terminal."""
    return "".join(
        " "
        if character in "\n\t"
        else "\ufffd"
        if unicodedata.category(character) in {"Cc", "Cf", "Cs"}
        else character
        for character in text
    )


def _add(table: Table, label: str, content: str | Text) -> None:
    from rich.text import Text

    table.add_row(label, content if isinstance(content, Text) else Text(content))


def _bold(text: str) -> Text:
    from rich.text import Text

    return Text(text, style="bold")


def _dim(record: Record) -> Text:
    from rich.text import Text

    part = f" · {record.source.part}" if record.source.part else ""
    return Text(visible(f"{record.source.uri}{part}"), style="dim")


def _person(person: Person, names: dict[str, str]) -> Text:
    from rich.text import Text

    line = Text(visible(person.name), style="bold cyan")
    for role in person.roles:
        at = f", {names[role.organisation]}" if role.organisation else ""
        line.append(f"  {visible(role.title + at)}", style="not bold default")
    return line


def _quote(quote: Quote) -> Text:
    from rich.text import Text

    who = visible(quote.speaker.name) if quote.speaker else "not told"
    line = Text(who, style="bold green" if quote.speaker else "bold yellow")
    cue = f" ({visible(quote.cue.text)})" if quote.cue else ""
    kind = "" if quote.kind == "direct" else f" {quote.kind}"
    line.append(f"{cue}{kind} {quote.confidence:.0%}: ", style="not bold dim")
    text = visible(quote.text)
    shown = text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"
    line.append(f"“{shown}”" if quote.kind == "direct" else shown, style="not bold default")
    return line
