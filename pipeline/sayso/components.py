"""The stages as spaCy components, so that a config or `nlp.add_pipe` can name them."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.util import registry

from sayso import layers
from sayso.encoder.checkpoint import CheckpointNames
from sayso.record import Producer
from sayso.stages.attribution import Attributor
from sayso.stages.entities import EntityGrouper
from sayso.stages.identify import identifier_named
from sayso.stages.language import LanguageFinder
from sayso.stages.name_edges import NameChooser
from sayso.stages.quotes import QuoteFinder
from sayso.stages.record import RecordBuilder
from sayso.stages.roles import RoleLinker
from sayso.stages.sections import Sections
from sayso.stages.tagger import Tagger
from sayso.tokens import EdgeTokenizer
from sayso.version import __version__

MODEL = "press"
IDENTIFIER = "py3langid"

layers.register()


@registry.tokenizers("sayso.EdgeTokenizer.v1")
def edge_tokenizer() -> Callable[[Language], EdgeTokenizer]:
    """Return the tokenizer that keeps every mention whole tokens."""
    return lambda nlp: EdgeTokenizer(nlp.vocab)


@Language.factory("sayso_language", default_config={"identifier": IDENTIFIER, "forced": None})
def sayso_language(nlp: Language, name: str, identifier: str, forced: str | None) -> LanguageFinder:
    """Tell the language; ``forced`` is a code to take instead."""
    return LanguageFinder(identifier_named(identifier), forced)


@Language.factory("sayso_sections")
def sayso_sections(nlp: Language, name: str) -> Sections:
    """Find headline, dateline, body, boilerplate and contact."""
    return Sections()


@Language.factory(
    "sayso_tagger", default_config={"model": MODEL, "batch_size": 16, "checkpoint": None, "labels": {}}
)
def sayso_tagger(
    nlp: Language, name: str, model: str, batch_size: int, checkpoint: str | None, labels: dict[str, str]
) -> Tagger:
    """Mark names, roles, cues, speech and speakers with the model.

    ``checkpoint`` is a transformers token-classification checkpoint that finds the names instead.
    """
    names = CheckpointNames(checkpoint, labels) if checkpoint else None
    return Tagger(model, batch_size, names)


@Language.factory("sayso_names", default_config={"model": MODEL})
def sayso_names(nlp: Language, name: str, model: str) -> NameChooser:
    """Choose where names begin and end and of what kind they are, where the model is in doubt."""
    return NameChooser(model)


@Language.factory("sayso_entities", default_config={"model": MODEL})
def sayso_entities(nlp: Language, name: str, model: str) -> EntityGrouper:
    """Group mentions to people and organisations, and tell the issuer."""
    return EntityGrouper(model)


@Language.factory("sayso_roles", default_config={"model": MODEL})
def sayso_roles(nlp: Language, name: str, model: str) -> RoleLinker:
    """Tie roles to people and organisations."""
    return RoleLinker(model)


@Language.factory("sayso_quotes", default_config={"model": MODEL})
def sayso_quotes(nlp: Language, name: str, model: str) -> QuoteFinder:
    """Find what is said."""
    return QuoteFinder(model)


@Language.factory("sayso_attribution", default_config={"model": MODEL})
def sayso_attribution(nlp: Language, name: str, model: str) -> Attributor:
    """Find who says it."""
    return Attributor(model)


@Language.factory(
    "sayso_record", default_config={"identifier": IDENTIFIER, "model": MODEL, "config": "default"}
)
def sayso_record(nlp: Language, name: str, identifier: str, model: str, config: str) -> RecordBuilder:
    """Build the record."""
    producer = Producer(version=__version__, model=model, config=config)
    return RecordBuilder(producer, identifier_named(identifier))
