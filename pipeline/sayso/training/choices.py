"""What annotated releases say of the ranked choices: the features of each option, and which is right.

A row or choice is taken where the pipeline stands in front of it: its own candidates, its own features, and
from the annotation only which of them is right. Whether two pieces are one utterance is learned from the
pieces as annotated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sayso.corpora.as_record import gold_record
from sayso.corpora.speech import utterances
from sayso.corpora.tei import GoldRelease, Mark
from sayso.evaluation.match import identify, pair_quotes
from sayso.languages import language_data
from sayso.layers import Entities, Layers, Utterance
from sayso.record import QuoteKind, Span
from sayso.stages.affinities import Affinities
from sayso.stages.attribution import reachable, set_stage
from sayso.stages.cast import Candidate, Cast
from sayso.stages.employers import employer_options
from sayso.stages.genders import Genders
from sayso.stages.holders import holder_options
from sayso.stages.issuer import issuer_options
from sayso.stages.name_edges import name_features, name_scene, questions
from sayso.stages.own_cue import Stage, cue_options, near_cues, own_cue
from sayso.stages.ranking import Weights
from sayso.stages.role_field import RoleField, near, role_field
from sayso.stages.speaker_features import speaker_options
from sayso.stages.speech import (
    paragraphs_of,
)
from sayso.stages.title_edges import guesses, title_features, title_options, title_scene, without_prefix
from sayso.stages.title_edges import rest as rest_of_guess
from sayso.text import Stretch

Features = dict[str, float]
Row = tuple[Features, bool]
_NAME_TAGS = {"persName": "person", "orgName": "organisation", "placeName": "place"}
_NAMES = frozenset({"name", *_NAME_TAGS})


@dataclass
class Choice:
    """One choice to learn: the features of each option, and which options are right."""

    options: list[Features]
    right: list[bool]


def cue_choices(release: GoldRelease, layers: Layers) -> Iterator[Choice]:
    """Yield for each annotated utterance the choice among the annotated cues near it."""
    assert layers.anatomy and layers.tags
    text = release.text
    cues = {
        Span(start=m.start, end=m.end, text=text[m.start : m.end]): set(m.pointers("corresp"))
        for m in release.marks
        if m.tag == "seg"
    }
    chains = utterances(release)
    stage = Stage(
        cast=Cast(text, Entities((), (), (), None), (), language_data(release.language)),
        cues=tuple(cues),
        utterances=tuple(_annotated(text, chain) for chain in chains),
        paragraphs=paragraphs_of(text, layers.anatomy.sections),
        evidence=layers.tags.evidence,
    )
    for utterance, chain in zip(stage.utterances, chains, strict=True):
        near = near_cues(stage, utterance)
        ids = {piece.attributes["id"] for piece in chain}
        right = [not ids.isdisjoint(cues[cue]) for cue in near]
        yield Choice(cue_options(stage, utterance, near), [*right, not any(right)])


def _annotated(text: str, chain: Sequence[Mark]) -> Utterance:
    kind: QuoteKind = "direct" if chain[0].attributes["direct"] == "true" else "indirect"
    pieces = tuple(Span(start=m.start, end=m.end, text=text[m.start : m.end]) for m in chain)
    return Utterance(kind, pieces, 1.0)


def issuer_choices(release: GoldRelease, layers: Layers) -> Iterator[Choice]:
    """Yield the choice of whose announcement a release is."""
    assert layers.anatomy and layers.tags and layers.entities and layers.record
    gold = gold_record(release)
    identity = identify(layers.record, gold)
    organisations = layers.entities.organisations
    data = language_data(release.language)
    options = issuer_options(release.text, organisations, layers.anatomy.sections, layers.tags, data)
    yield Choice(options, [identity.get(each.id) == gold.issuer for each in organisations])


def _staged(
    release: GoldRelease, layers: Layers, antecedent: Weights, genders: Genders
) -> tuple[Stage, list[Candidate]]:
    assert layers.anatomy and layers.tags and layers.entities
    data = language_data(release.language)
    cast = Cast(release.text, layers.entities, layers.roles or (), data, genders=genders)
    utterances, cues = layers.utterances or (), layers.cues or ()
    return set_stage(layers.anatomy, layers.tags, cast, utterances, cues, antecedent)


def antecedent_choices(
    release: GoldRelease, layers: Layers, genders: Callable[[GoldRelease], Genders]
) -> Iterator[Choice]:
    """Yield for words annotated as standing for somebody the choice among those whom they may mean.

    ``genders`` returns the table in which a release is not counted.
    """
    assert layers.record
    identity = identify(layers.record, gold_record(release))
    meant = {Stretch(m.start, m.end): m.pointers("ref") for m in release.marks if m.tag == "rs"}
    _, among = _staged(release, layers, Weights({}), genders(release))
    for span, pointers in meant.items():
        options = [candidate for candidate in among if candidate.span == span and candidate.form != "name"]
        right = [identity.get(candidate.entity) in pointers for candidate in options]
        yield Choice([candidate.features() for candidate in options], right)


def speaker_choices(
    release: GoldRelease,
    layers: Layers,
    antecedent: Weights,
    cues: Weights,
    genders: Callable[[GoldRelease], Genders],
) -> Iterator[Choice]:
    """Yield for each utterance that was found rightly the choice among its candidates.

    ``genders`` returns the table in which a release is not counted.
    """
    assert layers.record
    gold, record = gold_record(release), layers.record
    stage, among = _staged(release, layers, antecedent, genders(release))
    identity = identify(record, gold)
    wanted = {
        p.found.id: p.gold for p in pair_quotes(record.quotes, gold.quotes) if p.found and p.gold and p.right
    }
    before: list[str] = []
    for quote, utterance in zip(record.quotes, stage.utterances, strict=True):
        target = wanted.get(quote.id)
        if target is None:
            continue
        cue = own_cue(stage, utterance, cues)
        candidates = reachable(stage, utterance, among)
        who = target.speaker.id if target.speaker else None
        right = [who is not None and identity.get(c.entity) == who for c in candidates]
        options = speaker_options(stage, utterance, cue, candidates, before)
        yield Choice(options, [*right, who is None])
        before += [c.entity for c, yes in zip(candidates, right, strict=True) if yes][:1]


def name_choices(release: GoldRelease, layers: Layers) -> Iterator[Choice]:
    """Yield from where to where a name goes that the model is in doubt of, and its kind, if it is one.

    The names of ``layers`` are those that the model marks, before any is chosen.
    """
    assert layers.tags and layers.anatomy
    scene = name_scene(layers.tags, layers.anatomy, language_data(release.language))
    named = (mark for mark in release.marks if mark.tag in _NAMES)
    marks = {(m.start, m.end, _NAME_TAGS.get(m.tag) or m.attributes["type"]) for m in named}
    for guess, options in questions(scene):
        if options:
            right = [(*option.here, option.kind) in marks for option in options]
            yield Choice(name_features(scene, guess, options), [*right, not any(right)])


def title_choices(release: GoldRelease, layers: Layers) -> Iterator[Choice]:
    """Yield from where to where a title goes that the model marks or is in doubt of, if it is one."""
    assert layers.tags
    scene = title_scene(layers.tags, language_data(release.language))
    marks = {Stretch(m.start, m.end) for m in release.marks if m.tag == "roleName"}
    waiting, end = guesses(scene)[::-1], 0
    while waiting:
        guess = waiting.pop()
        if guess.here.start < end:
            continue
        options = title_options(scene, guess)
        right = [without_prefix(scene, option) in marks for option in options]
        yield Choice(title_features(scene, guess, options), [*right, not any(right)])
        told = min((option for option, fits in zip(options, right, strict=True) if fits), default=None)
        if told:
            end, more = told.end, rest_of_guess(scene, guess, told)
            waiting += [more] if more else []


def _annotated_roles(
    release: GoldRelease, layers: Layers, title: Weights, affinities: Affinities
) -> Iterator[tuple[RoleField, Stretch, Mark]]:
    """Yield each role that the model marks as annotated."""
    assert layers.anatomy and layers.tags and layers.entities
    data = language_data(release.language)
    field = role_field(release.text, layers.tags, layers.anatomy, layers.entities, data, title, affinities)
    marks = {Stretch(m.start, m.end): m for m in release.marks if m.tag == "roleName"}
    for role in field.roles:
        if role in marks:
            yield field, role, marks[role]


def holder_choices(release: GoldRelease, layers: Layers, title: Weights) -> Iterator[Choice]:
    """Yield for each role the choice of who holds it."""
    assert layers.record
    identity = identify(layers.record, gold_record(release))
    for field, role, mark in _annotated_roles(release, layers, title, Affinities({})):
        people = near(field.people, role)
        right = [identity.get(person) == mark.pointers("corresp")[0] for _, person in people]
        yield Choice(holder_options(field, role, people), [*right, not any(right)])


def employer_choices(
    release: GoldRelease, layers: Layers, title: Weights, affinities: Callable[[GoldRelease], Affinities]
) -> Iterator[Choice]:
    """Yield for each role whose holder is named near the choice of where it is held.

    ``affinities`` returns the table in which a release is not counted.
    """
    assert layers.record
    identity = identify(layers.record, gold_record(release))
    employers: dict[str, set[str]] = {}
    for field, role, mark in _annotated_roles(release, layers, title, affinities(release)):
        pointers = mark.pointers("corresp")
        holders = [(span, p) for span, p in near(field.people, role) if identity.get(p) == pointers[0]]
        if not holders:
            continue
        span, person = min(holders, key=lambda each: abs(each[0].start - role.start))
        others = frozenset(employers.get(person, set()))
        ids, options = employer_options(field, role, span, others)
        right = [identity.get(key) == pointers[-1] and len(pointers) > 1 for key in ids]
        yield Choice(options, [*right, not any(right)])
        employers.setdefault(person, set()).update(key for key, yes in zip(ids, right, strict=True) if yes)


def confidence_rows(release: GoldRelease, layers: Layers) -> Iterator[Row]:
    """Yield what the confidence is made of, for each quote, and whether quote and speaker are right."""
    assert layers.record
    gold, record = gold_record(release), layers.record
    identity = identify(record, gold)
    parts = {q.id: a.certainty for q, a in zip(record.quotes, layers.attributions or (), strict=True)}
    for pair in pair_quotes(record.quotes, gold.quotes):
        if pair.found is not None:
            yield dict(parts[pair.found.id]), pair.told(identity)
