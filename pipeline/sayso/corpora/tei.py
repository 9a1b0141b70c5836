"""Read and validate an annotated release: a small subset of TEI P5.

The plain text is what remains when the tags go. Blocks (`head`, `dateline`, `p`, `item`,
`note`) are folded and joined by one blank line; every offset counts code points in that text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from sayso.errors import GoldError

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

BLOCKS = frozenset({"head", "dateline", "p", "item", "note"})
CONTAINERS = frozenset({"body", "div", "list"})
MARKS = frozenset({"persName", "orgName", "roleName", "placeName", "name", "rs", "said", "seg", "q"})
# What a mark may never stand inside: a name in a name, a quote in a quote, a cue in a cue.
_NAMES = frozenset({"persName", "orgName", "roleName", "placeName", "name"})
_NOT_INSIDE = dict.fromkeys(_NAMES, _NAMES) | {"said": frozenset({"said"}), "seg": frozenset({"seg"})}
_NOT_INSIDE["rs"] = frozenset({"rs", "persName", "orgName", "placeName", "name"})
_WHITE = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Block:
    """One block of the text: its tag, its `type`, and the kind of `div` around it."""

    tag: str
    type: str | None
    div: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """One annotated span, with the attributes that its element carries."""

    tag: str
    start: int
    end: int
    line: int
    attributes: dict[str, str]

    def pointers(self, name: str) -> tuple[str, ...]:
        """Return the ids that attribute ``name`` points at, without their ``#``."""
        return tuple(pointer.lstrip("#") for pointer in self.attributes.get(name, "").split())


@dataclass(frozen=True)
class Affiliation:
    """A role of a person, as the header words it, and the id of its organisation."""

    role: str
    organisation: str | None


@dataclass(frozen=True)
class GoldPerson:
    """A person of the header."""

    id: str
    name: str
    affiliations: tuple[Affiliation, ...]


@dataclass(frozen=True)
class GoldOrganisation:
    """An organisation of the header; the first one is the issuer."""

    id: str
    name: str


@dataclass(frozen=True)
class GoldRelease:
    """An annotated release: text, blocks and marks, with the people and organisations behind them."""

    path: str
    language: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    people: dict[str, GoldPerson]
    organisations: dict[str, GoldOrganisation]


class Fault(NamedTuple):
    """One breach of the annotation rules."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def read_tei(path: Path | str) -> GoldRelease:
    """Read one annotated release; raises `GoldError` that lists every fault with its line."""
    release, faults = check_tei(path)
    if release is None or faults:
        raise GoldError("\n".join(str(fault) for fault in faults))
    return release


def check_tei(path: Path | str) -> tuple[GoldRelease | None, list[Fault]]:
    """Return the release, if it can be read at all, and every breach of the rules in it."""
    name = str(path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(name, parser).getroot()
    except OSError as error:
        return None, [Fault(name, 0, f"cannot be read: {error}")]
    except etree.XMLSyntaxError as error:
        return None, [Fault(name, error.lineno or 0, f"not well-formed: {error.msg}")]
    body = root.find(f"{TEI}text/{TEI}body")
    if root.tag != f"{TEI}TEI" or body is None:
        return None, [Fault(name, root.sourceline or 0, "not a TEI document with text/body")]
    faults: list[Fault] = []

    def report(line: int, what: str) -> None:
        faults.append(Fault(name, line, what))

    walk = _BodyWalk(report)
    walk.container(body, div=None)
    people, organisations = _header(root, report)
    release = GoldRelease(
        path=name,
        language=root.get(XML_LANG, ""),
        title=_text(root.find(f"{TEI}teiHeader/{TEI}fileDesc/{TEI}titleStmt/{TEI}title")),
        text="".join(walk.out),
        blocks=tuple(walk.blocks),
        marks=tuple(sorted(walk.marks, key=lambda mark: (mark.start, -mark.end))),
        people=people,
        organisations=organisations,
    )
    if not release.language:
        report(root.sourceline or 0, "TEI has no xml:lang")
    if not release.text:
        report(body.sourceline or 0, "the body has no text")
    _check_marks(release, report)
    return release, sorted(faults, key=lambda fault: fault.line)


def _text(element: etree._Element | None) -> str:
    return "" if element is None else _WHITE.sub(" ", "".join(element.itertext())).strip()


Report = Callable[[int, str], None]


@dataclass
class _BodyWalk:
    """Collects text, blocks and marks in document order."""

    report: Report
    out: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def container(self, element: etree._Element, div: str | None) -> None:
        self._no_text(element.text, element)
        for child in element:
            if isinstance(child, etree._Comment):
                self._no_text(child.tail, child)
                continue
            tag, line = _tag(child), child.sourceline or 0
            if tag in CONTAINERS:
                inner = child.get("type") if tag == "div" else div
                if tag == "div" and inner not in {"boilerplate", "contact"}:
                    self.report(line, f"div type {inner!r}: only boilerplate and contact are known")
                self.container(child, inner)
            elif tag in BLOCKS:
                self.block(child, tag, div)
            elif tag in MARKS:
                self.report(line, f"<{tag}> stands outside a block")
            else:
                self.report(line, f"unknown tag <{tag}>")
            self._no_text(child.tail, child)

    def block(self, element: etree._Element, tag: str, div: str | None) -> None:
        separator = "\n\n" if self.blocks else ""
        self.out.extend(separator)
        start = len(self.out)
        first_mark = len(self.marks)
        self._inline(element, start, ())
        if len(self.out) > start and self.out[-1] == " ":
            self.out.pop()
        end = len(self.out)
        if end == start:
            self.report(element.sourceline or 0, f"empty <{tag}>")
            del self.out[start - len(separator) :]
            return
        for index in range(first_mark, len(self.marks)):
            mark = self.marks[index]
            text = "".join(self.out[mark.start : min(mark.end, end)])
            if mark.end > end or text != text.strip() or not text:
                self.report(mark.line, f"<{mark.tag}> is empty or begins or ends with white space")
                self.marks[index] = Mark(mark.tag, mark.start, min(mark.end, end), mark.line, mark.attributes)
        self.blocks.append(Block(tag, element.get("type"), div, start, end))

    def _inline(self, element: etree._Element, block: int, around: tuple[str, ...]) -> None:
        self._emit(element.text, block)
        for child in element:
            if not isinstance(child, etree._Comment):
                self._mark(child, block, around)
            self._emit(child.tail, block)

    def _mark(self, child: etree._Element, block: int, around: tuple[str, ...]) -> None:
        tag, line = _tag(child), child.sourceline or 0
        if tag not in MARKS:
            self.report(line, f"unknown tag <{tag}> inside a block")
        for outer in around:
            if outer in _NOT_INSIDE.get(tag, ()):
                self.report(line, f"<{tag}> stands inside <{outer}>")
        start, position = len(self.out), len(self.marks)
        self._inline(child, block, (*around, tag))
        attributes = {
            ("id" if key == XML_ID else str(key)): str(value) for key, value in child.attrib.items()
        }
        self.marks.insert(position, Mark(tag, start, len(self.out), line, attributes))

    def _emit(self, text: str | None, block: int) -> None:
        for run in re.findall(r"[ \t\r\n]+|[^ \t\r\n]+", text or ""):
            if run[0] not in " \t\r\n":
                self.out.extend(run)
            elif len(self.out) > block and self.out[-1] != " ":
                self.out.append(" ")

    def _no_text(self, text: str | None, near: etree._Element) -> None:
        if text and text.strip():
            self.report(near.sourceline or 0, f"text outside a block: {text.strip()[:40]!r}")


def _tag(element: etree._Element) -> str:
    return str(element.tag).removeprefix(TEI)


def _header(
    root: etree._Element, report: Report
) -> tuple[dict[str, GoldPerson], dict[str, GoldOrganisation]]:
    licence = root.find(f".//{TEI}licence")
    if licence is None or "publicdomain/zero" not in licence.get("target", ""):
        report(root.sourceline or 0, "the licence is not CC0")
    organisations: dict[str, GoldOrganisation] = {}
    for org in root.iter(f"{TEI}org"):
        key = org.get(XML_ID, "")
        if not key or key in organisations:
            report(org.sourceline or 0, f"org needs an xml:id of its own, has {key!r}")
        organisations[key] = GoldOrganisation(key, _text(org.find(f"{TEI}orgName")))
    people: dict[str, GoldPerson] = {}
    for person in root.iter(f"{TEI}person"):
        key = person.get(XML_ID, "")
        if not key or key in people or key in organisations:
            report(person.sourceline or 0, f"person needs an xml:id of its own, has {key!r}")
        affiliations = tuple(_affiliations(person, organisations, report))
        people[key] = GoldPerson(key, _text(person.find(f"{TEI}persName")), affiliations)
    names = {p.id: p.name for p in people.values()} | {o.id: o.name for o in organisations.values()}
    for key, name in names.items():
        if not name:
            report(root.sourceline or 0, f"{key!r} has no name in the header")
    return people, organisations


def _affiliations(
    person: etree._Element, organisations: dict[str, GoldOrganisation], report: Report
) -> Iterator[Affiliation]:
    for affiliation in person.iter(f"{TEI}affiliation"):
        role = _text(affiliation.find(f"{TEI}roleName"))
        org = affiliation.find(f"{TEI}orgName")
        pointer = None if org is None else org.get("ref", "").lstrip("#")
        if not role:
            report(affiliation.sourceline or 0, "affiliation without roleName")
        if pointer is not None and pointer not in organisations:
            report(affiliation.sourceline or 0, f"orgName ref #{pointer} is no org of the header")
        yield Affiliation(role, pointer)


def _check_marks(release: GoldRelease, report: Report) -> None:
    said = {mark.attributes.get("id", ""): mark for mark in release.marks if mark.tag == "said"}
    if len(said) != sum(mark.tag == "said" for mark in release.marks) or "" in said:
        report(0, "every <said> needs an xml:id of its own")
    people, organisations = release.people, release.organisations
    known: dict[str, AbstractSet[str]] = {
        "person": people.keys(),
        "org": organisations.keys(),
        "said": said.keys(),
    }
    known["speaker"] = people.keys() | organisations.keys()
    for mark in release.marks:
        for attribute, kinds, required in _reference_rules(mark):
            pointers = mark.pointers(attribute)
            if required and not pointers:
                report(mark.line, f"<{mark.tag}> has no {attribute}")
            for pointer, kind in zip(pointers, kinds * len(pointers), strict=False):
                if pointer not in known[kind]:
                    report(mark.line, f"<{mark.tag}> {attribute}: #{pointer} is no known {kind}")
        _check_attributes(mark, report)
    mentioned = {pointer for mark in release.marks for pointer in mark.pointers("ref")}
    for key in known["speaker"] - mentioned:
        report(0, f"#{key} is in the header but never marked in the text")


def _reference_rules(mark: Mark) -> list[tuple[str, tuple[str, ...], bool]]:
    """Return the attributes of a mark that point somewhere: name, kinds pointed at, required."""
    if mark.tag == "rs":
        return [
            (
                "ref",
                (
                    mark.attributes.get("type", "")
                    if mark.attributes.get("type") in {"person", "org"}
                    else "speaker",
                ),
                True,
            )
        ]
    if mark.tag == "roleName":
        return [("corresp", ("person", "org"), True)]
    rules: dict[str, list[tuple[str, tuple[str, ...], bool]]] = {
        "persName": [("ref", ("person",), True)],
        "orgName": [("ref", ("org",), True)],
        "said": [("who", ("speaker",), False), ("prev", ("said",), False)],
        "seg": [("corresp", ("said",), True)],
    }
    return rules.get(mark.tag, [])


def _check_attributes(mark: Mark, report: Report) -> None:
    expected = {
        "said": ("direct", {"true", "false"}),
        "seg": ("type", {"cue"}),
        "rs": ("type", {"person", "org"}),
        "name": ("type", {"product", "event"}),
    }
    if mark.tag in expected:
        name, values = expected[mark.tag]
        if mark.attributes.get(name) not in values:
            report(mark.line, f"<{mark.tag}> {name}={mark.attributes.get(name)!r}: one of {sorted(values)}")
