"""HTML → its blocks, by a plain walk: every character that a reader of the page sees, and no other.

Spaces and line ends of the markup become one space, as browsers show them; no-break spaces, quotation
marks and all other typography stay. Nothing is glued where an inline tag ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from sayso.errors import BrokenSource
from sayso.ingest.furniture import BLOCKS, HEADINGS, SILENT, is_hidden

# The tags around a block that tell what it is.
_TELLING = HEADINGS | {"article", "main", "figcaption"}
# A table whose longest cell is longer than this lays out a page and holds no data.
LONGEST_CELL = 120

_SPACES = re.compile(r"[ \t\n\r\f]+")
_AROUND_BREAKS = re.compile(r" ?\n ?")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SELF_CLOSED = re.compile(
    r"<(script|style|title|textarea|iframe|div|p|span|a|td|li|i|b|em|strong)\b"
    r"((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)/>",
    re.I,
)


@dataclass
class Block:
    """A paragraph, heading, list item, table or cell, and the element that holds it.

    ``linked`` is how many of its characters are inside links; ``around`` the telling tags it is in.
    """

    text: str
    element: etree._Element
    linked: int = 0
    around: frozenset[str] = frozenset()

    @property
    def is_heading(self) -> bool:
        """Whether the block is a heading, or in one."""
        return not HEADINGS.isdisjoint(self.around)

    def inside(self, tag: str) -> bool:
        """Tell whether the block is in an element of that tag, one of those that tell something."""
        return tag in self.around


def parse_html(markup: str) -> etree._Element:
    """Return the tree of a page or of a piece of one; reads no network and no other file."""
    prepared = _XML_DECLARATION.sub("", markup.replace("\0", "")).strip()
    if "<html" in prepared[:2000].lower() and "xhtml" in prepared[:2000].lower():
        prepared = _SELF_CLOSED.sub(r"<\1\2></\1>", prepared)
    parser = html.HTMLParser(huge_tree=True, no_network=True, remove_pis=True)
    if not prepared:
        return html.document_fromstring("<html><body></body></html>")
    try:
        tree: etree._Element = html.document_fromstring(prepared, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return html.document_fromstring("<html><body></body></html>")
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise BrokenSource("", "its tags are nested too deeply to be a page")
    return tree


def walk(tree: etree._Element) -> list[Block]:
    """Return the blocks of a tree that are shown, in their order."""
    return [block for block in _Walk(tree).blocks() if block.text]


@dataclass
class _Walk:
    tree: etree._Element
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    preformatted: int = 0
    skipped: etree._Element | None = None
    opened: Counter[str] = field(default_factory=Counter)

    def blocks(self) -> Iterator[Block]:
        walker = etree.iterwalk(self.tree, events=("start", "end", "comment"))
        current = self.tree
        for event, element in walker:
            tag = _tag(element)
            if event == "start" and (tag in SILENT or is_hidden(dict(element.attrib))):
                walker.skip_subtree()
                self.skipped = element
            elif event == "start" and tag == "table" and _is_data(element):
                yield self._block(current)
                yield Block(_table_text(element), element, _linked(element), self._around())
                walker.skip_subtree()
                self.skipped = element
            elif event == "start":
                if tag in BLOCKS:
                    yield self._block(current)
                    current = element
                self._enter(tag, element)
            elif event == "end":
                if tag in BLOCKS and element is not self.skipped:
                    yield self._block(current)
                    current = _holder(element)
                self._leave(tag, element)
            else:
                self._add(element.tail)
        yield self._block(current)

    def _enter(self, tag: str, element: etree._Element) -> None:
        self.links += tag == "a"
        self.opened[tag] += tag in _TELLING
        self.preformatted += tag == "pre"
        if tag == "br":
            self.pieces.append("\n")
        if tag == "q":
            self.pieces.append("“")
        self._add(element.text)

    def _leave(self, tag: str, element: etree._Element) -> None:
        if element is not self.skipped:
            self.links -= tag == "a"
            self.opened[tag] -= tag in _TELLING
            self.preformatted -= tag == "pre"
            if tag == "q":
                self.pieces.append("”")
        self.skipped = None
        if element is not self.tree:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text if self.preformatted else _SPACES.sub(" ", text))
            self.linked += len(text.strip()) if self.links else 0

    def _around(self) -> frozenset[str]:
        return frozenset(tag for tag in _TELLING if self.opened[tag])

    def _block(self, element: etree._Element) -> Block:
        text = "".join(self.pieces)
        if not self.preformatted:
            text = _AROUND_BREAKS.sub("\n", re.sub(" {2,}", " ", text))
        block = Block(text.strip(" \n\t\r\f"), element, self.linked, self._around())
        self.pieces, self.linked = [], 0
        return block


def _tag(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _holder(element: etree._Element) -> etree._Element:
    """Return the innermost block element around an element."""
    return next((e for e in element.iterancestors() if _tag(e) in BLOCKS), element)


def _is_data(table: etree._Element) -> bool:
    rows = [e for e in table.iterdescendants() if _tag(e) == "tr"]
    if not rows or any(_tag(e) == "table" for e in table.iterdescendants()):
        return False
    cells = [[cell for cell in row if _tag(cell) in ("td", "th")] for row in rows]
    if max(map(len, cells)) < 2 or len(rows) < 2:
        return False
    return all(len(_flat(cell)) <= LONGEST_CELL for row in cells for cell in row)


def _table_text(table: etree._Element) -> str:
    lines = []
    for part in table.iterdescendants():
        if _tag(part) == "caption":
            lines.append(_flat(part))
        elif _tag(part) == "tr":
            lines.append("\t".join(_flat(c) for c in part if _tag(c) in ("td", "th")))
    return "\n".join(line for line in lines if line.strip())


def _flat(element: etree._Element) -> str:
    return " ".join(block.text.replace("\n", " ") for block in _Walk(element).blocks() if block.text)


def _linked(element: etree._Element) -> int:
    return sum(len("".join(a.itertext()).strip()) for a in element.iterdescendants() if _tag(a) == "a")
