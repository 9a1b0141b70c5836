"""`sayso languages`: what sayso knows of each language."""

from __future__ import annotations


def languages() -> None:
    """List the languages with what each has: cues, roles, marks, headings."""
    from rich.console import Console
    from rich.table import Table

    from sayso.languages import known_languages, language_data

    table = Table(box=None, header_style="bold")
    for column in ("code", "language", "marks", "dash speech", "cues", "roles", "legal forms", "headings"):
        table.add_column(
            column, justify="right" if column in {"cues", "roles", "legal forms", "headings"} else "left"
        )
    for code in known_languages():
        data = language_data(code)
        headings = data.headings
        table.add_row(
            code,
            f"{data.name} ({data.native_name})",
            " ".join(f"{opening}…{closing}" for opening, closing in data.quotation.outer[:3]),
            "yes" if data.quotation.dash_speech else "no",
            str(len(data.cues.verbs) + len(data.cues.before_speaker) + len(data.cues.after_speaker)),
            str(len(data.roles.nouns)),
            str(len(data.legal_forms)),
            str(len(headings.boilerplate) + len(headings.contact)),
        )
    Console(soft_wrap=True).print(table)
