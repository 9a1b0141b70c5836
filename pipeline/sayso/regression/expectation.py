"""Expected records on disk: read them, and write what was found in their form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any

from sayso.errors import ConfigError, RecordError
from sayso.record import Record
from sayso.regression.compare import UNCOMPARED, readable

# What is expected of a release for which nobody has said it yet.
DEFAULT_FORM: Mapping[str, Any] = {
    "language": {"code": True},
    "title": True,
    "date": True,
    "issuer": True,
    "people": [{"name": True, "roles": [{"title": True, "organisation": True}]}],
    "organisations": [{"name": True}],
    "quotes": [{"kind": True, "text": True, "speaker": {"name": True}}],
}


def read_expectation(path: Path) -> dict[str, Any]:
    """Return an expected record; raises `RecordError` with file and line if it is none."""
    try:
        expected = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise RecordError(f"{path}:{error.lineno}: not JSON: {error.msg}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{path}: cannot be read: {error}") from error
    if not isinstance(expected, dict) or not expected:
        raise RecordError(f"{path}: should be an object with parts of a record, as quotes or people")
    return expected


def write_expectation(path: Path, record: Record) -> bool:
    """Write what a record says, in the form that the file has or `DEFAULT_FORM`; say if that changed it."""
    form = _filled(_form(read_expectation(path)), DEFAULT_FORM) if path.exists() else DEFAULT_FORM
    found = readable(record.model_dump(mode="json", by_alias=True))
    written = json.dumps(_project(found, form), ensure_ascii=False, indent=1) + "\n"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) == json.loads(written):
        return False
    try:
        path.write_text(written, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    return True


def _form(expected: Any) -> Any:
    """Return which parts an expectation names; nothing where it is null or an empty list."""
    if isinstance(expected, Mapping):
        return {key: _form(each) for key, each in expected.items() if key not in UNCOMPARED}
    if isinstance(expected, list):
        item = reduce(_both, map(_form, expected), None)
        return None if item is None else [item]
    return None if expected is None else True


def _both(one: Any, other: Any) -> Any:
    """Return a form with the parts of two."""
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {key: _both(one.get(key), other.get(key)) for key in {**one, **other}}
    if isinstance(one, list) and isinstance(other, list):
        return [_both(one[0], other[0])]
    return True


def _filled(form: Any, default: Any) -> Any:
    """Return a form that names the parts of the default where it names nothing."""
    if form is None:
        return default
    if isinstance(form, Mapping):
        inner = default if isinstance(default, Mapping) else {}
        return {key: _filled(each, inner.get(key, True)) for key, each in form.items()}
    if isinstance(form, list):
        return [_filled(form[0], default[0] if isinstance(default, list) else True)]
    return True


def _project(found: Any, form: Any) -> Any:
    if isinstance(form, Mapping) and isinstance(found, Mapping):
        return {key: _project(found[key], each) for key, each in form.items() if key in found}
    if isinstance(form, list) and isinstance(found, list):
        return [_project(each, form[0]) for each in found]
    return found
