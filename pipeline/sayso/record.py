"""The release record: what extraction emits, one a release.

The one contract that the command line, the sinks, the scorers and the Python API share.
All offsets count Unicode code points into ``Record.text``, end exclusive; building a record
checks that ``text[start:end]`` is the text given beside them and that every id resolves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sayso.errors import RecordError

SCHEMA: Literal["sayso/1"] = "sayso/1"

# What a file of releases has in each row beside the record: where else the text was found, what it repeats.
BESIDE = frozenset({"sources", "duplicate_of"})

SectionKind = Literal["headline", "subhead", "dateline", "body", "boilerplate", "contact", "embargo", "note"]
EntityKind = Literal["place", "product", "event"]
MentionForm = Literal["name", "nominal", "pronoun"]
QuoteKind = Literal["direct", "indirect", "mixed"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Part):
    """A stretch of the release's text."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Mention(Span):
    """A span that names or points at somebody; ``form`` says how."""

    form: MentionForm = "name"


class Source(_Part):
    """Where the text came from; ``part`` names the piece of a container (a mail's attachment, a row)."""

    uri: str
    media_type: str
    sha256: str
    part: str | None = None


class Language(_Part):
    """ISO 639-1 code (``nb`` and ``nn`` for Norwegian) and the identifier's probability."""

    code: str
    confidence: float = Field(ge=0, le=1)


class Section(_Part):
    """One block of the release's anatomy."""

    kind: SectionKind
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Role(_Part):
    """A job title in the text's own wording, and the id of the organisation it is held at.

    ``start`` and ``end`` are the first place that words it so; ``mentions`` has all of them.
    """

    title: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    organisation: str | None = None
    mentions: tuple[Span, ...] = ()


class Person(_Part):
    """Somebody named in the release, under the fullest form of the name."""

    id: str
    name: str
    mentions: tuple[Mention, ...]
    roles: tuple[Role, ...] = ()


class Organisation(_Part):
    """A company, institution or association, under the fullest form of its name."""

    id: str
    name: str
    mentions: tuple[Mention, ...]


class Entity(_Part):
    """A place, product or event."""

    id: str
    kind: EntityKind
    name: str
    mentions: tuple[Mention, ...]


class Speaker(_Part):
    """Who says a quote: a person or an organisation of this record, and the mention that tells it."""

    id: str
    name: str
    role: str | None = None
    organisation: str | None = None
    mention: Span


class Quote(_Part):
    """What somebody is reported to say.

    ``text`` is the pieces of ``spans`` joined by a space. ``confidence`` is the probability
    that the quote and its speaker are both right.
    """

    id: str
    kind: QuoteKind
    text: str
    spans: tuple[Span, ...]
    language: str
    speaker: Speaker | None = None
    cue: Span | None = None
    confidence: float = Field(ge=0, le=1)


class Producer(_Part):
    """What made the record: the version of sayso, the model and the config."""

    version: str
    model: str
    config: str


class Record(BaseModel):
    """One release with everything that was found in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["sayso/1"] = Field(default=SCHEMA, alias="schema")
    id: str
    source: Source
    text: str
    language: Language
    title: str | None = None
    date: str | None = None
    issuer: str | None = None
    sections: tuple[Section, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    warnings: tuple[str, ...] = ()
    producer: Producer

    @model_validator(mode="before")
    @classmethod
    def _a_row_of_a_sink_is_a_record(cls, data: Any) -> Any:
        """Leave out what files and datasets of releases say beside the record."""
        if isinstance(data, dict) and not BESIDE.isdisjoint(data):
            return {name: value for name, value in data.items() if name not in BESIDE}
        return data

    @model_validator(mode="after")
    def _spans_and_references_hold(self) -> Record:
        for span in self._all_spans():
            if self.text[span.start : span.end] != span.text:
                found = self.text[span.start : span.end]
                raise ValueError(f"span {span.start}-{span.end} is {found!r} in the text, not {span.text!r}")
        organisations = {organisation.id for organisation in self.organisations}
        people = {person.id for person in self.people}
        pointers = [self.issuer, *(role.organisation for p in self.people for role in p.roles)]
        for pointer in pointers:
            if pointer is not None and pointer not in organisations:
                raise ValueError(f"organisation {pointer} is not in the record")
        for quote in self.quotes:
            if quote.speaker and quote.speaker.id not in people | organisations:
                raise ValueError(f"speaker {quote.speaker.id} of {quote.id} is not in the record")
        return self

    def _all_spans(self) -> Iterator[Span]:
        for mentions in self.mentions().values():
            yield from mentions
        for person in self.people:
            for role in person.roles:
                yield Span(start=role.start, end=role.end, text=role.title)
                yield from role.mentions
        for quote in self.quotes:
            yield from quote.spans
            if quote.cue:
                yield quote.cue
            if quote.speaker:
                yield quote.speaker.mention

    def mentions(self) -> dict[str, tuple[Mention, ...]]:
        """Return the mentions of everybody and everything in the record, by id."""
        people = {person.id: person.mentions for person in self.people}
        organisations = {organisation.id: organisation.mentions for organisation in self.organisations}
        return people | organisations | {entity.id: entity.mentions for entity in self.entities}

    def to_json(self) -> str:
        """Return the record as one line of JSON: the same record gives the same bytes."""
        return json.dumps(
            self.model_dump(mode="json", by_alias=True), ensure_ascii=False, separators=(",", ":")
        )

    @classmethod
    def from_json(cls, line: str | bytes) -> Record:
        """Read one record; raises `RecordError` if it is none."""
        try:
            return cls.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"]) or "record"
            raise RecordError(f"not a sayso record: {where}: {first['msg']}") from error


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a record."""
    return Record.model_json_schema(by_alias=True)


def release_id(text: str) -> str:
    """Return the id of a canonical text: 16 hex digits, the same for the same release."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
