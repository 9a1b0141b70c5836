"""One poisonous input costs that input only."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from standing_in import held, release, write_rows

from sayso.batch import Allowed
from sayso.batch.limits import Limits
from sayso.batch.messages import Setup
from sayso.batch.stream import stream

# Long enough for an innocent text on a busy machine.
SECONDS = 3.0
POISONS = {
    "HANG": "took more than 3 seconds (--time-limit)",
    "REGEX": "took more than 3 seconds (--time-limit)",
    "EXIT": "the process that worked on it ended by itself (exit status 3)",
    "CRASH": "the process that worked on it crashed (SIGSEGV)",
    "KILLED": "the process that worked on it was killed by the system: for want of memory?",
    "EAT": "the process that worked on it ran out of memory",
    "HALF": "the process that worked on it ended by itself (exit status 3)",
    "RAISE": "ValueError: this text is poison",
}


def mail(parts: list[str]) -> bytes:
    """Return a mail with these attachments."""
    body = "".join(
        "--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; "
        f'filename="{n}.txt"\r\n\r\n{part}\r\n'
        for n, part in enumerate(parts)
    ).encode()
    return (
        b"From: a@b.example\r\nMessage-ID: <1@b>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; charset=utf-8; boundary=x\r\n\r\n" + body + b"--x--\r\n"
    )


def failures(sink: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(f"{sink}.failed.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("poison", POISONS)
def test_a_poisonous_text_fails_alone_and_says_where_and_why(batch, quick, poison):
    rows = [release(n) for n in range(8)]
    rows[3] = f"{release(3)} {poison}"
    source = write_rows(quick / "in.jsonl", rows)
    allowed = Allowed(workers=2, seconds=SECONDS, memory=800_000_000)
    summary = batch(source, allowed=allowed)
    assert (summary.done, summary.skipped, summary.failed, summary.failures) == (7, 0, 1, 1)
    assert [stored.record.text for stored in held(quick / "out.jsonl")] == rows[:3] + rows[4:]
    [failure] = failures(quick / "out.jsonl")
    assert failure["source"]["uri"] == str(source) and failure["source"]["part"] == "row 4"
    assert failure["stage"] == "stand_in"
    assert failure["reason"] == POISONS[poison]


def test_all_poisons_at_once_with_one_worker_cost_only_themselves(batch, quick):
    rows = []
    for number, poison in enumerate(POISONS):
        rows += [release(number), f"{release(100 + number)} {poison}"]
    source = write_rows(quick / "in.jsonl", rows)
    summary = batch(source, allowed=Allowed(workers=1, seconds=SECONDS, memory=800_000_000))
    assert (summary.done, summary.failed) == (len(POISONS), len(POISONS))
    assert [stored.record.text for stored in held(quick / "out.jsonl")] == rows[::2]
    reasons = [failure["reason"] for failure in failures(quick / "out.jsonl")]
    assert reasons == list(POISONS.values())


def test_what_comes_after_a_poisonous_part_of_a_file_is_extracted(batch, quick):
    parts = [release(0), f"{release(1)} CRASH", release(2)]
    (quick / "a.eml").write_bytes(mail(parts))
    summary = batch("a.eml")
    assert (summary.done, summary.failed) == (2, 1)
    texts = [stored.record.text.splitlines()[0] for stored in held(quick / "out.jsonl")]
    assert texts == ["Velaria 0 opens a laboratory", "Velaria 2 opens a laboratory"]
    [failure] = failures(quick / "out.jsonl")
    assert failure["source"]["part"] == "attachment 2: 1.txt"


def test_what_comes_after_a_poisonous_text_of_one_piece_is_extracted(batch, quick):
    packed = gzip.compress(mail([release(0), f"{release(1)} CRASH", release(2), f"{release(3)} EXIT"]))
    (quick / "a.eml.gz").write_bytes(packed)
    for sources, stdin in ((("a.eml.gz",), None), (("-",), io.BytesIO(packed))):
        summary = batch(*sources, to=f"{sources[0]}.jsonl", stdin=stdin)
        assert (summary.done, summary.failed) == (2, 2)
        parts = [failure["source"]["part"] for failure in failures(quick / f"{sources[0]}.jsonl")]
        assert parts == ["attachment 2: 1.txt", "attachment 4: 3.txt"]


@pytest.mark.parametrize("name", ["a.eml.gz", "-"])
def test_a_text_that_cannot_be_read_after_another_of_its_piece_is_a_failure(name, batch, quick):
    packed = gzip.compress(mail([f"{release(0)} THEN-CRASH", release(1)]))
    (quick / "a.eml.gz").write_bytes(packed)
    summary = batch(name, stdin=io.BytesIO(packed))
    assert (summary.done, summary.failures) == (1, 1)
    limits, setup = Limits(1, 1, 60.0, None), Setup("none", None, None, None)
    first, failure = stream([name], setup, limits, stdin=io.BytesIO(packed))
    assert first.text == f"{release(0)} THEN-CRASH"
    assert (failure.uri, failure.stage) == (name, "reading")
    assert failure.reason == "the process that worked on it crashed (SIGSEGV)"


def test_a_worker_that_the_system_kills_once_costs_nothing(batch, quick):
    source = write_rows(quick / "in.jsonl", [release(0), f"{release(1)} KILLED-ONCE", release(2)])
    summary = batch(source)
    assert (summary.done, summary.failed) == (3, 0)


def test_a_worker_that_the_system_kills_once_costs_nothing_of_standard_input(batch):
    summary = batch("-", stdin=io.BytesIO(f"{release(1)} KILLED-ONCE".encode()))
    assert (summary.done, summary.failed) == (1, 0)


def test_a_long_text_may_take_longer(batch, quick, monkeypatch):
    from sayso.batch import crew

    monkeypatch.setattr(crew, "CHARACTERS_A_LIMIT", 500)
    long = f"{release(1)} HANG"
    batch(write_rows(quick / "in.jsonl", [long]), allowed=Allowed(workers=1, seconds=1.0))
    [failure] = failures(quick / "out.jsonl")
    assert failure["reason"] == f"took more than {len(long) / 500:g} seconds (--time-limit)"
