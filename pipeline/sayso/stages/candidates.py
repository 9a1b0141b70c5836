"""Candidates for a quote's speaker: every mention of a person or organisation, and what stands for one.

Names come from the entities. Descriptions ("la manager"), titles alone ("der CEO") and pronouns come
from the model and the language file, and are candidates for everybody whom they may stand for: who holds the
title, the issuer, those named last. What speaks for each is a clue; learned weights make probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.encoder.evidence import Evidence, bounded_log
from sayso.languages import LanguageData
from sayso.languages.match import phrases, without_elided
from sayso.layers import Tags
from sayso.record import MentionForm
from sayso.stages.between import where_named
from sayso.stages.cast import Candidate, Cast
from sayso.stages.genders import NEAR_HONORIFIC, agreement, told_by_pronoun, word_clues
from sayso.stages.names import fold, same_word
from sayso.stages.ranking import Weights, softmax
from sayso.stages.short_names import endings
from sayso.stages.title_likeness import most_like, words_of
from sayso.text import Stretch

SURE = 0.5
# How many people, and organisations, named before a description it may stand for.
MOST_BEFORE = 3
# A word of a name that a description shares is at least so long.
SHORTEST_SHARED = 4
# A word that says that somebody takes a role over stands no further before it or the name, in characters.
NEAR_STANDING = 30


def candidates(cast: Cast, tags: Tags, evidence: Evidence, antecedent: Weights) -> list[Candidate]:
    """Return all candidates of one release in text order; ``antecedent`` weighs whom words may mean."""
    named = cast.named
    found = list(named)
    for span in _pointing(cast, tags, named):
        meant, nobody = _tied(list(_resolved(cast, span, named)), named, evidence)
        chances = softmax([antecedent.score(each.features()) for each in meant])
        found.extend(
            replace(each, chance=chance * (1 - nobody)) for each, chance in zip(meant, chances, strict=True)
        )
    return sorted(found, key=lambda candidate: (candidate.span, candidate.entity))


def _pointing(cast: Cast, tags: Tags, named: list[Candidate]) -> Iterator[Stretch]:
    """Yield spans that point at a speaker without a name."""
    seen: list[Stretch] = [candidate.span for candidate in named]
    linked = [Stretch(m.start, m.end) for held in cast.roles for m in held.role.mentions]
    titles = [
        span
        for span in tags.names
        if span.kind == "role"
        and not any(span.start < role.end and role.start < span.end for role in linked)
        and not _beside_name(cast, span.start, span.end, named)
    ]
    for span in (*tags.speakers, *titles):
        here = Stretch(span.start, span.end)
        if span.score < SURE or _is_honorific(cast, here):
            continue
        if any(other.start < here.end and here.start < other.end for other in seen):
            continue
        seen.append(here)
        yield here


def _is_honorific(cast: Cast, here: Stretch) -> bool:
    """Say whether words are what somebody named right behind is addressed by: Univ.-Prof. Dr. Anna Berg."""
    titles, written = phrases(cast.data.honorifics), cast.text[here.start : here.end]
    if not any(titles.fullmatch(form) for form in (written, f"{written}.")):
        return False
    behind = cast.named_between(here.end, here.end + NEAR_HONORIFIC)
    return bool(behind) and not set(cast.text[here.end : behind[0].span.start]) & set(",;:\n")


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
    """Yield all whom words without a name may stand for: holders of the title, the issuer, those near."""
    written = cast.text[span.start : span.end]
    pronouns = cast.data.pronouns
    every = (*pronouns.feminine, *pronouns.masculine, *pronouns.neutral)
    form: MentionForm = "pronoun" if phrases(every).fullmatch(written) else "nominal"
    word = _kind_of_word(written, cast.data) if form == "nominal" else None
    # The board is not who chairs it.
    told = form == "nominal" and word != "organisation"
    holders = most_like(written, cast.roles if told else (), cast.data)
    order, which = _orders(span, named), _which_of_two(written, cast.data)
    standing = _standing(written, cast.data) if form == "nominal" else None
    gender = _meant_gender(cast, written)
    spoken_for = form == "nominal" and phrases(cast.data.nominals.spokespeople).search(written) is not None
    most = max(map(len, cast.places.values()), default=1)
    for entity, person in {candidate.entity: candidate.person for candidate in named}.items():
        if person and word == "organisation":
            continue
        own = cast.places[entity]
        clues = {order[entity]} if entity in order else set()
        clues |= {f"{which}, {order[entity]}"} if which and entity in order else set()
        clues |= {"title"} if entity in holders else set()
        clues |= {"issuer"} if entity == cast.entities.issuer else set()
        clues |= {"a word of the name"} if _shares_word(cast, own, written) else set()
        if clues:
            kind = "person" if person else "organisation"
            clues |= {f"{form}, {kind}"}
            clues |= {f"{word} by the word, {kind} by name"} if word else set()
            clues |= {f"unnamed spokesperson, {kind} by name"} if spoken_for and not holders else set()
            clues |= _takes_over(cast, entity, standing, own) if standing and person else set()
            clues |= {"no title of another"} if holders and entity not in holders else set()
            if len(holders) == 1:
                clues |= {"alone with the title" if entity in holders else "another alone with the title"}
            places = where_named(cast.text, span, own, most)
            places |= {"of one gender": agreement(gender, cast.gender(entity))} if person else {}
            yield Candidate(span, entity, person, form, frozenset(clues), places)


def _tied(
    meant: Sequence[Candidate], named: Sequence[Candidate], evidence: Evidence
) -> tuple[list[Candidate], float]:
    """Return those whom words may stand for with what the model says of them, and of nobody who is named."""
    if not meant:
        return [], 1.0
    mentions = list(dict.fromkeys(each.span for each in named))
    ties = evidence.ties("antecedent", [meant[0].span], mentions)
    chances = ties.mentions
    result = []
    for candidate in meant:
        own = {each.span for each in named if each.entity == candidate.entity}
        chance = sum(chances.get(span, 0.0) for span in own)
        result.append(replace(candidate, ties={"model": chance, "model, log": bounded_log(chance)}))
    return result, ties.nobody


def _orders(span: Stretch, named: list[Candidate]) -> dict[str, str]:
    """Return how those named nearest stand to words without a name: last, last but one, …, next."""
    orders: dict[str, str] = {}
    for person in (True, False):
        kind = "person" if person else "organisation"
        before = [c.entity for c in named if c.person == person and c.span.end <= span.start]
        for number, entity in enumerate(list(dict.fromkeys(reversed(before)))[:MOST_BEFORE]):
            orders[entity] = f"{kind} {number + 1} before"
        after = [c.entity for c in named if c.person == person and c.span.start >= span.end]
        for entity in after[:1]:
            orders.setdefault(entity, f"next {kind}")
    return orders


def _meant_gender(cast: Cast, written: str) -> float:
    """Return the log-odds that words without a name mean a woman."""
    told = told_by_pronoun(written, cast.data)
    bare = without_elided(written, cast.data)
    return told.pop() if told else cast.genders.odds(cast.data.code, word_clues("noun", bare))


def _which_of_two(written: str, data: LanguageData) -> str | None:
    """Return whether words mean the one who was named earlier or later: the former, ce dernier.

    Before a noun they say so of no other: the first minister, the former chair.
    """
    for which, listed in (("earlier", data.nominals.earlier), ("later", data.nominals.later)):
        if any(match.end() == len(written) for match in phrases(listed).finditer(written)):
            return which
    return None


def _standing(written: str, data: LanguageData) -> str | None:
    """Return whether words mean who takes a role over or gives it up: the new chair, the outgoing one."""
    if phrases((*data.nominals.outgoing, *data.roles.former)).search(written):
        return "outgoing"
    return "incoming" if phrases(data.nominals.incoming).search(written) else None


def _takes_over(cast: Cast, entity: str, standing: str, own: list[Stretch]) -> set[str]:
    """Return whether a person is told elsewhere to take a role over or to give it up, and is named first.

    An announcement names first whom it is about: who comes, else who goes.
    """
    roles = (
        Stretch(m.start, m.end) for held in cast.roles if held.person == entity for m in held.role.mentions
    )
    near = (cast.text[max(0, each.start - NEAR_STANDING) : each.end] for each in (*own, *roles))
    called = {told for words in near if (told := _standing(words.rsplit("\n", 1)[-1], cast.data))}
    people = [candidate for candidate in cast.named if candidate.person]
    first = "first" if people[0].entity == entity else "later"
    return {f"{standing}, named {first}", *(f"{standing}, called {each}" for each in called)}


def _shares_word(cast: Cast, own: list[Stretch], written: str) -> bool:
    """Say whether words have a word in common with a name, perhaps inflected: the Savings Bank, the bank."""
    asked = words_of(written, cast.data) - {fold(a) for a in cast.data.nominals.articles}
    long = {word for word in asked if len(word) >= SHORTEST_SHARED}
    if not long:
        return False
    full = {word for each in own for word in words_of(cast.text[each.start : each.end], cast.data)}
    return any(
        same_word(a, b, endings(cast.data)) or a[:SHORTEST_SHARED] == b[:SHORTEST_SHARED]
        for a in long
        for b in full
        if len(b) >= SHORTEST_SHARED
    )


def _kind_of_word(written: str, data: LanguageData) -> str | None:
    """Return whether a description is of a person or of an organisation, if the language file knows."""
    if _is_organisation(written, data):
        return "organisation"
    return "person" if phrases((*data.nominals.person, *data.roles.nouns)).search(written) else None


def _is_organisation(written: str, data: LanguageData) -> bool:
    """Say whether a description is of an organisation: the company, but not the company's chair."""
    person = phrases((*data.nominals.person, *data.roles.nouns))
    return phrases(data.nominals.organisation).search(written) is not None and not person.search(written)
