"""Batches: thousands of releases in a go, none lost, none twice.

A batch walks from left to right: ``splitting`` makes units of the sources, ``worker`` extracts each, ``desk``
keeps the results in the ``journal``, ``repeats`` finds what is nearly the same, ``delivery`` brings it all to
the sink. ``crew`` starts, watches and replaces the processes in which that happens; ``run`` is the whole.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.batch.run import Allowed, Progress, Summary, extract_to

__all__ = ["Allowed", "Progress", "Summary", "extract_to"]


def __getattr__(name: str) -> Any:
    """Import the public names when they are asked for, as `sayso.batch.release` alone needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module 'sayso.batch' has no attribute {name!r}")
    return getattr(import_module("sayso.batch.run"), name)
