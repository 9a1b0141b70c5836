"""Who holds a role: a ranked choice among the people named near it, and nobody."""

from __future__ import annotations

from sayso.stages.ranking import Ranking, likeliest, softmax
from sayso.stages.role_field import Named, RoleField, count_between, gap_features, near, ties_of
from sayso.text import Stretch


def holder_options(field: RoleField, role: Stretch, people: list[Named]) -> list[dict[str, float]]:
    """Return the named features of each mention of a person as the holder of a role, and of nobody."""
    ties = ties_of(field, "holder", role, people)
    options = [
        ties.features(person[0], (s for s, p in people if p == person[1]))
        | _holder_features(field, role, person)
        for person in people
    ]
    return [*options, {"nobody": 1.0} | ties.features_of_nobody()]


def _holder_features(field: RoleField, role: Stretch, person: Named) -> dict[str, float]:
    span, _ = person
    organisations = [each for each, _ in near(field.organisations, role)]
    gap = field.gaps.between(role, span, blanked=[*organisations, *field.roles, *field.places])
    features = gap_features(gap)
    features["others between"] = float(min(2, count_between(near(field.people, role), gap)))
    features["roles between"] = float(
        min(2, sum(gap.start <= r.start and r.end <= gap.end for r in field.roles))
    )
    features["name first"] = float(span.end <= role.start)
    features["name first, no pause"] = float(span.end <= role.start and not gap.pause)
    features["role first, no pause"] = float(span.end > role.start and not gap.pause)
    return features


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
