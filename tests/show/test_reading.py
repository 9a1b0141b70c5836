"""A release in the terminal: the text, numbered quotes, and who says them."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from sayso.record import Record
from sayso.show import print_release


def printed(record: Record, *, terminal: bool = False) -> str:
    out = io.StringIO()
    print_release(record, Console(file=out, width=10_000, force_terminal=terminal, highlight=False))
    return out.getvalue()


def test_every_quote_is_numbered_and_has_its_speaker(gold: list[Record]) -> None:
    for record in gold:
        text = printed(record)
        for number, quote in enumerate(record.quotes, 1):
            assert text.count(f"[{number}]") == 2
            [line] = [line for line in text.splitlines() if line.startswith(f"[{number}] ")]
            assert (quote.speaker.name if quote.speaker else "not told who") in line


def test_colours_show_what_is_marked(gold: list[Record]) -> None:
    record = next(record for record in gold if record.people)
    assert "\x1b[1;36m" in printed(record, terminal=True)
    assert "\x1b" not in printed(record)


@pytest.mark.parametrize("hidden", ["\x1b[2J", "\x07", "\u202e", "\x9b31m"])
def test_a_release_cannot_command_the_terminal(gold: list[Record], hidden: str) -> None:
    record = gold[0].model_copy(
        update={"title": hidden, "warnings": (hidden,), "text": gold[0].text + f"\n\nEvil {hidden} words"}
    )
    assert hidden not in printed(record, terminal=True)
    assert "Evil \ufffd" in printed(record)
