"""Names from a transformers checkpoint of the user's own, in place of the shipped model's.

Any token-classification checkpoint serves, local or from the hub; it needs torch, which sayso itself
does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sayso.encoder.decode import TaggedSpan
from sayso.errors import ConfigError, ModelError

if TYPE_CHECKING:
    from transformers import TokenClassificationPipeline

# What the label sets in use (CoNLL-2003, OntoNotes, WikiNER, UniversalNER) call the kinds of sayso.
KIND_OF_LABEL: Mapping[str, str] = {
    "PER": "person", "PERS": "person", "PERSON": "person",
    "ORG": "organisation", "ORGANIZATION": "organisation", "ORGANISATION": "organisation",
    "CORP": "organisation",
    "LOC": "place", "LOCATION": "place", "GPE": "place", "FAC": "place", "PLACE": "place",
    "PRODUCT": "product", "PROD": "product", "PRO": "product",
    "EVENT": "event", "EVT": "event",
}  # fmt: skip
KINDS = frozenset(KIND_OF_LABEL.values())


class CheckpointNames:
    """People, organisations, places, products and events by a checkpoint.

    ``checkpoint`` is a folder or a name on the hub; ``labels`` adds to, or overrides, `KIND_OF_LABEL`.
    Labels of no known kind are left out. Loaded with the first text.
    """

    def __init__(self, checkpoint: str, labels: Mapping[str, str]) -> None:
        for label, kind in labels.items():
            if kind not in KINDS:
                raise ConfigError(f"label {label!r} means {kind!r}: one of {', '.join(sorted(KINDS))}")
        self.checkpoint = checkpoint
        self.kinds = {**KIND_OF_LABEL, **labels}
        self._classify: TokenClassificationPipeline | None = None

    def find(self, texts: Sequence[str]) -> list[tuple[TaggedSpan, ...]]:
        """Return the names of each text, in text order; raises `ModelError` if it cannot be loaded."""
        classify = self._loaded()
        return [tuple(self._spans(text, classify(text))) for text in texts]

    def _spans(self, text: str, found: Sequence[Mapping[str, Any]]) -> Iterator[TaggedSpan]:
        for entity in found:
            kind = self.kinds.get(str(entity["entity_group"]))
            start, end = int(entity["start"]), int(entity["end"])
            while start < end and text[start].isspace():
                start += 1
            if kind and start < end:
                yield TaggedSpan(kind, start, end, float(entity["score"]))

    def _loaded(self) -> TokenClassificationPipeline:
        if self._classify is None:
            try:
                from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline

                model = AutoModelForTokenClassification.from_pretrained(self.checkpoint)
                tokenizer = AutoTokenizer.from_pretrained(self.checkpoint, use_fast=True)
                # Many tokenizers state no limit of their own; the model's positions are one.
                window = min(
                    tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", 512)
                )
                tokenizer.model_max_length = window
                self._classify = pipeline(
                    "token-classification",
                    model=model,
                    tokenizer=tokenizer,
                    aggregation_strategy="first",
                    stride=window // 4,
                )
            except ImportError as error:
                raise ModelError(
                    f"{self.checkpoint}: a checkpoint of your own needs torch: pip install torch"
                ) from error
            except (OSError, ValueError) as error:
                raise ModelError(f"{self.checkpoint}: no token-classification checkpoint: {error}") from error
        return self._classify
