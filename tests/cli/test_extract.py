"""`sayso extract` as a process of its own: formats, standard input, exit codes, bad input."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sayso.record import Record

SAYSO = Path(sys.executable).with_name("sayso")
RELEASE = (
    "Velaria opens a lab in Trieste\n\n"
    "TRIESTE, 12 May 2026 – Velaria has opened a laboratory in the old port.\n\n"
    "“We needed a place by the sea,” said Marta Rusconi, head of Velaria.\n"
)
PAGE = (
    "<html lang='en'><body><article><h1>Harrowfen hires</h1><p>LEEDS, 7 May 2026 – Harrowfen hires two "
    "hundred people for its battery plant.</p>"
    "<p>“We start on Monday,” said Miriam Castle, chief executive of Harrowfen.</p>"
    "</article></body></html>"
)


@dataclass(frozen=True)
class Ran:
    """What a process did: exit code, records, and the lines on standard error."""

    code: int
    out: str
    told: list[str]

    @property
    def records(self) -> list[Record]:
        return [Record.from_json(line) for line in self.out.splitlines()]


def run(*arguments: object, folder: Path | None = None, stdin: str = "", **environment: str) -> Ran:
    done = subprocess.run(
        [SAYSO, *map(str, arguments)], cwd=folder, input=stdin.encode(), capture_output=True,
        env={**os.environ, "COLUMNS": "100", **environment},
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode().splitlines())


def package(document: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", document)
    return written.getvalue()


ENTITIES = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>'
ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
)
# One file for each kind of bad input that a user may meet, and what its line must say.
BAD = {
    "binary.txt": (random.Random(1).randbytes(4000), "binary data of an unknown format"),
    "bomb.docx": (package(b"<w:t>" + b"a" * 60_000_000), "a decompression bomb"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj", "truncated"),
    "empty.txt": (b"", "the file is empty"),
    "encrypted.docx": (ENCRYPTED, "encrypted: remove its password"),
    "entities.docx": (package(ENTITIES), "declares XML entities"),
    "long.txt": (b"word " * 1_000_001, "a text may have 5,000,000"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture (PNG)"),
    "silent.html": (b"<html><body><script>x()</script></body></html>", "a page without text"),
    "white.txt": (b" \n\t\n", "only white space"),
}  # fmt: skip
# Inputs that are odd but readable: they come out, with a warning.
ODD = {
    "bidi.txt": ("Velaria \u202eapre\u202c il laboratorio.".encode(), "bidirectional control characters"),
    "icelandic.txt": (
        "Fyrirtækið opnaði í dag nýja rannsóknarstofu í gömlu höfninni. Þar munu fjörutíu manns vinna við að "
        "þróa rafhlöður fyrir ferjur og fiskiskip, að sögn framkvæmdastjórans.".encode(),
        "does not know the language 'is'",
    ),
    "invalid.txt": ("Perché? È così, è già là. ".encode() + b"\xff!", "could not be decoded"),
    "nul.txt": (b"The com\0pany opens a laboratory.", "NUL character removed"),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    """What extracting a folder of bad and odd files between two good ones did."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _) in {**BAD, **ODD}.items():
        (folder / "releases" / name).parent.mkdir(exist_ok=True)
        (folder / "releases" / name).write_bytes(content)
    (folder / "releases" / "a.txt").write_text(RELEASE, encoding="utf-8")
    (folder / "releases" / "z.html").write_text(PAGE, encoding="utf-8")
    return run("extract", "missing.txt", "releases", folder=folder), folder


def test_some_inputs_that_fail_make_the_exit_code_1(bad: tuple[Ran, Path]) -> None:
    assert bad[0].code == 1


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line_that_names_the_file_and_what_is_wrong(
    bad: tuple[Ran, Path], name: str
) -> None:
    lines = [line for line in bad[0].told if name in line]
    assert len(lines) == 1
    assert lines[0].startswith(f"sayso: releases/{name}: ") and BAD[name][1] in lines[0]


def test_nothing_else_is_told_and_no_traceback(bad: tuple[Ran, Path]) -> None:
    assert len(bad[0].told) == len(BAD) + 1
    assert "sayso: missing.txt: no such file or folder" in bad[0].told
    assert not [line for line in bad[0].told if "Traceback" in line or "Error" in line]


def test_every_other_input_comes_out_whole(bad: tuple[Ran, Path]) -> None:
    names = sorted(Path(record.source.uri).name for record in bad[0].records)
    assert names == sorted(["a.txt", "z.html", *ODD])
    [release] = [record for record in bad[0].records if record.source.uri.endswith("a.txt")]
    assert release.text == RELEASE.strip()


@pytest.mark.parametrize("name", ODD)
def test_odd_input_comes_out_with_a_warning(bad: tuple[Ran, Path], name: str) -> None:
    [record] = [record for record in bad[0].records if record.source.uri.endswith(name)]
    assert any(ODD[name][1] in warning for warning in record.warnings)


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "locked.txt").write_text(RELEASE, encoding="utf-8")
    (tmp_path / "locked.txt").chmod(0)
    ran = run("extract", "locked.txt", folder=tmp_path)
    assert ran.code == 1 and ran.told == ["sayso: locked.txt: cannot be opened: Permission denied"]


def test_standard_input_gives_json_lines_and_exit_code_0() -> None:
    ran = run("extract", "-", stdin=RELEASE)
    assert ran.code == 0 and ran.told == []
    [record] = ran.records
    assert record.source.uri == "-" and record.text == RELEASE.strip()


def test_a_card_is_for_people(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(RELEASE, encoding="utf-8")
    ran = run("extract", "a.txt", "--format", "card", folder=tmp_path)
    assert ran.code == 0 and "Velaria opens a lab in Trieste" in ran.out
    with pytest.raises(json.JSONDecodeError):
        json.loads(ran.out.splitlines()[0])


def test_the_language_and_the_text_column_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'kop,inhoud\nx,"{RELEASE}"\n', encoding="utf-8")
    ran = run("extract", "a.csv", "--text-column", "inhoud", "--lang", "nl", folder=tmp_path)
    assert ran.code == 0
    assert [(record.language.code, record.text) for record in ran.records] == [("nl", RELEASE.strip())]


WRONG: dict[str, tuple[list[Any], str]] = {
    "no sources": (["extract"], "no sources given"),
    "an unknown command": (["extrct"], "No such command"),
    "an unknown option": (["extract", "a.txt", "--colour"], "No such option"),
    "an unknown format": (["extract", "a.txt", "--format", "xml"], "Invalid value for '--format'"),
    "an unknown language": (["extract", "a.txt", "--lang", "is"], "no language 'is'"),
    "an unknown config": (["extract", "a.txt", "--config", "none.cfg"], "no config 'none.cfg'"),
    "a format and a sink": (["extract", "a.txt", "--format", "card", "-o", "b.jsonl"], "--format is for"),
    "a retry without a sink": (["extract", "a.txt", "--retry-failed"], "need a sink"),
    "a sink of no known kind": (["extract", "a.txt", "-o", "b.doc"], "b.doc"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_told_and_the_exit_code_is_2(tmp_path: Path, case: str) -> None:
    (tmp_path / "a.txt").write_text(RELEASE, encoding="utf-8")
    arguments, told = WRONG[case]
    ran = run(*arguments, folder=tmp_path)
    assert ran.code == 2 and ran.out == ""
    assert told in "\n".join(ran.told) and "Traceback" not in "\n".join(ran.told)


def test_a_config_whose_model_is_missing_is_one_clear_line(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "configs" / "default.cfg"
    own = shipped.read_text(encoding="utf-8").replace('model = "press"', 'model = "nowhere"')
    (tmp_path / "own.cfg").write_text(own, encoding="utf-8")
    (tmp_path / "a.txt").write_text(RELEASE, encoding="utf-8")
    ran = run("extract", "a.txt", "--config", "own.cfg", folder=tmp_path)
    assert ran.code == 2 and len(ran.told) == 1 and "no model 'nowhere'" in ran.told[0]


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"{RELEASE}\n{number}", encoding="utf-8")
    with subprocess.Popen(
        [SAYSO, "extract", "."], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        told = process.stderr.read().decode()
    assert "Traceback" not in told
