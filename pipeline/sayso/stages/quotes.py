"""Stage: what is said — direct speech, reported clauses, and which pieces are one utterance.

1. Pair the marks (`marks`), paragraph by paragraph.
2. Keep the quoted stretches that are speech, by named features (`speech`).
3. Add speech after dashes and speech whose marks are missing, where the model hears it.
4. Add reported clauses that have a cue; one that holds a verbatim fragment is `mixed`.
5. Chain the pieces of one utterance (`chains`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sayso.languages import LanguageData, language_data
from sayso.layers import Anatomy, Tags, Utterance, layers_of, missing
from sayso.record import QuoteKind, Span
from sayso.resources import model_folder
from sayso.stages.chains import Piece, Scene, chains
from sayso.stages.cues import find_cues
from sayso.stages.evidence import evidence
from sayso.stages.ranking import Ranking, load_ranking
from sayso.stages.speech import (
    marked_pieces,
    paragraphs_of,
    quoted_stretches,
    tidied,
    unmarked_pieces,
)
from sayso.text import Stretch, sentences

if TYPE_CHECKING:
    from spacy.tokens import Doc

REPORTED_FROM = 0.5
REPORTED_SHORTEST = 12


def find_utterances(
    text: str, tags: Tags, anatomy: Anatomy, data: LanguageData, ranking: Ranking
) -> tuple[tuple[Utterance, ...], tuple[Span, ...]]:
    """Return the utterances of one release in text order, and the cues that stand in it."""
    paragraphs = paragraphs_of(text, anatomy.sections)
    stretches = quoted_stretches(text, paragraphs)
    cues = find_cues(text, tags, [stretch.outer for stretch, _ in stretches], data)
    scene = Scene(text, paragraphs, cues, evidence(tags.scores), data)
    marked = marked_pieces(scene, stretches, ranking.speech)
    spoken = [Stretch(span.start, span.end) for span in tags.speech if span.kind == "direct"]
    unmarked = list(unmarked_pieces(scene, spoken, marked))
    inner = [piece for piece in marked if any(_within(piece.outer, outer.span) for outer in unmarked)]
    pieces = sorted([*(p for p in marked if p not in inner), *unmarked], key=lambda piece: piece.span)
    reported = _reported(scene, tags, pieces)
    direct = [p for p in pieces if not any(_within(p.span, clause.span) for clause in reported)]
    utterances = [_utterance(text, "direct", chain) for chain in chains(scene, direct, ranking.chain)]
    for chain in chains(scene, reported, ranking.chain):
        fragment = any(_within(Stretch(q.start, q.end), piece.span) for q, _ in stretches for piece in chain)
        utterances.append(_utterance(text, "mixed" if fragment else "indirect", chain))
    utterances.sort(key=lambda utterance: utterance.pieces[0].start)
    return tuple(utterances), cues


def _within(inner: Stretch, outer: Stretch) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _reported(scene: Scene, tags: Tags, pieces: list[Piece]) -> list[Piece]:
    """Return the reported clauses that a cue of their own sentence introduces."""
    found: list[Piece] = []
    for span in tags.speech:
        if span.kind != "indirect" or span.score < REPORTED_FROM:
            continue
        start, end = _clause(scene, span.start, span.end)
        if end - start < REPORTED_SHORTEST:
            continue
        crossing = [p for p in pieces if p.outer.start < end and start < p.outer.end]
        if any(not _within(p.span, Stretch(start, end)) for p in crossing):
            continue
        if _has_cue(scene, start, end):
            clause = Stretch(start, end)
            found.append(Piece(clause, span.score, clause, reported=True))
    return found


def _clause(scene: Scene, start: int, end: int) -> Stretch:
    """Return a reported clause without the punctuation at its edges, marks of a fragment kept whole."""
    clause = tidied(scene.text, Stretch(start, end), 0)
    left, right = clause
    if left > 0 and scene.text[left - 1] in '„“”«»"「':
        left -= 1
    if right < len(scene.text) and scene.text[right] in '“”»«"」' and right < end + 2:
        right += 1
    while right > left and scene.text[right - 1] in ".。":
        right -= 1
    return Stretch(left, right)


def _has_cue(scene: Scene, start: int, end: int) -> bool:
    paragraph = next((p for p, _ in scene.paragraphs if p.start <= start < p.end), None)
    if paragraph is None:
        return False
    abbreviations = frozenset(entry.lower() for entry in scene.data.abbreviations)
    around = sentences(scene.text, paragraph.start, paragraph.end, abbreviations)
    first = min((s.start for s in around if s.end > start), default=start)
    last = max((s.end for s in around if s.start < end), default=end)
    return any(first <= cue.start < last and not start <= cue.start < end for cue in scene.cues)


def _utterance(text: str, kind: QuoteKind, pieces: list[Piece]) -> Utterance:
    spans = tuple(
        Span(start=piece.span.start, end=piece.span.end, text=text[piece.span.start : piece.span.end])
        for piece in pieces
    )
    return Utterance(kind, spans, max(piece.score for piece in pieces))


class QuoteFinder:
    """The component `sayso_quotes`: sets the layers `utterances` and `cues`."""

    def __init__(self, model: str) -> None:
        self.folder: Path = model_folder(model)

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set; raises `MissingLayer` if one before it is not."""
        layers = layers_of(doc)
        if layers.language is None:
            raise missing("language")
        if layers.anatomy is None:
            raise missing("anatomy")
        if layers.tags is None:
            raise missing("tags")
        data = language_data(layers.language.code)
        ranking = load_ranking(self.folder)
        layers.utterances, layers.cues = find_utterances(doc.text, layers.tags, layers.anatomy, data, ranking)
        return doc
