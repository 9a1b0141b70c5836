"""Read an annotated release: a small subset of TEI P5, described in `corpora/annotation.md`.

The plain text is what remains when the tags go. Blocks (`head`, `dateline`, `p`, `item`, `note`) are
folded and joined by one blank line; every offset counts code points in that text.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from sayso.corpora.release import (
    Affiliation,
    Fault,
    GoldOrganisation,
    GoldPerson,
    GoldRelease,
    Mark,
    Report,
)
from sayso.corpora.tei_body import read_body
from sayso.corpora.tei_rules import check_marks
from sayso.errors import GoldError

__all__ = [
    "GoldRelease",
    "Mark",
    "check_tei",
    "is_tei",
    "read_tei",
]

NAMESPACE = "http://www.tei-c.org/ns/1.0"
TEI = f"{{{NAMESPACE}}}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_WHITE = re.compile(r"[ \t\r\n]+")
_CROSSED = re.compile(r"Opening and ending tag mismatch: (\S+) line (\d+) and ([^\s,]+)")
_TWICE = re.compile(r"ID (\S+) already defined")
_POSITION = re.compile(r", line \d+, column \d+$")


def read_tei(path: Path | str) -> GoldRelease:
    """Read one annotated release; raises `GoldError` that lists every fault with its line."""
    release, faults = check_tei(path)
    if release is None or faults:
        raise GoldError("\n".join(str(fault) for fault in faults))
    return release


def check_tei(path: Path | str) -> tuple[GoldRelease | None, list[Fault]]:
    """Return the release, if it can be read at all, and every breach of the rules in it."""
    name = str(path)
    try:
        root = etree.parse(name, _parser()).getroot()
    except OSError as error:
        return None, [Fault(name, 0, f"cannot be read: {error}")]
    except etree.XMLSyntaxError as error:
        return None, [Fault(name, error.lineno or 0, _not_well_formed(error.msg or ""))]
    body = root.find(f"{TEI}text/{TEI}body")
    if root.tag != f"{TEI}TEI" or body is None:
        what = f"not a TEI document with text/body: the root is <TEI xmlns={NAMESPACE!r}>"
        return None, [Fault(name, root.sourceline or 0, what)]
    faults: list[Fault] = []

    def report(line: int, what: str) -> None:
        faults.append(Fault(name, line, what))

    if root.getroottree().docinfo.doctype:
        report(1, "a document type declaration: leave it out, write characters instead of entities")
    release = _release(name, root, body, report)
    if not release.language:
        report(root.sourceline or 0, "TEI has no xml:lang")
    if not release.text:
        report(body.sourceline or 0, "the body has no text")
    check_marks(release, report)
    return release, sorted(faults, key=lambda fault: fault.line)


def is_tei(path: Path) -> bool:
    """Say whether a file begins as TEI does; reads its first element only."""
    try:
        for _, element in etree.iterparse(str(path), events=("start",), resolve_entities=False):
            return bool(element.tag == f"{TEI}TEI")
    except (OSError, etree.XMLSyntaxError):
        return False
    return False


def _parser() -> etree.XMLParser:
    """Return a parser that opens nothing but the file itself and expands no entity."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _not_well_formed(message: str) -> str:
    crossed, twice = _CROSSED.match(message), _TWICE.match(message)
    if twice:
        return f"the xml:id {twice[1]!r} is there twice"
    if crossed is None:
        return f"not well-formed: {_POSITION.sub('', message)}"
    opened, line, closed = crossed.groups()
    return f"not well-formed: </{closed}> ends while <{opened}> of line {line} is open: the elements overlap"


def _release(name: str, root: etree._Element, body: etree._Element, report: Report) -> GoldRelease:
    text, blocks, marks = read_body(body, TEI, report)
    people, organisations = _header(root, report)
    licence = root.find(f"{TEI}teiHeader//{TEI}licence")
    return GoldRelease(
        path=name,
        language=root.get(XML_LANG, ""),
        title=_text(root.find(f"{TEI}teiHeader/{TEI}fileDesc/{TEI}titleStmt/{TEI}title")),
        text=text,
        blocks=blocks,
        marks=marks,
        people=people,
        organisations=organisations,
        licence="" if licence is None else licence.get("target", ""),
    )


def _text(element: etree._Element | None) -> str:
    return "" if element is None else _WHITE.sub(" ", "".join(element.itertext())).strip()


def _header(
    root: etree._Element, report: Report
) -> tuple[dict[str, GoldPerson], dict[str, GoldOrganisation]]:
    organisations: dict[str, GoldOrganisation] = {}
    for org in root.iter(f"{TEI}org"):
        key, line = org.get(XML_ID, ""), org.sourceline or 0
        if not key or key in organisations:
            report(line, f"<org> needs an xml:id of its own, has {key!r}")
        organisations[key] = GoldOrganisation(key, _text(org.find(f"{TEI}orgName")), line)
    people: dict[str, GoldPerson] = {}
    for person in root.iter(f"{TEI}person"):
        key, line = person.get(XML_ID, ""), person.sourceline or 0
        if not key or key in people or key in organisations:
            report(line, f"<person> needs an xml:id of its own, has {key!r}")
        affiliations = tuple(
            _affiliation(each, organisations, report) for each in person.iter(f"{TEI}affiliation")
        )
        people[key] = GoldPerson(key, _text(person.find(f"{TEI}persName")), affiliations, line)
    everybody: list[GoldPerson | GoldOrganisation] = [*people.values(), *organisations.values()]
    for each in everybody:
        if not each.name:
            report(each.line, f"#{each.id} has no name in the header")
    return people, organisations


def _affiliation(
    element: etree._Element, organisations: dict[str, GoldOrganisation], report: Report
) -> Affiliation:
    line = element.sourceline or 0
    role = _text(element.find(f"{TEI}roleName"))
    org = element.find(f"{TEI}orgName")
    pointer = None if org is None else org.get("ref", "").lstrip("#")
    if not role:
        report(line, "<affiliation> without roleName")
    if pointer is not None and pointer not in organisations:
        report(line, f"<affiliation> orgName ref: #{pointer} is no org of the header")
    return Affiliation(role, pointer)
