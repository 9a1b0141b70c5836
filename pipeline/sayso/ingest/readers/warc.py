"""WARC: an archive of the web, of which the HTML pages are read, record by record."""

from __future__ import annotations

import io
from collections.abc import Iterator
from email.message import Message
from typing import Any

from sayso.errors import BrokenSource, EmptySource, SourceError, TextTooLong
from sayso.ingest.limits import MOST_TEXT_BYTES
from sayso.ingest.source import Document, Piece

_PAGES = ("text/html", "application/xhtml+xml")


def read(document: Document) -> Iterator[Piece]:
    """Yield each page that a server answered with; one that is broken fails alone."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    pages = number = 0
    try:
        for record in ArchiveIterator(document.stream, no_record_parse=False):
            if record.rec_type is None:
                raise document.fail(BrokenSource, f"truncated or damaged after record {number}")
            number += 1
            if _is_page(record):
                pages += 1
                yield _page(document, record, number)
    except ArchiveLoadFailed as error:
        raise document.fail(BrokenSource, f"damaged after record {number}: {error}") from error
    if not number:
        raise document.fail(BrokenSource, "no record in it: truncated?")
    if not pages:
        raise document.fail(EmptySource, f"no HTML page among its {number} records")


def _is_page(record: Any) -> bool:
    if record.rec_type not in ("response", "resource"):
        return False
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    return status == "200" and _content_type(record).get_content_type() in _PAGES


def _content_type(record: Any) -> Message:
    headers = record.http_headers or record.rec_headers
    message = Message()
    message["content-type"] = headers.get_header("content-type") or "application/octet-stream"
    return message


def _page(document: Document, record: Any, number: int) -> Piece:
    part = f"record {number} {record.rec_headers.get_header('WARC-Target-URI') or ''}".strip()
    try:
        data = record.content_stream().read(MOST_TEXT_BYTES + 1)
    except SourceError:
        raise
    except Exception as error:  # warcio passes on whatever a broken content encoding raises
        return document.fail(BrokenSource, f"{part}: cannot be unpacked ({error})")
    if len(data) > MOST_TEXT_BYTES:
        return document.fail(TextTooLong, f"{part}: more than {MOST_TEXT_BYTES:,} bytes")
    if getattr(record.raw_stream, "limit", 0) > 0 or record.rec_headers.get_header("WARC-Truncated"):
        return document.fail(BrokenSource, f"{part}: truncated")
    if not data:
        return document.fail(EmptySource, f"{part}: an empty page")
    charset = _content_type(record).get_content_charset()
    return document.inner(io.BytesIO(data), name="page.html", part=part, charset=charset)
