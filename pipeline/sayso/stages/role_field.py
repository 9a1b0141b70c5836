"""One release as the choices of a role's holder and employer see it, and what they both ask of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sayso.encoder.evidence import Evidence, TieChances
from sayso.languages import LanguageData
from sayso.layers import Anatomy, Entities, Tags
from sayso.record import Organisation, Person
from sayso.stages.affinities import Affinities
from sayso.stages.between import Gap, Gaps
from sayso.stages.ranking import Weights
from sayso.stages.title_edges import choose_titles
from sayso.text import Stretch

# A role is held by somebody, and somewhere, that is named this near, in characters.
FURTHEST = 260
Named = tuple[Stretch, str]


@dataclass(frozen=True)
class RoleField:
    """One release as the linker sees it: roles and names in text order, and the issuer."""

    gaps: Gaps
    evidence: Evidence
    roles: tuple[Stretch, ...]
    people: tuple[Named, ...]
    organisations: tuple[Named, ...]
    places: tuple[Stretch, ...]
    contacts: tuple[Stretch, ...]
    issuer: str | None
    affinities: Affinities

    @cached_property
    def mentions(self) -> dict[str, list[Stretch]]:
        """Return where each organisation is named, in text order."""
        found: dict[str, list[Stretch]] = {}
        for span, organisation in self.organisations:
            found.setdefault(organisation, []).append(span)
        return found

    @cached_property
    def forms(self) -> dict[str, frozenset[str]]:
        """Return the forms in which each organisation is named."""
        return {each: frozenset(map(self.written, spans)) for each, spans in self.mentions.items()}

    def written(self, span: Stretch) -> str:
        """Return the text of a stretch."""
        return self.gaps.text[span.start : span.end]

    def in_contact(self, role: Stretch) -> bool:
        """Say whether a role stands where the press is told whom to call."""
        return any(contact.start <= role.start < contact.end for contact in self.contacts)


def role_field(
    text: str,
    tags: Tags,
    anatomy: Anatomy,
    entities: Entities,
    data: LanguageData,
    title: Weights,
    affinities: Affinities,
) -> RoleField:
    """Return what both choices look at in one release; ``title`` weighs from where to where a title goes."""
    return RoleField(
        gaps=Gaps(text, data, tuple(section.start for section in anatomy.sections)),
        evidence=tags.evidence,
        roles=choose_titles(tags, data, title),
        people=_named(entities.people),
        organisations=_named(entities.organisations),
        places=tuple(Stretch(span.start, span.end) for span in tags.names if span.kind == "place"),
        contacts=tuple(Stretch(s.start, s.end) for s in anatomy.sections if s.kind == "contact"),
        issuer=entities.issuer,
        affinities=affinities,
    )


def _named(entities: Iterable[Person | Organisation]) -> tuple[Named, ...]:
    return tuple(sorted((Stretch(m.start, m.end), each.id) for each in entities for m in each.mentions))


def near(named: tuple[Named, ...], role: Stretch) -> list[Named]:
    """Return the names near enough to a role to have to do with it."""
    first = bisect_left(named, (Stretch(role.start - FURTHEST, 0), ""))
    last = bisect_left(named, (Stretch(role.end + FURTHEST, 0), ""))
    return list(named[first:last])


def ties_of(field: RoleField, tie: str, role: Stretch, named: Iterable[Named]) -> TieChances:
    """Return how the model ties a role to each of some names, and to none."""
    return field.evidence.ties(tie, [role], list(dict.fromkeys(span for span, _ in named)))


def count_between(named: list[Named], gap: Gap) -> int:
    """Return how many names stand in a gap."""
    return sum(gap.start <= span.start and span.end <= gap.end for span, _ in named)


def gap_features(gap: Gap) -> dict[str, float]:
    """Return the named features of what stands between a role and a name."""
    return {
        "words between": min(gap.words, 8.0) / 4,
        "no words between": float(gap.words == 0),
        "pause": float(gap.pause),
        "joined": float(gap.joined),
        "sentence end": float(min(gap.sentence_ends, 2)),
        "other block": float(gap.blocks > 0),
    }
