"""Bad input: one clear line, of the right class, and every other input comes out."""

from __future__ import annotations

import gzip
import io
import json
import random
import socket
import zipfile
from pathlib import Path

import docx
import pytest
from PIL import Image
from reading import RELEASE, read_all, read_one
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from sayso.errors import BrokenSource, EmptySource, SourceError, TextTooLong, UnknownFormat

DOCX_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def pdf(text: str | None = RELEASE, password: str | None = None, picture: bool = False) -> bytes:
    written = io.BytesIO()
    encryption = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(written, encrypt=encryption)
    if text:
        canvas.drawString(72, 720, text.split("\n")[0])
    if picture:
        canvas.drawInlineImage(Image.new("RGB", (200, 200), "white"), 72, 72)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


def package(document: bytes, **options: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        archive.writestr("[Content_Types].xml", DOCX_TYPES)
        archive.writestr("word/document.xml", document)
    return written.getvalue()


def whole_docx() -> bytes:
    written = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(RELEASE)
    document.save(written)
    return written.getvalue()


def word(text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f'<w:document xmlns:w="{space}">{body}</w:document>'.encode()


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le") + bytes(500)


NOISE = random.Random(1).randbytes(5000)
ENTITIES = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
MAIL = "From: a@b.example\r\nMessage-ID: <1@b>\r\nMIME-Version: 1.0\r\n"


def mail(kind: str, body: str) -> bytes:
    return f"{MAIL}Content-Type: {kind}\r\n\r\n{body}".encode()


BAD = {
    "empty.txt": (b"", EmptySource, "the file is empty"),
    "bom.txt": (b"\xef\xbb\xbf", EmptySource, "only white space"),
    "blank.txt": (b" \n\t\n ", EmptySource, "only white space"),
    "noise.txt": (NOISE, UnknownFormat, "binary data"),
    "zeros.bin": (bytes(5000), UnknownFormat, "binary data"),
    "nuls.txt": (b"text" * 17_000 + b"\0a" * 5000, UnknownFormat, "binary data"),
    "logo.png": (b"\x89PNG\r\n\x1a\n" + NOISE, UnknownFormat, "a picture (PNG)"),
    "photo.txt": (b"\xff\xd8\xff\xe0" + NOISE, UnknownFormat, "a picture (JPEG)"),
    "all.zip": (b"PK\x03\x04" + bytes(26) + b"a.txt", UnknownFormat, "a zip archive: unpack it"),
    "a.xlsx": (b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml", UnknownFormat, "an Excel workbook"),
    "a.odt": (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", UnknownFormat, "an OpenDocument"),
    "a.doc": (ole("WordDocument"), UnknownFormat, "an old Word file"),
    "a.msg": (ole("__substg1.0_1000001F"), UnknownFormat, "an Outlook mail"),
    "locked.docx": (ole("EncryptedPackage"), BrokenSource, "encrypted: remove its password"),
    "a.rtf": (rb"{\rtf1 Velaria}", UnknownFormat, "RTF: save it as DOCX"),
    "a.xml": (b"<?xml version='1.0'?><newsItem/>", UnknownFormat, "XML of an unknown kind (<newsitem>)"),
    "a.mbox": (b"From a\nFrom: a\nSubject: b\n\nx\n\nFrom c\nFrom: c\n\ny", UnknownFormat, "a mailbox"),
    "long.txt": (b"a" * 5_000_001, TextTooLong, "5,000,001 characters; a text may have 5,000,000"),
    "endless.txt": (b"a" * 20_000_010, TextTooLong, "more than 20,000,004 bytes"),
    "locked.pdf": (pdf(password="secret"), BrokenSource, "encrypted: remove its password"),
    "cut.pdf": (pdf()[:-400], BrokenSource, "truncated: the PDF has no end"),
    "not.pdf": (b"%PDF-1.7\n" + NOISE + b"\n%%EOF", BrokenSource, "damaged"),
    "named.pdf": (b"Velaria opens a laboratory.", BrokenSource, "named .pdf, but it is not"),
    "scan.pdf": (pdf(None, picture=True), EmptySource, "its pages are pictures without text"),
    "blank.pdf": (pdf(None), EmptySource, "a PDF without text"),
    "cut.docx": (whole_docx()[:-2000], BrokenSource, "truncated or damaged DOCX"),
    "empty.docx": (package(word(" ")), EmptySource, "a document without text"),
    "bad.docx": (package(b"<w:document"), BrokenSource, "word/document.xml is damaged"),
    "bomb.docx": (package(word("a" * 60_000_000), compresslevel=1), BrokenSource, "a decompression bomb?"),
    "entities.docx": (package(ENTITIES.encode() + word("&b;")), BrokenSource, "declares XML entities"),
    "wide.docx": (package((ENTITIES + word("&b;").decode()).encode("utf-16")), BrokenSource, "declares XML"),
    "bomb.gz": (gzip.compress(b"a" * 60_000_000, 1), BrokenSource, "a decompression bomb?"),
    "cut.txt.gz": (gzip.compress(RELEASE.encode() * 50)[:-60], BrokenSource, "truncated"),
    "crc.txt.gz": (gzip.compress(RELEASE.encode())[:-8] + b"12345678", BrokenSource, "damaged gzip data"),
    "script.html": (b"<html><body><div></div><script>x()</script></body></html>", EmptySource, "a page"),
    "deep.html": (b"<html><body>" + b"<div>" * 5000 + b"x</body></html>", BrokenSource, "nested too deeply"),
    "cut.html": (b"<html><body><div><p>Velaria opens a labora", BrokenSource, "truncated"),
    "cut.eml": (mail("multipart/mixed; boundary=x", "--x\r\n\r\nVelaria"), BrokenSource, "truncated"),
    "locked.eml": (mail("application/pkcs7-mime", "abc"), BrokenSource, "encrypted"),
    "empty.eml": (f"{MAIL}Subject: x\r\n\r\n".encode(), EmptySource, "a mail without text"),
    "cut.xml": (b"<rss version='2.0'><channel><item><title>Velaria</title>", BrokenSource, "truncated"),
    "empty.xml": (b"<rss version='2.0'><channel></channel></rss>", EmptySource, "a feed without items"),
    "bomb.xml": (ENTITIES.encode() + b"<rss><item><title>&b;</title></item></rss>", BrokenSource, "declares"),
    "cut.json": (b'[{"text": "Velaria"}, {"text": "Vel', BrokenSource, "truncated"),
    "deep.json": (b'{"text": ' + b"[" * 100_000 + b"}", BrokenSource, "not valid JSON"),
    "not.json": (b"Velaria", BrokenSource, "named .json, but it is not"),
    "header.csv": (b"id,text\n", EmptySource, "a table without rows"),
    "a.warc": (b"WARC/1.0\r\n", BrokenSource, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line_and_the_others_come_out(put, name):
    content, kind, reason = BAD[name]
    texts, failures = read_all(put("good.txt", RELEASE), put(name, content), "good.txt")
    assert [text.text for text in texts] == [RELEASE, RELEASE]
    assert [type(failure) for failure in failures] == [kind]
    assert str(failures[0]).startswith(f"{name}: ") and reason in str(failures[0])
    assert "\n" not in str(failures[0]) and "Traceback" not in str(failures[0])


def test_what_is_wrong_in_a_row_is_told_with_its_place(put):
    deep = f"<p>{'<div>' * 5000}x{'</div>' * 5000}</p>"
    put(
        "rows.csv",
        f'date,text\n"Mon, 1 Jan {"9" * 25} 10:00:00 +0000","{RELEASE}"\n2026-01-01,{deep}\n'.encode(),
    )
    texts, [failure] = read_all("rows.csv")
    assert [text.text for text in texts] == [RELEASE] and texts[0].date is None
    assert str(failure) == "rows.csv: row 2: its tags are nested too deeply to be a page"


@pytest.mark.parametrize("name", ["cut.pdf", "cut.docx", "cut.html"])
def test_every_truncation_of_a_document_fails_or_is_whole(put, name):
    whole = {
        "cut.pdf": pdf(),
        "cut.docx": whole_docx(),
        "cut.html": f"<html><body><div><p>{RELEASE}</p></div></body></html>".encode(),
    }[name]
    expected = read_one(put(name, whole)).text
    for share in range(1, 20):
        texts, failures = read_all(put(name, whole[: len(whole) * share // 20]))
        assert all(text.text == expected for text in texts)
        assert len(texts) + len(failures) == 1


def test_noise_in_any_format_never_escapes_as_another_error(put):
    noise = random.Random(7)
    wholes = [
        pdf(),
        whole_docx(),
        gzip.compress(RELEASE.encode()),
        MAIL.encode() + b"\r\n" + RELEASE.encode(),
        json.dumps({"text": RELEASE}).encode(),
    ]
    for whole in wholes:
        for _ in range(40):
            damaged = bytearray(whole)
            for _ in range(noise.randrange(1, 30)):
                damaged[noise.randrange(8, len(damaged))] = noise.randrange(256)
            _, failures = read_all(put("damaged", bytes(damaged)))
            assert all(isinstance(failure, SourceError) and "\n" not in str(failure) for failure in failures)


def test_invalid_utf_8_is_decoded_by_detection_or_marked(put):
    assert read_one(put("a.txt", "Perché? «Così».".encode("cp1252"))).text == "Perché? «Così»."
    text = read_one(put("b.txt", "Perché? È così, è già là. ".encode() + b"\xff!"))
    assert text.text == "Perché? È così, è già là. \ufffd!"
    assert text.warnings == ("1 character could not be decoded and became U+FFFD",)


def test_few_nuls_are_removed_and_bidirectional_controls_kept_with_a_warning(put):
    text = read_one(put("a.txt", "Vela\0ria \u202eapre\u202c."))
    assert text.text == "Velaria \u202eapre\u202c."
    assert text.warnings == (
        "1 NUL character removed",
        "2 bidirectional control characters kept (U+202C, U+202E)",
    )


def test_names_with_line_ends_do_not_break_the_message(put):
    kind = "application/zip; name*=utf-8''a%0Ab%1B.zip\r\nContent-Disposition: attachment"
    _, [failure] = read_all(put("a.eml", mail(kind, "PK\x03\x04")))
    assert "\n" not in str(failure) and "\x1b" not in str(failure)


def test_no_input_reaches_the_network(put, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = (
        '<!DOCTYPE html SYSTEM "http://x.example/x.dtd"><html><head><link href="http://x.example/a.css"></head>'
        f'<body><img src="http://x.example/a.png"><p>{RELEASE}</p></body></html>'
    )
    feed = '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://x.example/rss.dtd"><rss version="2.0"><channel><item><title>Velaria</title><link>http://x.example</link></item></channel></rss>'
    texts, failures = read_all(
        put("a.html", page), put("b.xml", feed), put("c.docx", whole_docx()), put("d.pdf", pdf())
    )
    assert len(texts) == 4 and not failures


def open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def test_reading_leaves_no_file_open(put):
    put("good.txt", RELEASE)
    before = open_files()
    for _ in range(5):
        read_all("good.txt", put("bad.txt", NOISE))
    assert open_files() == before
