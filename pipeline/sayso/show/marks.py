"""What is marked in the text of a release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sayso.record import Quote, Record

MarkKind = Literal["quote", "cue", "role", "organisation", "person", "entity"]


@dataclass(frozen=True)
class Mark:
    """Code points ``start`` to ``end`` of the text, and what they are.

    ``key`` is the id in the record of who or what is marked, of a role its holder's; ``detail`` the kind of
    a quote or entity; ``last`` is true of the last piece of a quote.
    """

    start: int
    end: int
    kind: MarkKind
    key: str
    detail: str = ""
    last: bool = False


def marks(record: Record) -> list[Mark]:
    """Return everything that is marked in a record's text, in text order, the longest first."""
    found = [mark for mark in _all(record) if mark.start < mark.end]
    return sorted(dict.fromkeys(found), key=lambda mark: (mark.start, -mark.end))


def _all(record: Record) -> Iterator[Mark]:
    for quote in record.quotes:
        yield from _quote(quote)
    for person in record.people:
        for mention in person.mentions:
            yield Mark(mention.start, mention.end, "person", person.id)
        for role in person.roles:
            for place in role.mentions or (role,):
                yield Mark(place.start, place.end, "role", person.id)
    for organisation in record.organisations:
        for mention in organisation.mentions:
            yield Mark(mention.start, mention.end, "organisation", organisation.id)
    for entity in record.entities:
        for mention in entity.mentions:
            yield Mark(mention.start, mention.end, "entity", entity.id, entity.kind)


def _quote(quote: Quote) -> Iterator[Mark]:
    for order, span in enumerate(quote.spans, 1):
        yield Mark(span.start, span.end, "quote", quote.id, quote.kind, last=order == len(quote.spans))
    if quote.cue:
        yield Mark(quote.cue.start, quote.cue.end, "cue", quote.id)
