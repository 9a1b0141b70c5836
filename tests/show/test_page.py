"""A page shows a release as it is, and does nothing that a release tells it to do."""

from __future__ import annotations

import re

import pytest
from lxml import html

from sayso.record import (
    Language,
    Mention,
    Organisation,
    Person,
    Producer,
    Quote,
    Record,
    Role,
    Source,
    Span,
    Speaker,
    release_id,
)
from sayso.show import html_page
from sayso.text import blocks


def page_of(*records: Record) -> html.HtmlElement:
    return html.document_fromstring(html_page(records))


def shown(block: html.HtmlElement) -> str:
    """Return the text of a block without the names of speakers that stand after quotes."""
    for by in block.find_class("by"):
        by.drop_tree()
    return str(block.text_content())


def test_the_text_of_every_language_is_shown_whole_and_in_order(gold: list[Record]) -> None:
    for record in gold:
        [text] = page_of(record).find_class("text")
        wanted = [record.text[start:end] for start, end in blocks(record.text)]
        assert [shown(block) for block in text] == wanted


def test_every_quote_is_marked_and_leads_to_its_speaker(gold: list[Record]) -> None:
    for record in gold:
        page = page_of(record)
        for by, quote in zip(
            page.find_class("by"),
            sorted(record.quotes, key=lambda quote: quote.spans[-1].end),
            strict=True,
        ):
            if quote.speaker is None:
                assert by.text == "not told who"
                continue
            card = page.get_element_by_id(by.get("href").removeprefix("#"))
            assert card.find("h3").text_content() == quote.speaker.name
            assert quote.text in [link.text_content() for link in card.xpath(".//ol/li/a")]


def test_every_link_in_the_page_leads_somewhere_in_it(gold: list[Record]) -> None:
    page = page_of(*gold)
    ids = [element.get("id") for element in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    links = {link.get("href") for link in page.xpath("//a")}
    assert links <= {f"#{key}" for key in ids}


def test_the_marks_cover_what_the_record_names(gold: list[Record]) -> None:
    for record in gold:
        [text] = page_of(record).find_class("text")
        people = {mention.text for person in record.people for mention in person.mentions}
        marked = {element.text_content() for element in text.find_class("person")}
        assert people - marked == set()


EVIL = "<script>alert(1)</script>"


def evil_record(
    name: str = f"Anna {EVIL}", uri: str = "javascript:alert(1)", key: str = "p1", language: str = "en"
) -> Record:
    quoted = '"><img src=x onerror=alert(1)>'
    title = f"{EVIL}\u202e &amp; ]]>"
    text = f"{title}\n\n“{quoted}”, said {name}, {EVIL} director of A\x00B\x1b[31m."
    at = text.index("A\x00B\x1b[31m")
    mention = Span(start=text.index(name), end=text.index(name) + len(name), text=name)
    role = text.rindex(EVIL)
    return Record(
        id=release_id(text),
        source=Source(uri=uri, media_type="text/html", sha256="", part=EVIL),
        text=text,
        language=Language(code=language, confidence=1),
        title=title,
        date=f"2026{EVIL}",
        issuer="o1",
        people=(
            Person(
                id=key,
                name=name,
                mentions=(Mention(**mention.model_dump()),),
                roles=(Role(title=EVIL, start=role, end=role + len(EVIL), organisation="o1"),),
            ),
        ),
        organisations=(
            Organisation(
                id="o1", name="A\x00B", mentions=(Mention(start=at, end=at + 8, text="A\x00B\x1b[31m"),)
            ),
        ),
        quotes=(
            Quote(
                id="q1",
                kind="direct",
                text=quoted,
                spans=(Span(start=text.index(quoted), end=text.index(quoted) + len(quoted), text=quoted),),
                language=language,
                speaker=Speaker(id=key, name=name, mention=mention),
                confidence=1,
            ),
        ),
        warnings=(EVIL,),
        producer=Producer(version="1", model="m", config="c"),
    )


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil",
        "http:",
        "https://[",
        'a" onmouseover="alert(1)',
    ],
)
def test_only_addresses_of_the_web_are_links(uri: str) -> None:
    page = page_of(evil_record(uri=uri))
    assert not [link for link in page.xpath("//a/@href") if not link.startswith("#")]
    assert uri.strip() in page.text_content()


def test_an_address_of_the_web_is_a_link() -> None:
    page = page_of(evil_record(uri='https://example.org/?a=1&b="2"'))
    assert [link for link in page.xpath("//a/@href") if not link.startswith("#")] == [
        'https://example.org/?a=1&b="2"'
    ]


def test_a_release_adds_no_element_and_no_attribute_to_a_page() -> None:
    page = page_of(
        evil_record(key='p1" onclick="alert(1)', language='en" onload="x'), evil_record(name='x" onclick="y')
    )
    allowed = {
        "html", "head", "meta", "title", "style", "body", "article", "header", "p", "span", "bdi", "div",
        "h1", "h2", "h3", "a", "aside", "section", "ol", "ul", "li", "small",
    }  # fmt: skip
    assert {element.tag for element in page.iter()} <= allowed
    names = {name for element in page.iter() for name in element.keys()}  # noqa: SIM118
    assert names <= {
        "lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "dir", "rel"
    }  # fmt: skip
    assert page.text_content().count(EVIL) >= 8


def test_control_and_direction_characters_do_not_reach_a_page() -> None:
    page = html_page([evil_record()])
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)
    assert "A\ufffdB\ufffd[31m" in page


def test_a_page_fetches_nothing_and_forbids_scripts(gold: list[Record]) -> None:
    source = html_page(gold[:1])
    assert "default-src 'none'" in source
    assert not re.search(r"<script|src=|@import|url\(", source)


def test_a_page_of_nothing_is_a_page() -> None:
    assert page_of().findtext("head/title") == "no release"
