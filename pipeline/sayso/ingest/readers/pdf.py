"""PDF: its text by PDFium, its paragraphs rejoined from lines.

PDFium was chosen by trial against pypdf and pdfminer.six on releases in one and two columns, justified, and
in Japanese: it alone kept the order of columns, single spaces in justified lines and the place of
each character, and it is three times as fast as the next.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from sayso.errors import BrokenSource, EmptySource, TextTooLong
from sayso.ingest import media
from sayso.ingest.blocks import join_blocks
from sayso.ingest.finish import finish
from sayso.ingest.limits import MOST_CHARACTERS, MOST_FILE_BYTES, MOST_PAGES
from sayso.ingest.pdf_lines import Line, paragraphs
from sayso.ingest.source import Document, Piece

# PDFium may be entered by one thread at a time.
_ONE_AT_A_TIME = threading.Lock()
# The end mark stands in the last bytes of a whole file (ISO 32000-1, annex H.3: the last 1024).
END_BYTES = 2048
# A text more of whose letters than this have no Unicode value is not readable.
LOST_SHARE = 0.2
_TITLES_OF_FILES = (".doc", ".docx", ".odt", ".indd", ".rtf", ".pdf", ".txt", ".pages")
_HYPHEN_MARKS = ("\ufffe", "\x02")


def read(document: Document) -> Iterator[Piece]:
    """Yield the text of all pages."""
    data = document.read(MOST_FILE_BYTES)
    if b"%%EOF" not in data.rstrip(b"\0\r\n\t ")[-END_BYTES:]:
        raise document.fail(BrokenSource, "truncated: the PDF has no end, fetch it again")
    with _ONE_AT_A_TIME:
        pages, title, pictures = _pages(document, data)
    text = join_blocks(paragraphs(pages))
    letters = [character for character in text if not character.isspace()]
    lost = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < " " for c in letters)
    if lost > LOST_SHARE * max(1, len(letters)):
        raise document.fail(
            BrokenSource, "its fonts do not tell which letters they draw: run a text recognition (OCR) first"
        )
    if not letters and pictures:
        raise document.fail(
            EmptySource, "its pages are pictures without text: run a text recognition (OCR) first"
        )
    yield finish(
        document,
        text,
        media_type=media.PDF,
        data=data,
        title=title,
        nothing="a PDF without text",
    )


def _pages(document: Document, data: bytes) -> tuple[list[list[Line]], str | None, bool]:
    """Return the lines of each page, the stated title, and whether there are pictures."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise document.fail(BrokenSource, "encrypted: remove its password and save it again") from error
        raise document.fail(BrokenSource, "damaged: no PDF reader can open it, fetch it again") from error
    try:
        if len(pdf) > MOST_PAGES:
            raise document.fail(TextTooLong, f"{len(pdf):,} pages; at most {MOST_PAGES:,} are read")
        title = pdf.get_metadata_value("Title").strip()
        pages, length, pictures = [], 0, False
        for number in range(len(pdf)):
            try:
                page = pdf[number]
                lines = _lines(page.get_textpage(), page.get_height())
            except pypdfium2.PdfiumError as error:
                raise document.fail(BrokenSource, f"damaged: page {number + 1} cannot be read") from error
            length += sum(len(line.text) for line in lines)
            if length > MOST_CHARACTERS:
                raise document.fail(TextTooLong, f"more than {MOST_CHARACTERS:,} characters: split it")
            pictures = pictures or (not lines and any(True for _ in page.get_objects(max_depth=3)))
            pages.append(lines)
    finally:
        pdf.close()
    named = not title or title.lower().endswith(_TITLES_OF_FILES) or title.lower() == "untitled"
    return pages, None if named else title, pictures


def _lines(page: Any, height: float) -> list[Line]:
    """Return the lines of a page in PDFium's order, each with its box."""
    from pypdfium2 import raw

    lines: list[Line] = []
    text: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []

    def end_line(hyphen: str = "") -> None:
        words = _joined("".join(text)).strip()
        if words and boxes:
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            heights = sorted(box[3] - box[1] for box in boxes)
            bottom = sorted(box[1] for box in boxes)[len(boxes) // 2]
            lines.append(Line(words + hyphen, left, right, bottom, heights[len(boxes) // 2], height))
        text.clear()
        boxes.clear()

    for index in range(page.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(page.raw, index) or 0xFFFD)
        if character in "\r\n":
            end_line()
            continue
        if character not in _HYPHEN_MARKS:
            text.append(character)
        if raw.FPDFText_IsGenerated(page.raw, index) != 1 and not character.isspace():
            boxes.append(page.get_charbox(index, loose=True))
        if character in _HYPHEN_MARKS:
            end_line(hyphen="-")
    end_line()
    return lines


def _joined(text: str) -> str:
    """Return a text whose surrogate pairs, if PDFium gave any, are characters."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
