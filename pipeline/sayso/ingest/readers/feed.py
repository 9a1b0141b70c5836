"""RSS and Atom: an item a release."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sayso.errors import BrokenSource, EmptySource
from sayso.ingest import media
from sayso.ingest.blocks import join_blocks
from sayso.ingest.charset import decode
from sayso.ingest.dates import iso_day
from sayso.ingest.finish import finish
from sayso.ingest.limits import MOST_TEXT_BYTES
from sayso.ingest.source import Document, Piece, SourceText, Unread

_DECLARATION = re.compile(r"\s*<\?xml([^>]*)\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_CLOSED = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.I | re.S)
_CUT = re.compile(r"(?:\[(?:…|\.\.\.)\]|…|\.\.\.)\s*$")


def read(document: Document) -> Iterator[Piece]:
    """Yield each item, unread: its title, then its content; an item without any fails alone."""
    import feedparser

    text = _xml(document)
    parsed = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    if not parsed.entries:
        if parsed.bozo:
            raise document.fail(BrokenSource, f"not a well-formed feed ({parsed.bozo_exception})")
        raise document.fail(EmptySource, "a feed without items")
    atom = str(parsed.version).startswith("atom")
    for number, entry in enumerate(parsed.entries, start=1):
        yield _item(document, entry, number, media.ATOM if atom else media.RSS, parsed.feed)


def _xml(document: Document) -> str:
    data = document.read(MOST_TEXT_BYTES)
    declared = _ENCODING.search(data[:200].decode("latin-1"))
    text = decode(data, declared.group(1) if declared else document.charset).replace("\0", "")
    if "<!ENTITY" in text:
        raise document.fail(BrokenSource, "it declares XML entities, which feeds have no use for: not read")
    if not _CLOSED.search(text):
        raise document.fail(BrokenSource, "truncated: the feed has no end, fetch it again")
    return _DECLARATION.sub("", text, count=1)


@dataclass(frozen=True)
class Item(Unread):
    """The text of an item, still as markup; the other fields are those of `SourceText`."""

    document: Document
    part: str
    heading: str
    body: str
    media_type: str
    date: str | None
    language_hint: str | None

    def text(self) -> SourceText:
        """Return the title, then the content."""
        title = " ".join(_blocks(self.heading))
        body = _blocks(self.body)
        cut = bool(body) and _CUT.search(body[-1]) is not None
        if title and body[:1] != [title]:
            body.insert(0, title)
        text = join_blocks(body)
        return finish(
            self.document,
            text,
            media_type=self.media_type,
            data=self.content(),
            part=self.part,
            title=title or None,
            date=self.date,
            language_hint=self.language_hint,
            warnings=("the feed seems to hold only the beginning of this text",) if cut else (),
            nothing="an item without text",
        )

    def content(self) -> bytes:
        """Return the bytes of title and content, as markup."""
        return f"{self.heading}\n{self.body}".encode("utf-8", "surrogatepass")


def _item(document: Document, entry: Any, number: int, media_type: str, feed: Any) -> Item:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    return Item(
        document=document.bare(),
        part=f"item {number} {entry.get('link', '')}".strip(),
        heading=entry.get("title", ""),
        body=max([*contents, entry.get("summary", "")], key=len),
        media_type=media_type,
        date=iso_day(entry.get("published")) or iso_day(entry.get("updated")),
        language_hint=entry.get("language") or feed.get("language"),
    )


def _blocks(markup: str) -> list[str]:
    from sayso.ingest.walk import parse_html, walk

    if "<" not in markup and "&" not in markup:
        return [markup.strip()] if markup.strip() else []
    return [block.text for block in walk(parse_html(markup))]
