"""An annotated release as the record that a pipeline without faults would emit."""

from __future__ import annotations

from itertools import count

from sayso.corpora.release import Block, GoldRelease, Mark
from sayso.corpora.speech import speaker_mention, utterances
from sayso.languages import language_data
from sayso.record import (
    Entity,
    EntityKind,
    Language,
    Mention,
    MentionForm,
    Organisation,
    Person,
    Producer,
    Quote,
    QuoteKind,
    Record,
    Role,
    Section,
    SectionKind,
    Source,
    Span,
    Speaker,
    release_id,
)
from sayso.stages.cues import with_the_verb
from sayso.stages.names import fold

GOLD = Producer(version="gold", model="hand", config="gold")


def gold_record(release: GoldRelease) -> Record:
    """Return the record of an annotated release; its ids are those of the annotation."""
    text = release.text
    headline = next((block for block in release.blocks if _kind(block) == "headline"), None)
    return Record(
        id=release_id(text),
        source=Source(uri=release.path, media_type="application/tei+xml", sha256=""),
        text=text,
        language=Language(code=release.language, confidence=1.0),
        title=text[headline.start : headline.end] if headline else None,
        issuer=release.issuer,
        sections=tuple(Section(kind=_kind(b), start=b.start, end=b.end) for b in release.blocks),
        people=_people(release),
        organisations=_organisations(release),
        entities=_entities(release),
        quotes=_quotes(release),
        producer=GOLD,
    )


def _kind(block: Block) -> SectionKind:
    if block.div == "boilerplate":
        return "boilerplate"
    if block.div == "contact":
        return "contact"
    kinds: dict[str, SectionKind] = {"head": "headline", "dateline": "dateline", "note": "note"}
    if block.tag == "head" and block.type == "sub":
        return "subhead"
    if block.tag == "note" and block.type == "embargo":
        return "embargo"
    return kinds.get(block.tag, "body")


def _span(release: GoldRelease, mark: Mark) -> Span:
    return Span(start=mark.start, end=mark.end, text=release.text[mark.start : mark.end])


def _mention(release: GoldRelease, mark: Mark) -> Mention:
    form: MentionForm = "name" if mark.tag in {"persName", "orgName", "placeName", "name"} else "nominal"
    return Mention(start=mark.start, end=mark.end, text=release.text[mark.start : mark.end], form=form)


def _pointing(release: GoldRelease, tags: set[str], key: str) -> tuple[Mention, ...]:
    return tuple(
        _mention(release, mark) for mark in release.marks if mark.tag in tags and key in mark.pointers("ref")
    )


def _people(release: GoldRelease) -> tuple[Person, ...]:
    return tuple(
        Person(
            id=person.id,
            name=person.name,
            mentions=_pointing(release, {"persName", "rs"}, person.id),
            roles=_roles(release, person.id),
        )
        for person in release.people.values()
    )


def _roles(release: GoldRelease, person: str) -> tuple[Role, ...]:
    """Return the roles of a person: one for each wording and organisation, with all its places.

    A place that names no organisation belongs to the role of that wording that has one.
    """
    marks: dict[str, list[Mark]] = {}
    for mark in release.marks:
        if mark.tag == "roleName" and mark.pointers("corresp")[0] == person:
            marks.setdefault(fold(release.marked(mark)), []).append(mark)
    groups: list[tuple[str | None, list[Mark]]] = []
    for same in marks.values():
        named = dict.fromkeys(at for mark in same if (at := _held_at(mark)))
        held: list[str | None] = list(named) or [None]
        groups += [(at, [m for m in same if (_held_at(m) or held[0]) == at]) for at in held]
    roles = (_role(release, at, places) for at, places in groups)
    return tuple(sorted(roles, key=lambda role: role.start))


def _held_at(mark: Mark) -> str | None:
    pointers = mark.pointers("corresp")
    return pointers[1] if len(pointers) > 1 else None


def _role(release: GoldRelease, organisation: str | None, places: list[Mark]) -> Role:
    spans = tuple(_span(release, mark) for mark in places)
    first = spans[0]
    return Role(title=first.text, start=first.start, end=first.end, organisation=organisation, mentions=spans)


def _organisations(release: GoldRelease) -> tuple[Organisation, ...]:
    return tuple(
        Organisation(id=o.id, name=o.name, mentions=_pointing(release, {"orgName", "rs"}, o.id))
        for o in release.organisations.values()
    )


def _entities(release: GoldRelease) -> tuple[Entity, ...]:
    """Return places, products and events: each written form is one entity.

    The annotation has no ids of them; they get such as nobody in the header has.
    """
    forms: dict[tuple[EntityKind, str], list[Mention]] = {}
    for mark in release.marks:
        if mark.tag == "placeName" or mark.tag == "name":
            kind: EntityKind = "place" if mark.tag == "placeName" else _name_kind(mark)
            mention = _mention(release, mark)
            forms.setdefault((kind, mention.text), []).append(mention)
    taken = {*release.people, *release.organisations}
    ids = (key for key in map("e{}".format, count(1)) if key not in taken)
    return tuple(
        Entity(id=key, kind=kind, name=name, mentions=tuple(mentions))
        for key, ((kind, name), mentions) in zip(ids, forms.items(), strict=False)
    )


def _name_kind(mark: Mark) -> EntityKind:
    return "event" if mark.attributes["type"] == "event" else "product"


def _quotes(release: GoldRelease) -> tuple[Quote, ...]:
    return tuple(_quote(release, order, chain) for order, chain in enumerate(utterances(release), 1))


def _quote(release: GoldRelease, order: int, chain: list[Mark]) -> Quote:
    spans = tuple(_span(release, piece) for piece in chain)
    ids = {piece.attributes["id"] for piece in chain}
    cues = [_span(release, m) for m in release.marks if m.tag == "seg" and ids & set(m.pointers("corresp"))]
    return Quote(
        id=f"q{order}",
        kind=_quote_kind(release, chain),
        text=" ".join(span.text for span in spans),
        spans=spans,
        language=release.language,
        speaker=_speaker(release, chain),
        cue=with_the_verb(release.text, cues[0], cues, language_data(release.language)) if cues else None,
        confidence=1.0,
    )


def _quote_kind(release: GoldRelease, chain: list[Mark]) -> QuoteKind:
    if all(piece.attributes["direct"] == "true" for piece in chain):
        return "direct"
    inside = any(
        mark.tag == "q" and piece.start <= mark.start and mark.end <= piece.end
        for mark in release.marks
        for piece in chain
    )
    return "mixed" if inside else "indirect"


def _speaker(release: GoldRelease, chain: list[Mark]) -> Speaker | None:
    who = next((pointer for piece in chain for pointer in piece.pointers("who")), None)
    if who is None:
        return None
    named = release.people.get(who) or release.organisations[who]
    mention = speaker_mention(release, chain) or next(
        mark for mark in release.marks if who in mark.pointers("ref")
    )
    role = next(iter(_roles(release, who)), None)
    at = role.organisation if role else None
    return Speaker(
        id=who,
        name=named.name,
        role=role.title if role else None,
        organisation=release.organisations[at].name if at else None,
        mention=_span(release, mention),
    )
