from __future__ import annotations

import gzip
import hashlib
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import RELEASE, read_one


def test_plain_text_is_taken_over_unchanged(put):
    text = read_one(put("release.txt", f"\n{RELEASE}\n\n"))
    assert text.text == RELEASE
    assert text.source.model_dump() == {
        "uri": "release.txt",
        "media_type": "text/plain",
        "sha256": hashlib.sha256(f"\n{RELEASE}\n\n".encode()).hexdigest(),
        "part": None,
    }
    assert text.warnings == ()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t"), min_size=1))
def test_any_text_written_to_a_file_comes_back_stripped_and_equal(written):
    expected = written.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.txt")
        path.write_bytes(written.encode())
        if expected:
            assert read_one(path).text == expected


def test_no_break_spaces_quotation_marks_and_odd_spaces_stay(put):
    text = "«\u00a0Voilà\u00a0!\u00a0» – l’usine  de „Łódź“\u2009…\n\n\n\n \tIndented\u3000\u00ad-"
    assert read_one(put("odd.txt", text)).text == text


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_become_newlines(put, ends):
    assert read_one(put("release.txt", RELEASE.replace("\n", ends))).text == RELEASE


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_any_usual_character_set_is_read(put, encoding):
    assert read_one(put("release.txt", RELEASE.encode(encoding))).text == RELEASE


def test_standard_input_is_a_location():
    text = read_one("-", stdin=io.BytesIO(RELEASE.encode()))
    assert (text.text, text.source.uri) == (RELEASE, "-")


def test_a_packed_text_is_read_and_its_hash_is_the_packed_files(put):
    packed = gzip.compress(RELEASE.encode())
    text = read_one(put("release.txt.gz", packed))
    assert text.text == RELEASE
    assert text.source.media_type == "text/plain"
    assert text.source.sha256 == hashlib.sha256(packed).hexdigest()


def test_the_content_tells_the_format_and_not_the_suffix(put):
    page = "<!DOCTYPE html><html><body><p>Velaria apre un laboratorio a Trieste.</p></body></html>"
    assert read_one(put("page.txt", page)).source.media_type == "text/html"
    assert read_one(put("release.html", RELEASE)).source.media_type == "text/plain"
    assert read_one(put("release.pdf.txt", "%PDF is how a PDF begins")).source.media_type == "text/plain"


@pytest.mark.parametrize(
    "text",
    [
        "From: Velaria\nTo: the press\nSubject: a new laboratory\n\nVelaria opens one.",
        "[EMBARGO until 9:00]\n\nVelaria opens a laboratory.",
        "{Velaria} opens a laboratory.",
        "Velaria, Trieste, Italy\nMarta Bianchi, Velaria, Italy",
        "<ENDS>",
        "# Velaria\n\nopens a *laboratory*",
    ],
)
def test_text_that_looks_a_little_like_another_format_stays_text(put, text):
    assert read_one(put("release.txt", text)).text == text


def test_markdown_loses_its_marks_and_keeps_its_blocks(put):
    markdown = (
        "---\ntitle: Velaria apre\ndate: 2026-05-12\nlang: it\n---\n# Velaria **apre** a Trieste\n\n"
        "TRIESTE – Prima riga\nseconda riga con [un link](https://v.example) &amp; altro.  \nA capo.\n\n"
        "- Trenta *assunzioni*\n- Dodici milioni\n\n> “Il porto non è un museo”\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    text = read_one(put("release.md", markdown))
    assert text.text == (
        "Velaria apre a Trieste\n\nTRIESTE – Prima riga seconda riga con un link & altro.\nA capo.\n\n"
        "Trenta assunzioni\n\nDodici milioni\n\n“Il porto non è un museo”\n\na\tb\n\n1\t2"
    )
    assert (text.title, text.date, text.language_hint) == ("Velaria apre", "2026-05-12", "it")
    assert text.source.media_type == "text/markdown"
