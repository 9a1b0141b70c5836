"""A spaCy component for a config of a test: makes records by the stand-in, or does what the poison does."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc
from standing_in import stand_in

from sayso.ingest import SourceText
from sayso.layers import layers_of, register

register()


@Language.component("poisonous")
def poisonous(doc: Doc) -> Doc:
    """Set the record."""
    layers = layers_of(doc)
    if layers.origin is not None:
        text = SourceText(doc.text, layers.origin.source)
        layers.record = stand_in(text, lambda stage: None)
    return doc
