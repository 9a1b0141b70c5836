"""Stage: who holds which role, at which organisation.

A role joins the person, and then the organisation, that the fewest and lightest words part it
from. The words between are weighed, not parsed: what is itself a role, a name of an organisation
or a place, and linking words (`of`, `di`, `bei`), weigh nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.languages import LanguageData, language_data
from sayso.languages.match import phrases
from sayso.layers import Entities, HeldRole, Tags, layers_of, missing
from sayso.record import Role, Span
from sayso.stages.names import fold
from sayso.text import Stretch

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Costs of what stands between a role and its person or organisation.
WORD = 1.0
COMMA = 0.3
JOINER = 0.7
SENTENCE_END = 8.0
OTHER_NAME = 4.0
AFTER_NAME_WITHOUT_COMMA = 0.5
# Beyond this nobody holds the role that a sentence names: swept 2 to 10 on the dev split.
DEAREST_PERSON = 6.0
DEAREST_ORGANISATION = 1.5
FURTHEST = 200


@dataclass(frozen=True)
class _Field:
    """One release as the linker sees it: text, spans and light words."""

    text: str
    data: LanguageData
    roles: tuple[Stretch, ...]
    people: tuple[tuple[Stretch, str], ...]
    organisations: tuple[tuple[Stretch, str], ...]
    places: tuple[Stretch, ...]
    light: re.Pattern[str]
    joiner: re.Pattern[str]

    def cost(self, left: Stretch, right: Stretch, *, blanked: Iterable[Stretch]) -> float:
        """Return what the words between two spans weigh."""
        between = list(self.text[left.end : right.start])
        for span in blanked:
            for position in range(max(span.start, left.end), min(span.end, right.start)):
                between[position - left.end] = " "
        gap = "".join(between)
        cost = SENTENCE_END * len(re.findall(r"[.!?;][\s\"”»]+(?=\S)|\n\s*\n|[。！？]", gap))
        cost += COMMA * min(1, len(re.findall(r"[,(–—、，（:\n]", gap)))
        gap, joined = self.joiner.subn(" ", gap)
        cost += JOINER * min(joined, 1)
        gap = self.light.sub(" ", gap)
        unspaced = sum(1 for c in gap if "\u3040" <= c <= "\u9fff")
        return cost + WORD * (len(re.findall(r"[^\W\d_]+", gap)) if not unspaced else unspaced * 0.5)


def link_roles(text: str, tags: Tags, entities: Entities, data: LanguageData) -> tuple[HeldRole, ...]:
    """Return the roles of one release with who holds each and at which organisation."""
    field = _field(text, tags, entities, data)
    held: list[HeldRole] = []
    for role in field.roles:
        person = _holder(field, role)
        if person is not None:
            organisation = _employer(field, role, person[0]) or _fallback(held, person[1], entities)
            title = Role(
                title=text[role.start : role.end], start=role.start, end=role.end, organisation=organisation
            )
            held.append(HeldRole(person[1], title))
    return _merged(held)


def _field(text: str, tags: Tags, entities: Entities, data: LanguageData) -> _Field:
    light = (*data.roles.of, *data.nominals.articles, *data.honorifics, *data.roles.modifiers)
    spans = {
        kind: tuple(Stretch(s.start, s.end) for s in tags.names if s.kind == kind)
        for kind in ("role", "place")
    }
    return _Field(
        text=text,
        data=data,
        roles=spans["role"],
        people=tuple(sorted((Stretch(m.start, m.end), p.id) for p in entities.people for m in p.mentions)),
        organisations=tuple(
            sorted((Stretch(m.start, m.end), o.id) for o in entities.organisations for m in o.mentions)
        ),
        places=spans["place"],
        light=phrases(tuple(dict.fromkeys(light))),
        joiner=phrases(data.roles.joiners),
    )


def _near(spans: tuple[tuple[Stretch, str], ...], role: Stretch) -> list[tuple[Stretch, str]]:
    first = bisect_left(spans, (Stretch(role.start - FURTHEST, 0), ""))
    last = bisect_left(spans, (Stretch(role.end + FURTHEST, 0), ""))
    return list(spans[first:last])


def _holder(field: _Field, role: Stretch) -> tuple[Stretch, str] | None:
    organisations = [span for span, _ in _near(field.organisations, role)]
    blanked = [*organisations, *field.roles, *field.places]
    best: tuple[float, Stretch, str] | None = None
    near = _near(field.people, role)
    for span, person in near:
        before = span.end <= role.start
        left, right = (span, role) if before else (role, span)
        cost = field.cost(left, right, blanked=blanked)
        cost += OTHER_NAME * sum(left.end <= o.start and o.end <= right.start for o, _ in near)
        gap = field.text[left.end : right.start]
        if before and "," not in gap and "(" not in gap and "\n" not in gap:
            cost += AFTER_NAME_WITHOUT_COMMA
        if best is None or cost < best[0]:
            best = (cost, span, person)
    return None if best is None or best[0] > DEAREST_PERSON else (best[1], best[2])


def _employer(field: _Field, role: Stretch, person: Stretch) -> str | None:
    blanked = [*field.roles, *field.places, person]
    near = _near(field.organisations, role)
    best: tuple[float, str] | None = None
    for span, organisation in near:
        before = span.end <= role.start
        left, right = (span, role) if before else (role, span)
        cost = field.cost(left, right, blanked=blanked)
        cost += OTHER_NAME * sum(left.end <= o.start and o.end <= right.start for o, _ in near)
        if before:
            cost += _before_cost(field.text[span.end : role.start])
        if best is None or cost < best[0]:
            best = (cost, organisation)
    return None if best is None or best[0] > DEAREST_ORGANISATION else best[1]


def _before_cost(gap: str) -> float:
    """An organisation in front of a role holds it close: Velaria's CEO, Velaria-Chef, Velaria CEO."""
    return 0.0 if re.fullmatch(r"['’]?s?[\s-]*|[のと的]?", gap) else 0.6


def _fallback(held: list[HeldRole], person: str, entities: Entities) -> str | None:
    """Where the words name no organisation: that of the person's other role, else the issuer."""
    for other in reversed(held):
        if other.person == person and other.role.organisation:
            return other.role.organisation
    return entities.issuer


def _merged(held: list[HeldRole]) -> tuple[HeldRole, ...]:
    """Make one role of those that one person holds under the same words at the same organisation."""
    groups: dict[tuple[str, str], list[Role]] = {}
    for each in held:
        groups.setdefault((each.person, fold(each.role.title)), []).append(each.role)
    merged = []
    for (person, _), roles in groups.items():
        first = roles[0]
        organisation = next((role.organisation for role in roles if role.organisation), None)
        mentions = tuple(Span(start=r.start, end=r.end, text=r.title) for r in roles)
        merged.append(
            HeldRole(person, first.model_copy(update={"organisation": organisation, "mentions": mentions}))
        )
    return tuple(merged)


class RoleLinker:
    """The component `sayso_roles`: sets the layer `roles`."""

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set; raises `MissingLayer` if one before it is not."""
        layers = layers_of(doc)
        if layers.language is None:
            raise missing("language")
        if layers.tags is None:
            raise missing("tags")
        if layers.entities is None:
            raise missing("entities")
        data = language_data(layers.language.code)
        layers.roles = link_roles(doc.text, layers.tags, layers.entities, data)
        return doc
