"""The body of an annotated release: plain text, blocks and marks, in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from sayso.corpora.release import Block, Mark, Report

BLOCKS = frozenset({"head", "dateline", "p", "item", "note"})
CONTAINERS = frozenset({"body", "div", "list"})
MARKS = frozenset({"persName", "orgName", "roleName", "placeName", "name", "rs", "said", "seg", "q"})
DIVS = ("boilerplate", "contact")
_TYPES = {"head": (None, "sub"), "note": ("embargo", "end")}
# What a mark may never stand inside: a name in a name, a quote in a quote, a cue in a cue.
_NAMES = frozenset({"persName", "orgName", "roleName", "placeName", "name"})
NOT_INSIDE = dict.fromkeys(_NAMES, _NAMES) | {
    "said": _NAMES | {"said", "seg", "rs"},
    "seg": _NAMES | {"seg"},
    "rs": (_NAMES - {"roleName"}) | {"rs"},
    "q": _NAMES | {"q"},
}
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_RUN = re.compile(r"[ \t\r\n]+|[^ \t\r\n]+")


def read_body(
    body: etree._Element, namespace: str, report: Report
) -> tuple[str, tuple[Block, ...], tuple[Mark, ...]]:
    """Return the plain text of a body, its blocks, and its marks sorted by start, the longer first.

    ``namespace`` is the prefix that a tag of the subset has; faults go to ``report``.
    """
    walk = _Walk(namespace, report)
    walk.container(body, div=None)
    marks = sorted(walk.marks, key=lambda mark: (mark.start, -mark.end))
    return "".join(walk.out), tuple(walk.blocks), tuple(marks)


@dataclass
class _Walk:
    namespace: str
    report: Report
    out: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def container(self, element: etree._Element, div: str | None) -> None:
        self._no_text(element.text, element)
        for child, known in zip(element, self._elements(element), strict=True):
            if known is not None:
                self._part(known, div)
            self._no_text(child.tail, child, after=True)

    def _part(self, child: etree._Element, div: str | None) -> None:
        tag, line = self._tag(child), child.sourceline or 0
        if tag in CONTAINERS:
            inner = child.get("type") if tag == "div" else div
            if tag == "div" and inner not in DIVS:
                self.report(line, f"<div> type={inner!r}: one of {', '.join(DIVS)}")
            self.container(child, inner)
        elif tag in BLOCKS:
            self._block(child, tag, div)
        elif tag in MARKS:
            self.report(line, f"<{tag}> stands outside a block")
        else:
            self.report(line, f"unknown tag <{tag}>")

    def _block(self, element: etree._Element, tag: str, div: str | None) -> None:
        kind, line = element.get("type"), element.sourceline or 0
        if kind not in _TYPES.get(tag, (None,)):
            allowed = " or ".join(each or "none" for each in _TYPES.get(tag, (None,)))
            self.report(line, f"<{tag}> type={kind!r}: {allowed}")
        separator = "\n\n" if self.blocks else ""
        self.out.extend(separator)
        start, first_mark = len(self.out), len(self.marks)
        self._inline(element, start, ())
        if len(self.out) > start and self.out[-1] == " ":
            self.out.pop()
        end = len(self.out)
        if end == start:
            self.report(line, f"empty <{tag}>")
            del self.out[start - len(separator) :], self.marks[first_mark:]
            return
        for index in range(first_mark, len(self.marks)):
            self.marks[index] = self._within(self.marks[index], end)
        self.blocks.append(Block(tag, kind, div, start, end))

    def _within(self, mark: Mark, end: int) -> Mark:
        """Return a mark that ends with its block; one that has white space at an edge is a fault."""
        text = "".join(self.out[mark.start : min(mark.end, end)])
        if mark.end > end or text != text.strip() or not text:
            self.report(mark.line, f"<{mark.tag}> is empty or begins or ends with white space")
        return replace(mark, end=min(mark.end, end))

    def _inline(self, element: etree._Element, block: int, around: tuple[str, ...]) -> None:
        self._emit(element.text, block)
        for child, known in zip(element, self._elements(element), strict=True):
            if known is not None:
                self._mark(known, block, around)
            self._emit(child.tail, block)

    def _mark(self, child: etree._Element, block: int, around: tuple[str, ...]) -> None:
        tag, line = self._tag(child), child.sourceline or 0
        if tag not in MARKS:
            self.report(line, f"unknown tag <{tag}> inside a block")
        for outer in around:
            if outer in NOT_INSIDE.get(tag, ()):
                self.report(line, f"<{tag}> stands inside <{outer}>")
        start, position = len(self.out), len(self.marks)
        self._inline(child, block, (*around, tag))
        attributes = {
            ("id" if key == _XML_ID else str(key)): str(value) for key, value in child.attrib.items()
        }
        self.marks.insert(position, Mark(tag, start, len(self.out), line, attributes))

    def _emit(self, text: str | None, block: int) -> None:
        for run in _RUN.findall(text or ""):
            if run[0] not in " \t\r\n":
                self.out.extend(run)
            elif len(self.out) > block and self.out[-1] != " ":
                self.out.append(" ")

    def _no_text(self, text: str | None, near: etree._Element, *, after: bool = False) -> None:
        """Report text at the beginning of an element, or after one, if it is more than white space."""
        if text and text.strip():
            leading = text[: len(text) - len(text.lstrip())].count("\n")
            line = _last_line(near) if after else near.sourceline or 0
            self.report(line + leading, f"text outside a block: {text.strip()[:40]!r}")

    def _elements(self, element: etree._Element) -> Iterator[etree._Element | None]:
        """Yield each child that is an element, None for comments and processing instructions."""
        for child in element:
            if isinstance(child, etree._Entity):
                self.report(child.sourceline or 0, f"entity {child.text}: write the character itself")
            yield child if isinstance(child.tag, str) else None

    def _tag(self, element: etree._Element) -> str:
        return str(element.tag).removeprefix(self.namespace)


def _last_line(element: etree._Element) -> int:
    """Return the line on which an element ends."""
    inside: int = etree.tostring(element, encoding="unicode", with_tail=False).count("\n")
    return int(element.sourceline or 0) + inside
