"""Which pieces of speech are one utterance: interrupted by its cue, or going on in the next paragraph.

A yes-or-no choice for each two neighbours of one kind, by named features and learned weights; how sure the
model is that the second goes on from the first is among them. Pieces of two blocks may be one if nothing
stands between them but the first one's cue: *“…,” says Li.* ¶ *“And …”*
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from sayso.encoder.evidence import Evidence, TieChances
from sayso.languages import LanguageData
from sayso.languages.match import phrases
from sayso.layers import Tags
from sayso.record import Span
from sayso.stages.marks import AROUND_SPEECH
from sayso.stages.ranking import Weights, logistic
from sayso.text import SENTENCE_FINAL, Stretch, ends_sentence, sentences

CHAINED_FROM = 0.5
LONGEST_GAP = 400
# How far behind a piece a cue of its own stands, in characters.
CUE_AFTER = 45
# How far before a piece, in its sentence.
CUE_BEFORE = 120
# The feature that is the model's word for it.
MODEL = "model: goes on, log-odds"
# An answer in a dialogue is often shorter, in characters.
SHORT_ANSWER = 40
_DASHES = "–—―"


@dataclass
class Piece:
    """One piece of speech; ``outer`` takes its marks in, ``open_ended`` says that no mark closes it.

    ``carried`` says that it goes on from the one before by what stands there: the mark which opens it stands
    in an earlier paragraph, only a remark in brackets parts them, or its sentence, reported, has no cue.
    """

    span: Stretch
    score: float
    outer: Stretch
    open_ended: bool = False
    carried: bool = False
    reported: bool = False


@dataclass(frozen=True)
class Scene:
    """One release as the search for speech sees it."""

    text: str
    paragraphs: tuple[tuple[Stretch, str], ...]
    cues: tuple[Span, ...]
    tags: Tags
    data: LanguageData

    @property
    def evidence(self) -> Evidence:
        """Return what the model's scores say of any stretch."""
        return self.tags.evidence

    @cached_property
    def speakers(self) -> list[Stretch]:
        """Return the mentions that the model marks as speakers, each once."""
        return list(dict.fromkeys(Stretch(span.start, span.end) for span in self.tags.speakers))

    @cached_property
    def sentences(self) -> list[list[Stretch]]:
        """Return the sentences of each paragraph but those of contacts and notes."""
        abbreviations = frozenset(entry.lower() for entry in self.data.abbreviations)
        names = [(name.start, name.end) for name in self.tags.names]
        return [
            list(sentences(self.text, *paragraph, abbreviations, names))
            for paragraph, section in self.paragraphs
            if section not in {"contact", "note"}
        ]

    def who(self, piece: Stretch) -> TieChances:
        """Return what the model says of who speaks a piece."""
        if piece not in self._who:
            self._who[piece] = self.evidence.ties("speaker", [piece], self.speakers)
        return self._who[piece]

    @cached_property
    def _who(self) -> dict[Stretch, TieChances]:
        return {}


def chains(scene: Scene, pieces: list[Piece], weights: Weights) -> list[list[Piece]]:
    """Return the pieces, given in text order, as utterances in text order."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and _chained(scene, found[-1][-1], piece, weights):
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _chained(scene: Scene, left: Piece, right: Piece, weights: Weights) -> bool:
    if not may_chain(scene, left, right):
        return False
    goes_on = right.carried and (left.open_ended or right.reported)
    return goes_on or logistic(weights.score(chain_features(scene, left, right))) >= CHAINED_FROM


def may_chain(scene: Scene, left: Piece, right: Piece) -> bool:
    """Say whether two neighbours can be one utterance at all."""
    gap = scene.text[left.outer.end : right.outer.start]
    if left.reported != right.reported or len(gap) > LONGEST_GAP:
        return False
    if "\n" not in gap or not gap.strip(AROUND_SPEECH):
        return True
    words, _, behind = gap.partition("\n")
    told = any(left.outer.end <= cue.start < left.outer.end + len(words) for cue in scene.cues)
    # What has a cue of its own is an utterance of its own; one that is left open may have it further on.
    marked = right.outer.start < right.span.start
    own = _cue_after(scene, right) or (marked and right.open_ended)
    return told and not own and not left.reported and not behind.strip(AROUND_SPEECH)


def chain_features(scene: Scene, left: Piece, right: Piece) -> dict[str, float]:
    """Return the named features of the choice whether two neighbours are one utterance.

    What tells differs between quotes, reported clauses and paragraphs: each has its own weights.
    """
    text = scene.text
    gap = text[left.outer.end : right.outer.start]
    if "\n" in gap and gap.strip(AROUND_SPEECH):
        return _named("behind the cue", _features_behind_cue(scene, left, right))
    if "\n" in gap:
        kind, features = "next block", _features_of_blocks(scene, left, right, gap)
    else:
        kind, features = "reported" if left.reported else "quote", _features_of_gap(scene, left, right, gap)
    cue_after, sentence_after = _cue_after(scene, right), _begins_sentence(text, right)
    features |= {
        "bias": 1.0,
        "left unclosed": float(left.open_ended),
        "left ends a sentence": float(text[left.span.end - 1] in SENTENCE_FINAL),
        "right begins small": float(text[right.span.start].islower()),
        "cue after the right": float(cue_after),
        "sentence after the right": float(sentence_after),
        "cue in the sentence after": float(sentence_after and cue_after),
        "cue before the left": float(_cue_before(scene, left)),
        MODEL: _goes_on(scene, left, right),
    }
    return _named(kind, features | _speaker_features(scene, left, right))


def _named(kind: str, features: dict[str, float]) -> dict[str, float]:
    return {f"{kind}: {name}": value for name, value in features.items()}


def _goes_on(scene: Scene, left: Piece, right: Piece) -> float:
    """Return how sure the model is that a piece goes on from another, in log-odds."""
    return scene.evidence.ties("previous", [right.span], [left.span]).odds(left.span)


def _speaker_features(scene: Scene, left: Piece, right: Piece) -> dict[str, float]:
    """Return how sure the model is that two pieces have one speaker, and the left one none in the text."""
    first, second = scene.who(left.span), scene.who(right.span)
    same = sum(chance * second.mentions.get(mention, 0.0) for mention, chance in first.mentions.items())
    gap = Stretch(left.outer.end, right.outer.start)
    between = (
        scene.evidence.mean(scene.evidence.speaker, each) for each in scene.speakers if each.inside(gap)
    )
    return {
        "model: same speaker": same + first.nobody * second.nobody,
        "model: left has no speaker": first.nobody,
        "model: speaker between": max(between, default=0.0),
    }


def _features_of_blocks(scene: Scene, left: Piece, right: Piece, gap: str) -> dict[str, float]:
    text = scene.text
    return {
        "left closed": float(_closed(text, left)),
        "right marked": float(right.outer.start < right.span.start),
        "dash": float(any(dash in gap for dash in _DASHES)),
        "right alone": float("\n" in text[right.outer.end : right.outer.end + 2]),
        "short": float(min(each.span.end - each.span.start for each in (left, right)) < SHORT_ANSWER),
        "question": float(_asked(text, left, right)),
    }


def _features_behind_cue(scene: Scene, left: Piece, right: Piece) -> dict[str, float]:
    """Return what tells a quote that goes on in the next block from a dialogue, whose turns are shorter."""
    shorter = min(each.span.end - each.span.start for each in (left, right))
    return {
        "bias": 1.0,
        "length of the shorter, log": math.log(shorter / SHORT_ANSWER),
        "question": float(_asked(scene.text, left, right)),
        "dash": float(any(dash in scene.text[left.span.end : right.span.start] for dash in _DASHES)),
        MODEL: _goes_on(scene, left, right),
    }


def _asked(text: str, left: Piece, right: Piece) -> bool:
    """Say whether one of two pieces is a question."""
    return text[left.span.end - 1] in "?？" or text[right.span.end - 1] in "?？"


def _features_of_gap(scene: Scene, left: Piece, right: Piece, gap: str) -> dict[str, float]:
    between = [c for c in scene.cues if left.outer.end <= c.start and c.end <= right.outer.start]
    bare = gap.strip(AROUND_SPEECH)
    words = gap.rstrip()
    complementisers = phrases(scene.data.cues.complementisers).finditer(words)
    ended = ends_sentence(gap)
    return {
        "one cue between": float(len(between) == 1),
        "several cues between": float(len(between) > 1),
        "no cue between": float(not between),
        "cue beside the left": float(bool(between) and between[0].start - left.outer.end < 6),
        "cue beside the right": float(bool(between) and right.outer.start - between[-1].end < 6),
        "cue before a new sentence": float(
            bool(between) and ends_sentence(gap[between[0].end - left.outer.end :])
        ),
        "cue in a new sentence": float(
            bool(between) and ends_sentence(gap[: between[-1].start - left.outer.end])
        ),
        "colon before the right": float(bare.endswith((":", "："))),
        "sentence end between": float(ended),
        "aside": float(bare.startswith((",", "，")) and bare.endswith((",", "，")) and not ended),
        "comma before the right": float(bare.endswith((",", "，"))),
        "complementiser before the right": float(any(m.end() == len(words) for m in complementisers)),
        "words between": min(len(gap), LONGEST_GAP) / 100,
    }


def _begins_sentence(text: str, piece: Piece) -> bool:
    """Say whether a new sentence begins after a piece: its cue is not the piece's own."""
    after = text[piece.outer.end : piece.outer.end + 2].lstrip(" ")
    return text[piece.span.end - 1] in SENTENCE_FINAL and (after[:1].isupper() or after[:1] == "\n")


def _cue_after(scene: Scene, piece: Piece) -> bool:
    after = scene.text[piece.outer.end : piece.outer.end + CUE_AFTER].split("\n")[0]
    return any(piece.outer.end <= cue.start < piece.outer.end + len(after) for cue in scene.cues)


def _cue_before(scene: Scene, piece: Piece) -> bool:
    before = scene.text[max(0, piece.outer.start - CUE_BEFORE) : piece.outer.start]
    before = before[max(before.rfind("\n"), before.rfind(". ")) + 1 :]
    return any(piece.outer.start - len(before) <= cue.start < piece.outer.start for cue in scene.cues)


def _closed(text: str, piece: Piece) -> bool:
    return piece.outer.end > piece.span.end and text[piece.outer.end - 1] in AROUND_SPEECH
