"""A record as rows of the tables; nothing here knows the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sayso.record import Mention, Quote, Record
from sayso.store.naming import organisation_key, person_key

# The id in a record (p1, o2) of a person or organisation → who that is across releases.
Identities = Mapping[str, int]


class LinkRow(NamedTuple):
    """A person or organisation of one release, before it is known who that is."""

    release: int
    entity: str
    kind: str
    name: str
    name_key: str


class RoleRow(NamedTuple):
    """A row of `roles`."""

    release: int
    entity: str
    person: int
    title: str
    organisation: int | None
    organisation_entity: str | None
    start: int
    end: int


class QuoteRow(NamedTuple):
    """A row of `quotes`."""

    release: int
    entity: str
    kind: str
    text: str
    language: str
    date: str | None
    speaker: str | None
    role: str | None
    organisation: str | None
    speaker_entity: str | None
    speaker_person: int | None
    speaker_organisation: int | None
    organisation_entity: str | None
    cue: str | None
    confidence: float
    start: int
    end: int


class MentionRow(NamedTuple):
    """A row of `mentions`."""

    release: int
    entity: str
    kind: str
    name: str
    person: int | None
    organisation: int | None
    form: str
    text: str
    start: int
    end: int


def organisation_links(record: Record, release: int) -> Iterator[LinkRow]:
    """Yield a link for each organisation of a record."""
    for organisation in record.organisations:
        key = organisation_key(organisation.name, record.language.code)
        yield LinkRow(release, organisation.id, "organisation", organisation.name, key)


def person_links(record: Record, release: int) -> Iterator[LinkRow]:
    """Yield a link for each person of a record."""
    for person in record.people:
        yield LinkRow(release, person.id, "person", person.name, person_key(person.name))


def organisations_of(record: Record, person_id: str) -> set[str]:
    """Return the ids in the record of the organisations at which a person holds a role."""
    return {
        role.organisation
        for person in record.people
        if person.id == person_id
        for role in person.roles
        if role.organisation
    }


def role_rows(record: Record, release: int, who: Identities) -> Iterator[RoleRow]:
    """Yield a row for each role of each person."""
    for person in record.people:
        for role in person.roles:
            at = role.organisation
            identity = who[at] if at else None
            yield RoleRow(release, person.id, who[person.id], role.title, identity, at, role.start, role.end)


def quote_rows(record: Record, release: int, who: Identities) -> Iterator[QuoteRow]:
    """Yield a row for each quote."""
    people = {person.id for person in record.people}
    for quote in record.quotes:
        speaker = quote.speaker
        at = _speaks_for(record, quote)
        yield QuoteRow(
            release=release,
            entity=quote.id,
            kind=quote.kind,
            text=quote.text,
            language=quote.language,
            date=record.date,
            speaker=speaker.name if speaker else None,
            role=speaker.role if speaker else None,
            organisation=speaker.organisation if speaker else None,
            speaker_entity=speaker.id if speaker else None,
            speaker_person=who[speaker.id] if speaker and speaker.id in people else None,
            speaker_organisation=who[at] if at else None,
            organisation_entity=at,
            cue=quote.cue.text if quote.cue else None,
            confidence=quote.confidence,
            start=min((span.start for span in quote.spans), default=0),
            end=max((span.end for span in quote.spans), default=0),
        )


def mention_rows(record: Record, release: int, who: Identities) -> Iterator[MentionRow]:
    """Yield a row for each mention of a person, organisation, place, product or event."""

    def row(entity: str, kind: str, name: str, mention: Mention) -> MentionRow:
        identity = who.get(entity)
        person = identity if kind == "person" else None
        organisation = identity if kind == "organisation" else None
        place = (mention.form, mention.text, mention.start, mention.end)
        return MentionRow(release, entity, kind, name, person, organisation, *place)

    for person in record.people:
        for mention in person.mentions:
            yield row(person.id, "person", person.name, mention)
    for organisation in record.organisations:
        for mention in organisation.mentions:
            yield row(organisation.id, "organisation", organisation.name, mention)
    for entity in record.entities:
        for mention in entity.mentions:
            yield row(entity.id, entity.kind, entity.name, mention)


def _speaks_for(record: Record, quote: Quote) -> str | None:
    """Return the id of the organisation that speaks, or at which the speaker's role is held."""
    speaker = quote.speaker
    if speaker is None:
        return None
    names = {organisation.id: organisation.name for organisation in record.organisations}
    if speaker.id in names:
        return speaker.id
    if speaker.organisation is None:
        return None
    held_at = organisations_of(record, speaker.id)
    named_so = [at for at, name in names.items() if name == speaker.organisation]
    return next((at for at in named_so if at in held_at), next(iter(named_so), None))
