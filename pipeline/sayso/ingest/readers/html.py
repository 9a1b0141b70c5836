"""HTML and XHTML: the main text of a page, and what its head states."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from sayso.errors import BrokenSource
from sayso.ingest import media
from sayso.ingest.blocks import join_blocks
from sayso.ingest.charset import decode
from sayso.ingest.dates import iso_day
from sayso.ingest.finish import finish
from sayso.ingest.limits import MOST_TEXT_BYTES
from sayso.ingest.main_text import main_blocks
from sayso.ingest.source import Document, Piece
from sayso.ingest.walk import parse_html, walk

_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_CONTAINERS = ("div", "article", "main", "section", "table", "ul", "ol", "header", "footer", "nav")
_DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date",
    "dcterms.issued", "dcterms.created", "publish_date", "publishdate", "publication_date", "pubdate",
    "parsely-pub-date", "sailthru.date", "og:published_time",
)  # fmt: skip
_NOTHING = "a page without text: if a script fills it in, save it from the browser as shown"


def read(document: Document) -> Iterator[Piece]:
    """Yield the page's main text."""
    data = document.read(MOST_TEXT_BYTES)
    yield page_text(document, data, data, media_type_of(document), document.charset)


def media_type_of(document: Document) -> str:
    """Return the media type of a page: XHTML is the one that says it is XML."""
    return media.XHTML if document.head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") else media.HTML


def page_text(document: Document, page: bytes, data: bytes, media_type: str, charset: str | None) -> Piece:
    """Return the main text of a page that ``data`` is, or holds."""
    declared = _CHARSET.search(page[:4096])
    markup = decode(page, declared.group(1).decode("ascii", "replace") if declared else charset)
    _refuse_truncated(document, markup)
    tree = parse_html(markup)
    head = _Head(tree)
    return finish(
        document,
        join_blocks(main_blocks(tree, head.title)),
        media_type=media_type,
        data=data,
        title=head.title,
        date=head.date,
        language_hint=head.language,
        nothing=_NOTHING,
    )


def _refuse_truncated(document: Document, markup: str) -> None:
    """Raise if a page breaks off: inside a tag, or with containers open and no end of the page."""
    lower = markup.lower()
    if "<html" not in lower[:5000] and "<body" not in lower[:5000]:
        return
    if "</html" in lower or "</body" in lower:
        return
    opened = sum(len(re.findall(rf"<{tag}[\s>]", lower)) for tag in _CONTAINERS)
    closed = sum(lower.count(f"</{tag}") for tag in _CONTAINERS)
    if lower.rfind("<") > lower.rfind(">") or opened > closed:
        raise document.fail(BrokenSource, "truncated: the page has no end, save it again")


class _Head:
    """What a page states about itself."""

    def __init__(self, tree: etree._Element) -> None:
        self._meta: dict[str, str] = {}
        for element in tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            content = (element.get("content") or "").strip()
            if name and content:
                self._meta.setdefault(name.lower(), content)
        self._tree = tree
        self._linked = list(_linked_data(tree))

    @property
    def title(self) -> str | None:
        """The headline, else what the page says is its title."""
        headlines = [b.text for b in walk(self._tree) if b.inside("h1") and b.linked < len(b.text)]
        stated = self._meta.get("og:title") or self._meta.get("twitter:title")
        if len(headlines) == 1 and not stated:
            return " ".join(headlines[0].split("\n"))
        title = self._tree.find(".//title")
        shown = " ".join((title.text or "").split()) if title is not None else ""
        return stated or shown or None

    @property
    def date(self) -> str | None:
        """The day of publication: from meta elements, linked data, else the only ``time`` of the article."""
        for name in _DATES:
            if day := iso_day(self._meta.get(name)):
                return day
        for item in self._linked:
            if day := iso_day(item.get("datePublished")):
                return day
        times = {iso_day(e.get("datetime")) for a in self._tree.iter("article") for e in a.iter("time")}
        days = {day for day in times if day}
        return days.pop() if len(days) == 1 else None

    @property
    def language(self) -> str | None:
        """The language of the page, as declared."""
        xml = "{http://www.w3.org/XML/1998/namespace}lang"
        declared = self._tree.get("lang") or self._tree.get("xml:lang") or self._tree.get(xml)
        return declared or self._meta.get("content-language") or self._meta.get("og:locale")


def _linked_data(tree: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield the objects of a page's JSON-LD."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            loaded = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        items = loaded if isinstance(loaded, list) else [loaded]
        for item in items:
            if isinstance(item, dict):
                graph = item.get("@graph")
                nested = graph if isinstance(graph, list) else []
                yield from (entry for entry in (item, *nested) if isinstance(entry, dict))
