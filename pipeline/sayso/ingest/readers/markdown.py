"""Markdown: its blocks without their marks; front matter is read for title and date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sayso.ingest import media
from sayso.ingest.blocks import join_blocks, join_lines
from sayso.ingest.charset import decode
from sayso.ingest.dates import iso_day
from sayso.ingest.finish import finish
from sayso.ingest.limits import MOST_TEXT_BYTES
from sayso.ingest.source import Document, Piece

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A\ufeff?---\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_BREAK_TAG = re.compile(r"<br\s*/?>", re.I)


def read(document: Document) -> Iterator[Piece]:
    """Yield the document's text, a block for each paragraph, heading and list item."""
    data = document.read(MOST_TEXT_BYTES)
    text = re.sub(r"\r\n?", "\n", decode(data, document.charset)).replace("\0", "")
    front, body = _front_matter(text)
    yield finish(
        document,
        join_blocks(_blocks(body)),
        media_type=media.MARKDOWN,
        data=data,
        title=str(front["title"]) if front.get("title") else None,
        date=iso_day(front.get("date")),
        language_hint=str(front.get("lang") or front.get("language") or ""),
    )


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    import yaml

    try:
        loaded = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError):
        return {}, text
    if not isinstance(loaded, dict):
        return {}, text
    return {str(key).lower(): value for key, value in loaded.items()}, text[match.end() :]


def _blocks(text: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    row: list[str] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield "\t".join(row)
            row = None
        elif token.type == "inline":
            inline = _inline(token.children or [])
            if row is None:
                yield inline
            else:
                row.append(inline)
        elif token.type in ("fence", "code_block"):
            yield token.content
        elif token.type == "html_block":
            yield from _html(token.content)


def _inline(tokens: list[Token]) -> str:
    """Return what inline Markdown says: soft line ends are no line ends, pictures are not read."""
    lines, current = [""], 0
    for token in tokens:
        if token.type == "softbreak":
            lines.append("")
            current += 1
        elif token.type == "hardbreak" or _BREAK_TAG.fullmatch(token.content):
            lines[current] += "\n"
        elif token.type in ("text", "code_inline", "text_special"):
            lines[current] += token.content
    return join_lines(lines).replace("\n ", "\n")


def _html(markup: str) -> Iterator[str]:
    from sayso.ingest.walk import parse_html, walk

    for block in walk(parse_html(markup)):
        yield block.text
