from __future__ import annotations

from email.message import EmailMessage

import docx
import pytest
from reading import RELEASE, read, read_all, read_one


@pytest.fixture
def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Anna Neri <stampa@velaria.example>"
    message["To"] = "redazione@giornale.example"
    message["Subject"] = "Velaria apre a Trieste – così"
    message["Date"] = "Tue, 12 May 2026 23:30:00 -0500"
    message["Message-ID"] = "<1@velaria.example>"
    return message


def test_the_plain_body_is_the_text_and_the_headers_state_the_rest(put, mail):
    mail.set_content(RELEASE)
    text = read_one(put("mail.eml", mail.as_bytes()))
    assert text.text == RELEASE
    assert (text.title, text.date) == ("Velaria apre a Trieste – così", "2026-05-12")
    assert (text.source.media_type, text.source.part) == ("message/rfc822", None)


def test_the_html_body_keeps_paragraphs_whole(put, mail):
    mail.set_content(RELEASE)
    html = "".join(f"<p>{block}</p>" for block in RELEASE.split("\n\n"))
    mail.add_alternative(f"<div style='display:none'>Preview</div>{html}", subtype="html")
    assert read_one(put("mail", mail.as_bytes())).text == RELEASE


def test_flowed_lines_are_put_together(put, mail):
    mail.set_content("Velaria apre \na Trieste.\n\nUn altro paragrafo.\n")
    mail.set_param("format", "flowed")
    assert read_one(put("mail.eml", mail.as_bytes())).text == "Velaria apre a Trieste.\n\nUn altro paragrafo."


def test_a_covering_letter_gives_way_to_the_attached_release(put, folder, mail):
    document = docx.Document()
    for block in RELEASE.split("\n\n"):
        document.add_paragraph(block)
    document.save("release.docx")
    mail.set_content(
        "Gentili colleghe e gentili colleghi,\n\nin allegato trovate il comunicato di Velaria sul nuovo "
        "laboratorio di Trieste, con preghiera di pubblicazione. Resto a disposizione.\n\nAnna Neri"
    )
    mail.add_attachment(
        (folder / "release.docx").read_bytes(),
        maintype="application",
        subtype="octet-stream",
        filename="release.docx",
    )
    mail.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="logo.png")
    text = read_one(put("mail.eml", mail.as_bytes()))
    assert text.text == RELEASE
    assert text.source.part == "attachment 1: release.docx"


def test_a_release_with_an_attachment_gives_both(put, mail):
    mail.set_content(RELEASE)
    mail.add_attachment(f"Scheda tecnica\n\n{RELEASE}", filename="scheda.txt")
    mail.add_attachment("Anna Neri, ufficio stampa", filename="firma.txt")
    assert [text.source.part for text in read(put("mail.eml", mail.as_bytes()))] == [
        None,
        "attachment 1: scheda.txt",
    ]


def test_a_forwarded_mail_is_a_text_of_its_own(put, mail):
    mail.set_content(RELEASE)
    outer = EmailMessage()
    outer["From"], outer["Subject"], outer["Message-ID"] = "a@b.example", "Fwd", "<2@b.example>"
    outer.set_content("Vedi sotto.")
    outer.add_attachment(mail)
    [text] = read(put("mail.eml", outer.as_bytes()))
    assert (text.text, text.source.part) == (RELEASE, "attachment 1: mail.eml")


def test_an_attachment_that_cannot_be_read_fails_alone(put, mail):
    mail.set_content(RELEASE)
    mail.add_attachment(
        b"PK\x03\x04xl/workbook.xml", maintype="application", subtype="zip", filename="figures.xlsx"
    )
    [text], [failure] = read_all(put("mail.eml", mail.as_bytes()))
    assert text.text == RELEASE
    assert str(failure).startswith("mail.eml: attachment 1: figures.xlsx: an Excel workbook")


def test_a_body_in_an_old_character_set_is_read(put):
    head = (
        "From: a@b.example\r\nSubject: =?iso-8859-1?q?Perch=E9?=\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=windows-1252\r\n"
    )
    text = read_one(put("mail.eml", f"{head}\r\nPerché “sì”\r\n".encode("cp1252")))
    assert (text.text, text.title) == ("Perché “sì”", "Perché")


@pytest.mark.parametrize("name", ["release.txt", "release"])
@pytest.mark.parametrize("dateline", ["Date: 12 May 2026", "\nDate: 12 May 2026", "\nDate: May\nTo: editors"])
def test_a_headline_that_begins_with_from_is_no_mail(put, name, dateline):
    release = (
        f"From farm to fork: Velaria opens a dairy\n{dateline}\n\nTRIESTE – Velaria opens a dairy today."
    )
    text = read_one(put(name, release))
    assert text.text == release
    assert text.source.media_type == "text/plain"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mail_below_the_line_of_a_mailbox_is_read(put, mail, end):
    mail.set_content(RELEASE)
    envelope = f"From stampa@velaria.example Tue May 12 23:30:00 2026{end}".encode()
    text = read_one(put("mail", envelope + mail.as_bytes().replace(b"\n", end.encode())))
    assert (text.text, text.title) == (RELEASE, "Velaria apre a Trieste – così")
    bare = f"{end}Subject: Velaria apre{end}Date: Tue, 12 May 2026 10:00:00 +0200{end}{end}Uno, due."
    assert read_one(put("bare", envelope.strip() + bare.encode())).text == "Uno, due."
