"""Whatever the workers' order, wherever it is broken off: the sink is the same (without processes)."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from standing_in import held, record_of

from sayso.batch.delivery import deliver, open_journal
from sayso.batch.desk import JournalDesk
from sayso.batch.journal import Journal
from sayso.batch.messages import READING, Answer, Failed
from sayso.batch.nearness import packed_bands
from sayso.batch.release import StoredRelease, packed
from sayso.batch.unit import Found, TextMet, Unit, key_of
from sayso.ingest import SourceText
from sayso.record import Source, release_id
from sayso.sinks.choose import format_of

# An input is the number of its text; the input's own number is its source. Negative ones fail.
inputs = st.lists(st.integers(-2, 5), max_size=10)


def text_of(number: int) -> str:
    words = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
    return " ".join(f"{word}{number}" for word in words)


def unit_of(index: int, number: int) -> Unit:
    text = SourceText(
        text_of(number), Source(uri=f"{index}.txt", media_type="text/plain", sha256=f"{number}", part=None)
    )
    return Unit(text.source.uri, None, text.source.sha256, text)


def work(desk: JournalDesk, position: int, unit: Unit) -> None:
    """Do what a worker tells of a unit."""
    text = unit.content
    assert isinstance(text, SourceText)
    if int(unit.sha256) < 0:
        desk.failed(position, Failed(0, unit.uri, None, unit.sha256, READING, "bad"))
    else:
        release = release_id(text.text)
        key = key_of(unit.uri, None, unit.sha256, release)
        answer = desk.met(position, TextMet(0, release, key, unit.uri, None, unit.sha256))
        record = record_of(text)
        extracted = answer is Answer.EXTRACT
        if answer is not Answer.NOTHING:
            source = text.source.model_dump_json()
            blob, bands = (packed(record), packed_bands(text.text)) if extracted else (None, None)
            desk.found(position, Found(0, release, key, source, blob, bands))
    desk.finished(position)


def run(
    journal: Journal, numbers: list[int], chance: random.Random, steps: int | None, retry: bool = False
) -> bool:
    """Work through all inputs, a few at a time and in any order; false if broken off after so many steps."""
    desk = JournalDesk(journal, retry=retry)
    begun: list[tuple[int, Unit]] = []
    waiting = [unit_of(*pair) for pair in enumerate(numbers)]
    while waiting or begun:
        if steps == 0:
            return False
        steps = None if steps is None else steps - 1
        if not begun or (waiting and len(begun) < 3 and chance.random() < 0.5):
            unit = waiting.pop(0)
            if (position := desk.register(unit)) is not None:
                begun.append((position, unit))
        else:
            work(desk, *begun.pop(chance.randrange(len(begun))))
        if chance.random() < 0.5:
            journal.keep()
    return True


def lose(journal: Journal) -> None:
    """Close a journal as a kill does: what was not kept is gone."""
    journal._db.rollback()
    journal.close()


def expected(numbers: list[int]) -> list[StoredRelease]:
    found: dict[int, list[Unit]] = {}
    for index, number in enumerate(numbers):
        if number >= 0:
            found.setdefault(number, []).append(unit_of(index, number))
    return [
        StoredRelease(record_of(units[0].content), tuple(unit.content.source for unit in units))
        for units in found.values()
    ]


def batch(
    sink: Path, numbers: list[int], chance: random.Random, breaks: list[int], retry: bool = False
) -> None:
    form = format_of(sink)
    for steps in (*breaks, None):
        journal = open_journal(sink, form, "--config none")
        if run(journal, numbers, chance, steps, retry):
            deliver(journal, sink, form)
            return
        lose(journal)


# After how many steps a batch is broken off, each time that it is.
broken_off = st.lists(st.integers(0, 15), max_size=3)


@settings(max_examples=40)
@given(numbers=inputs, chance=st.randoms(use_true_random=True), breaks=broken_off)
def test_any_order_and_any_break_give_the_same_sink(numbers, chance, breaks):
    with tempfile.TemporaryDirectory() as folder:
        sink = Path(folder) / "out.jsonl"
        batch(sink, numbers, chance, breaks)
        assert held(sink) == expected(numbers)
        failed = sum(number < 0 for number in numbers)
        listed = Path(f"{sink}.failed.jsonl")
        assert (len(listed.read_text().splitlines()) if failed else listed.exists()) == failed


@settings(max_examples=30)
@given(
    numbers=inputs,
    more=inputs,
    chance=st.randoms(use_true_random=True),
    breaks=broken_off,
    retry=st.booleans(),
)
def test_doing_it_again_changes_nothing_and_more_inputs_are_added_behind(
    numbers, more, chance, breaks, retry
):
    with tempfile.TemporaryDirectory() as folder:
        sink = Path(folder) / "out.jsonl"
        batch(sink, numbers, chance, breaks)
        bytes_before = sink.read_bytes()
        batch(sink, numbers, chance, breaks, retry=retry)
        assert sink.read_bytes() == bytes_before
        batch(sink, numbers + more, chance, breaks)
        assert held(sink) == expected(numbers + more)
