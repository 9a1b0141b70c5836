"""Load and merge the language files: read once, validate, cache."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sayso.errors import LanguageDataError
from sayso.languages.schema import LanguageData

DATA = Path(__file__).parent / "data"
BASE = "base"


@cache
def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file, sorted."""
    return tuple(sorted(path.stem for path in DATA.glob("*.yaml") if path.stem != BASE))


@cache
def language_data(code: str) -> LanguageData:
    """Return what is known of a language; one without a file gets what all languages share.

    Raises `LanguageDataError` naming the file and the entry if a file is not valid.
    """
    base = _read(DATA / f"{BASE}.yaml")
    own = DATA / f"{code}.yaml"
    if not own.exists():
        return _validate(base, DATA / f"{BASE}.yaml")
    return _validate(_merge(_read(own), base), own)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise LanguageDataError(f"{path.name}: cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise LanguageDataError(f"{path.name}: is not a mapping of keys")
    return content


def _merge(own: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        shared = base.get(key)
        if isinstance(value, dict) and isinstance(shared, dict):
            merged[key] = _merge(value, shared)
        elif isinstance(value, list) and isinstance(shared, list):
            merged[key] = value + [entry for entry in shared if entry not in value]
        else:
            merged[key] = value
    return merged


def _validate(content: dict[str, Any], path: Path) -> LanguageData:
    try:
        return LanguageData.model_validate(content)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg']}" for fault in error.errors()
        )
        raise LanguageDataError(f"{path.name}: {faults}") from error
