"""Stage: who says it.

Every candidate mention, and nobody, gets named features (`speaker_features`); learned weights make them
scores, a softmax makes those probabilities, and the likeliest person wins: what counts is who speaks, so the
mentions of one person add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.languages import LanguageData, language_data
from sayso.languages.match import phrases
from sayso.layers import Anatomy, Attribution, Tags, Utterance, layers_of, needed, text_of
from sayso.record import Role, Span, Speaker
from sayso.resources import model_folder
from sayso.stages.candidates import candidates
from sayso.stages.cast import Candidate, Cast
from sayso.stages.cues import with_the_verb
from sayso.stages.genders import load_genders
from sayso.stages.names import fold
from sayso.stages.own_cue import Stage, own_cue
from sayso.stages.ranking import Ranking, Weights, likeliest, load_ranking, logistic, softmax
from sayso.stages.speaker_features import in_headline, speaker_options
from sayso.stages.speech import paragraphs_of
from sayso.text import Stretch, words

if TYPE_CHECKING:
    from spacy.tokens import Doc

FURTHEST_PARAGRAPH = 3
# A headline quotes the text if it has so large a share of its words, and at least so many.
ECHOED = 0.75
FEWEST_ECHOED = 2
# A word that says that a role is a former one stands right before it, so many characters from its beginning.
NEAR_FORMER = 20


def reachable(stage: Stage, utterance: Utterance, among: list[Candidate]) -> list[Candidate]:
    """Return the candidates near enough to an utterance to be its speaker."""
    first = stage.paragraph(utterance.pieces[0].start)
    last = stage.paragraph(utterance.pieces[-1].start)
    return [
        candidate
        for candidate in among
        if first - FURTHEST_PARAGRAPH <= stage.paragraph(candidate.span.start) <= last + 2
    ] or among


def may_speak(utterance: Utterance, candidate: Candidate, meant: Mapping[Stretch, str]) -> bool:
    """Say whether a candidate may tell who speaks: not within the words, nor as somebody else than before.

    ``meant`` says whom words told as the speaker of the utterances before.
    """
    inside = any(p.start <= candidate.span.start and candidate.span.end <= p.end for p in utterance.pieces)
    return not inside and meant.get(candidate.span, candidate.entity) == candidate.entity


def attribute(stage: Stage, among: list[Candidate], ranking: Ranking) -> tuple[Attribution, ...]:
    """Return the attribution of each utterance, in text order."""
    attributions: list[Attribution] = []
    speakers: list[str] = []
    meant: dict[Stretch, str] = {}
    for utterance in stage.utterances:
        cue = own_cue(stage, utterance, ranking.cue)
        told = cue and with_the_verb(stage.cast.text, cue, stage.cues, stage.cast.data)
        around = reachable(stage, utterance, among)
        *features, nobody = speaker_options(stage, utterance, cue, around, speakers)
        allowed = [may_speak(utterance, candidate, meant) for candidate in around]
        near, options = list(compress(around, allowed)), [*compress(features, allowed), nobody]
        chances = softmax([ranking.speaker.score(option) for option in options])
        chosen = _choose(near, chances)
        if chosen is None:
            reasons = ranking.speaker.parts(options[-1])
            certainty = _certainty(utterance, chances[-1], None, cue)
            sure = round(logistic(ranking.confidence.score(certainty)), 4)
            attributions.append(Attribution(None, told, sure, "name", reasons, certainty))
            continue
        best, chance = chosen
        speakers.append(near[best].entity)
        meant.setdefault(near[best].span, near[best].entity)
        speaker = _speaker(stage, near[best])
        certainty = _certainty(utterance, chance, speaker, cue)
        sure = round(logistic(ranking.confidence.score(certainty)), 4)
        reasons = ranking.speaker.parts(options[best])
        attributions.append(Attribution(speaker, told, sure, near[best].form, reasons, certainty))
    return tuple(
        attributions[echoed(stage, utterance, number)] for number, utterance in enumerate(stage.utterances)
    )


def echoed(stage: Stage, utterance: Utterance, number: int) -> int:
    """Return the number of the utterance in the text that a headline quotes, else the utterance's own.

    Who says it there says it in the headline too, which seldom has room for the speaker.
    """
    if not in_headline(stage, utterance):
        return number
    said = _words_of(stage, utterance)
    for other, elsewhere in enumerate(stage.utterances):
        if in_headline(stage, elsewhere) or len(said) < FEWEST_ECHOED:
            continue
        if len(said & _words_of(stage, elsewhere)) >= ECHOED * len(said):
            return other
    return number


def _words_of(stage: Stage, utterance: Utterance) -> set[str]:
    return {fold(w) for piece in utterance.pieces for w in words(stage.cast.text[piece.start : piece.end])}


def _choose(near: list[Candidate], chances: list[float]) -> tuple[int, float] | None:
    """Return the best mention of the likeliest entity and the entity's probability; nobody is none."""
    entity = likeliest([candidate.entity for candidate in near], chances)
    if entity is None:
        return None
    best = max((i for i, c in enumerate(near) if c.entity == entity[0]), key=lambda i: chances[i])
    return best, entity[1]


def _certainty(
    utterance: Utterance, chance: float, speaker: Speaker | None, cue: Span | None
) -> dict[str, float]:
    """Return the named features of the probability that quote and speaker are both right."""
    return {
        "bias": 1.0,
        "speech": utterance.score,
        "speaker": chance,
        "both": utterance.score * chance,
        "nobody": float(speaker is None),
        "no cue": float(cue is None),
        "reported": float(utterance.kind != "direct"),
    }


def _speaker(stage: Stage, candidate: Candidate) -> Speaker:
    entities, text = stage.cast.entities, stage.cast.text
    start, end = candidate.span
    mention = Span(start=start, end=end, text=text[start:end])
    if not candidate.person:
        name = next(o.name for o in entities.organisations if o.id == candidate.entity)
        return Speaker(id=candidate.entity, name=name, mention=mention)
    person = next(p for p in entities.people if p.id == candidate.entity)
    roles = [held.role for held in stage.cast.roles if held.person == person.id]
    role = next(
        (each for each in roles if not _is_former(text, each, stage.cast.data)), next(iter(roles), None)
    )
    organisation = next((o.name for o in entities.organisations if role and o.id == role.organisation), None)
    return Speaker(
        id=person.id,
        name=person.name,
        role=role.title if role else None,
        organisation=organisation,
        mention=mention,
    )


def _is_former(text: str, role: Role, data: LanguageData) -> bool:
    """Say whether a role is told as one held before, wherever it stands: former, ehemalige, già."""
    marks = phrases(data.roles.former)
    before = [
        text[max(0, each.start - NEAR_FORMER) : each.start].rstrip(" \u00a0-‑") for each in role.mentions
    ]
    return all(any(mark.end() == len(words) for mark in marks.finditer(words)) for words in before)


class Attributor:
    """The component `sayso_attribution`: sets the layer `attributions`."""

    def __init__(self, model: str) -> None:
        self.folder: Path = model_folder(model)

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set; raises `MissingLayer` if one before it is not."""
        layers = layers_of(doc)
        language = needed(layers.language, "language")
        anatomy = needed(layers.anatomy, "anatomy")
        tags = needed(layers.tags, "tags")
        entities = needed(layers.entities, "entities")
        roles = needed(layers.roles, "roles")
        utterances = needed(layers.utterances, "utterances")
        cues = needed(layers.cues, "cues")
        genders = load_genders(self.folder)
        cast = Cast(text_of(doc), entities, roles, language_data(language.code), genders=genders)
        ranking = load_ranking(self.folder)
        stage, among = set_stage(anatomy, tags, cast, utterances, cues, ranking.antecedent)
        layers.attributions = attribute(stage, among, ranking)
        return doc


def set_stage(
    anatomy: Anatomy,
    tags: Tags,
    cast: Cast,
    utterances: tuple[Utterance, ...],
    cues: tuple[Span, ...],
    antecedent: Weights,
) -> tuple[Stage, list[Candidate]]:
    """Return what attribution needs of one release."""
    paragraphs = paragraphs_of(cast.text, anatomy.sections)
    cast = replace(cast, contacts=_silent_contacts(anatomy, utterances))
    stage = Stage(cast, cues, utterances, paragraphs, tags.evidence)
    return stage, candidates(cast, tags, stage.evidence, antecedent)


def _silent_contacts(anatomy: Anatomy, utterances: tuple[Utterance, ...]) -> tuple[Stretch, ...]:
    """Return the contacts in which nobody says anything."""
    contacts = (Stretch(s.start, s.end) for s in anatomy.sections if s.kind == "contact")
    pieces = [piece for utterance in utterances for piece in utterance.pieces]
    return tuple(c for c in contacts if not any(c.start <= piece.start < c.end for piece in pieces))
