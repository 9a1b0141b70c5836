"""Reported clauses: what somebody is told to say without the words themselves.

1. Runs that the model hears as reported (`hearing`), joined where only a few words of the clause part them.
2. Grown to the clause: back to the complementiser or comma behind the cue, on to the end that is near.
3. Thought of only where a cue of the same sentence introduces them, and kept by a yes-or-no choice: how sure
   the model is of the clause and of a speaker in its sentence, where the cue stands, where the clause ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from sayso.encoder.evidence import log_odds
from sayso.languages.match import phrases
from sayso.stages.chains import Piece, Scene
from sayso.stages.hearing import runs, snapped, tidied
from sayso.stages.ranking import Weights, logistic
from sayso.text import UNSPACED, Stretch, sentences

SHORTEST = 12
# Or so many letters, in scripts without spaces.
SHORTEST_UNSPACED = 4
# Two runs are one clause if so few characters part them and no cue stands between.
NEAR_RUN = 45
# A clause begins at most so many characters before its first sure word.
NEAR_OPENING = 25
# A clause is reported from this probability on.
REPORTED_FROM = 0.5
# Few clauses are shorter, in characters.
SHORT = 25
_EDGES = (*".!?…。！？\n,;，；", "")
_MARKS = '„“”«»"「」『』'


def reported_clauses(scene: Scene, pieces: list[Piece], weights: Weights) -> list[Piece]:
    """Return the reported clauses of a release in text order; ``pieces`` are its direct speech."""
    found = []
    for clause, sentence in heard(scene, pieces):
        features = clause_features(scene, clause, sentence)
        score = logistic(weights.score(features))
        if score >= REPORTED_FROM:
            found.append(Piece(clause, score, clause, reported=True, features=features))
    return found


def heard(scene: Scene, pieces: list[Piece]) -> Iterator[tuple[Stretch, Stretch]]:
    """Yield what may be a reported clause, and its sentence, in text order."""
    abbreviations = frozenset(entry.lower() for entry in scene.data.abbreviations)
    names = [(name.start, name.end) for name in scene.tags.names]
    for paragraph, section in scene.paragraphs:
        if section in {"contact", "note"}:
            continue
        for sentence in sentences(scene.text, *paragraph, abbreviations, names):
            cues = [cue for cue in scene.cues if sentence.start <= cue.start < sentence.end]
            if not cues:
                continue
            for run in _joined(scene, sentence):
                clause = _clause(scene, *_opened(scene, run, sentence))
                if _possible(scene, clause, pieces):
                    yield clause, sentence


def clause_features(scene: Scene, clause: Stretch, sentence: Stretch) -> dict[str, float]:
    """Return the named features of the choice whether a clause is reported speech."""
    text, evidence = scene.text, scene.evidence
    cues = (Stretch(cue.start, cue.end) for cue in scene.cues if sentence.start <= cue.start < sentence.end)
    cue = min(cues, key=lambda cue: max(cue.start - clause.end, clause.start - cue.end))
    names = (*scene.tags.names, *scene.tags.speakers)
    mentions = {Stretch(n.start, n.end) for n in names if sentence.start <= n.start < sentence.end}
    outside = [m for m in mentions if not clause.start <= m.start < clause.end]
    reported = evidence.mean(evidence.indirect, clause)
    opening = text[max(sentence.start, clause.start - NEAR_OPENING) : clause.start].rstrip()
    complementisers = phrases(scene.data.cues.complementisers).finditer(opening)
    at_edge = text[clause.end : clause.end + 1] in _EDGES or 0 <= cue.start - clause.end <= 2
    return {
        "bias": 1.0,
        "model: reported": reported,
        "model: log-odds": log_odds(reported),
        "model: surest speaker near": max((evidence.mean(evidence.speaker, m) for m in outside), default=0.0),
        "model: least sure word": float(evidence.indirect[evidence.tokens(clause)].min(initial=1.0)),
        "cue after": float(cue.start >= clause.end),
        "from the cue": min(max(cue.start - clause.end, clause.start - cue.end, 0), 100) / 100,
        "complementiser before": float(any(match.end() == len(opening) for match in complementisers)),
        "ends at an edge": float(at_edge),
        "short": float(clause.end - clause.start < SHORT),
    }


def _joined(scene: Scene, sentence: Stretch) -> list[Stretch]:
    joined: list[Stretch] = []
    for run, _ in runs(scene, scene.evidence.indirect, sentence):
        if joined:
            before = joined[-1]
            near = run.start - before.end <= NEAR_RUN
            parted = any(cue.start < run.start and before.end < cue.end for cue in scene.cues)
            if near and not parted and scene.text[before.end : run.start].count(",") < 2:
                joined[-1] = Stretch(before.start, run.end)
                continue
        joined.append(run)
    return joined


def _opened(scene: Scene, run: Stretch, sentence: Stretch) -> tuple[Stretch, Stretch]:
    """Begin a run behind the complementiser or comma before it, where that is near.

    Returns the run and what it may still grow in: the sentence, or what of it follows such an opening.
    """
    floor = max([sentence.start, *(cue.end for cue in scene.cues if sentence.start <= cue.start < run.start)])
    back = max(floor, run.start - NEAR_OPENING)
    before = scene.text[back : run.start]
    opening = None
    for match in phrases(scene.data.cues.complementisers).finditer(before):
        opening = match.end()
    if opening is None:
        comma = max(before.rfind(mark) for mark in ",:，：、")
        opening = comma + 1 if comma >= 0 else None
    if opening is None:
        return run, sentence
    return Stretch(back + opening, run.end), Stretch(back + opening, sentence.end)


def _clause(scene: Scene, run: Stretch, within: Stretch) -> Stretch:
    """Return a reported clause without the punctuation at its edges, marks of a fragment kept whole."""
    text = scene.text
    left, right = tidied(text, snapped(scene, run, within), 0)
    if left > within.start and text[left - 1] in _MARKS:
        left -= 1
    while right < within.end and text[right] in _MARKS:
        right += 1
    while right > left and text[right - 1] in ".。":
        right -= 1
    return Stretch(left, right)


def _possible(scene: Scene, clause: Stretch, pieces: list[Piece]) -> bool:
    written = scene.text[clause.start : clause.end]
    if len(written) < SHORTEST and len(UNSPACED.findall(written)) < SHORTEST_UNSPACED:
        return False
    for piece in pieces:
        crosses = piece.outer.start < clause.end and clause.start < piece.outer.end
        if crosses and not (clause.start <= piece.span.start and piece.span.end <= clause.end):
            return False
    return not any(
        clause.start <= cue.start < clause.end and cue.end <= clause.start + 1 for cue in scene.cues
    )
