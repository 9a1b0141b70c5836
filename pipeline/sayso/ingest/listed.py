"""The objects that a JSON object lists: ``{"status": "ok", "articles": [{…}, {…}]}``."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.ingest.columns import Row, cell_text, find_columns, text_by_name
from sayso.ingest.rows import SAMPLE_ROWS


def listed(whole: Row, text_column: str | None = None) -> list[Row] | None:
    """Return the objects of the one list of objects that an object has; none if it is a release itself."""
    lists = {name: objects for name, value in whole.items() if (objects := _objects(value))}
    if len(lists) != 1:
        return None
    [(key, objects)] = lists.items()
    own = {name: value for name, value in whole.items() if name != key}
    return None if _is_release(own, objects[:SAMPLE_ROWS], text_column) else objects


def _objects(value: object) -> list[Row]:
    """Return a list in which all are objects; an empty one for what is none."""
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else []


def _is_release(own: Row, objects: Sequence[Row], text_column: str | None) -> bool:
    """Tell whether an object has a text of its own, beside those that it lists."""
    if text_by_name(list(own), text_column):
        return True
    names = [name for row in objects for name in row]
    if text_column or text_by_name(names):
        return False
    # An article that lists its authors says more itself; the answer of a server says "ok".
    return _letters([own]) > _letters(objects)


def _letters(rows: Sequence[Row]) -> int:
    """Return how long the texts of the rows' longest column are."""
    longest = find_columns(rows).text
    return sum(len(cell_text(row.get(longest))) for row in rows) if longest else 0
