"""One self-contained HTML page of releases: no script, no picture, nothing fetched.

Everything that comes from a release is escaped; an address is a link only if it is http or https; control
characters and those that turn the direction of writing are replaced. A content security policy in the
page forbids the rest, should an escape ever be missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sayso.record import Quote, Record
from sayso.show.marks import Mark, marks
from sayso.show.weave import Open, Said, weave, with_speakers
from sayso.text import blocks

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINKED = {"person", "organisation"}


@dataclass(frozen=True)
class _Block:
    kind: str
    html: Markup


@dataclass(frozen=True)
class _Article:
    """A release as the template takes it; ``anchors`` are the ids on the page by those in the record."""

    record: Record
    number: int
    url: str | None
    issuer: str | None
    blocks: tuple[_Block, ...]
    names: dict[str, str]
    said: dict[str, tuple[Quote, ...]]
    untold: tuple[Quote, ...]
    anchors: dict[str, str]


def html_page(records: Iterable[Record]) -> str:
    """Return a page of the records, in their order."""
    articles = [_article(record, number) for number, record in enumerate(records, 1)]
    first = articles[0].record if articles else None
    title = (first.title or first.source.uri) if first else "no release"
    return _template().render(articles=articles, title=title)


def harmless(text: str) -> str:
    """Return a text whose control and direction characters are replaced, one for one."""
    return _HARMFUL.sub("\ufffd", text)


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: harmless(value) if type(value) is str else value,
    )
    return environment.get_template("page.html")


def _article(record: Record, number: int) -> _Article:
    organisations = {organisation.id: organisation.name for organisation in record.organisations}
    # Their own ids may be anything: an id on the page is their place in the record.
    ids = [part.id for part in record.people]
    ids += [part.id for part in record.organisations] + [part.id for part in record.quotes]
    anchors = {key: f"r{number}-{order}" for order, key in enumerate(ids, 1)}
    found = marks(record)
    quotes = {quote.id: quote for quote in record.quotes}
    speakers = dict.fromkeys(quote.speaker.id for quote in record.quotes if quote.speaker)
    return _Article(
        record=record,
        number=number,
        url=record.source.uri if _is_web(record.source.uri) else None,
        issuer=organisations.get(record.issuer or ""),
        blocks=tuple(
            _Block(
                _section(record, stretch.start),
                _html(record.text, stretch.start, stretch.end, found, quotes, anchors),
            )
            for stretch in blocks(record.text)
        ),
        names=organisations,
        said={who: tuple(q for q in record.quotes if q.speaker and q.speaker.id == who) for who in speakers},
        untold=tuple(quote for quote in record.quotes if quote.speaker is None),
        anchors=anchors,
    )


def _is_web(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _section(record: Record, position: int) -> str:
    return next((s.kind for s in record.sections if s.start <= position < s.end), "body")


def _html(
    text: str, start: int, end: int, found: list[Mark], quotes: dict[str, Quote], anchors: dict[str, str]
) -> Markup:
    """Return a stretch of the text with its marks as elements."""
    from markupsafe import Markup, escape

    parts: list[Markup] = []
    stack: list[str] = []
    for piece in with_speakers(weave(text, start, end, found)):
        if isinstance(piece, str):
            parts.append(escape(harmless(piece)))
        elif isinstance(piece, Open):
            # A link cannot stand in a link: the outer one is kept.
            element = "a" if piece.mark.kind in _LINKED and "a" not in stack else "span"
            stack.append(element)
            parts.append(_opened(piece, element, quotes, anchors))
        elif isinstance(piece, Said):
            parts.append(_by(quotes[piece.mark.key], anchors, linked="a" not in stack))
        else:
            parts.append(Markup("</{}>").format(stack.pop()))
    return Markup("").join(parts)


def _opened(piece: Open, element: str, quotes: dict[str, Quote], anchors: dict[str, str]) -> Markup:
    from markupsafe import Markup

    mark = piece.mark
    attributes = Markup(' class="{}"').format(f"{mark.kind} {mark.detail}".strip())
    if element == "a":
        attributes += Markup(' href="#{}"').format(anchors[mark.key])
    first = mark.kind == "quote" and mark.start == quotes[mark.key].spans[0].start
    if first and not piece.again:
        attributes += Markup(' id="{}"').format(anchors[mark.key])
    return Markup("<{}{}>").format(Markup(element), attributes)


def _by(quote: Quote, anchors: dict[str, str], *, linked: bool) -> Markup:
    """Return what stands after a quote: its speaker's name, which leads to what we know of the speaker."""
    from markupsafe import Markup

    if quote.speaker is None:
        return Markup('<span class="by untold">not told who</span>')
    name = harmless(quote.speaker.name)
    if not linked:
        return Markup('<span class="by">{}</span>').format(name)
    return Markup('<a class="by" href="#{}">{}</a>').format(anchors[quote.speaker.id], name)
