"""sayso: who said what, in which role, for which organisation, in press releases of twenty languages.

>>> import sayso
>>> nlp = sayso.load()
>>> record = nlp("…text…")._.record
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sayso.version import __version__

if TYPE_CHECKING:
    from sayso.errors import SaysoError
    from sayso.pipeline import extract, load
    from sayso.record import Record

__all__ = ["Record", "SaysoError", "__version__", "extract", "load"]

_HOME = {
    "Record": "sayso.record",
    "SaysoError": "sayso.errors",
    "extract": "sayso.pipeline",
    "load": "sayso.pipeline",
}


def __getattr__(name: str) -> Any:
    """Import the public names when they are asked for: `import sayso` alone loads nothing heavy."""
    if name == "corpora":
        return import_module("sayso.corpora")
    if name not in _HOME:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
