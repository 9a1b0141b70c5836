"""What is wrong in a record, one by one, so that a person can work through it.

A release has no mistake exactly where its scores are perfect. Each kind is listed once: a role that was
not found at all is not also a role tied to the wrong person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sayso.evaluation.match import (
    ENTITY_LAYERS,
    SPAN_LAYERS,
    Identity,
    QuotePair,
    clusters,
    entities,
    identify,
    is_speaker,
    name_places,
    names,
    pair_quotes,
    shown_name,
    spans,
)
from sayso.record import Quote, Record, Speaker
from sayso.text import Stretch

# The order in which a person would want to read them: what about, then what is wrong with it.
SUBJECTS = ("quote", "role", "person", "organisation", "cue", "place", "product", "event", "language")
KINDS = (
    "given to the wrong speaker",
    "missed",
    "invented",
    "cut wrongly",
    "of the wrong kind",
    "tied to the wrong person",
    "tied to the wrong organisation",
    "with a wrong name",
    "split in two",
    "merged with another",
    "taken for something else",
    "wrong",
)
CONTEXT = 60
_SINGULAR = {
    "people": "person",
    "organisations": "organisation",
    "places": "place",
    "roles": "role",
    "products": "product",
    "events": "event",
    "cues": "cue",
}


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong: about what, in which way, where, what is right and what was found instead.

    ``subject`` and ``kind`` read as one phrase, one of `SUBJECTS` and one of `KINDS`; ``start`` and ``end``
    count code points of the text; ``before``, ``marked`` and ``after`` are that place in its context.
    """

    subject: str
    kind: str
    path: str
    language: str
    right: str
    found: str
    start: int
    end: int
    before: str
    marked: str
    after: str

    @property
    def heading(self) -> str:
        """Return what it is listed under."""
        return f"{self.subject} {self.kind}"

    @property
    def order(self) -> tuple[int, int]:
        """Return its rank among the headings."""
        return SUBJECTS.index(self.subject), KINDS.index(self.kind)


@dataclass(frozen=True)
class _Pair:
    """A record, the gold it is compared with, and who stands for whom."""

    found: Record
    gold: Record
    identity: Identity

    def mistake(self, subject: str, kind: str, place: Stretch, right: str, found: str) -> Mistake:
        text, (start, end) = self.gold.text, place
        return Mistake(
            subject=subject,
            kind=kind,
            path=self.gold.source.uri,
            language=self.gold.language.code,
            right=right,
            found=found,
            start=start,
            end=end,
            before=text[max(0, start - CONTEXT) : start],
            marked=text[start:end],
            after=text[end : end + CONTEXT],
        )

    def text(self, place: Stretch) -> str:
        return self.gold.text[place.start : place.end]


def mistakes(found: Record, gold: Record) -> list[Mistake]:
    """Return everything that is wrong in a record of a text, by subject and kind, then in text order."""
    pair = _Pair(found, gold, identify(found, gold))
    every = [*_quotes(pair), *_roles(pair), *_entities(pair), *_spans(pair), *_language(pair)]
    return sorted(every, key=lambda mistake: (*mistake.order, mistake.start, mistake.end, mistake.found))


def grouped(listed: Iterable[Mistake]) -> Mapping[str, list[Mistake]]:
    """Return mistakes under their headings."""
    groups: dict[str, list[Mistake]] = {}
    for mistake in sorted(listed, key=lambda each: each.order):
        groups.setdefault(mistake.heading, []).append(mistake)
    return groups


def _language(pair: _Pair) -> Iterator[Mistake]:
    right, found = pair.gold.language.code, pair.found.language.code
    if right != found:
        yield pair.mistake("language", "wrong", Stretch(0, min(80, len(pair.gold.text))), right, found)


def _spans(pair: _Pair) -> Iterator[Mistake]:
    """Yield names, roles and cues that are cut wrongly, of the wrong kind, missed or invented."""
    here, there = spans(pair.found), spans(pair.gold)
    extra = {(layer, span) for layer in SPAN_LAYERS for span in here[layer] - there[layer]}
    lacking = {(layer, span) for layer in SPAN_LAYERS for span in there[layer] - here[layer]}
    touching = sorted(
        (
            (layer != other, -_shared(mine, right), right, mine, layer, other)
            for layer, mine in extra
            for other, right in lacking
            if _shared(mine, right) and (layer == other or "cues" not in {layer, other})
        ),
    )
    for elsewhere, _, right, mine, layer, other in touching:
        if (layer, mine) in extra and (other, right) in lacking:
            extra.remove((layer, mine))
            lacking.remove((other, right))
            told = f"{_SINGULAR[layer]} {pair.text(mine)!r}" if elsewhere else repr(pair.text(mine))
            kind = "taken for something else" if elsewhere else "cut wrongly"
            yield pair.mistake(_SINGULAR[other], kind, right, repr(pair.text(right)), told)
    for layer, right in lacking:
        yield pair.mistake(_SINGULAR[layer], "missed", right, repr(pair.text(right)), "nothing")
    for layer, mine in extra:
        yield pair.mistake(_SINGULAR[layer], "invented", mine, "nothing", repr(pair.text(mine)))


def _shared(left: Stretch, right: Stretch) -> int:
    return max(0, min(left.end, right.end) - max(left.start, right.start))


def _entities(pair: _Pair) -> Iterator[Mistake]:
    """Yield people and organisations that were split, merged, or given another name."""
    for layer in ENTITY_LAYERS:
        here, there = clusters(pair.found, layer), clusters(pair.gold, layer)
        for right in there:
            parts = [_names_of(pair, mine & right) for mine in here if mine & right]
            if len(parts) > 1:
                yield pair.mistake(
                    _SINGULAR[layer], "split in two", min(right), _names_of(pair, right), " | ".join(parts)
                )
        for mine in here:
            parts = [_names_of(pair, mine & right) for right in there if mine & right]
            if len(parts) > 1:
                yield pair.mistake(
                    _SINGULAR[layer],
                    "merged with another",
                    min(mine),
                    " | ".join(parts),
                    _names_of(pair, mine),
                )
        yield from _wrong_names(pair, layer)


def _names_of(pair: _Pair, places: Iterable[Stretch]) -> str:
    return ", ".join(dict.fromkeys(pair.text(place) for place in sorted(places)))


def _wrong_names(pair: _Pair, layer: str) -> Iterator[Mistake]:
    here, there = entities(pair.found, layer), entities(pair.gold, layer)
    known = {entity.id: entity for entity in there}
    extra = names(pair.found, layer) - names(pair.gold, layer)
    lacking = names(pair.gold, layer) - names(pair.found, layer)
    for entity in here:
        right = known.get(pair.identity.get(entity.id, ""))
        name, wanted = shown_name(entity.name), shown_name(right.name) if right else ""
        if name in extra or (right and wanted in lacking):
            told = right.name if right else "nobody of this name"
            yield pair.mistake(
                _SINGULAR[layer], "with a wrong name", _place(pair.found, entity.id), told, entity.name
            )
            extra.discard(name)
            lacking.discard(wanted)
    for entity in there:
        if shown_name(entity.name) in lacking:
            place = _place(pair.gold, entity.id)
            yield pair.mistake(
                _SINGULAR[layer], "with a wrong name", place, entity.name, "nobody of this name"
            )


def _place(record: Record, entity: str) -> Stretch:
    """Return where somebody is first named, or else mentioned; the text's beginning if nowhere."""
    mentions = record.mentions().get(entity, ())
    places = name_places(record, entity) or {Stretch(m.start, m.end) for m in mentions}
    return min(places, default=Stretch(0, 0))


def _roles(pair: _Pair) -> Iterator[Mistake]:
    """Yield roles found in the right place that are tied to the wrong person or organisation."""
    here, there = _holders(pair.found), _holders(pair.gold)
    people = {person.id: person.name for person in pair.gold.people}
    organisations = {o.id: o.name for o in pair.gold.organisations}
    for place in sorted(here.keys() & there.keys()):
        mine = {(_stands(pair, p), _stands(pair, o)) for p, o in here[place]}
        right = {(p, o or "") for p, o in there[place]}
        if {p for p, _ in mine} != {p for p, _ in right}:
            told = _listed(pair.found, (p for p, _ in here[place]))
            wanted = ", ".join(sorted(people[p] for p, _ in right))
            yield pair.mistake("role", "tied to the wrong person", place, wanted, told)
        elif mine != right:
            wanted = ", ".join(sorted(organisations.get(o, "no organisation named") for _, o in right))
            told = _listed(pair.found, (o for _, o in here[place]))
            yield pair.mistake("role", "tied to the wrong organisation", place, wanted, told)


def _holders(record: Record) -> dict[Stretch, set[tuple[str, str | None]]]:
    """Return who holds the role at each place, and where."""
    holders: dict[Stretch, set[tuple[str, str | None]]] = {}
    for person in record.people:
        for role in person.roles:
            places = {Stretch(role.start, role.end), *(Stretch(m.start, m.end) for m in role.mentions)}
            for place in places:
                holders.setdefault(place, set()).add((person.id, role.organisation))
    return holders


def _stands(pair: _Pair, key: str | None) -> str:
    return "" if key is None else pair.identity.get(key, f"only found: {key}")


def _listed(record: Record, keys: Iterable[str | None]) -> str:
    known = {entity.id: entity.name for layer in ENTITY_LAYERS for entity in entities(record, layer)}
    return ", ".join(sorted(known[key] if key else "no organisation named" for key in keys))


def _quotes(pair: _Pair) -> Iterator[Mistake]:
    for each in pair_quotes(pair.found.quotes, pair.gold.quotes):
        yield from _quote(pair, each)


def _quote(pair: _Pair, each: QuotePair) -> Iterator[Mistake]:
    mine, right = each.found, each.gold
    if right is None:
        assert mine is not None
        told = f"{mine.kind}, {_said_by(mine.speaker)}"
        yield pair.mistake("quote", "invented", _extent(mine), "nothing that anybody says", told)
    elif mine is None:
        yield pair.mistake(
            "quote", "missed", _extent(right), f"{right.kind}, {_said_by(right.speaker)}", "nothing"
        )
    else:
        if not each.same_manner:
            yield pair.mistake("quote", "of the wrong kind", _extent(right), right.kind, mine.kind)
        if each.overlap < 1.0:
            yield pair.mistake("quote", "cut wrongly", _extent(right), _pieces(right), _pieces(mine))
        if not is_speaker(pair.identity, mine.speaker, right.speaker):
            yield pair.mistake(
                "quote",
                "given to the wrong speaker",
                _extent(right),
                _said_by(right.speaker),
                _said_by(mine.speaker),
            )


def _extent(quote: Quote) -> Stretch:
    return Stretch(quote.spans[0].start, quote.spans[0].end)


def _pieces(quote: Quote) -> str:
    return " … ".join(repr(span.text) for span in quote.spans)


def _said_by(speaker: Speaker | None) -> str:
    return speaker.name if speaker else "nobody told"
