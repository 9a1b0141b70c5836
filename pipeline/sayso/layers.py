"""What the stages hand on: one typed layer each, kept on the Doc under one attribute.

A stage reads the layers before it and sets its own; nothing else on the Doc carries state.
The attributes that sayso registers on spaCy's Doc are named here and nowhere else:
``doc._.sayso`` (the layers) and ``doc._.record`` (the result).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from sayso.encoder.decode import TaggedSpan
from sayso.encoder.evidence import Evidence
from sayso.errors import MissingLayer
from sayso.record import (
    Entity,
    Language,
    MentionForm,
    Organisation,
    Person,
    QuoteKind,
    Record,
    Role,
    Section,
    Source,
    Span,
    Speaker,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True)
class Origin:
    """What the source states about the text."""

    source: Source
    title: str | None = None
    date: str | None = None
    language_hint: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Anatomy:
    """The blocks of the text with their kinds; the date and place that its dateline tells."""

    sections: tuple[Section, ...]
    date: str | None
    place: Span | None


@dataclass(frozen=True)
class Tags:
    """What the model marks, each head's spans in text order, and what its scores say besides.

    ``borrowed`` says that the names are another model's, of which there is no evidence.
    """

    names: tuple[TaggedSpan, ...]
    cues: tuple[TaggedSpan, ...]
    speakers: tuple[TaggedSpan, ...]
    evidence: Evidence
    borrowed: bool = False


@dataclass(frozen=True)
class Entities:
    """Who and what is named: mentions grouped, under one id each."""

    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    others: tuple[Entity, ...]
    issuer: str | None


@dataclass(frozen=True)
class HeldRole:
    """A role and the id of the person who holds it."""

    person: str
    role: Role


@dataclass(frozen=True)
class Utterance:
    """What is said in one go: its pieces in text order; ``score`` is the probability of speech."""

    kind: QuoteKind
    pieces: tuple[Span, ...]
    score: float


@dataclass(frozen=True)
class Attribution:
    """Who says an utterance, or nobody, by which cue, and how sure that is.

    ``reasons`` are the named features of the choice and what each added to it; ``certainty`` those that
    the probability is made of.
    """

    speaker: Speaker | None
    cue: Span | None
    probability: float
    form: MentionForm = "name"
    reasons: tuple[tuple[str, float], ...] = ()
    certainty: Mapping[str, float] = field(default_factory=dict)


@dataclass
class Layers:
    """The layers of one Doc, in the order in which the stages set them."""

    origin: Origin | None = None
    language: Language | None = None
    anatomy: Anatomy | None = None
    tags: Tags | None = None
    entities: Entities | None = None
    roles: tuple[HeldRole, ...] | None = None
    utterances: tuple[Utterance, ...] | None = None
    cues: tuple[Span, ...] | None = None
    attributions: tuple[Attribution, ...] | None = None
    record: Record | None = None
    warnings: tuple[str, ...] = ()
    text: str | None = None


# Which stage sets a layer, for the message when it is missing.
_SET_BY = {
    "origin": "ingest",
    "language": "sayso_language",
    "anatomy": "sayso_sections",
    "tags": "sayso_tagger",
    "entities": "sayso_entities",
    "roles": "sayso_roles",
    "utterances": "sayso_quotes",
    "cues": "sayso_quotes",
    "attributions": "sayso_attribution",
    "record": "sayso_record",
}


def register() -> None:
    """Register the attributes on spaCy's Doc; calling it again changes nothing."""
    from spacy.tokens import Doc

    if not Doc.has_extension("sayso"):
        Doc.set_extension("sayso", default=None)
    if not Doc.has_extension("record"):
        Doc.set_extension("record", getter=_record)


def layers_of(doc: Doc) -> Layers:
    """Return the layers of a Doc, empty ones if no stage has run."""
    if doc._.sayso is None:
        doc._.sayso = Layers()
    layers: Layers = doc._.sayso
    return layers


def text_of(doc: Doc) -> str:
    """Return the text of a Doc; spaCy joins it from the tokens every time that it is asked."""
    layers = layers_of(doc)
    if layers.text is None:
        layers.text = doc.text
    return layers.text


Layer = TypeVar("Layer")


def needed(layer: Layer | None, name: str) -> Layer:
    """Return a layer that a stage reads; raises `MissingLayer` if the stage that sets it has not run."""
    if layer is None:
        raise missing(name)
    return layer


def missing(layer: str) -> MissingLayer:
    """Return the error for a layer that no stage has set."""
    return MissingLayer(
        f"the layer {layer!r} is missing: add the component {_SET_BY[layer]!r} before this one"
    )


def _record(doc: Doc) -> Record:
    record = layers_of(doc).record
    if record is None:
        raise missing("record")
    return record
