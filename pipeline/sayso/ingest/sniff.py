"""The format of a document, told from its first bytes; the suffix only breaks ties between texts.

A cascade: signatures of binary formats, then binary data of unknown kind, then texts that begin
as their format must (WARC, XML, HTML, JSON, mail), then those that only look like it (Markdown, CSV),
then plain text.
"""

from __future__ import annotations

import re

from sayso.errors import BrokenSource, UnknownFormat
from sayso.ingest import media
from sayso.ingest.charset import decode, marked
from sayso.ingest.limits import FEW_CONTROLS
from sayso.ingest.source import Document

_CONTROLS = bytes({*range(0x00, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)})
_MANY_CONTROLS = 0.3
_PROLOGUE = re.compile(r"\s+|<!--.*?-->|<\?[^>]*\?>|<!doctype[^>\[]*(?:\[.*?\])?\s*>", re.I | re.S)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_HTML_TAGS = frozenset({
    "html", "head", "body", "title", "meta", "link", "script", "style", "base", "main", "article",
    "section", "header", "nav", "div", "p", "h1", "h2", "h3", "h4", "table", "ul", "ol",
    "blockquote", "center", "font", "span", "a", "b", "strong", "em", "i", "img", "br", "hr",
    "form", "noscript", "iframe",
})  # fmt: skip
_ANY_TAG = re.compile(r"</?(?:p|div|br|h[1-6]|ul|ol|li|table|body|html|span|a)\b[^>]*>", re.I)
_HEADER = re.compile(r"[!-9;-~]+:(?: |\t|\n|$)")
_MAIL_ONLY = re.compile(
    r"^(?:mime-version|message-id|received|return-path|delivered-to|dkim-signature|x-[\w-]+"
    r"|content-type|content-transfer-encoding|snapshot-content-location):", re.I | re.M,
)  # fmt: skip
_MAIL_BASICS = re.compile(r"^(from|to|subject|date|cc|reply-to|sender):", re.I | re.M)
_JSON_OBJECT = re.compile(r'\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\}\s*$)')
_JSON_ARRAY = re.compile(r'\[\s*(?:\{\s*["}]|\]\s*$)')
# An array of texts, which only the name of the file tells from a text in brackets.
_JSON_STRINGS = re.compile(r'\[\s*"(?:[^"\\\n]|\\.)*(?:"\s*[,\]]|\Z)')
_MARKDOWN_SIGNS = (
    re.compile(r"^#{1,4} \S", re.M),
    re.compile(r"\*\*\S[^*\n]*\S\*\*"),
    re.compile(r"\[[^\]\n]+\]\((?:https?:|mailto:|/)[^)\s]*\)"),
    re.compile(r"\A---\n(?:[\w-]+:.*\n)+---\n"),
)


def sniff(document: Document) -> str:
    """Return the media type of a document; raises `UnknownFormat` if no reader knows it."""
    head = document.head
    packaged = _by_signature(document)
    if packaged:
        return packaged
    _refuse_binary(document)
    text = decode(head).lstrip("\ufeff \t\r\n\f\v").replace("\r\n", "\n")
    marked_up = _markup(document, text)
    if marked_up:
        return marked_up
    if _is_mail(document, text):
        return media.MAIL
    return _json(document, text) or _loose(document, text)


def _by_signature(document: Document) -> str | None:
    head = document.head
    if head.startswith(b"\x1f\x8b"):
        return media.GZIP
    start = head[:1024].find(b"%PDF-")
    if start == 0 or (start > 0 and b" obj" in head):
        return media.PDF
    if head.startswith(b"WARC/"):
        return media.WARC
    if head.startswith(media.OLE_SIGNATURE):
        return media.OLE
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(document)
    if head[257:262] == b"ustar":
        raise document.fail(UnknownFormat, "a tar archive: unpack it and give the folder")
    for signature, what in media.UNREADABLE_SIGNATURES:
        if head.startswith(signature):
            raise document.fail(UnknownFormat, what)
    return None


def _zip(document: Document) -> str:
    for sign, what in media.ZIP_CONTENTS:
        if sign in document.head:
            raise document.fail(UnknownFormat, what)
    if b"[Content_Types].xml" in document.head or b"word/" in document.head:
        return media.DOCX
    raise document.fail(UnknownFormat, "a zip archive: unpack it and give the folder")


def _refuse_binary(document: Document) -> None:
    head = document.head
    if marked(head)[1]:
        return
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(8, FEW_CONTROLS * len(head)) or controls > _MANY_CONTROLS * len(head):
        raise document.fail(
            UnknownFormat, "binary data of an unknown format: give text, HTML, PDF, DOCX or mail"
        )


def _markup(document: Document, text: str) -> str | None:
    start = 0
    while match := _PROLOGUE.match(text, start):
        start = match.end()
    root = _ROOT.match(text, start)
    name = root.group(1).lower() if root else ""
    xml = text.startswith("<?xml")
    if name in ("rss", "rdf"):
        return media.RSS
    if name == "feed":
        return media.ATOM
    if name == "html":
        return media.XHTML if xml else media.HTML
    if re.match(r"<!doctype html", text, re.I) or (name in _HTML_TAGS and not xml):
        return media.HTML
    if xml:
        raise document.fail(UnknownFormat, f"XML of an unknown kind (<{name or '?'}>): give HTML or RSS")
    if document.suffix in media.HTML_SUFFIXES and _ANY_TAG.search(text):
        return media.HTML
    return None


def _is_mail(document: Document, text: str) -> bool:
    if _has_envelope(document, text):
        if len(re.findall(r"^From .*\n[!-9;-~]+: ", text, re.M)) > 1:
            raise document.fail(UnknownFormat, "a mailbox of several mails: save each as .eml")
        return True
    if not _HEADER.match(text):
        return False
    headers = text.split("\n\n", 1)[0]
    basics = _basics(headers)
    if document.suffix in media.MAIL_SUFFIXES:
        return bool(basics) or bool(_MAIL_ONLY.search(headers))
    return len(basics) >= 1 and bool(_MAIL_ONLY.search(headers))


def _has_envelope(document: Document, text: str) -> bool:
    """Tell whether a mail begins with the line that a mailbox puts above it, directly over its headers.

    A headline may begin with "From " too, and a line with the date or the place may stand below it.
    """
    envelope, _, headers = text.split("\n\n", 1)[0].partition("\n")
    if not envelope.startswith("From ") or not _HEADER.match(headers):
        return False
    fewest = 1 if document.suffix in media.MAIL_SUFFIXES or _MAIL_ONLY.search(headers) else 2
    return len(_basics(headers)) >= fewest


def _basics(headers: str) -> set[str]:
    return {match.lower() for match in _MAIL_BASICS.findall(headers)}


def _json(document: Document, text: str) -> str | None:
    if _JSON_ARRAY.match(text) or (document.suffix == ".json" and _JSON_STRINGS.match(text)):
        return media.JSON
    if not _JSON_OBJECT.match(text):
        lines = document.suffix in media.JSON_LINES_SUFFIXES and text
        return media.JSON_LINES if lines else None
    first = text.split("\n", 1)[0].strip()
    whole_line = first.endswith("}") and _JSON_OBJECT.match(first)
    if whole_line or document.suffix in media.JSON_LINES_SUFFIXES or "\n" not in text:
        return media.JSON_LINES
    return media.JSON


def _loose(document: Document, text: str) -> str:
    """Return the format of a text that begins like any other text."""
    from sayso.ingest.dialect import find_dialect

    if text.startswith(r"{\rtf"):
        raise document.fail(UnknownFormat, "RTF: save it as DOCX or plain text")
    if text.startswith("%!PS"):
        raise document.fail(UnknownFormat, "PostScript: convert it to PDF")
    suffix = document.suffix
    if suffix in media.TABLE_SUFFIXES:
        return media.TABLE_SUFFIXES[suffix]
    if suffix in media.MARKDOWN_SUFFIXES:
        return media.MARKDOWN
    if suffix in (".json", ".pdf", ".docx"):
        raise document.fail(BrokenSource, f"named {suffix}, but it is not: damaged or misnamed?")
    if suffix:
        return media.PLAIN
    if sum(bool(sign.search(text)) for sign in _MARKDOWN_SIGNS) >= 2:
        return media.MARKDOWN
    dialect = find_dialect(text, document.text_column, certain=True)
    if dialect:
        return media.TSV if dialect.delimiter == "\t" else media.CSV
    return media.PLAIN
