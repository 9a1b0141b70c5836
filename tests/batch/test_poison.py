"""One poisonous input costs that input only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from standing_in import held, release, write_rows

from sayso.batch import Allowed

# Long enough for an innocent text on a busy machine.
SECONDS = 3.0
POISONS = {
    "HANG": "took more than 3 seconds (--time-limit)",
    "REGEX": "took more than 3 seconds (--time-limit)",
    "EXIT": "the process that worked on it ended by itself (exit status 3)",
    "CRASH": "the process that worked on it crashed (SIGSEGV)",
    "KILLED": "the process that worked on it was killed by the system: for want of memory?",
    "EAT": "the process that worked on it ran out of memory",
    "RAISE": "ValueError: this text is poison",
}


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
    body = "".join(
        "--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; "
        f'filename="{n}.txt"\r\n\r\n{part}\r\n'
        for n, part in enumerate(parts)
    ).encode()
    (quick / "a.eml").write_bytes(
        b"From: a@b.example\r\nMessage-ID: <1@b>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; charset=utf-8; boundary=x\r\n\r\n" + body + b"--x--\r\n"
    )
    summary = batch("a.eml")
    assert (summary.done, summary.failed) == (2, 1)
    texts = [stored.record.text.splitlines()[0] for stored in held(quick / "out.jsonl")]
    assert texts == ["Velaria 0 opens a laboratory", "Velaria 2 opens a laboratory"]
    [failure] = failures(quick / "out.jsonl")
    assert failure["source"]["part"] == "attachment 2: 1.txt"


def test_a_worker_that_the_system_kills_once_costs_nothing(batch, quick):
    source = write_rows(quick / "in.jsonl", [release(0), f"{release(1)} KILLED-ONCE", release(2)])
    summary = batch(source)
    assert (summary.done, summary.failed) == (3, 0)


def test_a_long_text_may_take_longer(batch, quick, monkeypatch):
    from sayso.batch import crew

    monkeypatch.setattr(crew, "CHARACTERS_A_LIMIT", 500)
    long = f"{release(1)} HANG"
    batch(write_rows(quick / "in.jsonl", [long]), allowed=Allowed(workers=1, seconds=1.0))
    [failure] = failures(quick / "out.jsonl")
    assert failure["reason"] == f"took more than {len(long) / 500:g} seconds (--time-limit)"
