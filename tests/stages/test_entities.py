"""Names of a release grouped under one id each; endings that a mark sets off stay outside."""

from __future__ import annotations

from layers_by_hand import Words, anatomy, by_hand

from sayso.languages import language_data
from sayso.layers import Entities, Tags
from sayso.resources import model_folder
from sayso.stages.entities import find_entities
from sayso.stages.ranking import load_ranking


def found(text: str, code: str, **marks: list[Words]) -> Entities:
    return grouped(text, code, by_hand(text, **marks))


def grouped(text: str, code: str, tags: Tags) -> Entities:
    ranking = load_ranking(model_folder("press"))
    return find_entities(text, tags, anatomy(text, code), language_data(code), ranking)


def name_marked(text: str, code: str, written: str) -> str:
    """Return the name of the only organisation of a text in which the model marks ``written``."""
    [mention] = found(text, code, organisation=[written]).organisations[0].mentions
    return mention.text


def test_an_ending_behind_an_apostrophe_or_colon_is_no_part_of_the_name() -> None:
    for code, text, written, name in (
        ("fi", "Rautalahti Oy:n lautta", "Rautalahti Oy:n", "Rautalahti Oy"),
        ("tr", "Ankara'da", "Ankara'da", "Ankara"),
        ("tr", "Sarıbozkır’ın nohutu", "Sarıbozkır’ın", "Sarıbozkır"),
        ("en", "Velaria’s lab", "Velaria’s", "Velaria"),
        ("en", "the Partners’ view", "Partners’", "Partners"),
        ("uk", "Солом'янка росте", "Солом'янка", "Солом'янка"),
    ):
        assert name_marked(text, code, written) == name, code


def test_the_full_stop_of_the_sentence_is_no_part_of_the_name() -> None:
    for code, text, written, name in (
        ("pl", "Płaci Żegluga Mała SA. Reszta czeka.", "Żegluga Mała SA.", "Żegluga Mała SA"),
        ("pl", "Płaci Żegluga Mała S.A. i tyle.", "Żegluga Mała S.A.", "Żegluga Mała S.A."),
        ("en", "He runs Velaria Ltd. It grows.", "Velaria Ltd.", "Velaria Ltd."),
        ("es", "Paga Regadíos, S. Coop. y espera.", "Regadíos, S. Coop.", "Regadíos, S. Coop."),
    ):
        assert name_marked(text, code, written) == name, code


def test_places_products_and_events_are_grouped_by_kind() -> None:
    text = "Trieste loves Vela One. TRIESTE shows Vela One at the Sea Days."
    words: dict[str, list[Words]] = {
        "place": ["Trieste", "TRIESTE"],
        "product": ["Vela One", ("Vela One", 2)],
        "event": ["Sea Days"],
    }
    others = found(text, "en", **words).others
    assert [(e.id, e.kind, e.name, len(e.mentions)) for e in others] == [
        ("e1", "place", "Trieste", 2),
        ("e2", "product", "Vela One", 2),
        ("e3", "event", "Sea Days", 1),
    ]


def test_a_name_without_a_letter_is_none() -> None:
    assert found("— and *", "en", person=["—"], organisation=["*"]) == Entities((), (), (), None)


def test_in_a_headline_of_capitals_a_name_ends_where_it_does_in_the_story() -> None:
    for headline, tagged in (
        ("VELARIA LAUNCHES A FERRY IN TRIESTE", "VELARIA LAUNCHES"),
        ("Velaria Launches A Ferry In Trieste", "Velaria Launches"),
        ("VELARIA BOATS LAUNCHES A FERRY", "VELARIA BOATS"),
    ):
        text = f"{headline}\n\nVelaria has built a ferry. It swims."
        words: list[Words] = [tagged, "Velaria has"[:7] if tagged[1].isupper() else ("Velaria", 2)]
        [velaria] = found(text, "en", organisation=words).organisations
        assert [mention.text.casefold() for mention in velaria.mentions] == ["velaria", "velaria"]


def test_in_other_headlines_and_in_the_story_a_longer_name_stays() -> None:
    text = "Velaria Boats launches a ferry\n\nVelaria has built a ferry."
    [velaria] = found(text, "en", organisation=["Velaria Boats", ("Velaria", 2)]).organisations
    assert velaria.name == "Velaria Boats"
    text = "VELARIA BOATS LAUNCHES A FERRY\n\nVelaria Boats has built a ferry. Velaria is glad."
    [velaria] = found(
        text, "en", organisation=["VELARIA BOATS", "Velaria Boats", ("Velaria", 2)]
    ).organisations
    assert velaria.name == "Velaria Boats" and velaria.mentions[0].text == "VELARIA BOATS"


def test_an_inflected_name_in_a_headline_of_capitals_is_the_storys_own() -> None:
    text = "Anni Hirvelä Suomen Lasi Oy:n Johtoon\n\nHirvelän valinta on vahvistettu. Anni Hirvelän mukaan Hirvelä."
    tags = by_hand(text, person=["Anni Hirvelä", "Hirvelän", "Anni Hirvelän", ("Hirvelä", 4)])
    [anni] = grouped(text, "fi", tags).people
    assert anni.mentions[0].text == "Anni Hirvelä"


def test_what_only_a_headline_of_capitals_has_is_no_name() -> None:
    text = "AWARIA MAGISTRALI W BRZOZOWIE\n\nWodociągi Brzozów naprawiają rurę po awarii."
    tags = by_hand(text, organisation=["AWARIA MAGISTRALI", "Wodociągi Brzozów"])
    found = grouped(text, "pl", tags)
    assert [each.name for each in found.organisations] == ["Wodociągi Brzozów"]


def test_a_name_that_capitals_share_with_the_story_stays() -> None:
    text = "GRUNNMUR VINNER KONTRAKT\n\nGrunnmur Entreprenør ASA har vunnet."
    tags = by_hand(text, organisation=["GRUNNMUR", "Grunnmur Entreprenør ASA"])
    [found] = grouped(text, "nb", tags).organisations
    assert [mention.text for mention in found.mentions] == ["GRUNNMUR", "Grunnmur Entreprenør ASA"]


def test_what_opens_a_dateline_is_a_place_whatever_it_is_called_like() -> None:
    text = "Roe opens\n\nMÓR, 3 March 2026 – Roe opens a mill."
    entities = found(text, "en", organisation=["MÓR", "Roe"])
    assert [(each.kind, each.name) for each in entities.others] == [("place", "MÓR")]
    assert [each.name for each in entities.organisations] == ["Roe"]


def test_an_era_before_its_year_is_no_place() -> None:
    text = "溪頭生技成立於民國98年，民國時期的老街在台北。"
    places = found(text, "zh", place=["民國", ("民國", 2), "台北"]).others
    assert [(each.name, len(each.mentions)) for each in places] == [("民國", 1), ("台北", 1)]


def test_the_paper_that_opens_a_dateline_stays_an_organisation() -> None:
    text = "Mill burns\n\nThe Bayou Register, Feb. 17 – The mill has burned."
    entities = found(text, "en", organisation=["The Bayou Register"])
    assert [each.name for each in entities.organisations] == ["The Bayou Register"]


def test_a_label_alone_names_nobody_and_a_block_under_one_may() -> None:
    for opening, mentions in (
        ("Press release Velaria", 2),
        ("Press release No. 7\nVelaria\nGraz, 7 May 2026", 3),
    ):
        text = f"{opening}\n\nVelaria opens a lab\n\nVelaria has opened a lab in Graz."
        marked: list[Words] = ["Velaria", ("Velaria", 2), ("Velaria", 3)]
        assert len(found(text, "en", organisation=marked).organisations[0].mentions) == mentions, opening


def test_the_full_stop_of_a_legal_form_and_the_mark_that_closes_a_name_are_parts_of_it() -> None:
    for code, text, written, name in (
        ("pl", "Kupuje Wodnik Sp. z o.o. i tyle.", "Wodnik Sp. z o.o", "Wodnik Sp. z o.o."),
        (
            "uk",
            "Будує комунальне підприємство «Поділля» нині.",
            "комунальне підприємство «Поділля",
            "комунальне підприємство «Поділля»",
        ),
        ("uk", "Каже організація «Десна» нині.", "організація «", "організація"),
    ):
        assert name_marked(text, code, written) == name, text


def test_who_acts_for_another_and_that_one_are_two() -> None:
    text = "Thésis grandit. Contact : Agence Plein Sens pour Thésis"
    cast = found(text, "fr", organisation=["Thésis", "Agence Plein Sens pour Thésis"])
    assert [each.name for each in cast.organisations] == ["Thésis", "Agence Plein Sens"]


def test_the_heading_of_a_contact_names_nobody() -> None:
    text = "Скеля росте\n\nСкеля росте далі.\n\nКонтакти для ЗМІ\nОлена Береза, press@skelia.example"
    cast = found(text, "uk", organisation=["Скеля", ("Скеля", 2), "ЗМІ"])
    assert [each.name for each in cast.organisations] == ["Скеля"]


def test_only_a_label_above_the_story_names_no_organisation() -> None:
    text = "COMUNICATO Ferrandi\n\nFerrandi cresce\n\nFerrandi assume ancora.\n\n***\n\nFerrandi è nata nel 1951."
    cast = found(text, "it", organisation=[("Ferrandi", n) for n in range(1, 5)])
    [organisation] = cast.organisations
    assert [mention.start for mention in organisation.mentions] == [21, 38, text.rindex("Ferrandi")]
