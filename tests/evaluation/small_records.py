"""Small records made by hand, whose figures a person can count."""

from __future__ import annotations

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
    Source,
    Span,
    Speaker,
    release_id,
)

TEXT = (
    "Acme Ltd opens in Leeds\n\n"
    "“We are glad,” said Jo Roe, head of Acme Ltd. “Very glad.”\n\n"
    "Al Roe, mayor of Leeds, says that the town needs work. Roe left. Everybody calls it “The Box”."
)
Place = tuple[int, int]


def at(written: str, nth: int = 1) -> Place:
    """Return where something is written for the nth time."""
    start = -1
    for _ in range(nth):
        start = TEXT.index(written, start + 1)
    return start, start + len(written)


def span(place: Place) -> Span:
    return Span(start=place[0], end=place[1], text=TEXT[slice(*place)])


def mention(place: Place, form: str = "name") -> Mention:
    return Mention.model_validate({**span(place).model_dump(), "form": form})


def person(key: str, name: str, *places: Place, roles: tuple[Role, ...] = ()) -> Person:
    return Person(id=key, name=name, mentions=tuple(mention(place) for place in places), roles=roles)


def role(place: Place, organisation: str | None = None) -> Role:
    here = span(place)
    return Role(title=here.text, start=here.start, end=here.end, organisation=organisation, mentions=(here,))


def organisation(key: str, name: str, *places: Place) -> Organisation:
    return Organisation(id=key, name=name, mentions=tuple(mention(place) for place in places))


def place(key: str, *places: Place) -> Entity:
    return Entity(id=key, kind="place", name=TEXT[slice(*places[0])], mentions=tuple(map(mention, places)))


def quote(
    *pieces: Place,
    kind: str = "direct",
    speaker: tuple[str, str, Place] | None = None,
    cue: Place | None = None,
    confidence: float = 1.0,
) -> Quote:
    spans = [span(piece) for piece in pieces]
    who = Speaker(id=speaker[0], name=speaker[1], mention=span(speaker[2])) if speaker else None
    return Quote.model_validate(
        {
            "id": f"q{pieces[0][0]}",
            "kind": kind,
            "text": " ".join(each.text for each in spans),
            "spans": [each.model_dump() for each in spans],
            "language": "en",
            "speaker": who and who.model_dump(),
            "cue": cue and span(cue).model_dump(),
            "confidence": confidence,
        }
    )


GLAD, VERY = at("We are glad,"), at("Very glad.")
WORK = at("the town needs work")
JO, AL, ROE = at("Jo Roe"), at("Al Roe"), at("Roe", 3)
ACME = organisation("acme", "Acme Ltd", at("Acme Ltd"), at("Acme Ltd", 2))


def record(**parts: object) -> Record:
    """Return the record that is right, with the parts given in place of its own."""
    right: dict[str, object] = {
        "id": release_id(TEXT),
        "source": Source(uri="acme.xml", media_type="text/plain", sha256=""),
        "text": TEXT,
        "language": Language(code="en", confidence=1.0),
        "issuer": "acme",
        "people": (
            person("jo", "Jo Roe", JO, roles=(role(at("head"), "acme"),)),
            person("al", "Al Roe", AL, ROE, roles=(role(at("mayor")),)),
        ),
        "organisations": (ACME,),
        "entities": (place("leeds", at("Leeds"), at("Leeds", 2)),),
        "quotes": (
            quote(GLAD, VERY, speaker=("jo", "Jo Roe", JO), cue=at("said")),
            quote(WORK, kind="indirect", speaker=("al", "Al Roe", AL), cue=at("says")),
        ),
        "producer": Producer(version="1", model="m", config="c"),
    }
    return Record.model_validate({**right, **parts})
