"""Match what was found with what is right: spans, entities, roles, quotes, speakers."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sayso.languages import LanguageData, language_data
from sayso.record import Organisation, Person, Quote, Record, Speaker
from sayso.stages.names import fold, name_form, without_legal_form
from sayso.text import Stretch

# Two quotes are one from this share of common characters on.
OVERLAP = 0.8
SPAN_LAYERS = ("people", "organisations", "places", "roles", "products", "events", "cues")
ENTITY_LAYERS = ("people", "organisations")

Cluster = frozenset[Stretch]
Identity = Mapping[str, str]


def spans(record: Record) -> dict[str, set[Stretch]]:
    """Return the places of names, roles and cues of a record, by layer; a pronoun is no name."""
    found: dict[str, set[Stretch]] = {layer: set() for layer in SPAN_LAYERS}
    for person in record.people:
        found["people"].update(name_places(record, person.id))
        for role in person.roles:
            found["roles"].update(Stretch(m.start, m.end) for m in role.mentions)
            found["roles"].add(Stretch(role.start, role.end))
    for organisation in record.organisations:
        found["organisations"].update(name_places(record, organisation.id))
    for entity in record.entities:
        found[f"{entity.kind}s"].update(Stretch(m.start, m.end) for m in entity.mentions)
    found["cues"].update(Stretch(quote.cue.start, quote.cue.end) for quote in record.quotes if quote.cue)
    return found


def name_places(record: Record, entity: str) -> set[Stretch]:
    """Return where a person or organisation of a record is named."""
    mentions = record.mentions().get(entity, ())
    return {Stretch(m.start, m.end) for m in mentions if m.form == "name"}


def entities(record: Record, layer: str) -> tuple[Person | Organisation, ...]:
    """Return the people or the organisations of a record."""
    return record.people if layer == "people" else record.organisations


def names(record: Record, layer: str) -> set[str]:
    """Return the names of people or organisations, as `shown_name` compares them."""
    return {shown_name(entity.name) for entity in entities(record, layer)}


def shown_name(name: str) -> str:
    """Return a name as two are compared: letter by letter, but for case, compatibility forms and spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def clusters(record: Record, layer: str) -> list[Cluster]:
    """Return the places by name of each person or organisation of a record, each place once.

    A name of several (the Oberhausers) counts for the one of them who is named first.
    """
    everybody = [name_places(record, entity.id) for entity in entities(record, layer)]
    taken: set[Stretch] = set()
    parts: list[Cluster] = []
    for places in sorted((places for places in everybody if places), key=min):
        parts.append(frozenset(places - taken))
        taken |= places
    return [part for part in parts if part]


def identify(found: Record, gold: Record) -> dict[str, str]:
    """Return which gold person or organisation each found one stands for, by id, one to one.

    Those of the same name first, then those that share the most characters of their names' places.
    """
    data = language_data(gold.language.code)
    pairs: list[tuple[bool, int, int, int, str, str]] = []
    for layer in ENTITY_LAYERS:
        here, there = _looks(found, layer, data), _looks(gold, layer, data)
        for i, one in enumerate(here):
            for j, other in enumerate(there):
                same = bool(one.words) and one.words == other.words
                shared = len(one.characters & other.characters)
                if same or shared:
                    pairs.append((same, shared, -i, -j, one.id, other.id))
    identity: dict[str, str] = {}
    for *_, one_id, other_id in sorted(pairs, reverse=True):
        if one_id not in identity and other_id not in identity.values():
            identity[one_id] = other_id
    return identity


class _Look(NamedTuple):
    """What somebody is known by: the words of the name without legal form, the places of it."""

    id: str
    words: tuple[str, ...]
    characters: frozenset[int]


def _looks(record: Record, layer: str, data: LanguageData) -> list[_Look]:
    looks = []
    for entity in entities(record, layer):
        name = without_legal_form(entity.name, data) if isinstance(entity, Organisation) else entity.name
        looks.append(_Look(entity.id, name_form(name).words, _characters(record, entity.id)))
    return looks


def _characters(record: Record, entity: str) -> frozenset[int]:
    return frozenset(at for start, end in name_places(record, entity) for at in range(start, end))


class Triple(NamedTuple):
    """Who holds which role (its wording folded) at which organisation (empty: none named), by gold ids."""

    person: str
    role: str
    organisation: str


def triples(record: Record, identity: Identity | None = None) -> set[Triple]:
    """Return the roles held in a record; ``identity`` says for whom its ids stand, else for themselves."""

    def who(key: str | None) -> str:
        if key is None:
            return ""
        return key if identity is None else identity.get(key, f"only found: {key}")

    return {
        Triple(who(person.id), fold(role.title), who(role.organisation))
        for person in record.people
        for role in person.roles
    }


def manner(quote: Quote) -> str:
    """Return ``direct`` or, for reported speech with or without a fragment verbatim, ``indirect``."""
    return "direct" if quote.kind == "direct" else "indirect"


def overlap(left: Quote, right: Quote) -> float:
    """Return the characters that two quotes share over those that either has (Jaccard)."""
    a = {at for span in left.spans for at in range(span.start, span.end)}
    b = {at for span in right.spans for at in range(span.start, span.end)}
    return len(a & b) / max(1, len(a | b))


@dataclass(frozen=True)
class QuotePair:
    """A quote found, the gold quote it stands for, and how much they share; either may be missing."""

    found: Quote | None
    gold: Quote | None
    overlap: float

    @property
    def same_manner(self) -> bool:
        """Say whether both are there, and both direct or both reported."""
        return self.found is not None and self.gold is not None and manner(self.found) == manner(self.gold)

    @property
    def right(self) -> bool:
        """Say whether the two are one quote, told in one manner."""
        return self.same_manner and self.overlap >= OVERLAP

    def told(self, identity: Identity) -> bool:
        """Say whether quote and speaker are both right; ``identity`` says who stands for whom."""
        if self.found is None or self.gold is None:
            return False
        return self.right and is_speaker(identity, self.found.speaker, self.gold.speaker)


def pair_quotes(found: Sequence[Quote], gold: Sequence[Quote]) -> list[QuotePair]:
    """Pair quotes one to one, the most alike first; what stays alone is a pair with nothing."""
    ranked = sorted(
        (
            (overlap(f, g), manner(f) == manner(g), -i, -j)
            for i, f in enumerate(found)
            for j, g in enumerate(gold)
        ),
        reverse=True,
    )
    pairs: list[QuotePair] = []
    used_found: set[int] = set()
    used_gold: set[int] = set()
    for shared, _, i, j in ranked:
        if shared > 0 and -i not in used_found and -j not in used_gold:
            used_found.add(-i)
            used_gold.add(-j)
            pairs.append(QuotePair(found[-i], gold[-j], shared))
    pairs += [QuotePair(f, None, 0.0) for i, f in enumerate(found) if i not in used_found]
    pairs += [QuotePair(None, g, 0.0) for j, g in enumerate(gold) if j not in used_gold]
    return pairs


def is_speaker(identity: Identity, left: Speaker | None, right: Speaker | None) -> bool:
    """Say whether a found speaker stands for a gold one."""
    if left is None or right is None:
        return left is None and right is None
    return identity.get(left.id) == right.id
