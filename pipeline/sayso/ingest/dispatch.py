"""From locations to texts: keeps one bad input from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from sayso.errors import SourceError
from sayso.ingest.locations import find_places
from sayso.ingest.source import SourceText
from sayso.ingest.unfold import place_pieces, texts


def read_sources(
    locations: Iterable[str | Path],
    *,
    text_column: str | None = None,
    stdin: BinaryIO | None = None,
    on_failure: Callable[[SourceError], None] | None = None,
) -> Iterator[SourceText]:
    """Yield the texts of all locations, one release each, in their order.

    A location is a file, a folder, a pattern, a Hugging Face dataset (a folder that it was saved to, or
    ``hf://owner/name``), or ``-`` for standard input (or for ``stdin``, if given).
    Rows of tables and of JSON are texts; ``text_column`` names the column, which is found otherwise.
    A failing input is handed to ``on_failure`` and the others go on; without it, its error is raised.
    """
    for place in find_places(locations):
        found = [place] if isinstance(place, SourceError) else place_pieces(place, text_column, stdin)
        for text in (text for piece in found for text in texts(piece)):
            if not isinstance(text, SourceError):
                yield text
            elif on_failure is None:
                raise text
            else:
                on_failure(text)
