"""Stage: who says it.

Every candidate mention, and nobody, gets named features; learned weights make them scores, a softmax
makes those probabilities, and the likeliest person wins: what counts is who speaks, so the mentions of
one person add up. The features are, in the order in which a reader would use them:

1. the cue: does the mention stand beside the quote's own cue, in its sentence, before or after it;
2. the place: signature line, same paragraph, paragraph before or after, contact or boilerplate;
3. the model: does it take the mention for a speaker, does it tie it to this quote;
4. the flow: who spoke last, who is the person the release speaks of.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sayso.encoder.evidence import bounded_log
from sayso.languages import language_data
from sayso.layers import Anatomy, Attribution, Tags, Utterance, layers_of, needed, text_of
from sayso.record import Span, Speaker
from sayso.resources import model_folder
from sayso.stages.candidates import Candidate, Cast, candidates
from sayso.stages.names import fold
from sayso.stages.own_cue import NEAR_CUE, Stage, own_cue
from sayso.stages.ranking import Ranking, Weights, likeliest, load_ranking, logistic, softmax
from sayso.stages.speech import paragraphs_of
from sayso.text import Stretch, ends_sentence, words

if TYPE_CHECKING:
    from spacy.tokens import Doc

BESIDE_ROLE = 30
FURTHEST_PARAGRAPH = 3
# A headline quotes the text if it has so large a share of its words, and at least so many.
ECHOED = 0.75
FEWEST_ECHOED = 3


def speaker_options(
    stage: Stage, utterance: Utterance, cue: Span | None, among: list[Candidate], last_speaker: str | None
) -> list[dict[str, float]]:
    """Return the named features of each candidate for one utterance, and of nobody."""
    mentions = list(dict.fromkeys(candidate.span for candidate in among))
    ties = stage.evidence.ties("speaker", [Stretch(p.start, p.end) for p in utterance.pieces], mentions)
    by_name: dict[str, list[Stretch]] = {}
    for candidate in among:
        if candidate.form == "name":
            by_name.setdefault(candidate.entity, []).append(candidate.span)
    options = [
        ties.features(candidate.span, by_name.get(candidate.entity, ()))
        | _place_features(stage, utterance, cue, candidate, last_speaker)
        for candidate in among
    ]
    return [*options, ties.features_of_nobody() | _nobody_features(stage, utterance, cue, last_speaker)]


def _place_features(
    stage: Stage, utterance: Utterance, cue: Span | None, candidate: Candidate, last_speaker: str | None
) -> dict[str, float]:
    span = candidate.span
    pieces = utterance.pieces
    home, there = stage.paragraph(pieces[0].start), stage.paragraph(span.start)
    away = there - home if there < home else max(0, there - stage.paragraph(pieces[-1].start))
    gap = min(max(0, p.start - span.end if span.end <= p.start else span.start - p.end) for p in pieces)
    features = {
        "model: speaker": stage.evidence.mean(stage.evidence.speaker, span),
        "same paragraph": float(away == 0),
        "paragraph before": float(away == -1),
        "two before": float(away < -1),
        "paragraph after": float(away == 1),
        "far after": float(away > 1),
        "distance": min(gap, 400) / 100,
        "touches the quote": float(gap <= 12 and away in {0, 1}),
        "person": float(candidate.person),
        "issuer": float(candidate.entity == stage.cast.entities.issuer),
        "names an employer": float(_names_employer(stage.cast, candidate)),
        "name": float(candidate.form == "name"),
        "pronoun": float(candidate.form == "pronoun"),
        "spoke last": float(candidate.entity == last_speaker),
        "said by another": float(_inside_quote(stage, span, utterance)),
        "no story": float(stage.paragraphs[there][1] in {"contact", "boilerplate", "note"}),
        "headline": float(stage.paragraphs[there][1] in {"headline", "subhead"} and home != there),
        "direct": float(candidate.person and utterance.kind == "direct"),
    }
    features["stands for"] = bounded_log(candidate.chance)
    features.update(_cue_features(stage, cue, candidate))
    return features


def _names_employer(cast: Cast, candidate: Candidate) -> bool:
    """Say whether an organisation is named only to tell where a person beside it works."""
    if candidate.person:
        return False
    return any(
        held.role.organisation == candidate.entity and _beside(Stretch(m.start, m.end), candidate.span)
        for held in cast.roles
        for m in held.role.mentions
    )


def _beside(role: Stretch, span: Stretch) -> bool:
    return max(role.start - span.end, span.start - role.end) <= BESIDE_ROLE


def _inside_quote(stage: Stage, span: Stretch, utterance: Utterance) -> bool:
    return any(
        piece.start <= span.start < piece.end
        for other in stage.utterances
        for piece in other.pieces
        if other.kind == "direct" or other is utterance
    )


def _cue_features(stage: Stage, cue: Span | None, candidate: Candidate) -> dict[str, float]:
    if cue is None:
        return {"no cue": 1.0}
    span, text = candidate.span, stage.cast.text
    before = span.end <= cue.start
    left, right = (span, cue) if before else (Stretch(cue.start, cue.end), span)
    gap = text[left.end : right.start]
    between = sum(
        other.span.end <= right.start and other.person == candidate.person
        for other in stage.cast.named_between(left.end, right.start)
    )
    broken = ends_sentence(gap) or "\n" in gap
    return {
        "beside the cue": float(len(gap) <= 4 and not broken),
        "before the cue": float(before and not broken and len(gap) < NEAR_CUE),
        "after the cue": float(not before and not broken and len(gap) < NEAR_CUE),
        "from the cue": min(len(gap), 300) / 100,
        "others between": float(min(between, 3)),
        "another sentence": float(broken),
        "closed aside": float(before and gap.count(",") >= 2 and gap.rstrip().endswith(",")),
    }


def _nobody_features(
    stage: Stage, utterance: Utterance, cue: Span | None, last_speaker: str | None
) -> dict[str, float]:
    return {
        "nobody": 1.0,
        "nobody: no cue": float(cue is None),
        "nobody: has spoken": float(last_speaker is not None),
        "nobody: headline": float(_in_headline(stage, utterance)),
        "nobody: reported": float(utterance.kind != "direct"),
    }


def reachable(stage: Stage, utterance: Utterance, among: list[Candidate]) -> list[Candidate]:
    """Return the candidates near enough to an utterance to be its speaker."""
    first = stage.paragraph(utterance.pieces[0].start)
    last = stage.paragraph(utterance.pieces[-1].start)
    return [
        candidate
        for candidate in among
        if first - FURTHEST_PARAGRAPH <= stage.paragraph(candidate.span.start) <= last + 2
    ] or among


def attribute(stage: Stage, among: list[Candidate], ranking: Ranking) -> tuple[Attribution, ...]:
    """Return the attribution of each utterance, in text order."""
    attributions: list[Attribution] = []
    last_speaker: str | None = None
    for utterance in stage.utterances:
        cue = own_cue(stage, utterance, ranking.cue)
        near = reachable(stage, utterance, among)
        options = speaker_options(stage, utterance, cue, near, last_speaker)
        chances = softmax([ranking.speaker.score(features) for features in options])
        chosen = _choose(near, chances)
        if chosen is None:
            reasons = ranking.speaker.parts(options[-1])
            certainty = _certainty(utterance, chances[-1], None, cue)
            sure = round(logistic(ranking.confidence.score(certainty)), 4)
            attributions.append(Attribution(None, cue, sure, "name", reasons, certainty))
            continue
        best, chance = chosen
        last_speaker = near[best].entity
        speaker = _speaker(stage, near[best])
        certainty = _certainty(utterance, chance, speaker, cue)
        sure = round(logistic(ranking.confidence.score(certainty)), 4)
        reasons = ranking.speaker.parts(options[best])
        attributions.append(Attribution(speaker, cue, sure, near[best].form, reasons, certainty))
    return tuple(
        attributions[echoed(stage, utterance, number)] for number, utterance in enumerate(stage.utterances)
    )


def echoed(stage: Stage, utterance: Utterance, number: int) -> int:
    """Return the number of the utterance in the text that a headline quotes, else the utterance's own.

    Who says it there says it in the headline too, which seldom has room for the speaker.
    """
    if not _in_headline(stage, utterance):
        return number
    said = _words_of(stage, utterance)
    for other, elsewhere in enumerate(stage.utterances):
        if _in_headline(stage, elsewhere) or len(said) < FEWEST_ECHOED:
            continue
        if len(said & _words_of(stage, elsewhere)) >= ECHOED * len(said):
            return other
    return number


def _in_headline(stage: Stage, utterance: Utterance) -> bool:
    return stage.paragraphs[stage.paragraph(utterance.pieces[0].start)][1] in {"headline", "subhead"}


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
    role = next((held.role for held in stage.cast.roles if held.person == person.id), None)
    organisation = next((o.name for o in entities.organisations if role and o.id == role.organisation), None)
    return Speaker(
        id=person.id,
        name=person.name,
        role=role.title if role else None,
        organisation=organisation,
        mention=mention,
    )


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
        cast = Cast(text_of(doc), entities, roles, language_data(language.code))
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
    stage = Stage(cast, cues, utterances, paragraphs, tags.evidence)
    return stage, candidates(cast, tags, stage.evidence, antecedent)
