"""Names of sources as records and journals can keep them.

The name of a file need not be valid UTF-8, and a row can claim any address; Python has halves of surrogate
pairs for what is no text, which neither JSON nor SQLite takes. They are written as escapes here, and so is a
backslash that would look like one, so that no two names become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sayso.errors import SourceError
from sayso.ingest.locations import Place, find_places

_LIKE_ESCAPE = re.compile(r"\\(?=ud[89a-f][0-9a-f]{2}|x5c)")
_ESCAPE = re.compile(r"\\(?:u(d[89a-f][0-9a-f]{2})|x(5c))")


def storable(name: str) -> str:
    """Return a name in which nothing is left that cannot be stored; most are returned as they are."""
    return _LIKE_ESCAPE.sub(r"\\x5c", name).encode("utf-8", "backslashreplace").decode("utf-8")


def storable_part(part: str | None) -> str | None:
    """Return the name of a part of a source, if it has one, as it can be stored."""
    return None if part is None else storable(part)


def as_given(name: str) -> str:
    """Return the name that was made storable, by which its file is found."""
    return _ESCAPE.sub(lambda escape: chr(int(escape[1] or escape[2], 16)), name)


def storable_places(sources: Iterable[str | Path]) -> Iterator[Place | SourceError]:
    """Yield the places of all sources, and the failures among them, under names that can be stored."""
    for found in find_places(sources):
        name = storable(found.uri)
        if name == found.uri:
            yield found
        elif isinstance(found, SourceError):
            yield type(found)(name, found.reason)
        else:
            yield replace(found, uri=name)
