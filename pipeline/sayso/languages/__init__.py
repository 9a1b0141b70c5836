"""What sayso knows of each language, as data: one file a language in `data/`.

A stage asks `language_data(code)` and gets `base.yaml` and the language's own file merged,
validated and cached. No stage compares language codes: what differs between languages is here.
"""

from __future__ import annotations

from sayso.languages.load import known_languages, language_data
from sayso.languages.schema import LanguageData

__all__ = ["LanguageData", "known_languages", "language_data"]
