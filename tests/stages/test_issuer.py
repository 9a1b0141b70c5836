"""Which organisation issues the release."""

from __future__ import annotations

from layers_by_hand import Words, anatomy, by_hand, organisation

from sayso.languages import language_data
from sayso.record import Organisation
from sayso.resources import model_folder
from sayso.stages.entities import find_entities
from sayso.stages.issuer import issuer_options
from sayso.stages.ranking import load_ranking


def issuer(text: str, code: str, *words: Words) -> str | None:
    tags, ranking = by_hand(text, organisation=list(words)), load_ranking(model_folder("press"))
    found = find_entities(text, tags, anatomy(text, code), language_data(code), ranking)
    return next((each.name for each in found.organisations if each.id == found.issuer), None)


RELEASE = (
    "{issuer} opens a lab\n\nTRIESTE, 12 May 2026 – {issuer} has opened a lab with Norden Bank. "
    "Norden Bank lends, Norden Bank helps.\n\nAbout {issuer}\n\n{issuer} builds batteries.\n\n"
    "Press contact\nJo Roe, jo@velaria.example"
)


def test_the_issuer_is_who_the_release_is_about_and_not_who_is_named_most() -> None:
    text = RELEASE.format(issuer="Velaria")
    words = [("Velaria", n) for n in range(1, 5)] + [("Norden Bank", n) for n in range(1, 4)]
    assert issuer(text, "en", *words) == "Velaria"


def test_without_organisations_nobody_issues() -> None:
    assert issuer("It rains.", "en") is None


def test_the_contact_tells_the_issuer() -> None:
    text = "A lab opens\n\nNorden Bank and Velaria open a lab.\n\nPress contact\nJo Roe, Velaria, jo@velaria.example"
    assert issuer(text, "en", "Norden Bank", "Velaria", ("Velaria", 2)) == "Velaria"


def test_the_features_say_which_mentions_the_model_takes_for_the_issuers() -> None:
    text = "Norden Bank lends. Velaria grows. Velaria hires."
    tags = by_hand(text, organisation=["Norden Bank", "Velaria", ("Velaria", 2)], issuer=["Velaria"])
    both: list[Organisation] = [
        organisation(text, "o1", "Norden Bank"),
        organisation(text, "o2", "Velaria", ("Velaria", 2)),
    ]
    bank, velaria = issuer_options(text, both, anatomy(text, "en").sections, tags, language_data("en"))
    assert velaria["model: issues, most"] > 0.99 > 0.51 > velaria["model: issues, mean"] > 0.49
    assert bank["model: issues, most"] < 0.01 and bank["model: issues, log"] < velaria["model: issues, log"]


def test_the_domain_of_who_is_named_in_the_contact_alone_says_nothing() -> None:
    text = (
        "A lab opens\n\nVelaria opens a lab. It grows.\n\nPress contact\nBureau Ruis, jo@bureauruis.example"
    )
    tags = by_hand(text, organisation=["Velaria", "Bureau Ruis"])
    cast = [organisation(text, "o1", "Velaria"), organisation(text, "o2", "Bureau Ruis")]
    options = issuer_options(text, cast, anatomy(text, "en").sections, tags, language_data("en"))
    assert [option["domain"] for option in options] == [0.0, 0.0]
