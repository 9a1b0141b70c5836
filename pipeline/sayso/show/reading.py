"""A release in the terminal: its text with the finds coloured, each quote numbered with its speaker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayso.record import Quote, Record
from sayso.show.marks import Mark, marks
from sayso.show.weave import Close, Open, Said, weave, with_speakers
from sayso.sinks.card import visible
from sayso.text import blocks

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

STYLES = {
    "quote": "italic",
    "cue": "dim",
    "role": "magenta",
    "organisation": "blue",
    "person": "bold cyan",
    "entity": "yellow",
}
_HEADLINES = {"headline": "bold", "subhead": "bold dim", "boilerplate": "dim", "contact": "dim"}


def print_release(record: Record, console: Console) -> None:
    """Print a release: what it is, its text, and who says each quote."""
    from rich.text import Text

    console.print(Text(visible(_about(record)), style="dim"))
    if console.is_terminal:
        console.print(Text("  ").join(Text(kind, style=style) for kind, style in STYLES.items()))
    found = marks(record)
    numbers = {quote.id: order for order, quote in enumerate(record.quotes, 1)}
    for stretch in blocks(record.text):
        console.print()
        section = next((s.kind for s in record.sections if s.start <= stretch.start < s.end), "body")
        style = _HEADLINES.get(section, "")
        console.print(_block(record.text, stretch.start, stretch.end, found, numbers, style))
    console.print()
    for quote in record.quotes:
        console.print(_speaker(quote, numbers[quote.id]))
    for warning in record.warnings:
        console.print(Text(f"warning: {visible(warning)}", style="yellow"))


def _about(record: Record) -> str:
    names = {organisation.id: organisation.name for organisation in record.organisations}
    source = record.source.uri + (f" · {record.source.part}" if record.source.part else "")
    parts = (record.id, record.date, record.language.code, names.get(record.issuer or ""), source)
    return " · ".join(part for part in parts if part)


def _block(text: str, start: int, end: int, found: list[Mark], numbers: dict[str, int], style: str) -> Text:
    from rich.text import Text

    line = Text(style=style)
    stack: list[Mark] = []
    for piece in with_speakers(weave(text, start, end, found)):
        if isinstance(piece, Open):
            stack.append(piece.mark)
        elif isinstance(piece, Close):
            stack.pop()
        elif isinstance(piece, Said):
            line.append(f"[{numbers[piece.mark.key]}]", style="bold green")
        else:
            styles = " ".join(STYLES[mark.kind] for mark in stack)
            shown = "\n".join(visible(part) for part in piece.split("\n"))
            line.append(shown, style=styles)
    return line


def _speaker(quote: Quote, number: int) -> Text:
    from rich.text import Text

    speaker = quote.speaker
    line = Text(f"[{number}] ", style="bold green")
    if speaker is None:
        return line + Text("not told who", style="yellow")
    role = ", ".join(part for part in (speaker.role, speaker.organisation) if part)
    line += Text(visible(speaker.name), style="bold cyan")
    line += Text(visible(f", {role}") if role else "")
    cue = f", “{visible(quote.cue.text)}”" if quote.cue else ""
    return line + Text(f"  {quote.kind}, {quote.confidence:.0%}{cue}", style="dim")
