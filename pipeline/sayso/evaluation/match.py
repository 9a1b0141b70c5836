"""Match what was found with what is right: spans, quotes, speakers, roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sayso.languages import language_data
from sayso.record import Person, Quote, Record, Speaker
from sayso.stages.names import fold, name_form, without_legal_form

OVERLAP = 0.8

SpanKey = tuple[str, int, int]
Triple = tuple[str, str, str]


def spans(record: Record) -> set[SpanKey]:
    """Return kind, start and end of every name, role and cue of a record."""
    found: set[SpanKey] = set()
    for person in record.people:
        found.update(("people", m.start, m.end) for m in person.mentions if m.form == "name")
        for role in person.roles:
            found.update(("roles", m.start, m.end) for m in role.mentions)
    for organisation in record.organisations:
        found.update(("organisations", m.start, m.end) for m in organisation.mentions if m.form == "name")
    for entity in record.entities:
        found.update((f"{entity.kind}s", m.start, m.end) for m in entity.mentions)
    found.update(("cues", quote.cue.start, quote.cue.end) for quote in record.quotes if quote.cue)
    return found


def triples(record: Record) -> set[Triple]:
    """Return person, role and organisation of every role held, folded for comparison."""
    data = language_data(record.language.code)
    names = {o.id: " ".join(name_form(without_legal_form(o.name, data)).words) for o in record.organisations}
    return {
        (_name(person), fold(role.title), names.get(role.organisation or "", ""))
        for person in record.people
        for role in person.roles
    }


def _name(person: Person) -> str:
    return " ".join(name_form(person.name).words)


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
    def right(self) -> bool:
        """Say whether the two are one quote."""
        return self.overlap >= OVERLAP


def pair_quotes(found: Sequence[Quote], gold: Sequence[Quote]) -> list[QuotePair]:
    """Pair quotes one to one, the most alike first; what stays alone is a pair with nothing."""
    ranked = sorted(
        ((overlap(f, g), -i, -j) for i, f in enumerate(found) for j, g in enumerate(gold)), reverse=True
    )
    pairs: list[QuotePair] = []
    used_found: set[int] = set()
    used_gold: set[int] = set()
    for shared, i, j in ranked:
        if shared > 0 and -i not in used_found and -j not in used_gold:
            used_found.add(-i)
            used_gold.add(-j)
            pairs.append(QuotePair(found[-i], gold[-j], shared))
    pairs += [QuotePair(f, None, 0.0) for i, f in enumerate(found) if i not in used_found]
    pairs += [QuotePair(None, g, 0.0) for j, g in enumerate(gold) if j not in used_gold]
    return pairs


def same_speaker(found: Record, gold: Record, left: Speaker | None, right: Speaker | None) -> bool:
    """Say whether two speakers are one: nobody both times, one name, or a mention in common."""
    if left is None or right is None:
        return left is None and right is None
    if name_form(left.name).words == name_form(right.name).words:
        return True
    return bool(name_places(found, left.id) & name_places(gold, right.id))


def name_places(record: Record, entity: str) -> set[tuple[int, int]]:
    """Return where a person or organisation of a record is named."""
    return {(m.start, m.end) for m in record.mentions().get(entity, ()) if m.form == "name"}


def clusters(record: Record, kind: str) -> list[frozenset[tuple[int, int]]]:
    """Return the mentions by name of each person or organisation, as sets of spans."""
    ids = [e.id for e in (record.people if kind == "people" else record.organisations)]
    sets = [frozenset(name_places(record, each)) for each in ids]
    return [cluster for cluster in sets if cluster]


def b_cubed(
    found: Sequence[frozenset[tuple[int, int]]], gold: Sequence[frozenset[tuple[int, int]]]
) -> Iterator[tuple[float, float]]:
    """Yield for each found, then each gold mention its share of right company (B³, Bagga & Baldwin 1998).

    The first number of a pair is the precision of a found mention, the second the recall of a gold one;
    the other is -1.
    """
    home_found = {mention: cluster for cluster in found for mention in cluster}
    home_gold = {mention: cluster for cluster in gold for mention in cluster}
    for mention, cluster in home_found.items():
        yield len(cluster & home_gold.get(mention, frozenset())) / len(cluster), -1.0
    for mention, cluster in home_gold.items():
        yield -1.0, len(cluster & home_found.get(mention, frozenset())) / len(cluster)
