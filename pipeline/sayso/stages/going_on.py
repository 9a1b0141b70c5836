"""Sentences that go on with the reported speech before them, without a cue of their own.

*She said the fire was out. Nobody had been hurt.* A yes-or-no choice for each sentence behind one that holds
reported speech, in its paragraph, by named features and learned weights: how sure the model is, and the forms
that a language has for the words of others (*prý*, *habe*, *-mış*, *ska ha*, *zou*).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from sayso.encoder.evidence import log_odds
from sayso.languages.match import phrases
from sayso.stages.chains import Piece, Scene
from sayso.stages.hearing import SEED, runs, tidied
from sayso.stages.ranking import Weights, logistic
from sayso.text import UNSPACED, Stretch

GOES_ON = 0.5
# A complementiser opens a sentence if it stands so near to its beginning, in characters: And that …
OPENS = 12
# Words in marks may be part of a reported sentence if they are no larger a share of it.
MOST_DIRECT = 0.5
# What closes a sentence and only says that it is reported is no longer, in characters.
LONGEST_CLOSING = 12

# Asked of a sentence, by how many on end before it are reported (0: it stands behind a quote), and features.
Decision = Callable[[Stretch, int, dict[str, float]], bool]


def going_on(scene: Scene, direct: Sequence[Piece], found: Sequence[Piece], weights: Weights) -> list[Piece]:
    """Return the sentences that go on with reported clauses ``found``, or with ``direct`` speech."""
    pieces: list[Piece] = []

    def decide(sentence: Stretch, before: int, features: dict[str, float]) -> bool:
        score = logistic(weights.score(features))
        span = _clause(scene, sentence)
        if score < GOES_ON or span.start >= span.end:
            return False
        pieces.append(Piece(span, score, span, carried=before > 0, reported=True))
        return True

    walk(scene, direct, found, decide)
    return pieces


def walk(scene: Scene, direct: Sequence[Piece], found: Sequence[Piece], decide: Decision) -> None:
    """Ask of each sentence behind reported speech whether it goes on, and of the next only if it does.

    Behind a quote only those are asked about whose verb stands in the mood of reported speech.
    """
    starts = [piece.span.start for piece in found]
    for paragraph in scene.sentences:
        before, previous = 0, Stretch(0, 0)
        for sentence in paragraph:
            if bisect_left(starts, sentence.start) < bisect_left(starts, sentence.end):
                before = 1
            elif (before or (_in_mood(scene, sentence) and spoken_in(direct, previous))) and _may_go_on(
                scene, direct, sentence
            ):
                features = going_on_features(scene, direct, sentence, before)
                before = before + 1 if decide(sentence, before, features) else 0
            else:
                before = 0
            previous = sentence


def _in_mood(scene: Scene, sentence: Stretch) -> bool:
    # German nouns are written as some of its verbs but for the capital: Wolle, wolle.
    mood = phrases(scene.data.cues.reported_mood, case=True)
    return mood.search(scene.text, sentence.start, sentence.end) is not None


def _may_go_on(scene: Scene, direct: Sequence[Piece], sentence: Stretch) -> bool:
    if any(sentence.start <= cue.start < sentence.end for cue in scene.cues):
        return False
    spoken = spoken_in(direct, sentence)
    inside = all(sentence.start < each.outer.start and each.outer.end <= sentence.end for each in spoken)
    length = sum(each.outer.end - each.outer.start for each in spoken)
    return inside and length <= MOST_DIRECT * (sentence.end - sentence.start)


def spoken_in(direct: Sequence[Piece], sentence: Stretch) -> list[Piece]:
    """Return the direct speech that a sentence holds or lies in."""
    return [p for p in direct if p.outer.start < sentence.end and sentence.start < p.outer.end]


def going_on_features(
    scene: Scene, direct: Sequence[Piece], sentence: Stretch, before: int
) -> dict[str, float]:
    """Return the named features of the choice: ``before`` sentences on end are reported, 0 behind a quote."""
    written, cues = scene.text[sentence.start : sentence.end], scene.data.cues
    reportative = _in_mood(scene, sentence) or phrases(cues.reportative).search(written) is not None
    opening = phrases(cues.complementisers).search(written, 0, OPENS)
    people = (name for name in scene.tags.names if name.kind == "person")
    return {
        "bias": 1.0,
        "model: reported, log-odds": log_odds(scene.evidence.mean(scene.evidence.indirect, sentence)),
        "form of reported speech": float(reportative),
        "form of speech told later": float(phrases(cues.shifted).search(written) is not None),
        "complementiser opens": float(opening is not None),
        "more than one before": float(before > 1),
        "behind a quote": float(before == 0),
        "names somebody": float(any(sentence.start <= name.start < sentence.end for name in people)),
        "holds words in marks": float(bool(spoken_in(direct, sentence))),
    }


def _clause(scene: Scene, sentence: Stretch) -> Stretch:
    """Return what is reported in a sentence: what only says that it is (という, とのこと) closes it."""
    text, last = scene.text, sentence.end
    heard = [run for run, _ in runs(scene, scene.evidence.indirect, sentence, SEED)]
    closing = text[heard[-1].end : sentence.end] if heard else ""
    if UNSPACED.search(closing) and len(closing) <= LONGEST_CLOSING:
        last = heard[-1].end
    for form in phrases(scene.data.cues.reportative).finditer(text, sentence.start, sentence.end):
        if form.end() == sentence.end and UNSPACED.match(form.group()):
            last = min(last, form.start())
    start, end = tidied(text, Stretch(sentence.start, last), 0)
    return Stretch(start, len(text[:end].rstrip(".。")))
