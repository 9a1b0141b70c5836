"""Stage: the layers become the record, checked against the text it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from sayso.errors import RecordError
from sayso.layers import Attribution, Layers, Origin, Utterance, layers_of, needed, text_of
from sayso.record import (
    Entity,
    Language,
    Mention,
    Organisation,
    Person,
    Producer,
    Quote,
    Record,
    Source,
    release_id,
)
from sayso.stages.identify import Identifier, quote_language

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST_TITLE = 300


def build_record(text: str, layers: Layers, producer: Producer, identifier: Identifier) -> Record:
    """Return the record of one release; raises `RecordError` if a layer contradicts the text."""
    language = needed(layers.language, "language")
    entities = needed(layers.entities, "entities")
    anatomy = needed(layers.anatomy, "anatomy")
    origin = layers.origin or text_origin(text)
    headline = next((s for s in anatomy.sections if s.kind == "headline"), None)
    title = text[headline.start : headline.end] if headline else origin.title
    try:
        return Record(
            id=release_id(text),
            source=origin.source,
            text=text,
            language=language,
            title=title[:LONGEST_TITLE] if title else None,
            date=anatomy.date or origin.date,
            issuer=entities.issuer,
            sections=anatomy.sections,
            people=_people(layers),
            organisations=_organisations(layers),
            entities=tuple(_in_order(entities.others)),
            quotes=_quotes(layers, language, identifier),
            warnings=_warnings(layers, origin),
            producer=producer,
        )
    except ValidationError as error:
        raise RecordError(f"{origin.source.uri}: {error.errors()[0]['msg']}") from error


def text_origin(text: str) -> Origin:
    """Return the origin of a text that came from no file."""
    from hashlib import sha256

    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Origin(Source(uri="text", media_type="text/plain", sha256=digest))


def _in_order(others: tuple[Entity, ...]) -> list[Entity]:
    return sorted(others, key=lambda entity: entity.mentions[0].start)


def _spoken(layers: Layers, entity: str) -> list[Mention]:
    """Return the descriptions and pronouns by which an entity is told as a speaker."""
    found = []
    for attribution in layers.attributions or ():
        speaker = attribution.speaker
        if speaker is not None and speaker.id == entity:
            found.append(
                Mention(
                    start=speaker.mention.start,
                    end=speaker.mention.end,
                    text=speaker.mention.text,
                    form=attribution.form,
                )
            )
    return found


def _mentions(layers: Layers, entity: str, named: tuple[Mention, ...]) -> tuple[Mention, ...]:
    known = {mention.start for mention in named}
    more = {m.start: m for m in _spoken(layers, entity) if m.start not in known}
    return tuple(sorted((*named, *more.values()), key=lambda mention: mention.start))


def _people(layers: Layers) -> tuple[Person, ...]:
    assert layers.entities is not None
    return tuple(
        person.model_copy(
            update={
                "mentions": _mentions(layers, person.id, person.mentions),
                "roles": tuple(held.role for held in layers.roles or () if held.person == person.id),
            }
        )
        for person in layers.entities.people
    )


def _organisations(layers: Layers) -> tuple[Organisation, ...]:
    assert layers.entities is not None
    return tuple(
        o.model_copy(update={"mentions": _mentions(layers, o.id, o.mentions)})
        for o in layers.entities.organisations
    )


def _quotes(layers: Layers, language: Language, identifier: Identifier) -> tuple[Quote, ...]:
    if not layers.utterances:
        return ()
    pairs = zip(layers.utterances, needed(layers.attributions, "attributions"), strict=True)
    return tuple(_quote(order, *pair, language, identifier) for order, pair in enumerate(pairs, 1))


def _quote(
    order: int, utterance: Utterance, attribution: Attribution, language: Language, identifier: Identifier
) -> Quote:
    text = " ".join(piece.text for piece in utterance.pieces)
    return Quote(
        id=f"q{order}",
        kind=utterance.kind,
        text=text,
        spans=utterance.pieces,
        language=quote_language(text, language.code, identifier),
        speaker=attribution.speaker,
        cue=attribution.cue,
        confidence=attribution.probability,
    )


def _warnings(layers: Layers, origin: Origin) -> tuple[str, ...]:
    warnings = [*origin.warnings, *layers.warnings]
    if not layers.utterances:
        warnings.append("no quotes found")
    return tuple(dict.fromkeys(warnings))


class RecordBuilder:
    """The component `sayso_record`: sets the layer `record`, which `doc._.record` returns."""

    def __init__(self, producer: Producer, identifier: Identifier) -> None:
        self.producer = producer
        self.identifier = identifier

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set; raises `MissingLayer` if one before it is not."""
        layers = layers_of(doc)
        layers.record = build_record(text_of(doc), layers, self.producer, self.identifier)
        return doc
