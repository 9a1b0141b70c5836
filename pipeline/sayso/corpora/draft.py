"""A record as an annotated release: what the pipeline says, to be corrected by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from sayso.corpora.draft_marks import DraftMark, draft_marks
from sayso.errors import GoldError, SourceError
from sayso.record import Organisation, Person, Record, SectionKind
from sayso.text import Stretch, blocks

_SPACES = re.compile(r"[ \t\r\n]+")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS: dict[SectionKind, tuple[str, str | None]] = {
    "headline": ("head", None),
    "subhead": ("head", "sub"),
    "dateline": ("dateline", None),
    "embargo": ("note", "embargo"),
    "note": ("note", "end"),
}


@dataclass(frozen=True)
class Draft:
    """The TEI of a record, and in words each mark that it could not hold."""

    markup: str
    left_out: tuple[str, ...]


def canonical(text: str) -> str:
    """Return a text as an annotation can hold it: blocks folded, a blank line between, no control characters.

    A draft is made of the record of this text: every offset then stays what it is.
    """
    plain = _NO_XML.sub("\ufffd", text)
    return "\n\n".join(_SPACES.sub(" ", plain[start:end]).strip(" ") for start, end in blocks(plain))


def draft(record: Record, licence: str | None = None) -> Draft:
    """Return the annotation that says what a record says; reading it gives the record's spans back.

    ``licence`` is the address of the licence that the header states. Raises `GoldError` if the record is of
    a text that is not `canonical`.
    """
    if record.text != canonical(record.text):
        raise GoldError(f"{record.source.uri}: an annotation cannot hold this text: extract canonical(text)")
    stretches = _blocks(record.text)
    ids = _readable_ids(record)
    marks, left_out = draft_marks(record, stretches, ids)
    body = "\n".join(_body(record, stretches, marks))
    header = _header(record, marks, ids, licence)
    markup = (
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang={quoteattr(record.language.code)}>\n'
        f"{header}\n<text><body>\n{body}\n</body></text></TEI>\n"
    )
    return Draft(markup, tuple(left_out))


def draft_releases(
    locations: Iterable[str | Path],
    *,
    config: str | Path = "default",
    lang: str | None = None,
    licence: str | None = None,
    stdin: BinaryIO | None = None,
    on_failure: Callable[[SourceError], None] | None = None,
) -> Iterator[tuple[Record, Draft]]:
    """Yield the record of each release and the draft of it; the arguments are those of `sayso.extract`."""
    from sayso.ingest import read_sources
    from sayso.pipeline import load, records

    sources = read_sources(locations, stdin=stdin, on_failure=on_failure)
    texts = (replace(source, text=canonical(source.text)) for source in sources)
    for record in records(load(config, lang=lang), texts):
        yield record, draft(record, licence)


def _blocks(text: str) -> list[Stretch]:
    found, start = [], 0
    for part in text.split("\n\n"):
        found.append(Stretch(start, start + len(part)))
        start += len(part) + 2
    return found


def _readable_ids(record: Record) -> dict[str, str]:
    """Return an id of letters of the name for everybody in a record, by the record's own id."""
    taken = {quote.id for quote in record.quotes}
    ids: dict[str, str] = {}
    everybody: list[Person | Organisation] = [*record.people, *record.organisations]
    for entity in everybody:
        words = [word for word in map(_ascii, entity.name.split()) if len(word) > 1]
        base = (words[-1] if isinstance(entity, Person) else words[0]) if words else entity.id
        key, number = base, 2
        while key in taken:
            key, number = f"{base}{number}", number + 1
        taken.add(key)
        ids[entity.id] = key
    return ids


def _ascii(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[^a-z0-9]", "", plain).lstrip("0123456789")


def _header(record: Record, marks: list[DraftMark], ids: dict[str, str], licence: str | None) -> str:
    marked = {key for mark in marks for key in mark.pointers.get("ref", ())}
    stated = (
        f"<availability><licence target={quoteattr(licence)}/></availability>"
        if licence
        else '<availability status="restricted"><p>Not stated.</p></availability>'
    )
    title = _SPACES.sub(" ", _NO_XML.sub("\ufffd", record.title or record.text[:80]))
    uri = _NO_XML.sub("\ufffd", record.source.uri)
    source = f"Drafted by sayso {record.producer.version} from {uri}."
    first = sorted(record.organisations, key=lambda each: each.id != record.issuer)
    people = "\n".join(_person(each, ids, marked) for each in record.people if ids[each.id] in marked)
    organisations = "\n".join(_organisation(each, ids) for each in first if ids[each.id] in marked)
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{escape(title)}</title></titleStmt>"
        f"<publicationStmt>{stated}</publicationStmt>"
        f"<sourceDesc><p>{escape(source)}</p></sourceDesc>"
        f"</fileDesc><profileDesc><particDesc>\n<listPerson>\n{people}\n</listPerson>\n"
        f"<listOrg>\n{organisations}\n</listOrg>\n</particDesc></profileDesc></teiHeader>"
    )


def _person(person: Person, ids: dict[str, str], marked: set[str]) -> str:
    held = dict.fromkeys((role.title, role.organisation) for role in person.roles)
    roles = "".join(
        f"<affiliation><roleName>{escape(title)}</roleName>"
        + (f"<orgName ref={quoteattr('#' + ids[at])}/>" if at and ids[at] in marked else "")
        + "</affiliation>"
        for title, at in held
    )
    name = f"<persName>{escape(person.name)}</persName>"
    return f"<person xml:id={quoteattr(ids[person.id])}>{name}{roles}</person>"


def _organisation(organisation: Organisation, ids: dict[str, str]) -> str:
    name = f"<orgName>{escape(organisation.name)}</orgName>"
    return f"<org xml:id={quoteattr(ids[organisation.id])}>{name}</org>"


def _body(record: Record, stretches: list[Stretch], marks: list[DraftMark]) -> Iterator[str]:
    around: str | None = None
    for stretch in stretches:
        kind = _kind(record, stretch)
        division = kind if kind in {"boilerplate", "contact"} else None
        if division != around:
            if around:
                yield "</div>"
            if division:
                yield f'<div type="{division}">'
            around = division
        tag, type_ = _TAGS.get(kind, ("p", None))
        inside = [mark for mark in marks if stretch.start <= mark.start < stretch.end]
        content = "".join(_inline(record.text, stretch, inside))
        yield f"<{tag}{f' type={quoteattr(type_)}' if type_ else ''}>{content}</{tag}>"
    if around:
        yield "</div>"


def _kind(record: Record, stretch: Stretch) -> SectionKind:
    """Return the kind of a block; a dateline that opens a paragraph makes no dateline of it."""
    inside = [s for s in record.sections if s.start < stretch.end and stretch.start < s.end]
    if len(inside) > 1:
        inside = [section for section in inside if section.kind != "dateline"]
    return inside[0].kind if inside else "body"


def _inline(text: str, stretch: Stretch, marks: Iterable[DraftMark]) -> Iterator[str]:
    """Yield a block's text with its elements; ``marks`` come in the order in which they open."""
    position = stretch.start
    opened: list[DraftMark] = []

    def upto(end: int) -> Iterator[str]:
        nonlocal position
        while opened and opened[-1].end <= end:
            last = opened.pop()
            yield escape(text[position : last.end])
            yield f"</{last.tag}>"
            position = last.end
        yield escape(text[position:end])
        position = end

    for mark in marks:
        yield from upto(mark.start)
        yield f"<{mark.tag}{_attributes(mark)}>"
        opened.append(mark)
    yield from upto(stretch.end)


def _attributes(mark: DraftMark) -> str:
    pointers = {name: " ".join(f"#{key}" for key in keys) for name, keys in mark.pointers.items() if keys}
    return "".join(f" {name}={quoteattr(value)}" for name, value in {**mark.attributes, **pointers}.items())
