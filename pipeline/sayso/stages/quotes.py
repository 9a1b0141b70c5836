"""Stage: what is said — direct speech, reported clauses, and which pieces are one utterance.

1. Pair the marks (`marks`), paragraph by paragraph.
2. Keep the quoted stretches that are speech, by named features (`speech`).
3. Add speech after dashes or labels and where marks are missing, as far as the model hears it (`unmarked`).
4. Add reported clauses that have a cue (`reported`); one that holds a verbatim fragment is `mixed`.
5. Chain the pieces of one utterance (`chains`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.languages import LanguageData, language_data
from sayso.layers import Anatomy, Tags, Utterance, layers_of, needed, text_of
from sayso.record import QuoteKind, Span
from sayso.resources import model_folder
from sayso.stages.chains import Piece, Scene, chains
from sayso.stages.cues import find_cues
from sayso.stages.marks import Quoted
from sayso.stages.ranking import Ranking, load_ranking
from sayso.stages.reported import reported_clauses
from sayso.stages.speech import direct_pieces, paragraphs_of, quoted_stretches
from sayso.text import Stretch, with_usual_questions

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find_utterances(
    text: str, tags: Tags, anatomy: Anatomy, data: LanguageData, ranking: Ranking
) -> tuple[tuple[Utterance, ...], tuple[Span, ...]]:
    """Return the utterances of one release in text order, and the cues that stand in it."""
    paragraphs = paragraphs_of(text, anatomy.sections)
    read = with_usual_questions(text, data.question_marks)
    stretches = quoted_stretches(read, paragraphs)
    cues = find_cues(text, tags, [stretch.outer for stretch, _ in stretches], data)
    scene = Scene(read, paragraphs, cues, tags, data)
    pieces = direct_pieces(scene, stretches, ranking.speech, ranking.unmarked)
    reported = reported_clauses(scene, pieces, ranking.reported, ranking.going_on)
    direct = [p for p in pieces if not any(p.span.inside(clause.span) for clause in reported)]
    utterances = [_utterance(text, "direct", chain) for chain in chains(scene, direct, ranking.chain)]
    fragments = _fragments(stretches, tags)
    for chain in chains(scene, reported, ranking.chain):
        verbatim = any(fragment.inside(piece.span) for fragment in fragments for piece in chain)
        utterances.append(_utterance(text, "mixed" if verbatim else "indirect", chain))
    utterances.sort(key=lambda utterance: utterance.pieces[0].start)
    return tuple(utterances), cues


def _fragments(stretches: Iterable[tuple[Quoted, str]], tags: Tags) -> list[Stretch]:
    """Return what stands in marks and is no name, nor in one: the company «Скала»."""
    names = [Stretch(name.start, name.end) for name in tags.names]
    quoted = (Stretch(each.start, each.end) for each, _ in stretches)
    return [stretch for stretch in quoted if not any(stretch.inside(name) for name in names)]


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
        language = needed(layers.language, "language")
        anatomy = needed(layers.anatomy, "anatomy")
        tags = needed(layers.tags, "tags")
        data = language_data(language.code)
        ranking = load_ranking(self.folder)
        layers.utterances, layers.cues = find_utterances(text_of(doc), tags, anatomy, data, ranking)
        return doc
