"""Speech that no marks enclose: after a dash, behind a label, or where only the words tell.

1. Runs that the model hears as direct speech (`hearing`), in paragraphs, but those that marks enclose.
2. For each run the stretches that it may be: from the run's beginning, the opening of its paragraph (behind a
   dash or a label: *A. C.:*) or the edge of a clause, to the run's end, the paragraph's or another edge.
3. One of them, or none, by named features and learned weights: how sure the model is, what stands at the
   edges, and what kind of text it is (answers behind labels, questions in the paragraphs before).
4. What a label opens here and there it opens everywhere (`labelled`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from sayso.encoder.evidence import log_odds
from sayso.stages.chains import Piece, Scene
from sayso.stages.hearing import EDGE, Heard, chosen, joined, snapped, spoken_parts, tidied
from sayso.stages.labelled import label_of, opening_of, whole_answers
from sayso.stages.marks import GLYPHS
from sayso.stages.ranking import Weights
from sayso.text import SENTENCE_FINAL, UNSPACED, Stretch

# What is left of a run may be speech if it is so long, in characters.
SHORTEST_REST = 8
# Speech begins at most so many characters before its first sure word, unless it opens its paragraph.
NEAR_OPENING = 60
# The opening or end of its paragraph may be so far from a run.
FAR_EDGE = 250
# Speech is the outer quote of words in marks if so many characters of it stand outside of them.
OUTER_WORDS = 12
# So near behind speech stands a cue of its own, in characters.
CUE_BEHIND = 45
CUE_BEFORE = 30
# So many questions make an interview.
MANY_QUESTIONS = 4
_SENTENCE_END = re.compile(r"[.!?…]+[\"”»’)\]]*\s+|[。！？]+[」』”’）]*")
_DASHES = "–—―-"
_QUESTION = ("?", "？")
_COMMAS = (",", "，", ";", "、")
_AROUND = "".join(sorted(GLYPHS)) + " \u00a0"


@dataclass(frozen=True)
class SpokenRun(Heard):
    """A run that the model hears as direct speech, in its paragraph.

    ``marked`` is the speech in marks that stands there, ``quoted`` all that stands between two marks;
    ``opening`` is where its words begin behind a dash or label (``dash`` says which); ``labelled`` says that
    the release has that label elsewhere too, ``asked`` that a question stands before, ``questions`` how many
    paragraphs end with one.
    """

    marked: tuple[Piece, ...]
    quoted: tuple[Stretch, ...]
    opening: int
    dash: bool
    labelled: bool
    asked: bool
    questions: int

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """Return where a comma, colon, dash, or a sentence's end stands."""
        return tuple(
            m.start() for m in EDGE.finditer(self.scene.text, self.floor, max(self.floor, self.ceiling))
        )

    @cached_property
    def sentence_starts(self) -> tuple[int, ...]:
        """Return where a sentence begins behind another."""
        found = _SENTENCE_END.finditer(self.scene.text, self.floor, max(self.floor, self.ceiling))
        return tuple(match.end() for match in found)


def unmarked_pieces(
    scene: Scene, marked: list[Piece], quoted: Sequence[Stretch], weights: Weights
) -> list[Piece]:
    """Return the speech of a release that stands in no marks, in text order.

    ``marked`` is the speech that does, ``quoted`` all between two marks, with these, spoken or not.
    """
    runs = spoken_runs(scene, marked, quoted)
    pieces: list[Piece] = []
    for stretch, score in chosen(runs, possible_speech, speech_options, weights, SHORTEST_REST):
        pieces += spoken_parts(scene, stretch, score, pieces[-1].span.end if pieces else None)
    return whole_answers(scene, pieces, marked)


def spoken_runs(scene: Scene, marked: list[Piece], quoted: Sequence[Stretch]) -> Iterator[SpokenRun]:
    """Yield what the model hears as direct speech and no marks enclose, in text order."""
    text = scene.text
    labels = Counter(label for paragraph, _ in scene.paragraphs if (label := label_of(text, paragraph)))
    questions = sum(text[paragraph.end - 1] in _QUESTION for paragraph, _ in scene.paragraphs)
    asked = False
    for paragraph, _ in scene.paragraphs:
        cues = tuple(cue for cue in scene.cues if paragraph.start <= cue.start < paragraph.end)
        here = tuple(p for p in marked if p.outer.start < paragraph.end and paragraph.start < p.outer.end)
        within_marks = tuple(
            each for each in quoted if each.start < paragraph.end and paragraph.start < each.end
        )
        opening, dash = opening_of(text, paragraph)
        for parts in joined(scene, scene.evidence.direct, paragraph, cues):
            if all(any(_encloses(piece.outer, part) for piece in here) for part in parts):
                continue
            run = Stretch(parts[0].start, parts[-1].end)
            behind = [piece.outer.end for piece in here if piece.outer.end <= run.start]
            before = [piece.outer.start for piece in here if piece.outer.start >= run.end]
            around = [each for each in within_marks if run.inside(each)]
            yield SpokenRun(
                scene=scene,
                chances=scene.evidence.direct,
                run=run,
                parts=parts,
                within=paragraph,
                cues=cues,
                behind=max([paragraph.start, *behind, *(each.start + 1 for each in around)]),
                before=min([paragraph.end, *before, *(each.end - 1 for each in around)]),
                marked=here,
                quoted=within_marks,
                opening=opening,
                dash=dash,
                labelled=labels[label_of(text, paragraph)] > 1,
                asked=asked,
                questions=questions,
            )
        asked = text[paragraph.end - 1] in _QUESTION


def _encloses(outer: Stretch, part: Stretch) -> bool:
    return outer.start - 1 <= part.start and part.end <= outer.end + 1


def possible_speech(heard: SpokenRun) -> list[Stretch]:
    """Return the stretches that the speech of a run may be, each once.

    Those that begin or end in the midst of a clause are left out if there are others.
    """
    text, limit = heard.scene.text, heard.within.end
    pairs = ((start, end) for start in _beginnings(heard) for end in _ends(heard) if start < end)
    stretches = (_with_marks(heard, tidied(text, Stretch(start, end), limit)) for start, end in pairs)
    possible = [stretch for stretch in dict.fromkeys(stretches) if _possible(heard, stretch)]
    return [stretch for stretch in possible if _whole(heard, stretch)] or possible


def _with_marks(heard: SpokenRun, speech: Stretch) -> Stretch:
    """Return a stretch with the marks of the words at its edges that stand in marks: … the word “well”."""
    start, end = speech
    for outer in heard.quoted:
        if start < outer.start < end <= outer.end:
            end = outer.end
        elif outer.start <= start < outer.end < end:
            start = outer.start
    return Stretch(start, end)


def _whole(heard: SpokenRun, speech: Stretch) -> bool:
    """Say whether a stretch begins and ends where a clause, label or cue does."""
    text = heard.scene.text
    if UNSPACED.search(text[speech.start : speech.end]):
        return True
    before = text[heard.within.start : speech.start].rstrip(_AROUND)
    behind = text[speech.end : heard.within.end].lstrip(_AROUND)
    ended, begun = heard.within.start + len(before), heard.within.end - len(behind)
    begins = not before[-1:].isalnum() or any(cue.end == ended for cue in heard.cues)
    ends = not behind[:1].isalnum() or any(cue.start == begun for cue in heard.cues)
    return begins and (ends or text[speech.end - 1] in SENTENCE_FINAL)


def _beginnings(heard: SpokenRun) -> list[int]:
    run = heard.run
    openings = [*(edge + 1 for edge in heard.edges), *heard.sentence_starts, heard.opening, heard.floor]
    before = [each for each in openings if max(heard.floor, run.start - NEAR_OPENING) <= each <= run.start]
    openings += [*(part.start for part in heard.parts), *(cue.end for cue in heard.cues)]
    inside = [each for each in openings if run.start < each < run.end]
    found = [run.start, snapped(heard.scene, run, Stretch(heard.floor, heard.within.end)).start]
    found += [max(before)] if before else []
    found += [min(inside)] if inside else []
    found += [heard.opening] if heard.floor <= heard.opening >= run.start - FAR_EDGE else []
    return list(dict.fromkeys(start for start in found if start >= heard.floor))


def _ends(heard: SpokenRun) -> list[int]:
    run, text = heard.run, heard.scene.text
    closings = [edge + (text[edge] in SENTENCE_FINAL) for edge in heard.edges]
    closings += [*heard.sentence_starts, *(cue.start for cue in heard.cues)]
    behind = [each for each in closings if run.end <= each <= heard.ceiling]
    closings += [part.end for part in heard.parts]
    inside = [each for each in closings if run.start < each < run.end]
    first_cue = min((cue.start for cue in heard.cues if run.start < cue.start), default=0)
    found = [run.end, snapped(heard.scene, run, heard.within).end]
    found += [max(inside)] if inside else []
    found += [min(behind)] if behind else []
    found += [max((each for each in inside if each <= first_cue), default=run.end)]
    found += [heard.ceiling] if heard.ceiling - run.end <= FAR_EDGE else []
    return list(dict.fromkeys(found))


def _possible(heard: SpokenRun, speech: Stretch) -> bool:
    written = heard.scene.text[speech.start : speech.end]
    if len(written) < 2 or not any(character.isalpha() for character in written):
        return False
    inside = heard.behind <= speech.start and speech.end <= heard.before
    return inside and not any(_crosses(speech, p.outer) for p in heard.marked)


def _crosses(speech: Stretch, marked: Stretch) -> bool:
    """Say whether a marked stretch overlaps speech otherwise than by lying well inside it."""
    if speech.end <= marked.start or marked.end <= speech.start:
        return False
    outside = (marked.start - speech.start) + (speech.end - marked.end)
    return not (marked.inside(speech) and outside >= OUTER_WORDS)


def speech_options(heard: SpokenRun, stretches: list[Stretch]) -> list[dict[str, float]]:
    """Return the named features of each stretch that may be the speech of a run, and of no speech."""
    evidence = heard.scene.evidence
    none = {
        "none": 1.0,
        "none: reported": evidence.mean(evidence.indirect, heard.run),
        "none: surest speaker": heard.surest,
        "none: cue": float(bool(heard.cues)),
        "none: marked": float(bool(heard.marked)),
        "none: labelled": float(heard.labelled),
        "none: questions": min(MANY_QUESTIONS, heard.questions) / MANY_QUESTIONS,
    }
    return [*(_features(heard, stretch) for stretch in stretches), none]


def _features(heard: SpokenRun, speech: Stretch) -> dict[str, float]:
    text, sums = heard.scene.text, heard.sums(speech)
    opening = text[heard.within.start : speech.start].rstrip()
    closing = text[speech.end : heard.within.end].lstrip(_AROUND)
    cue_behind = any(
        0 <= cue.start - speech.end < CUE_BEHIND
        and not text[speech.end : cue.start].strip(_AROUND + _DASHES + "".join(_COMMAS))
        for cue in heard.cues
    )
    features = {
        "model: log-odds": log_odds(sums.mean),
        "model: left out": min(4.0, sums.left_out),
        "model: surest speaker inside": heard.surest_speaker(speech, inside=True),
        "opens": float(not opening),
        "label before": float(opening.endswith((":", "："))),
        "sentence before": float(opening.endswith(tuple(SENTENCE_FINAL))),
        "comma before": float(opening.endswith(_COMMAS)),
        "cue before": float(any(0 <= speech.start - cue.end < CUE_BEFORE for cue in heard.cues)),
        "begins small": float(text[speech.start].islower()),
        "ends a sentence": float(text[speech.end - 1] in SENTENCE_FINAL),
        "dash behind": float(closing.startswith(tuple(_DASHES))),
        "cue behind": float(cue_behind),
        "marked inside": float(sum(piece.outer.inside(speech) for piece in heard.marked)),
        "length": math.log(1 + speech.end - speech.start),
    }
    if speech.start == heard.opening:
        features |= {f"opening: {name}": yes for name, yes in _manners(heard).items()}
    if not closing.strip(SENTENCE_FINAL + _AROUND):
        features |= {f"to the end: {name}": yes for name, yes in _manners(heard).items()}
    return features


def _manners(heard: SpokenRun) -> dict[str, float]:
    """Return what tells that a whole paragraph may be speech."""
    return {
        "any": 1.0,
        "dash": float(heard.dash),
        "labelled": float(heard.labelled),
        "asked": float(heard.asked),
        "no cue": float(not heard.cues),
    }
