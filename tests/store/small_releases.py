"""Two lines to a release: its text is made of who says what, so that every span is right."""

from __future__ import annotations

from dataclasses import dataclass

from sayso.batch.release import StoredRelease
from sayso.record import (
    Language,
    Mention,
    Organisation,
    Person,
    Producer,
    Quote,
    QuoteKind,
    Record,
    Role,
    Section,
    Source,
    Span,
    Speaker,
    release_id,
)

PRODUCER = Producer(version="0.1.0", model="test", config="test")


@dataclass(frozen=True)
class Says:
    """A person, with a role at an organisation (or none), says something."""

    who: str
    what: str
    role: str | None = None
    at: str | None = None
    kind: QuoteKind = "direct"


def release(
    *said: Says,
    title: str = "Velaria opens a laboratory",
    language: str = "en",
    date: str | None = "2026-05-12",
    uri: str = "releases/velaria.html",
    duplicate_of: str | None = None,
) -> StoredRelease:
    """Return a release: its title, then a paragraph a quote: “What”, said Who, Role, At."""
    text = title
    quotes: list[Quote] = []
    people: dict[str, Person] = {}
    organisations: dict[str, Organisation] = {}
    for order, one in enumerate(said, 1):
        text += "\n\n“"
        piece = _span(text, one.what)
        text += f"{one.what}”, "
        cue = _span(text, "said")
        text += "said "
        mention = _span(text, one.who)
        text += one.who
        role, at = None, None
        if one.role:
            text += ", "
            role = _span(text, one.role)
            text += one.role
        if one.at:
            text += ", "
            at = _span(text, one.at)
            text += one.at
            key = next(
                (k for k, o in organisations.items() if o.name == one.at), f"o{len(organisations) + 1}"
            )
            known = organisations.get(key)
            organisations[key] = Organisation(
                id=key, name=one.at, mentions=(*(known.mentions if known else ()), Mention(**at.model_dump()))
            )
        text += "."
        person_key = next((k for k, p in people.items() if p.name == one.who), f"p{len(people) + 1}")
        person = people.get(person_key)
        roles = person.roles if person else ()
        if role:
            held_at = next((k for k, o in organisations.items() if o.name == one.at), None)
            roles = (*roles, Role(title=one.role, start=role.start, end=role.end, organisation=held_at))
        people[person_key] = Person(
            id=person_key,
            name=one.who,
            mentions=(*(person.mentions if person else ()), Mention(**mention.model_dump())),
            roles=roles,
        )
        quotes.append(
            Quote(
                id=f"q{order}",
                kind=one.kind,
                text=one.what,
                spans=(piece,),
                language=language,
                speaker=Speaker(
                    id=person_key, name=one.who, role=one.role, organisation=one.at, mention=mention
                ),
                cue=cue,
                confidence=0.9,
            )
        )
    source = Source(uri=uri, media_type="text/html", sha256="0" * 64)
    record = Record(
        id=release_id(text),
        source=source,
        text=text,
        language=Language(code=language, confidence=1.0),
        title=title,
        date=date,
        issuer=next(iter(organisations), None),
        sections=(Section(kind="headline", start=0, end=len(title)),),
        people=tuple(people.values()),
        organisations=tuple(organisations.values()),
        quotes=tuple(quotes),
        producer=PRODUCER,
    )
    return StoredRelease(record, (source,), duplicate_of)


def _span(text: str, what: str) -> Span:
    return Span(start=len(text), end=len(text) + len(what), text=what)
