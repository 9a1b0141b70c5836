"""A gold corpus as spaCy's DocBin: names as entities, everything else as span groups.

- `doc.ents`: names and roles (`PERSON`, `ORG`, `GPE`, `ROLE`, `PRODUCT`, `EVENT`); `ent_id_` is whom or what
  it names, of a role who holds it.
- `doc.spans["quotes"]`: the pieces of speech (`DIRECT`, `INDIRECT`, `MIXED`); `id_` is the quote, `kb_id_`
  who says it. `doc.spans["speakers"]`: the mention that tells who. `doc.spans["cues"]`: the words of saying.
- `doc.user_data["sayso"]`: the path, language and id of the release.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from sayso.record import Record, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin
    from spacy.tokens import Span as TokenSpan
    from spacy.vocab import Vocab

_LABELS = {"place": "GPE", "product": "PRODUCT", "event": "EVENT"}


def docbin(records: Iterable[Record]) -> DocBin:
    """Return the releases as Docs of sayso's own tokens, split where a mark begins or ends within one."""
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("xx").vocab
    found = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "ENT_ID", "SPACY"], store_user_data=True)
    for record in records:
        found.add(_annotated(_tokens(vocab, record), record))
    return found


def _tokens(vocab: Vocab, record: Record) -> Doc:
    from spacy.tokens import Doc

    from sayso.tokens import EdgeTokenizer

    edges = _edges(record)
    words: list[str] = []
    spaces: list[bool] = []
    for token in EdgeTokenizer(vocab)(record.text):
        start, end = token.idx, token.idx + len(token.text)
        cuts = [start, *sorted(edge for edge in edges if start < edge < end), end]
        words += [record.text[a:b] for a, b in pairwise(cuts)]
        spaces += [False] * (len(cuts) - 2) + [bool(token.whitespace_)]
    return Doc(vocab, words=words, spaces=spaces)


def _edges(record: Record) -> set[int]:
    """Return where a mark of a record begins or ends."""
    every: list[Span] = [mention for mentions in record.mentions().values() for mention in mentions]
    every += [place for person in record.people for role in person.roles for place in role.mentions]
    for quote in record.quotes:
        every += quote.spans
        every += [each for each in (quote.cue, quote.speaker.mention if quote.speaker else None) if each]
    return {edge for span in every for edge in (span.start, span.end)}


def _annotated(doc: Doc, record: Record) -> Doc:
    doc.user_data["sayso"] = {"path": record.source.uri, "language": record.language.code, "id": record.id}
    doc.set_ents(_names(doc, record))
    doc.spans["quotes"] = [
        _span(doc, piece, quote.kind.upper(), quote.id, quote.speaker.id if quote.speaker else "")
        for quote in record.quotes
        for piece in quote.spans
    ]
    doc.spans["speakers"] = [
        _span(doc, who.mention, "SPEAKER", quote.id, who.id)
        for quote in record.quotes
        if (who := quote.speaker)
    ]
    doc.spans["cues"] = [_span(doc, quote.cue, "CUE", quote.id) for quote in record.quotes if quote.cue]
    return doc


def _names(doc: Doc, record: Record) -> list[TokenSpan]:
    labels = {person.id: "PERSON" for person in record.people} | {o.id: "ORG" for o in record.organisations}
    labels |= {entity.id: _LABELS[entity.kind] for entity in record.entities}
    named = [
        (mention, labels[key], key)
        for key, mentions in record.mentions().items()
        for mention in mentions
        if mention.form == "name"
    ]
    roles = [
        (place, "ROLE", person.id)
        for person in record.people
        for role in person.roles
        for place in role.mentions
    ]
    every: dict[tuple[int, int], TokenSpan] = {}
    for place, label, key in (*named, *roles):
        every.setdefault((place.start, place.end), _span(doc, place, label, key))
    return list(every.values())


def _span(doc: Doc, place: Span, label: str, key: str, knowledge: str = "") -> TokenSpan:
    span = doc.char_span(place.start, place.end, label=label, kb_id=knowledge, span_id=key)
    assert span is not None, "tokens end where marks do"
    return span
