"""Reported clauses: what somebody is told to say without the words themselves.

1. Runs that the model hears as reported (`hearing`), joined where only a few words of the clause part them.
2. For each run of a sentence with a cue, the clauses that it may be: where a reader may see it begin (behind
   the complementiser, a comma, the sentence's beginning, the first sure word) and end.
3. One of them, or none, by named features and learned weights: how sure the model is of what is inside and of
   what is left out, what stands at the edges, where the cue stands.
4. Sentences without a cue that go on with the reported speech before them (`going_on`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sayso.encoder.evidence import log_odds
from sayso.languages.match import phrases
from sayso.record import Span
from sayso.stages.chains import Piece, Scene
from sayso.stages.going_on import going_on, spoken_in
from sayso.stages.hearing import SEED, Heard, chosen, joined, runs, snapped, tidied
from sayso.stages.names import stopped_legal_forms
from sayso.stages.ranking import Weights
from sayso.text import SENTENCE_FINAL, UNSPACED, Stretch

SHORTEST = 12
# Or so many letters, in scripts without spaces.
SHORTEST_UNSPACED = 4
# A shorter one that its cue interrupts (*The loss, she said, was …*) is believed where the model is as sure.
SURE_SHORT = 0.7
# A clause begins at most so many characters before its first sure word.
NEAR_OPENING = 25
# Or so many behind it, where there is an edge inside.
LATE_OPENING = 45
# So many edges of a kind are thought of, of those inside a run and those behind it.
MOST_EDGES = 2
# Or at a cue, or the sentence's end, that is no further away than this.
NEAR_CLOSING = 80
# A topic particle stands at most so many characters behind the name of who speaks: *…氏（会長）は*.
NEAR_TOPIC = 25
# Few clauses are shorter, in characters.
SHORT = 25
_EDGE = re.compile(r"[,;:](?=\s)|[，；：、。]|\s[–—-](?=\s)|[.!?](?=\s+[^\W\d_])")
_COMMAS = ",;:，；：、"
_MARKS = '„“”«»"「」『』'


@dataclass(frozen=True)
class ReportedRun(Heard):
    """A run that the model hears as reported, in its sentence; ``direct`` is the direct speech there."""

    direct: tuple[Piece, ...]

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """Return where a comma, colon, dash or full stop stands, from a little before the run on."""
        near = max(self.floor, self.run.start - NEAR_OPENING)
        return tuple(m.start() for m in _EDGE.finditer(self.scene.text, near, max(near, self.ceiling)))

    @cached_property
    def complementisers(self) -> frozenset[int]:
        """Return where a complementiser ends, from a little before the run on."""
        near = max(self.floor, self.run.start - NEAR_OPENING)
        found = phrases(self.scene.data.cues.complementisers).finditer(self.scene.text[near : self.run.end])
        return frozenset(near + match.end() for match in found)

    @cached_property
    def behind_speakers(self) -> frozenset[int]:
        """Return where somebody's name ends whom the model takes for a speaker, or the particle behind it."""
        text, topics = self.scene.text, self.scene.data.cues.topics
        ends = [mention.end for mention, chance in self.mentions if chance >= SEED]
        if topics:
            found = (phrases(topics).search(text[end : end + NEAR_TOPIC]) for end in ends)
            ends = [end + match.end() for end, match in zip(ends, found, strict=True) if match]
        return frozenset(ends)


def reported_clauses(
    scene: Scene, pieces: list[Piece], weights: Weights, going_on_weights: Weights
) -> list[Piece]:
    """Return the reported clauses of a release in text order; ``pieces`` are its direct speech."""
    found = cued_clauses(scene, pieces, weights)
    return sorted([*found, *going_on(scene, pieces, found, going_on_weights)], key=lambda piece: piece.span)


def cued_clauses(scene: Scene, pieces: list[Piece], weights: Weights) -> list[Piece]:
    """Return the reported clauses in sentences that have a cue, in text order."""
    clauses = chosen(heard_runs(scene, pieces), possible_clauses, clause_options, weights, SHORTEST)
    return [Piece(clause, score, clause, reported=True) for clause, score in clauses]


def heard_runs(scene: Scene, pieces: list[Piece]) -> Iterator[ReportedRun]:
    """Yield what the model hears as reported in sentences that have a cue, in text order.

    ``pieces`` are the release's direct speech.
    """
    chances = scene.evidence.indirect
    for sentence in (each for paragraph in scene.sentences for each in paragraph):
        cues = _cues(scene, sentence)
        if not cues:
            continue
        direct = tuple(spoken_in(pieces, sentence))
        for parts in joined(scene, chances, sentence, cues):
            run = Stretch(parts[0].start, parts[-1].end)
            yield ReportedRun(scene, chances, run, parts, sentence, cues, *sentence, direct)


def _cues(scene: Scene, sentence: Stretch) -> tuple[Span, ...]:
    return tuple(cue for cue in scene.cues if sentence.start <= cue.start < sentence.end)


def possible_clauses(heard: ReportedRun) -> list[Stretch]:
    """Return the clauses that a run may be, each once."""
    clauses = (_clause(heard, start, end) for start in _beginnings(heard) for end in _ends(heard))
    return [clause for clause in dict.fromkeys(clauses) if _possible(heard, clause)]


def _beginnings(heard: ReportedRun) -> list[int]:
    run = heard.run
    openings = [*heard.complementisers, *heard.behind_speakers, *(edge + 1 for edge in heard.edges)]
    openings += [cue.end for cue in heard.cues if run.start <= cue.start < run.end]
    before = [
        each for each in openings if heard.floor <= each <= run.start and each >= run.start - NEAR_OPENING
    ]
    openings += [part.start for part in heard.parts]
    inside = sorted(each for each in openings if run.start < each <= run.start + LATE_OPENING)
    snap = snapped(heard.scene, run, Stretch(heard.floor, heard.within.end)).start
    found = [run.start, snap, _surest(heard).start, *inside[:MOST_EDGES]]
    found += [max(before)] if before else []
    return list(dict.fromkeys(start for start in found if start >= heard.floor))


def _ends(heard: ReportedRun) -> list[int]:
    run = heard.run
    closings = [*heard.edges, *(cue.start for cue in heard.cues if run.start <= cue.start < run.end)]
    closings += [part.end for part in heard.parts]
    inside = sorted(each for each in closings if run.start + SHORTEST <= each < run.end)
    behind = sorted(each for each in closings if each >= run.end)
    found = [run.end, snapped(heard.scene, run, heard.within).end, _surest(heard).end]
    found += [*inside[:MOST_EDGES], *behind[:MOST_EDGES]]
    found += [heard.ceiling] if heard.ceiling - run.end <= NEAR_CLOSING else []
    return list(dict.fromkeys(found))


def _surest(heard: ReportedRun) -> Stretch:
    """Return the run without the less sure words at its edges."""
    sure = [s for s, _ in runs(heard.scene, heard.chances, heard.run, SEED)]
    return Stretch(sure[0].start, sure[-1].end) if sure else heard.run


def clause_options(heard: ReportedRun, clauses: list[Stretch]) -> list[dict[str, float]]:
    """Return the named features of each clause that a run may be, and of no reported speech."""
    evidence = heard.scene.evidence
    run = evidence.mean(evidence.indirect, heard.run)
    none = {"none": 1.0, "none: run": run, "none: run, log-odds": log_odds(run)}
    none["none: surest speaker"] = heard.surest
    return [*(_features(heard, clause) for clause in clauses), none]


def _features(heard: ReportedRun, clause: Stretch) -> dict[str, float]:
    text = heard.scene.text
    cue = min(heard.cues, key=lambda cue: max(cue.start - clause.end, clause.start - cue.end))
    written = text[clause.start : clause.end]
    words = written.rstrip(_MARKS).rstrip(SENTENCE_FINAL)
    # The stop of the sentence inside the marks (American) is not what the clause ends with.
    stopped = written[-1] in _MARKS and written[-2:-1] in SENTENCE_FINAL
    sums = heard.sums(Stretch(clause.start, clause.start + len(words)) if stopped else clause)
    before, first, last, after = sums.edges()
    opening = text[heard.within.start : clause.start].rstrip()
    closing = text[clause.end : heard.within.end].lstrip(_MARKS + " ")
    by_cue = cue.start >= clause.end and not text[clause.end : cue.start].strip(_COMMAS + _MARKS + " ")
    return {
        "model: reported": sums.mean,
        "model: log-odds": log_odds(sums.mean),
        "model: left out": min(4.0, sums.left_out),
        "model: taken in": min(4.0, sums.taken_in),
        "model: word before, log-odds": before,
        "model: first word, log-odds": first,
        "model: last word, log-odds": last,
        "model: word after, log-odds": after,
        "model: surest speaker outside": heard.surest_speaker(clause, inside=False),
        "model: surest speaker inside": heard.surest_speaker(clause, inside=True),
        "cue after": float(cue.start >= clause.end),
        "from the cue": min(max(cue.start - clause.end, clause.start - cue.end, 0), 100) / 100,
        "opens the sentence": float(not opening.strip(_MARKS)),
        "complementiser before": float(heard.within.start + len(opening) in heard.complementisers),
        "comma before": float(opening[-1:] in tuple(_COMMAS)),
        "speaker before": float(heard.within.start + len(opening.rstrip(_COMMAS)) in heard.behind_speakers),
        "cue before": float(cue.end <= clause.start and not text[cue.end : clause.start].strip()),
        "ends the sentence": float(not closing.strip(SENTENCE_FINAL)),
        "comma behind": float(closing[:1] in tuple(_COMMAS)),
        "cue behind": float(by_cue),
        "short": float(clause.end - clause.start < SHORT),
    }


def _clause(heard: ReportedRun, start: int, end: int) -> Stretch:
    """Return a reported clause without the punctuation at its edges, marks of a fragment kept whole."""
    text = heard.scene.text
    legal_forms = stopped_legal_forms(heard.scene.data.legal_forms)
    left, right = tidied(text, Stretch(start, end), 0)
    if left > heard.floor and text[left - 1] in _MARKS:
        left -= 1
    while right < heard.ceiling and text[right] in _MARKS:
        right += 1
    while right > left and text[right - 1] in ".。" and not text[left:right].endswith(legal_forms):
        right -= 1
    return Stretch(left, right)


def _possible(heard: ReportedRun, clause: Stretch) -> bool:
    written = heard.scene.text[clause.start : clause.end]
    short = len(written) < SHORTEST and len(UNSPACED.findall(written)) < SHORTEST_UNSPACED
    if short and not _interrupted(heard, clause):
        return False
    for piece in heard.direct:
        crosses = piece.outer.start < clause.end and clause.start < piece.outer.end
        if crosses and not (clause.start <= piece.span.start and piece.span.end <= clause.end):
            return False
    return not any(
        clause.start <= cue.start < clause.end and cue.end <= clause.start + 1 for cue in heard.scene.cues
    )


def _interrupted(heard: ReportedRun, clause: Stretch) -> bool:
    """Say whether few words are what stands on one side of a cue that interrupts: *The loss, she said, is …*

    They open a sentence or its half with the cue behind a comma or dash, or end it with the cue before one.
    """
    text = heard.scene.text
    before = text[heard.within.start : clause.start].rstrip(_MARKS + " ")
    behind = text[clause.end : heard.within.end].strip(_MARKS + SENTENCE_FINAL + " ")
    opens = not before or before.endswith((";", "；"))
    aside = _EDGE.match(text, clause.end) is not None and any(c.start >= clause.end for c in heard.cues)
    told = next((cue for cue in reversed(heard.cues) if cue.end <= clause.start), None)
    led = told is not None and "," in text[heard.within.start : told.start]
    closes = led and not behind and before.endswith((",", "，", "–", "—"))
    return ((opens and aside) or closes) and heard.sums(clause).mean >= SURE_SHORT
