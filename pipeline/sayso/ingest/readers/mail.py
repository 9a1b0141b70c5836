"""E-mail and MHTML: the body, and the attachments that are documents as texts of their own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import errors, policy
from email.message import EmailMessage
from email.parser import BytesParser
from itertools import islice
from typing import cast

from sayso.errors import BrokenSource, EmptySource
from sayso.ingest import media
from sayso.ingest.blocks import join_blocks
from sayso.ingest.charset import decode
from sayso.ingest.dates import iso_day
from sayso.ingest.finish import finish
from sayso.ingest.limits import MOST_FILE_BYTES
from sayso.ingest.source import Document, Piece, one_line
from sayso.ingest.words import words_for

# A body this short that points at an attachment is its covering letter; a shorter one needs not even point.
LONGEST_COVER = 800
SHORTEST_BODY = 150
# The plain body is taken where the HTML one has less than this share of its letters ("view in browser").
LEAST_SHARE = 0.5
# A text attachment below this is a signature or a footer, and no release.
SHORTEST_ATTACHMENT = 200

_BESIDE_THE_POINT = ("image", "audio", "video", "font")
_NO_DOCUMENTS = frozenset({
    "text/calendar", "text/vcard", "text/x-vcard", "text/css", "text/rfc822-headers",
    "application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature",
    "application/x-pkcs7-signature", "application/ics", "message/delivery-status",
    "message/disposition-notification",
})  # fmt: skip
_DAMAGED = (errors.InvalidBase64LengthDefect, errors.InvalidBase64PaddingDefect)
_TRUNCATED = (errors.CloseBoundaryNotFoundDefect, errors.StartBoundaryNotFoundDefect)


def read(document: Document) -> Iterator[Piece]:
    """Yield the body, unless it is the covering letter of an attachment; then the attachments."""
    data = document.read(MOST_FILE_BYTES)
    mail = BytesParser(policy=policy.default).parsebytes(data.removeprefix(b"\xef\xbb\xbf"))
    if any(isinstance(defect, _TRUNCATED) for part in mail.walk() for defect in part.defects):
        raise document.fail(BrokenSource, "truncated: a part of the mail has no end, save it again")
    if mail.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime"):
        raise document.fail(BrokenSource, "encrypted: open it in the mail program and save it as PDF or text")
    if _is_saved_page(mail):
        yield _saved_page(document, mail, data)
        return
    body = _body(mail)
    attachments = list(_attachments(document, mail, body))
    covered = any(isinstance(piece, Document) for piece in attachments) and _is_cover(body.text)
    if body.text.strip() and not covered:
        yield finish(
            document,
            body.text,
            media_type=media.MAIL,
            data=data,
            title=_header(mail, "subject"),
            date=iso_day(_header(mail, "date")),
            language_hint=(_header(mail, "content-language") or "").split(",")[0],
        )
    elif not attachments:
        raise document.fail(EmptySource, "a mail without text and without attached documents")
    yield from attachments


class _Body:
    """The body's text and the parts it was made of."""

    def __init__(self, text: str, parts: list[EmailMessage]) -> None:
        self.text = text
        self.parts = parts


def _body(mail: EmailMessage) -> _Body:
    """Return the HTML body, whose paragraphs are whole, or the plain one if that says more."""
    found = {kind: mail.get_body(preferencelist=(kind,)) for kind in ("html", "plain")}
    parts = [cast(EmailMessage, part) for part in found.values() if part is not None]
    texts = dict.fromkeys(found, "")
    for kind, part in found.items():
        if part is not None:
            texts[kind] = _part_text(cast(EmailMessage, part))
    if _letters(texts["html"]) >= LEAST_SHARE * _letters(texts["plain"]):
        return _Body(texts["html"], parts)
    return _Body(texts["plain"], parts)


def _part_text(part: EmailMessage) -> str:
    text = decode(_bytes(part), part.get_content_charset())
    if part.get_content_type() == "text/html":
        from sayso.ingest.walk import parse_html, walk

        return join_blocks(block.text for block in walk(parse_html(text)))
    text = re.sub(r"\r\n?", "\n", text)
    parameters = {key.lower(): str(value).lower() for key, value in part.get_params() or []}
    if parameters.get("format") == "flowed":
        return _unflowed(text, joined=parameters.get("delsp") == "yes")
    return text


def _unflowed(text: str, joined: bool) -> str:
    """Return text of RFC 3676 with its paragraphs whole: a line that ends with a space goes on below."""
    lines: list[str] = []
    open_line = False
    for line in text.split("\n"):
        line = line.removeprefix(" ")
        if open_line:
            lines[-1] += line
        else:
            lines.append(line)
        open_line = line.endswith(" ") and line != "-- "
        if open_line and joined:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _attachments(document: Document, mail: EmailMessage, body: _Body) -> Iterator[Piece]:
    """Yield the attached documents; an attachment of unknown kind is a failure of its own."""
    parts = [part for part in _leaves(mail) if part not in body.parts and _may_be_document(part)]
    for number, part in enumerate(parts, start=1):
        nameless = "mail.eml" if part.get_content_type() == "message/rfc822" else ""
        name = one_line(part.get_filename() or nameless, 120)
        told = f"attachment {number}: {name}".rstrip(": ")
        data = _bytes(part)
        if any(isinstance(defect, _DAMAGED) for defect in part.defects):
            yield document.fail(BrokenSource, f"{told}: damaged in transport")
        elif not data:
            yield document.fail(EmptySource, f"{told}: the attachment is empty")
        elif part.get_content_maintype() != "text" or len(data) >= SHORTEST_ATTACHMENT:
            charset = part.get_content_charset()
            yield document.inner(io.BytesIO(data), name=name, part=told, charset=charset)


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that hold something; a mail in a mail is one part."""
    if part.get_content_type() == "message/rfc822" or not part.is_multipart():
        yield part
    else:
        for child in part.iter_parts():
            yield from _leaves(cast(EmailMessage, child))


def _may_be_document(part: EmailMessage) -> bool:
    kind = part.get_content_type()
    if part.get_content_maintype() in _BESIDE_THE_POINT or kind in _NO_DOCUMENTS:
        return False
    return bool(part.get_filename()) or part.is_attachment() or kind == "message/rfc822"


def _bytes(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return b"".join(bytes(cast(EmailMessage, child)) for child in islice(part.iter_parts(), 1))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _is_cover(text: str) -> bool:
    if _letters(text) <= SHORTEST_BODY:
        return True
    lower = text.casefold()
    return _letters(text) <= LONGEST_COVER and any(word in lower for word in words_for("attachment"))


def _is_saved_page(mail: EmailMessage) -> bool:
    return mail.get_content_type() == media.MHTML and mail["to"] is None and mail["received"] is None


def _saved_page(document: Document, mail: EmailMessage, data: bytes) -> Piece:
    from sayso.ingest.readers.html import page_text

    for part in _leaves(mail):
        if part.get_content_type() in ("text/html", media.XHTML):
            return page_text(document, _bytes(part), data, media.MHTML, part.get_content_charset())
    raise document.fail(EmptySource, "a saved page without HTML")


def _header(mail: EmailMessage, name: str) -> str | None:
    """Return a header as text; the standard library raises on some that are malformed."""
    try:
        value = mail[name]
        return str(value).strip() or None if value is not None else None
    except Exception:  # a header that cannot be parsed is a header that states nothing
        return None


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)
