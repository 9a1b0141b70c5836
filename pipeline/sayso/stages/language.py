"""Stage: the language of the release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayso.languages import known_languages
from sayso.layers import layers_of, text_of
from sayso.record import Language
from sayso.stages.identify import UNDETERMINED, Identifier, detect_language

if TYPE_CHECKING:
    from spacy.tokens import Doc


class LanguageFinder:
    """The component `sayso_language`: sets the layer `language`.

    ``forced`` is a code that the user gives, taken as it is.
    """

    def __init__(self, identifier: Identifier, forced: str | None) -> None:
        self.identifier = identifier
        self.forced = forced

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set; raises `MissingLayer` if one before it is not."""
        layers = layers_of(doc)
        hint = layers.origin.language_hint if layers.origin else None
        if self.forced:
            layers.language = Language(code=self.forced, confidence=1.0)
        else:
            layers.language = detect_language(text_of(doc), self.identifier, hint)
        code = layers.language.code
        if code == UNDETERMINED:
            layers.warnings += ("the language could not be told: read with what all languages share",)
        elif code not in known_languages():
            layers.warnings += (
                f"sayso does not know the language {code!r}: names and quotes may be missing",
            )
        return doc
