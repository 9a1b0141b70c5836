"""What is wrong is listed once, under its kind, with what is right and what was found."""

from __future__ import annotations

from small_records import AL, GLAD, JO, ROE, WORK, at, organisation, person, place, quote, record, role

from sayso.evaluation.mistakes import grouped, mistakes
from sayso.evaluation.report import mistakes_listed
from sayso.record import Language, Record

RIGHT = record()
JO_RIGHT, AL_RIGHT = RIGHT.people
DIRECT, INDIRECT = RIGHT.quotes
BY_JO = ("jo", "Jo Roe", JO)


def told(found: Record) -> list[tuple[str, str, str]]:
    return [(each.heading, each.right, each.found) for each in mistakes(found, RIGHT)]


def test_quotes_missed_invented_cut_and_of_the_wrong_kind() -> None:
    found = record(quotes=(quote(GLAD, speaker=BY_JO, cue=at("said")), quote(at("The Box"))))
    assert told(found) == [
        ("quote missed", "indirect, Al Roe", "nothing"),
        ("quote invented", "nothing that anybody says", "direct, nobody told"),
        ("quote cut wrongly", "'We are glad,' … 'Very glad.'", "'We are glad,'"),
        ("cue missed", "'says'", "nothing"),
    ]
    direct = record(quotes=(DIRECT, INDIRECT.model_copy(update={"kind": "direct"})))
    assert told(direct) == [("quote of the wrong kind", "indirect", "direct")]


def test_a_quote_given_to_the_wrong_speaker() -> None:
    found = record(quotes=(DIRECT.model_copy(update={"speaker": INDIRECT.speaker}), INDIRECT))
    (mistake,) = mistakes(found, RIGHT)
    assert (mistake.heading, mistake.right, mistake.found) == (
        "quote given to the wrong speaker",
        "Jo Roe",
        "Al Roe",
    )
    assert (mistake.before[-3:], mistake.marked, mistake.after[:6]) == ("\n\n“", "We are glad,", "” said")


def test_roles_tied_to_the_wrong_person_and_organisation() -> None:
    found = record(
        people=(
            person("jo", "Jo Roe", JO),
            person("al", "Al Roe", AL, ROE, roles=(role(at("head"), "acme"), role(at("mayor"), "acme"))),
        )
    )
    assert told(found) == [
        ("role tied to the wrong person", "Jo Roe", "Al Roe"),
        ("role tied to the wrong organisation", "no organisation named", "Acme Ltd"),
    ]


def test_people_split_merged_and_misnamed() -> None:
    split = record(
        people=(JO_RIGHT, person("al", "Al Roe", AL, roles=AL_RIGHT.roles), person("roe", "Roe", ROE))
    )
    assert told(split) == [
        ("person with a wrong name", "nobody of this name", "Roe"),
        ("person split in two", "Al Roe, Roe", "Al Roe | Roe"),
    ]
    everything = person("jo", "Jo Roe", JO, AL, ROE, roles=JO_RIGHT.roles)
    merged = record(
        people=(everything,), quotes=(DIRECT, quote(WORK, kind="indirect", speaker=BY_JO, cue=at("says")))
    )
    assert told(merged) == [
        ("quote given to the wrong speaker", "Al Roe", "Jo Roe"),
        ("role missed", "'mayor'", "nothing"),
        ("person with a wrong name", "Al Roe", "nobody of this name"),
        ("person merged with another", "Jo Roe | Al Roe, Roe", "Jo Roe, Al Roe, Roe"),
    ]


def test_names_cut_wrongly_taken_for_something_else_missed_and_invented() -> None:
    found = record(
        organisations=(organisation("acme", "Acme Ltd", at("Acme"), at("Acme Ltd", 2)),),
        entities=(place("leeds", at("Leeds")),),
        people=(
            JO_RIGHT,
            AL_RIGHT,
            person("x", "Leeds", at("Leeds", 2)),
            person("y", "The Box", at("The Box")),
        ),
    )
    spans = [each for each in told(found) if "wrong name" not in each[0]]
    assert spans == [
        ("person invented", "nothing", "'The Box'"),
        ("organisation cut wrongly", "'Acme Ltd'", "'Acme'"),
        ("place taken for something else", "'Leeds'", "person 'Leeds'"),
    ]


def test_the_wrong_language() -> None:
    assert told(record(language=Language(code="it", confidence=1.0))) == [("language wrong", "en", "it")]


def test_the_list_has_headings_with_counts_and_each_mistake_in_its_context() -> None:
    found = record(quotes=(DIRECT,), organisations=(), issuer=None, people=(
        person("jo", "Jo Roe", JO), AL_RIGHT))  # fmt: skip
    wrong = mistakes(found, RIGHT)
    assert list(grouped(wrong)) == [
        "quote missed",
        "role missed",
        "organisation missed",
        "organisation with a wrong name",
        "cue missed",
    ]
    lines = list(mistakes_listed(wrong))
    assert lines[0] == "quote missed (1)"
    assert lines[1] == f"  acme.xml:{WORK[0]}-{WORK[1]}"
    assert "⟦the town needs work⟧. Roe left." in lines[2]
    assert "organisation missed (2)" in lines


def test_what_a_release_says_cannot_drive_the_terminal() -> None:
    text = RIGHT.text.replace("The Box", "\x1b[2J\u202ex")
    gold = Record.model_validate({**RIGHT.model_dump(by_alias=True), "text": text, "id": "x"})
    found = gold.model_copy(update={"quotes": ()})
    assert not {"\x1b", "\u202e"} & set("".join(mistakes_listed(mistakes(found, gold))))
