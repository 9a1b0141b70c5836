"""Expected records on disk: read them, and write what was found in their form."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    form = _form(read_expectation(path), DEFAULT_FORM) if path.exists() else DEFAULT_FORM
    found = readable(record.model_dump(mode="json", by_alias=True))
    written = json.dumps(_project(found, form), ensure_ascii=False, indent=1) + "\n"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) == json.loads(written):
        return False
    try:
        path.write_text(written, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    return True


def _form(expected: Any, default: Any) -> Any:
    """Return which parts an expectation names; of an empty list, those of the default."""
    if isinstance(expected, Mapping):
        inner = default if isinstance(default, Mapping) else {}
        return {
            key: _form(each, inner.get(key, True)) for key, each in expected.items() if key not in UNCOMPARED
        }
    if isinstance(expected, list):
        item = default[0] if isinstance(default, list) else True
        forms = [_form(each, item) for each in expected]
        together: dict[str, Any] = {}
        for form in forms:
            if isinstance(form, Mapping):
                together.update(
                    {key: each for key, each in form.items() if each is not True or key not in together}
                )
        return [together or item]
    return default if isinstance(default, Mapping) and expected is None else True


def _project(found: Any, form: Any) -> Any:
    if isinstance(form, Mapping) and isinstance(found, Mapping):
        return {key: _project(found[key], each) for key, each in form.items() if key in found}
    if isinstance(form, list) and isinstance(found, list):
        return [_project(each, form[0]) for each in found]
    return found
