"""Releases with every field of the record in use, or none, for sinks to write and read back."""

from __future__ import annotations

from hypothesis import strategies as st

from sayso.batch.release import StoredRelease
from sayso.record import (
    Entity,
    Language,
    Mention,
    Organisation,
    Person,
    Producer,
    Quote,
    Record,
    Role,
    Section,
    Source,
    Span,
    Speaker,
    release_id,
)

# Texts as they come: any script, line ends, quotation marks, formulas, tags; no halves of surrogate pairs.
words = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs",), exclude_characters="\0"),
        st.sampled_from("=+-@\t\r\n\"',;<>&“”„«»一😀é"),
    ),
    min_size=1,
    max_size=40,
)


def source(uri: str, part: str | None = None) -> Source:
    return Source(uri=uri, media_type="text/plain", sha256="0" * 64, part=part)


def full(text: str, name: str = "Marta Bianchi", uri: str = "a.txt") -> Record:
    """Return a record that uses every field, on a text that begins with the name."""
    whole = f"{name}\n{text}"
    end = len(name)
    mention = Mention(start=0, end=end, text=name)
    span = Span(start=0, end=end, text=name)
    said = Span(start=end + 1, end=len(whole), text=text)
    role = Role(title=name, start=0, end=end, organisation="o1", mentions=(span,))
    return Record(
        id=release_id(whole),
        source=source(uri, "row 1"),
        text=whole,
        language=Language(code="it", confidence=0.25),
        title=name,
        date="2026-05-12",
        issuer="o1",
        sections=(Section(kind="headline", start=0, end=end),),
        people=(Person(id="p1", name=name, mentions=(mention,), roles=(role,)),),
        organisations=(Organisation(id="o1", name=name, mentions=(mention,)),),
        entities=(Entity(id="e1", kind="place", name=name, mentions=(mention,)),),
        quotes=(
            Quote(
                id="q1",
                kind="mixed",
                text=text,
                spans=(said,),
                language="en",
                speaker=Speaker(id="p1", name=name, role=name, organisation=name, mention=span),
                cue=span,
                confidence=1 / 3,
            ),
            Quote(id="q2", kind="direct", text=text, spans=(said,), language="en", confidence=0.0),
        ),
        warnings=("no quotes found",),
        producer=Producer(version="0", model="none", config="none"),
    )


def bare(text: str) -> Record:
    """Return a record in which nothing was found."""
    return Record(
        id=release_id(text),
        source=source("b.txt"),
        text=text,
        language=Language(code="en", confidence=1.0),
        producer=Producer(version="0", model="none", config="none"),
    )


def stored(record: Record, *others: Source, duplicate_of: str | None = None) -> StoredRelease:
    return StoredRelease(record, (record.source, *others), duplicate_of)


releases = st.lists(
    st.one_of(
        st.builds(lambda text: stored(bare(text)), words),
        st.builds(
            lambda text, name, uri, of: stored(full(text, name, uri), source("c.txt"), duplicate_of=of),
            words,
            words,
            words,
            st.one_of(st.none(), st.just("0123456789abcdef")),
        ),
    ),
    max_size=6,
    unique_by=lambda release: release.record.id,
)
