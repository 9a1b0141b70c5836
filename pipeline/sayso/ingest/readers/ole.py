"""OLE containers: old Office files, Outlook mails, encrypted DOCX. None is read; each is told apart."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.errors import BrokenSource, UnknownFormat
from sayso.ingest.limits import MOST_FILE_BYTES
from sayso.ingest.source import Document, Piece


def read(document: Document) -> Iterator[Piece]:
    """Raise the error that says what the container holds and what to do."""
    data = document.read(MOST_FILE_BYTES)
    if _holds(data, "EncryptedPackage"):
        raise document.fail(BrokenSource, "encrypted: remove its password and save it again")
    for stream, advice in (
        ("WordDocument", "an old Word file (.doc): save it as DOCX"),
        ("__substg1.0", "an Outlook mail (.msg): save it as .eml"),
        ("Workbook", "an old Excel file (.xls): save the sheet as CSV"),
        ("PowerPoint Document", "an old PowerPoint file (.ppt): save it as PDF"),
    ):
        if _holds(data, stream):
            raise document.fail(UnknownFormat, advice)
    raise document.fail(UnknownFormat, "an OLE container that sayso does not know: save it as DOCX or PDF")
    yield


def _holds(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data
