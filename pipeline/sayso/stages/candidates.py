"""Candidates for a quote's speaker: every mention of a person or organisation, and what stands for one.

Names come from the entities. Descriptions ("la manager"), titles alone ("der CEO") and pronouns come
from the model and the language file, and are resolved here: to the person who holds the title, else to
the one of fitting kind that was named last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sayso.languages import LanguageData
from sayso.languages.match import phrases
from sayso.layers import Entities, HeldRole, Tags
from sayso.record import MentionForm
from sayso.stages.names import fold, same_word
from sayso.text import Stretch, words

SURE = 0.5


@dataclass(frozen=True)
class Candidate:
    """A mention that may tell who speaks, and the person or organisation behind it."""

    span: Stretch
    entity: str
    person: bool
    form: MentionForm


@dataclass(frozen=True)
class Cast:
    """Everybody who could speak in one release, and what is known of them."""

    text: str
    entities: Entities
    roles: tuple[HeldRole, ...]
    data: LanguageData

    @property
    def named(self) -> list[Candidate]:
        """Return the mentions by name, in text order."""
        people = [
            Candidate(Stretch(m.start, m.end), p.id, True, "name")
            for p in self.entities.people
            for m in p.mentions
        ]
        organisations = [
            Candidate(Stretch(m.start, m.end), o.id, False, "name")
            for o in self.entities.organisations
            for m in o.mentions
        ]
        return sorted(people + organisations, key=lambda candidate: candidate.span)


def candidates(cast: Cast, tags: Tags) -> list[Candidate]:
    """Return all candidates of one release in text order."""
    named = cast.named
    found = list(named)
    for span in _pointing(cast, tags, named):
        found.extend(_resolved(cast, span, named))
    return sorted(found, key=lambda candidate: (candidate.span, candidate.entity))


def _pointing(cast: Cast, tags: Tags, named: list[Candidate]) -> Iterator[Stretch]:
    """Yield spans that point at a speaker without a name."""
    seen: list[Stretch] = [candidate.span for candidate in named]
    linked = {mention.start for held in cast.roles for mention in held.role.mentions}
    titles = [s for s in tags.names if s.kind == "role" and not _beside_name(cast, s.start, s.end, named)]
    for span in (*tags.speakers, *titles):
        here = Stretch(span.start, span.end)
        if span.score < SURE or (span.start in linked and span in titles):
            continue
        if any(other.start < here.end and here.start < other.end for other in seen):
            continue
        seen.append(here)
        yield here


def _beside_name(cast: Cast, start: int, end: int, named: list[Candidate]) -> bool:
    """Say whether a title stands in apposition to a person's name."""
    for candidate in named:
        if not candidate.person:
            continue
        left, right = sorted((candidate.span, Stretch(start, end)))
        gap = cast.text[left.end : right.start]
        if left.end <= right.start and len(gap) <= 3 and not gap.strip(" ,(-–"):
            return True
    return False


def _resolved(cast: Cast, span: Stretch, named: list[Candidate]) -> Iterator[Candidate]:
    written = cast.text[span.start : span.end]
    pronouns = cast.data.pronouns
    every = (*pronouns.feminine, *pronouns.masculine, *pronouns.neutral)
    form: MentionForm = "pronoun" if phrases(every).fullmatch(written) else "nominal"
    organisation = form == "nominal" and _is_organisation(written, cast.data)
    holders = [] if organisation else list(dict.fromkeys(_holders(cast, written)))
    if holders:
        for person in holders[:2]:
            yield Candidate(span, person, True, form)
        return
    if organisation and cast.entities.issuer:
        yield Candidate(span, cast.entities.issuer, False, form)
    before = [c for c in named if c.span.end <= span.start]
    fitting = not organisation
    nearest = [c.entity for c in reversed(before) if c.person == fitting]
    later = [c.entity for c in named if c.person == fitting and c.span.start > span.start]
    for entity in list(dict.fromkeys(nearest))[:2] or later[:1]:
        if not (organisation and entity == cast.entities.issuer):
            yield Candidate(span, entity, fitting, form)


def _is_organisation(written: str, data: LanguageData) -> bool:
    """Say whether a description is of an organisation: the company, but not the company's chair."""
    person = phrases((*data.nominals.person, *data.roles.nouns))
    return phrases(data.nominals.organisation).search(written) is not None and not person.search(written)


def _holders(cast: Cast, written: str) -> Iterator[str]:
    """Yield the people whose title shares its head with the words: the manager, der Vorstand."""
    asked = {fold(word) for word in words(written)} - {fold(a) for a in cast.data.nominals.articles}
    for held in cast.roles:
        title = [fold(word) for word in words(held.role.title)]
        if any(
            same_word(a, b, cast.data.case_endings) for a in asked if len(a) > 2 for b in title if len(b) > 2
        ):
            yield held.person
