"""Stage: who holds which role, at which organisation.

Two ranked choices, one after the other. Every mention of a person near a role, and nobody, gets named
features; learned weights and a softmax make those probabilities, and the likeliest person holds the role.
Then the same for organisations: those named near, the issuer wherever it is named, and none. The features are
what a reader uses: what stands between (`between`), on which side, and what the model ties together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.encoder.evidence import Evidence, TieChances
from sayso.languages import LanguageData, language_data
from sayso.layers import Anatomy, Entities, HeldRole, Tags, layers_of, needed, text_of
from sayso.record import Organisation, Person, Role, Span
from sayso.resources import model_folder
from sayso.stages.between import Gap, Gaps
from sayso.stages.names import fold
from sayso.stages.ranking import Ranking, Weights, likeliest, load_ranking, softmax
from sayso.stages.title_edges import choose_titles
from sayso.text import Stretch, words

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A role is held by somebody, and somewhere, that is named this near, in characters.
FURTHEST = 260
# An organisation further away is thought of if the model ties the role to it as surely as this.
LEAST_FAR = 0.1
# A word that an organisation's name shares with a title or its holder's name has so many letters.
SHORTEST_SHARED = 4
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

    def written(self, span: Stretch) -> str:
        """Return the text of a stretch."""
        return self.gaps.text[span.start : span.end]

    def in_contact(self, role: Stretch) -> bool:
        """Say whether a role stands where the press is told whom to call."""
        return any(contact.start <= role.start < contact.end for contact in self.contacts)


def role_field(
    text: str, tags: Tags, anatomy: Anatomy, entities: Entities, data: LanguageData, title: Weights
) -> RoleField:
    """Return what the two choices look at in one release."""
    return RoleField(
        gaps=Gaps(text, data, tuple(section.start for section in anatomy.sections)),
        evidence=tags.evidence,
        roles=choose_titles(tags, data, title),
        people=_named(entities.people),
        organisations=_named(entities.organisations),
        places=tuple(Stretch(span.start, span.end) for span in tags.names if span.kind == "place"),
        contacts=tuple(Stretch(s.start, s.end) for s in anatomy.sections if s.kind == "contact"),
        issuer=entities.issuer,
    )


def _named(entities: Iterable[Person | Organisation]) -> tuple[Named, ...]:
    return tuple(sorted((Stretch(m.start, m.end), each.id) for each in entities for m in each.mentions))


def near(named: tuple[Named, ...], role: Stretch) -> list[Named]:
    """Return the names near enough to a role to have to do with it."""
    first = bisect_left(named, (Stretch(role.start - FURTHEST, 0), ""))
    last = bisect_left(named, (Stretch(role.end + FURTHEST, 0), ""))
    return list(named[first:last])


def holder_options(field: RoleField, role: Stretch, people: list[Named]) -> list[dict[str, float]]:
    """Return the named features of each mention of a person as the holder of a role, and of nobody."""
    ties = _ties(field, "holder", role, people)
    options = [
        ties.features(person[0], (s for s, p in people if p == person[1]))
        | _holder_features(field, role, person)
        for person in people
    ]
    return [*options, {"nobody": 1.0} | ties.features_of_nobody()]


def _ties(field: RoleField, tie: str, role: Stretch, named: Iterable[Named]) -> TieChances:
    return field.evidence.ties(tie, [role], list(dict.fromkeys(span for span, _ in named)))


def _holder_features(field: RoleField, role: Stretch, person: Named) -> dict[str, float]:
    span, _ = person
    organisations = [each for each, _ in near(field.organisations, role)]
    gap = field.gaps.between(role, span, blanked=[*organisations, *field.roles, *field.places])
    features = _gap_features(gap)
    features["others between"] = float(min(2, _between(near(field.people, role), gap)))
    features["roles between"] = float(
        min(2, sum(gap.start <= r.start and r.end <= gap.end for r in field.roles))
    )
    features["name first"] = float(span.end <= role.start)
    features["name first, no pause"] = float(span.end <= role.start and not gap.pause)
    features["role first, no pause"] = float(span.end > role.start and not gap.pause)
    return features


def employer_options(
    field: RoleField, role: Stretch, person: Stretch, others: frozenset[str]
) -> tuple[list[str], list[dict[str, float]]]:
    """Return the organisations where a role may be held, and the named features of each, and of nowhere.

    The issuer is one of them, however far it is named, and so is what the model ties to the role.
    ``person`` is the holder's mention, ``others`` are where the holder has other roles.
    """
    ties = _ties(field, "employer", role, field.organisations)
    mentions: dict[str, list[Stretch]] = {}
    for span, organisation in field.organisations:
        mentions.setdefault(organisation, []).append(span)
    shared = {each: _shared_words(field, spans, role, person) for each, spans in mentions.items()}
    contact = float(field.in_contact(role))
    named = near(field.organisations, role)
    names = [organisation for _, organisation in named]
    options = [
        ties.features(each[0], mentions[each[1]])
        | _employer_features(field, role, each, person, others)
        | shared[each[1]]
        for each in named
    ]
    for organisation, spans in mentions.items():
        best = max(spans, key=lambda span: ties.mentions.get(span, 0.0))
        issuer = organisation == field.issuer
        likely = ties.mentions.get(best, 0.0) >= LEAST_FAR or any(shared[organisation].values())
        if issuer or (organisation not in names and likely):
            names.append(organisation)
            far = {"issuer, far": 1.0, "issuer, contact": contact} if issuer else {"far": 1.0}
            far["holder's other employer"] = float(organisation in others)
            options.append(ties.features(best, spans) | far | shared[organisation])
    alone = float(not named)
    nowhere = {"nowhere": 1.0, "nowhere: none near": alone, "nowhere: has other": float(bool(others))}
    nowhere["nowhere: contact"] = contact
    return names, [*options, nowhere | ties.features_of_nobody()]


def _employer_features(
    field: RoleField, role: Stretch, organisation: Named, person: Stretch, others: frozenset[str]
) -> dict[str, float]:
    span, entity = organisation
    gap = field.gaps.between(role, span, blanked=[*field.roles, *field.places, person])
    features = _gap_features(gap)
    features["others between"] = float(min(2, _between(near(field.organisations, role), gap)))
    features["holder between"] = float(gap.start <= person.start and person.end <= gap.end)
    features["name first"] = float(span.end <= role.start)
    features["name first, touching"] = float(span.end <= role.start and gap.touching)
    features["linked by of"] = float(span.start >= role.end and gap.linked)
    features["issuer"] = float(entity == field.issuer)
    features["holder's other employer"] = float(entity in others)
    return features


def _shared_words(
    field: RoleField, organisation: list[Stretch], role: Stretch, person: Stretch
) -> dict[str, float]:
    """Return what an organisation's name shares with a title and its holder: Atelier Roe, of Ann Roe."""
    forms = {field.written(span) for span in organisation}
    own = frozenset[str]().union(*map(_long_words, forms))
    stems = {word[:SHORTEST_SHARED] for word in own}
    return {
        "bears the holder's name": float(not own.isdisjoint(_long_words(field.written(person)))),
        "shares a word with the title": float(
            any(word[:SHORTEST_SHARED] in stems for word in _long_words(field.written(role)))
        ),
    }


@lru_cache(maxsize=20_000)
def _long_words(written: str) -> frozenset[str]:
    folded = (fold(word) for word in words(written))
    return frozenset(word for word in folded if len(word) >= SHORTEST_SHARED)


def _between(named: list[Named], gap: Gap) -> int:
    return sum(gap.start <= span.start and span.end <= gap.end for span, _ in named)


def _gap_features(gap: Gap) -> dict[str, float]:
    return {
        "words between": min(gap.words, 8.0) / 4,
        "no words between": float(gap.words == 0),
        "pause": float(gap.pause),
        "joined": float(gap.joined),
        "sentence end": float(min(gap.sentence_ends, 2)),
        "other block": float(gap.blocks > 0),
    }


def link_roles(field: RoleField, ranking: Ranking) -> tuple[HeldRole, ...]:
    """Return the roles of one release with who holds each and at which organisation."""
    text = field.gaps.text
    held: list[HeldRole] = []
    for role in field.roles:
        holder = find_holder(field, role, ranking)
        if holder is None:
            continue
        mention, person = holder
        others = frozenset(
            other.role.organisation for other in held if other.person == person and other.role.organisation
        )
        organisation = find_employer(field, role, mention, others, ranking)
        title = text[role.start : role.end]
        held.append(
            HeldRole(person, Role(title=title, start=role.start, end=role.end, organisation=organisation))
        )
    return _merged(held)


def find_holder(field: RoleField, role: Stretch, ranking: Ranking) -> tuple[Stretch, str] | None:
    """Return who holds a role, and the mention that tells it."""
    people = near(field.people, role)
    options = holder_options(field, role, people)
    chances = softmax([ranking.holder.score(features) for features in options])
    best = likeliest([person for _, person in people], chances)
    if best is None:
        return None
    place = max((i for i, (_, p) in enumerate(people) if p == best[0]), key=lambda i: chances[i])
    return people[place]


def find_employer(
    field: RoleField, role: Stretch, person: Stretch, others: frozenset[str], ranking: Ranking
) -> str | None:
    """Return the organisation at which a role is held."""
    names, options = employer_options(field, role, person, others)
    best = likeliest(names, softmax([ranking.employer.score(features) for features in options]))
    return best[0] if best else None


def _merged(held: list[HeldRole]) -> tuple[HeldRole, ...]:
    """Make one role of those that one person holds under the same words."""
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

    def __init__(self, model: str) -> None:
        self.folder: Path = model_folder(model)

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set; raises `MissingLayer` if one before it is not."""
        layers = layers_of(doc)
        language = needed(layers.language, "language")
        anatomy = needed(layers.anatomy, "anatomy")
        tags = needed(layers.tags, "tags")
        entities = needed(layers.entities, "entities")
        data = language_data(language.code)
        ranking = load_ranking(self.folder)
        field = role_field(text_of(doc), tags, anatomy, entities, data, ranking.title)
        layers.roles = link_roles(field, ranking)
        return doc
