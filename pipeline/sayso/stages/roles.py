"""Stage: who holds which role, at which organisation.

Two ranked choices, one after the other. Every mention of a person near a role, and nobody, gets named
features; learned weights and a softmax make those probabilities, and the likeliest person holds the role
(`holders`). Then the same for organisations: those named near, the issuer wherever it is named, and none
(`employers`). The features are what a reader uses: what stands between (`between`), on which side, what goes
with what (`affinities`), and what the model ties together.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sayso.languages import language_data
from sayso.layers import HeldRole, layers_of, needed, text_of
from sayso.record import Role, Span
from sayso.resources import model_folder
from sayso.stages.affinities import load_affinities
from sayso.stages.employers import find_employer
from sayso.stages.holders import find_holder
from sayso.stages.names import fold
from sayso.stages.ranking import Ranking, load_ranking
from sayso.stages.role_field import RoleField, role_field

if TYPE_CHECKING:
    from spacy.tokens import Doc


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
        ranking, affinities = load_ranking(self.folder), load_affinities(self.folder)
        field = role_field(text_of(doc), tags, anatomy, entities, data, ranking.title, affinities)
        layers.roles = link_roles(field, ranking)
        return doc
