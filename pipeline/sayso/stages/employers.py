"""At which organisation a role is held: a ranked choice among those that a reader may think of, and none."""

from __future__ import annotations

import re
from functools import lru_cache

from sayso.stages.between import where_named
from sayso.stages.names import fold
from sayso.stages.ranking import Ranking, likeliest, softmax
from sayso.stages.role_field import Named, RoleField, count_between, gap_features, near, ties_of
from sayso.text import Stretch, words

# An organisation further away is thought of if the model ties the role to it as surely as this.
LEAST_FAR = 0.1
# A word that an organisation's name shares with a title or its holder's name has so many letters.
SHORTEST_SHARED = 4
# Two forms of one word differ by so many letters at most.
LONGEST_ENDING = 4
# Words that say what kind of organisation is meant stand so near to a title, in characters, and are so many.
BESIDE, MOST_BESIDE = 60, 4
_CLAUSE_EDGE = re.compile(r"[.!?:;,\n«»“”„\"–—]")
KIND_BEHIND = "a kind word behind"
# For one of these signs an organisation far away is thought of as well.
THOUGHT_OF = (
    "bears the holder's name",
    "shares a word with the title",
    "in the paragraph",
    "in the paragraph before",
    KIND_BEHIND,
)


def employer_options(
    field: RoleField, role: Stretch, person: Stretch, others: frozenset[str]
) -> tuple[list[str], list[dict[str, float]]]:
    """Return the organisations where a role may be held, and the named features of each, and of nowhere.

    The issuer is one of them, however far it is named, and so is what the model ties the role to, or what
    one of the signs `THOUGHT_OF` speaks for.
    ``person`` is the holder's mention, ``others`` are where the holder has other roles.
    """
    ties = ties_of(field, "employer", role, field.organisations)
    mentions, known = field.mentions, _known(field, role, person)
    contact = float(field.in_contact(role))
    named = near(field.organisations, role)
    names = [organisation for _, organisation in named]
    options = [
        ties.features(each[0], mentions[each[1]])
        | _employer_features(field, role, each, person, others)
        | known[each[1]]
        for each in named
    ]
    for organisation, spans in mentions.items():
        best = max(spans, key=lambda span: ties.mentions.get(span, 0.0))
        issuer = organisation == field.issuer
        likely = ties.mentions.get(best, 0.0) >= LEAST_FAR
        likely = likely or any(known[organisation].get(sign, 0.0) for sign in THOUGHT_OF)
        if issuer or (organisation not in names and likely):
            names.append(organisation)
            far = {"issuer, far": 1.0, "issuer, contact": contact} if issuer else {"far": 1.0}
            far["holder's other employer"] = float(organisation in others)
            options.append(ties.features(best, spans) | far | known[organisation])
    alone = float(not named)
    nowhere = {"nowhere": 1.0, "nowhere: none near": alone, "nowhere: has other": float(bool(others))}
    nowhere["nowhere: contact"] = contact
    nowhere["nowhere: a kind word behind"] = float(any(each[KIND_BEHIND] for each in known.values()))
    return names, [*options, nowhere | ties.features_of_nobody()]


def _known(field: RoleField, role: Stretch, person: Stretch) -> dict[str, dict[str, float]]:
    """Return what speaks for each organisation, whichever of its mentions is looked at."""
    before, behind = _words_beside(field, role)
    most = max(map(len, field.mentions.values()), default=1)
    first = next(iter(field.mentions), None)
    known = {}
    for organisation, spans in field.mentions.items():
        forms = field.forms[organisation]
        own = frozenset[str]().union(*map(_long_words, forms))
        known[organisation] = (
            field.affinities.features(field.gaps.data.code, field.written(role), forms)
            | _shared_words(field, own, role, person)
            | where_named(field.gaps.text, role, spans, most)
            | {
                "named first": float(organisation == first),
                "named behind alone": float(spans[0].start >= role.start),
                "a kind word before": float(any(_of_one_kind(word, own) for word in before)),
                KIND_BEHIND: float(any(_of_one_kind(word, own) for word in behind)),
            }
        )
    return known


def _employer_features(
    field: RoleField, role: Stretch, organisation: Named, person: Stretch, others: frozenset[str]
) -> dict[str, float]:
    span, entity = organisation
    gap = field.gaps.between(role, span, blanked=[*field.roles, *field.places, person])
    features = gap_features(gap)
    features["others between"] = float(min(2, count_between(near(field.organisations, role), gap)))
    features["holder between"] = float(gap.start <= person.start and person.end <= gap.end)
    features["name first"] = float(span.end <= role.start)
    features["name first, touching"] = float(span.end <= role.start and gap.touching)
    features["linked by of"] = float(span.start >= role.end and gap.linked)
    features["issuer"] = float(entity == field.issuer)
    features["holder's other employer"] = float(entity in others)
    return features


def _shared_words(field: RoleField, own: frozenset[str], role: Stretch, person: Stretch) -> dict[str, float]:
    """Return what an organisation's name shares with a title and its holder: Atelier Roe, of Ann Roe."""
    stems = {word[:SHORTEST_SHARED] for word in own}
    return {
        "bears the holder's name": float(not own.isdisjoint(_long_words(field.written(person)))),
        "shares a word with the title": float(
            any(word[:SHORTEST_SHARED] in stems for word in _long_words(field.written(role)))
        ),
    }


def _words_beside(field: RoleField, role: Stretch) -> tuple[list[str], list[str]]:
    """Return the long words before and behind a title in its clause that are no names."""
    start, end = max(0, role.start - BESIDE), role.end + BESIDE
    bare = field.gaps.blanked(start, end, [span for span, _ in (*field.organisations, *field.people)])
    before = _CLAUSE_EDGE.split(bare[: role.start - start])[-1]
    behind = _CLAUSE_EDGE.split(bare[role.end - start :])[0]
    kinds = [[fold(w) for w in words(part) if len(w) >= SHORTEST_SHARED] for part in (before, behind)]
    return kinds[0][-MOST_BESIDE:], kinds[1][:MOST_BESIDE]


def _of_one_kind(word: str, name: frozenset[str]) -> bool:
    """Say whether a word is one of a name's, inflected, or the end of one: the hub, of Energiehub Roe."""
    return any(
        (
            word[: (shared := max(SHORTEST_SHARED, min(len(word), len(own)) - 2))] == own[:shared]
            and abs(len(word) - len(own)) <= LONGEST_ENDING
        )
        or (len(word) > SHORTEST_SHARED and own.endswith(word))
        for own in name
    )


@lru_cache(maxsize=20_000)
def _long_words(written: str) -> frozenset[str]:
    folded = (fold(word) for word in words(written))
    return frozenset(word for word in folded if len(word) >= SHORTEST_SHARED)


def find_employer(
    field: RoleField, role: Stretch, person: Stretch, others: frozenset[str], ranking: Ranking
) -> str | None:
    """Return the organisation at which a role is held."""
    names, options = employer_options(field, role, person, others)
    best = likeliest(names, softmax([ranking.employer.score(features) for features in options]))
    return best[0] if best else None
