"""`sayso extract` as a user runs it: real command, real workers, a pipeline of one cheap component."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from standing_in import PYTHONPATH, held, release, write_rows

CONFIG = """
[nlp]
lang = "xx"
pipeline = ["poisonous"]

[components]

[components.poisonous]
factory = "poisonous"
"""


@pytest.fixture
def sayso(folder):
    """Run the command in a folder where the component is installed."""
    installed = folder / "installed" / "poisonous-0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: poisonous\nVersion: 0\n")
    (installed / "entry_points.txt").write_text("[spacy_factories]\npoisonous = poisonous:poisonous\n")
    (folder / "poisonous.cfg").write_text(CONFIG)

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(installed.parent), PYTHONPATH))}

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).with_name("sayso"), *arguments],
            input=stdin,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
        )

    run.environment = environment
    return run


def test_a_batch_with_poison_in_it_ends_with_all_else_in_the_sink_and_a_summary(sayso, folder):
    poisons = ["HANG", "CRASH", "RAISE"]
    rows = [release(0), *(f"{release(n)} {poison}" for n, poison in enumerate(poisons, 1)), release(9)]
    write_rows(folder / "in.jsonl", rows)
    command = ("extract", "in.jsonl", "nowhere.txt", "-o", "out.db", "--config", "poisonous.cfg")
    first = sayso(*command, "--time-limit", "5", "--workers", "1")
    assert first.returncode == 1, first.stderr
    done, holds, failed = first.stderr.splitlines()[-3:]
    assert done.startswith("sayso: done 2, skipped 0, failed 4 in ") and done.endswith(" releases a second")
    assert holds == "sayso: out.db: 2 releases, 0 of them repeat another"
    assert failed.startswith("sayso: out.db.failed.jsonl: 4 inputs that failed")
    assert first.stdout == ""
    assert [stored.record.text for stored in held(folder / "out.db")] == [rows[0], rows[4]]
    listed = [json.loads(line) for line in (folder / "out.db.failed.jsonl").read_text().splitlines()]
    assert [(failure["stage"], failure["reason"].split("(")[0]) for failure in listed] == [
        ("poisonous", "took more than 5 seconds "),
        ("poisonous", "the process that worked on it crashed "),
        ("poisonous", "ValueError: this text is poison"),
        ("reading", "no such file or folder"),
    ]


@pytest.mark.parametrize(
    ("config", "imported"),
    [("default", False), ("poisonous.cfg", True)],
    ids=["own components", "others too"],
)
def test_a_worker_imports_torch_only_for_components_that_are_not_ours(sayso, folder, config, imported):
    torch = folder / "installed" / "torch" / "__init__.py"
    torch.parent.mkdir()
    torch.write_text(f"open({str(folder / 'imported')!r}, 'w').close()\nraise ImportError('a stand-in')\n")
    read = sayso("extract", "-", "--config", config, stdin=release(1))
    assert read.returncode == 0, read.stderr
    assert (folder / "imported").exists() == imported


def test_standard_input_to_standard_output_goes_on_as_before(sayso):
    read = sayso("extract", "-", "nowhere.txt", "--config", "poisonous.cfg", stdin=release(1))
    assert read.returncode == 1
    assert json.loads(read.stdout)["text"] == release(1)
    assert read.stderr == "sayso: nowhere.txt: no such file or folder\n"


@pytest.mark.parametrize(
    "arguments, reason",
    [
        (["in.txt", "-o", "out.xls"], "no format has this suffix"),
        (["in.txt", "-o", "out.jsonl", "--format", "card"], "--format is for standard output"),
        (["in.txt", "--retry-failed"], "--retry-failed and --overwrite need a sink"),
        ([], "no sources given"),
        (["in.txt", "-o", "out.jsonl", "--config", "nothing"], "no config 'nothing'"),
    ],
)
def test_wrong_use_is_one_line_and_leaves_nothing_behind(arguments, reason, sayso, folder):
    (folder / "in.txt").write_text(release(1))
    told = sayso("extract", *arguments)
    assert told.returncode == 2
    assert told.stderr.startswith("sayso: ") and reason in told.stderr and told.stderr.count("\n") == 1
    assert not list(folder.glob("out*"))


def test_a_config_that_cannot_work_is_told_by_the_worker_in_one_line(sayso, folder):
    (folder / "in.txt").write_text(release(1))
    (folder / "bad.cfg").write_text(CONFIG.replace('factory = "poisonous"', 'factory = "missing"'))
    told = sayso("extract", "in.txt", "-o", "out.jsonl", "--config", "bad.cfg")
    assert told.returncode == 2
    assert told.stderr.startswith("sayso: bad.cfg: ") and told.stderr.count("\n") == 1
    assert "missing" in told.stderr


def test_ctrl_c_keeps_what_is_done_and_leaves_no_process(sayso, folder):
    write_rows(folder / "in.jsonl", [release(0), release(1), f"{release(2)} HANG"])
    command = [Path(sys.executable).with_name("sayso"), "extract", "in.jsonl", "-o", "out.jsonl"]
    running = subprocess.Popen(
        [*command, "--config", "poisonous.cfg", "--workers", "1"],
        env=sayso.environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    journal = folder / "out.jsonl.journal-wal"
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and not (journal.exists() and b"row 2" in journal.read_bytes()):
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: all processes get it
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    last = told.strip().splitlines()[-1]
    assert last == "sayso: stopped; out.jsonl.journal keeps what is done, the same command goes on"
    assert "Traceback" not in told
    went_on = sayso(
        "extract", "in.jsonl", "-o", "out.jsonl", "--config", "poisonous.cfg", "--time-limit", "3"
    )
    assert went_on.returncode == 1
    assert "skipped 2, failed 1" in went_on.stderr
