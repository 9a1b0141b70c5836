"""DOCX: the paragraphs of the document, as Word shows them with all changes accepted.

The XML is read by lxml rather than by python-docx, which leaves out text boxes, content controls and
tracked insertions, and so that every part is bounded before it is unpacked and parsed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from sayso.errors import BrokenSource, UnknownFormat
from sayso.ingest import media
from sayso.ingest.blocks import join_blocks
from sayso.ingest.finish import finish
from sayso.ingest.limits import MOST_FILE_BYTES, MOST_XML_BYTES
from sayso.ingest.source import Document, Piece

# What Word does not show: deletions, where a passage was moved from, field codes, the readings above
# Japanese characters, and what older Words show in the place of a drawing (its text would be doubled).
_NOT_SHOWN = frozenset({
    "del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "rt", "pPr", "rPr",
    "sectPr", "tblPr", "trPr", "tcPr",
})  # fmt: skip
_CHARACTERS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
# A table with a longer cell lays out the page and holds no data.
LONGEST_CELL = 120


def read(document: Document) -> Iterator[Piece]:
    """Yield the document's text."""
    data = document.read(MOST_FILE_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            body = _part(document, package, _main_part(document, package))
            names = package.namelist()
            core = _part(document, package, "docProps/core.xml") if "docProps/core.xml" in names else None
    except (zipfile.BadZipFile, EOFError, zlib.error, OverflowError, NotImplementedError) as error:
        raise document.fail(BrokenSource, f"truncated or damaged DOCX ({error}): save it again") from error
    except RuntimeError as error:
        raise document.fail(BrokenSource, "encrypted: remove its password and save it again") from error
    yield finish(
        document,
        join_blocks(_blocks(body)),
        media_type=media.DOCX,
        data=data,
        title=_property(core, "title"),
        language_hint=_property(core, "language"),
        nothing="a document without text",
    )


def _main_part(document: Document, package: zipfile.ZipFile) -> str:
    names = package.namelist()
    if "_rels/.rels" in names:
        for relation in _part(document, package, "_rels/.rels"):
            target = str(relation.get("Target", "")).lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in names:
                if not target.startswith(("xl/", "ppt/")):
                    return target
                raise document.fail(UnknownFormat, "an Office file that is no DOCX: save it as PDF or CSV")
    if "word/document.xml" in names:
        return "word/document.xml"
    raise document.fail(UnknownFormat, "a zip archive: unpack it and give the folder")


def _part(document: Document, package: zipfile.ZipFile, name: str) -> etree._Element:
    with package.open(name) as stream:
        data = stream.read(MOST_XML_BYTES + 1)
    if len(data) > MOST_XML_BYTES:
        reason = f"{name} unpacks to more than {MOST_XML_BYTES:,} bytes: a decompression bomb? not read"
        raise document.fail(BrokenSource, reason)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:65536]:
        raise document.fail(BrokenSource, f"{name} declares XML entities, which a DOCX may not: not read")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise document.fail(BrokenSource, f"{name} is damaged ({error.msg})") from error
    if root.getroottree().docinfo.doctype:
        raise document.fail(BrokenSource, f"{name} declares XML entities, which a DOCX may not: not read")
    return root


def _blocks(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name == "p":
            yield _text(child)
            yield from _boxes(child)
        elif name == "tbl":
            yield from _table(child)
        elif name not in _NOT_SHOWN:
            yield from _blocks(child)


def _text(paragraph: etree._Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = _name(child)
        if name in _NOT_SHOWN or name == "txbxContent" or (name == "r" and _is_hidden(child)):
            continue
        if name == "t":
            yield child.text or ""
        elif name in _CHARACTERS:
            yield _CHARACTERS[name]
        elif name not in ("tabs", "p"):
            yield from _pieces(child)


def _boxes(paragraph: etree._Element) -> Iterator[str]:
    """Yield the paragraphs of the text boxes that are anchored in a paragraph."""
    for child in paragraph:
        name = _name(child)
        if name == "txbxContent":
            yield from _blocks(child)
        elif name not in _NOT_SHOWN:
            yield from _boxes(child)


def _table(table: etree._Element) -> Iterator[str]:
    rows = [[list(_blocks(cell)) for cell in _own(row, "tc", table)] for row in _own(table, "tr", table)]
    cells = [[block for block in cell if block.strip()] for row in rows for cell in row]
    data = all(len(cell) <= 1 and len("".join(cell)) <= LONGEST_CELL for cell in cells)
    if data and max((len(row) for row in rows), default=0) > 1:
        yield "\n".join("\t".join(" ".join("".join(cell).split("\n")) for cell in row) for row in rows)
    else:
        for cell in cells:
            yield from cell


def _own(element: etree._Element, name: str, table: etree._Element) -> Iterator[etree._Element]:
    """Yield the rows or cells inside that are a table's own, not those of a table in it."""
    for found in element.iterdescendants():
        if _name(found) == name and next(a for a in found.iterancestors() if _name(a) == "tbl") is table:
            yield found


def _is_hidden(run: etree._Element) -> bool:
    return any(
        _name(mark) == "vanish" and _value(mark) not in ("0", "false", "off")
        for properties in run
        if _name(properties) == "rPr"
        for mark in properties
    )


def _value(element: etree._Element) -> str:
    return next((v for k, v in element.attrib.items() if str(k).endswith("}val")), "")


def _property(core: etree._Element | None, name: str) -> str | None:
    for element in core if core is not None else ():
        if _name(element) == name and element.text:
            return element.text.strip() or None
    return None


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
