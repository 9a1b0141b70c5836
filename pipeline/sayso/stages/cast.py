"""Everybody who could speak in one release, by name, and what is known of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sayso.languages import LanguageData
from sayso.layers import Entities, HeldRole
from sayso.record import MentionForm
from sayso.stages.genders import (
    Genders,
    mention_clues,
    told_by_honorifics,
    told_of_names,
    word_clues,
)
from sayso.text import Stretch

NO_GENDERS = Genders({})


@dataclass(frozen=True)
class Candidate:
    """A mention that may tell who speaks, and the person or organisation behind it.

    ``clues`` say why a mention without a name may stand for it, ``places`` how far off and how often it is
    named, and whether it is of one gender with the words, ``ties`` what the model says, ``chance`` how
    probable it is.
    """

    span: Stretch
    entity: str
    person: bool
    form: MentionForm
    clues: frozenset[str] = frozenset()
    places: Mapping[str, float] = field(default_factory=dict)
    ties: Mapping[str, float] = field(default_factory=dict)
    chance: float = 1.0

    def features(self) -> dict[str, float]:
        """Return what speaks for it; the same clue weighs otherwise for a pronoun than for a title."""
        kind = "person" if self.person else "organisation"
        places = {f"{self.form}, {kind}: {name}": value for name, value in self.places.items()}
        return {f"{self.form}: {clue}": 1.0 for clue in self.clues} | places | dict(self.ties)


@dataclass(frozen=True)
class Cast:
    """Everybody who could speak in one release, and what is known of them.

    Whom ``contacts`` alone name says nothing elsewhere: two of 1,402 do in train and dev.
    """

    text: str
    entities: Entities
    roles: tuple[HeldRole, ...]
    data: LanguageData
    contacts: tuple[Stretch, ...] = ()
    genders: Genders = NO_GENDERS

    @cached_property
    def named(self) -> list[Candidate]:
        """Return the mentions by name, in text order."""
        people = [
            Candidate(Stretch(m.start, m.end), p.id, True, "name")
            for p in self.entities.people
            if not all(self._in_contact(m.start) for m in p.mentions)
            for m in p.mentions
        ]
        organisations = [
            Candidate(Stretch(m.start, m.end), o.id, False, "name")
            for o in self.entities.organisations
            for m in o.mentions
        ]
        return sorted(people + organisations, key=lambda candidate: candidate.span)

    @cached_property
    def places(self) -> dict[str, list[Stretch]]:
        """Return where everybody is named, in text order, by id."""
        found: dict[str, list[Stretch]] = {}
        for candidate in self.named:
            found.setdefault(candidate.entity, []).append(candidate.span)
        return found

    def gender(self, person: str) -> float:
        """Return the log-odds that somebody is a woman, by names, titles and honorifics."""
        if person not in self._genders:
            own = self.places.get(person, [])
            honorifics = {o for span in own for o in told_by_honorifics(self.text, *span, self.data)}
            names = {self.text[span.start : span.end] for span in own}
            told = told_of_names(honorifics, names, self.data)
            self._genders[person] = self._gender_by_words(person) if told is None else told
        return self._genders[person]

    def _gender_by_words(self, person: str) -> float:
        titles = " ".join(held.role.title for held in self.roles if held.person == person)
        own = self.places.get(person, [])
        names = [clue for span in own for clue in mention_clues(self.text, *span)]
        return self.genders.odds(self.data.code, [*names, *word_clues("noun", titles)])

    @cached_property
    def _genders(self) -> dict[str, float]:
        return {}

    def _in_contact(self, place: int) -> bool:
        return any(contact.start <= place < contact.end for contact in self.contacts)

    def named_between(self, start: int, end: int) -> list[Candidate]:
        """Return the mentions by name that begin from ``start`` to before ``end``."""
        first = bisect_left(self.named, start, key=lambda candidate: candidate.span.start)
        last = bisect_left(self.named, end, lo=first, key=lambda candidate: candidate.span.start)
        return self.named[first:last]
