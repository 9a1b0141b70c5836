"""What speaks for each candidate as the speaker of an utterance, and for nobody, as named features.

In the order in which a reader would use them:

1. the cue: does the mention stand beside the quote's own cue, in its sentence, before or after it;
2. the place: signature line, same paragraph, paragraph before or after, contact or boilerplate;
3. the model: does it take the mention for a speaker, does it tie it to this quote;
4. the flow: who spoke last, who is the person the release speaks of.

Where there is no cue, the place weighs otherwise: its features have weights of their own there.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.encoder.evidence import bounded_log
from sayso.layers import Utterance
from sayso.record import Span
from sayso.stages.cast import Candidate, Cast
from sayso.stages.genders import agreement, word_clues
from sayso.stages.marks import AROUND_SPEECH
from sayso.stages.own_cue import NEAR_CUE, Stage
from sayso.text import Stretch, count_sentence_ends, ends_sentence

BESIDE_ROLE = 30
# A line below a quote that tells who said it, and the words that announce one, have so many characters.
SIGNATURE = 100
ANNOUNCED = 250


def speaker_options(
    stage: Stage, utterance: Utterance, cue: Span | None, among: list[Candidate], before: Sequence[str]
) -> list[dict[str, float]]:
    """Return the named features of each candidate for one utterance, and of nobody.

    ``before`` are those who spoke before, in text order.
    """
    mentions = list(dict.fromkeys(candidate.span for candidate in among))
    ties = stage.evidence.ties("speaker", [Stretch(p.start, p.end) for p in utterance.pieces], mentions)
    by_name: dict[str, list[Stretch]] = {}
    for candidate in among:
        if candidate.form == "name":
            by_name.setdefault(candidate.entity, []).append(candidate.span)
    # The form of some verbs tells it: uvedla, сказала.
    gender = stage.cast.genders.odds(stage.cast.data.code, word_clues("cue", cue.text)) if cue else 0.0
    options = [
        ties.features(candidate.span, by_name.get(candidate.entity, ()))
        | _place_features(stage, utterance, cue, candidate, before)
        | (
            {"cue of one gender": agreement(gender, stage.cast.gender(candidate.entity))}
            if candidate.person
            else {}
        )
        for candidate in among
    ]
    return [*options, ties.features_of_nobody() | _nobody_features(stage, utterance, cue, before)]


def _place_features(
    stage: Stage, utterance: Utterance, cue: Span | None, candidate: Candidate, before: Sequence[str]
) -> dict[str, float]:
    span = candidate.span
    pieces = utterance.pieces
    last = before[-1] if before else None
    other = next((each for each in reversed(before) if each != last), None)
    home, there = stage.paragraph(pieces[0].start), stage.paragraph(span.start)
    away = there - home if there < home else max(0, there - stage.paragraph(pieces[-1].start))
    gap = min(max(0, p.start - span.end if span.end <= p.start else span.start - p.end) for p in pieces)
    features = stage.once(candidate, _features_anywhere) | {
        "same paragraph": float(away == 0),
        "paragraph before": float(away == -1),
        "two before": float(away < -1),
        "paragraph after": float(away == 1),
        "far after": float(away > 1),
        "distance": min(gap, 400) / 100,
        "touches the quote": float(gap <= 12 and away in {0, 1}),
        "spoke last": float(candidate.entity == last),
        "spoke before the last": float(candidate.entity == other),
        "spoke last, pronoun": float(candidate.entity == last and candidate.form == "pronoun"),
        "spoke last, organisation": float(candidate.entity == last and not candidate.person),
        "spoke last, same paragraph": float(candidate.entity == last and away == 0),
        "said by another": float(
            any(o.kind == "direct" or o is utterance for o in stage.spoken_at(span.start))
        ),
        "headline": float(stage.paragraphs[there][1] in {"headline", "subhead"} and home != there),
        "direct": float(candidate.person and utterance.kind == "direct"),
    }
    features.update(_layout_features(stage, utterance, candidate))
    features.update(_said_of(stage, utterance, candidate))
    if cue is None:
        features.update({f"no cue: {name}": value for name, value in features.items()})
        features.update(_turn_features(stage, utterance, candidate, last, other))
    features.update(_cue_features(stage, cue, candidate))
    return features


def _features_anywhere(stage: Stage, candidate: Candidate) -> dict[str, float]:
    """Return what tells of a candidate, whichever the utterance."""
    span = candidate.span
    return {
        "model: speaker": stage.evidence.mean(stage.evidence.speaker, span),
        "stands for": bounded_log(candidate.chance),
        "person": float(candidate.person),
        "issuer": float(candidate.entity == stage.cast.entities.issuer),
        "names an employer": float(_names_employer(stage.cast, candidate)),
        "name": float(candidate.form == "name"),
        "pronoun": float(candidate.form == "pronoun"),
        "no story": float(
            stage.paragraphs[stage.paragraph(span.start)][1] in {"contact", "boilerplate", "note"}
        ),
    }


def _layout_features(stage: Stage, utterance: Utterance, candidate: Candidate) -> dict[str, float]:
    """Return what line breaks and colons say: the signature below a quote, the sentence that announces it."""
    span, text = candidate.span, stage.cast.text
    first, last = utterance.pieces[0].start, utterance.pieces[-1].start
    paragraph, _ = stage.paragraphs[stage.paragraph(span.start)]
    if span.start > last:
        next_one = stage.paragraph(span.start) == stage.paragraph(last) + 1
        opens = next_one and not text[paragraph.start : span.start].strip(AROUND_SPEECH)
        line = text[paragraph.start : paragraph.end]
        alone = len(line) < SIGNATURE and not ends_sentence(line)
        return {"opens the paragraph after": float(opens), "signature": float(opens and alone)}
    gap = text[span.end : first]
    words = gap.rstrip(AROUND_SPEECH)
    announced = words.endswith((":", "："))
    broken = ends_sentence(words) or "\n" in words
    others = stage.cast.named_between(span.end, first)
    return {
        "before a colon": float(announced and not broken and len(gap) < ANNOUNCED),
        "sentence before": float(not announced and "\n" not in gap and count_sentence_ends(gap) == 1),
        "people nearer": min(3.0, sum(o.person for o in others if o.entity != candidate.entity)),
    }


def _said_of(stage: Stage, utterance: Utterance, candidate: Candidate) -> dict[str, float]:
    """Return whether the words name the candidate: few people name themselves."""
    if not candidate.person:
        return {}
    manner = "a quote" if utterance.kind == "direct" else "reported speech"
    named = any(
        piece.start <= mention.start and mention.end <= piece.end
        for piece in utterance.pieces
        for mention in stage.cast.places.get(candidate.entity, ())
    )
    return {f"named in {manner}": float(named)}


def _turn_features(
    stage: Stage, utterance: Utterance, candidate: Candidate, last: str | None, other: str | None
) -> dict[str, float]:
    """Return what tells in a dialogue, where a quote opens each paragraph: who speaks another turn.

    ``last`` spoke last, ``other`` is the one who spoke last of all others.
    """
    home, there = (stage.paragraph(each) for each in (utterance.pieces[0].start, candidate.span.start))
    elsewhere = there not in {stage.paragraph(piece.start) for piece in utterance.pieces}
    theirs = elsewhere and stage.opening.get(there, utterance) is not utterance
    previous = stage.opening.get(home - 1, utterance)
    turn = previous is not utterance and stage.opening.get(home) is utterance
    asked = turn and previous.pieces[-1].text[-1:] in {"?", "？"}
    return {
        "beside a quote before": float(theirs and there < home),
        "beside a quote after": float(theirs and there > home),
        "turn: spoke last": float(turn and candidate.entity == last),
        "turn: spoke before the last": float(turn and candidate.entity == other),
        "turn: asked last": float(asked and candidate.entity == last),
    }


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
    stage: Stage, utterance: Utterance, cue: Span | None, before: Sequence[str]
) -> dict[str, float]:
    return {
        "nobody": 1.0,
        "nobody: no cue": float(cue is None),
        "nobody: has spoken": float(bool(before)),
        "nobody: headline": float(in_headline(stage, utterance)),
        "nobody: reported": float(utterance.kind != "direct"),
    }


def in_headline(stage: Stage, utterance: Utterance) -> bool:
    """Say whether an utterance stands in a headline."""
    return stage.paragraphs[stage.paragraph(utterance.pieces[0].start)][1] in {"headline", "subhead"}
