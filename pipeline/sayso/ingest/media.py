"""The media types that have a reader, and the signatures of what has none."""

from __future__ import annotations

from typing import Final

PLAIN: Final = "text/plain"
MARKDOWN: Final = "text/markdown"
HTML: Final = "text/html"
XHTML: Final = "application/xhtml+xml"
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE: Final = "application/x-ole-storage"
MAIL: Final = "message/rfc822"
MHTML: Final = "multipart/related"
RSS: Final = "application/rss+xml"
ATOM: Final = "application/atom+xml"
JSON: Final = "application/json"
JSON_LINES: Final = "application/jsonl"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
WARC: Final = "application/warc"
GZIP: Final = "application/gzip"

READERS: Final = {
    PLAIN: "plain",
    MARKDOWN: "markdown",
    HTML: "html",
    XHTML: "html",
    PDF: "pdf",
    DOCX: "docx",
    OLE: "ole",
    MAIL: "mail",
    RSS: "feed",
    ATOM: "feed",
    JSON: "json_array",
    JSON_LINES: "json_lines",
    CSV: "table",
    TSV: "table",
    WARC: "warc",
    GZIP: "gz",
}
"""The module of ``sayso.ingest.readers`` that reads a media type."""

CONTAINERS: Final = frozenset({RSS, ATOM, JSON, JSON_LINES, CSV, TSV, WARC})
"""What holds many releases, one after another."""

HTML_SUFFIXES: Final = {".html", ".htm", ".xhtml"}
MAIL_SUFFIXES: Final = {".eml", ".mht", ".mhtml"}
JSON_LINES_SUFFIXES: Final = {".jsonl", ".ndjson"}
TABLE_SUFFIXES: Final = {".csv": CSV, ".tsv": TSV, ".tab": TSV}
MARKDOWN_SUFFIXES: Final = {".md", ".markdown", ".mkd"}

OLE_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

UNREADABLE_SIGNATURES: Final = (
    (b"\x89PNG", "a picture (PNG): sayso does not read text out of pictures"),
    (b"\xff\xd8\xff", "a picture (JPEG): sayso does not read text out of pictures"),
    (b"GIF8", "a picture (GIF): sayso does not read text out of pictures"),
    (b"II*\0", "a picture (TIFF): sayso does not read text out of pictures"),
    (b"MM\0*", "a picture (TIFF): sayso does not read text out of pictures"),
    (b"BZh", "packed with bzip2: unpack it first"),
    (b"\xfd7zXZ\0", "packed with xz: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it and give the folder"),
    (b"Rar!\x1a", "a RAR archive: unpack it and give the folder"),
    (b"SQLite format 3\0", "an SQLite database: export its texts as CSV or JSON Lines"),
    (b"PAR1", "a Parquet file: export its texts as CSV or JSON Lines"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
"""First bytes, and what to tell the user."""

ZIP_CONTENTS: Final = (
    (b"xl/workbook", "an Excel workbook: save the sheet as CSV"),
    (b"xl/worksheets", "an Excel workbook: save the sheet as CSV"),
    (b"ppt/", "a PowerPoint file: save it as PDF"),
    (b"application/vnd.oasis", "an OpenDocument file: save it as DOCX or PDF"),
    (b"application/epub", "an EPUB book: save it as HTML or PDF"),
)
"""What the first bytes of a zip archive hold, and what to tell the user."""
