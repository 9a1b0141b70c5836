"""The data card of an export: what is in it, how it was made, how far it can be trusted (`data_card.md`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sayso.sinks.card import visible
from sayso.sinks.choose import Format
from sayso.store import Store
from sayso.store.counting import overview
from sayso.store.opening import clear_errors
from sayso.version import __version__

# The names that the Hugging Face hub has for sizes of data sets.
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGEST = "1M<n<10M"
_MARKDOWN = re.compile(r"([|<>`*_\[\]\\])")

_LANGUAGES = (
    "SELECT releases.language, count(DISTINCT releases.number), count(quotes.id) FROM releases"
    " LEFT JOIN quotes ON quotes.release = releases.number GROUP BY 1 ORDER BY 2 DESC, 1"
)
_KINDS = "SELECT kind, count(*) FROM quotes GROUP BY 1 ORDER BY 2 DESC"
_PRODUCERS = (
    "SELECT json_extract(json, '$.producer.version'), json_extract(json, '$.producer.model'),"
    " json_extract(json, '$.producer.config'), count(*) FROM records GROUP BY 1, 2, 3 ORDER BY 4 DESC"
)


def data_card(store: Store, name: str, format: Format) -> str:
    """Return the card of an export called ``name``: Markdown with the hub's front matter."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True, autoescape=False
    )
    environment.filters["plain"] = _plain
    template = environment.from_string(Path(__file__).with_suffix(".md").read_text(encoding="utf-8"))
    whole = overview(store, duplicates=True)
    languages = _ask(store, _LANGUAGES)
    return template.render(
        name=visible(name),
        version=__version__,
        format=format,
        whole=whole,
        languages=languages,
        codes=[code for code, *_ in languages if re.fullmatch("[a-z]{2,3}", code)],
        size=next((size for most, size in _SIZES if whole.releases < most), _LARGEST),
        kinds=_ask(store, _KINDS),
        producers=_ask(store, _PRODUCERS),
    )


def _ask(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with clear_errors(store.path):
        return store.connection.execute(sql).fetchall()


def _plain(text: str) -> str:
    """Return a text that Markdown takes for nothing but text."""
    return _MARKDOWN.sub(r"\\\1", visible(text))
