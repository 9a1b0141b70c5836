"""Mentions become organisations."""

from __future__ import annotations

import pytest
from layers_by_hand import Words, at

from sayso.languages import language_data
from sayso.stages.organisations import group_organisations


def organisations(
    text: str, code: str, *words: Words, places: frozenset[str] = frozenset()
) -> dict[str, list[str]]:
    found = group_organisations(text, [at(text, each) for each in words], places, language_data(code))
    return {each.name: [mention.text for mention in each.mentions] for each in found}


def test_a_legal_form_makes_no_other_organisation() -> None:
    text = "Velaria S.p.A. cresce. Velaria assume. VELARIA SPA vince."
    found = organisations(text, "it", "Velaria S.p.A.", ("Velaria", 2), "VELARIA SPA")
    assert list(found.values()) == [["Velaria S.p.A.", "Velaria", "VELARIA SPA"]]


def test_the_definite_form_of_a_word_of_the_name_joins_it() -> None:
    text = "Hvidsten Forsyning A/S graver. Forsyningen venter."
    words = ["Hvidsten Forsyning A/S", "Forsyningen"]
    assert list(organisations(text, "da", *words)) == ["Hvidsten Forsyning A/S"]


def test_the_bracketed_short_form_joins_the_long_one() -> None:
    text = "Der Bund unabhängiger Fahrschulen (BuF) klagt. Der BuF hofft."
    words = ["Bund unabhängiger Fahrschulen", "BuF", ("BuF", 2)]
    assert organisations(text, "de", *words) == {
        "Bund unabhängiger Fahrschulen": ["Bund unabhängiger Fahrschulen", "BuF", "BuF"]
    }


def test_what_fills_the_brackets_behind_a_name_is_its_short_form_wherever_it_stands() -> None:
    text = "TETLAS varoittaa. Terveystekniikan tutkimuslaitos (Tetlas) mittaa."
    words = ["TETLAS", "Terveystekniikan tutkimuslaitos", "Tetlas"]
    assert len(organisations(text, "fi", *words)) == 1
    text = "東洋フロー株式会社（以下「TF社」といいます。）は争う。TF社は控訴した。"
    words = ["東洋フロー株式会社", "TF社", ("TF社", 2)]
    assert list(organisations(text, "ja", *words)) == ["東洋フロー株式会社"]


def test_the_beginning_of_a_name_in_brackets_behind_another_stays_that_of_its_own() -> None:
    text = "Velaria Ferries sails. Velaria hires. Ask Marram Media (Velaria)."
    words = ["Velaria Ferries", ("Velaria", 2), "Marram Media", ("Velaria", 3)]
    assert organisations(text, "en", *words) == {
        "Velaria Ferries": ["Velaria Ferries", "Velaria", "Velaria"],
        "Marram Media": ["Marram Media"],
    }


def test_where_a_company_is_listed_is_not_its_short_form() -> None:
    text = "Vantor Interactive, Inc. (Nasdaq: VNTR) grows. Huta Jutro SA (ticker: JTR na Giełdzie Metali) rośnie."
    words = ["Vantor Interactive, Inc.", "Nasdaq", "Huta Jutro SA", "Giełdzie Metali"]
    assert len(organisations(text, "pl", *words)) == 4


def test_a_dotted_acronym_joins_the_long_form() -> None:
    text = "Ο Γυμναστικός Όμιλος Σταφυλιάς νίκησε. Ο Γ.Ο.Σ. γιορτάζει."
    assert len(organisations(text, "el", "Γυμναστικός Όμιλος Σταφυλιάς", "Γ.Ο.Σ.")) == 1


def test_an_acronym_joins_the_long_form_without_brackets() -> None:
    text = "Northern Oat Growers met. NOG voted."
    assert list(organisations(text, "en", "Northern Oat Growers", "NOG")) == ["Northern Oat Growers"]
    text = "Le Centre hospitalier universitaire de Vaucreuse recrute. Le CHU de Vaucreuse soigne."
    words = ["Centre hospitalier universitaire de Vaucreuse", "CHU de Vaucreuse"]
    assert len(organisations(text, "fr", *words)) == 1
    text = "Confederazione Agricoltori Valdorcina protesta. Cav chiede tempo. Cai tace."
    words = ["Confederazione Agricoltori Valdorcina", "Cav", "Cai"]
    assert len(organisations(text, "it", *words)) == 2


def test_an_acronym_may_leave_small_words_and_a_legal_form_out() -> None:
    text = "Transportes Coletivos do Cávado, E.I.M. cresce. A TCC contrata. A TXC para."
    words = ["Transportes Coletivos do Cávado, E.I.M.", "TCC", "TXC"]
    assert list(organisations(text, "pt", *words).values()) == [
        ["Transportes Coletivos do Cávado, E.I.M.", "TCC"],
        ["TXC"],
    ]


def test_of_several_longer_names_the_company_takes_the_short_form() -> None:
    text = "Tidefern Holdings, Inc. runs Tidefern Night Desk. Tidefern grows."
    words = ["Tidefern Holdings, Inc.", "Tidefern Night Desk", ("Tidefern", 3)]
    assert organisations(text, "en", *words)["Tidefern Holdings, Inc."] == [
        "Tidefern Holdings, Inc.",
        "Tidefern",
    ]


def test_the_end_of_a_longer_name_joins_it_though_it_begins_with_a_small_word() -> None:
    text = "HC De Zilvermeeuw wint. De Zilvermeeuw viert."
    words = ["HC De Zilvermeeuw", ("De Zilvermeeuw", 2)]
    assert list(organisations(text, "nl", *words)) == ["HC De Zilvermeeuw"]


def test_the_beginning_of_one_longer_name_joins_it() -> None:
    text = "Brennhof Wärmetechnik wächst. Brennhof baut."
    assert len(organisations(text, "de", "Brennhof Wärmetechnik", ("Brennhof", 2))) == 1


def test_a_branch_named_by_its_place_is_another_organisation() -> None:
    text = "Velaria Europe grows. Velaria builds."
    places = frozenset({"europe"})
    assert len(organisations(text, "en", "Velaria Europe", ("Velaria", 2), places=places)) == 2


def test_the_beginning_of_two_longer_names_is_left_alone() -> None:
    text = "Norden Bank and Norden Energi merge. Norden wins."
    assert len(organisations(text, "en", "Norden Bank", "Norden Energi", ("Norden", 3))) == 3


def test_inflected_forms_are_one_organisation_under_the_base_form() -> None:
    for code, text, words, name in (
        ("fi", "Kanaviston työ. Kanavisto kasvaa.", ["Kanaviston", "Kanavisto"], "Kanavisto"),
        ("hu", "A Dunakertnek van. A Dunakert épít.", ["Dunakertnek", ("Dunakert", 2)], "Dunakert"),
        ("pl", "W Krzemionce. Krzemionka rośnie.", ["Krzemionce", "Krzemionka"], "Krzemionka"),
    ):
        assert list(organisations(text, code, *words)) == [name]


def test_finnish_stems_that_change_before_endings_are_one_organisation() -> None:
    text = "Akkumeri Oy kasvaa. Akkumeresta kerrotaan. Kansalaisten Oikeus ry iloitsee, Kansalaisten Oikeuden mukaan."
    words = ["Akkumeri Oy", "Akkumeresta", "Kansalaisten Oikeus ry", "Kansalaisten Oikeuden"]
    assert list(organisations(text, "fi", *words)) == ["Akkumeri Oy", "Kansalaisten Oikeus ry"]


def test_chinese_short_forms_join_the_company() -> None:
    text = "青岚科技有限公司宣布。青岚科技表示。青岚发展。"
    words = ["青岚科技有限公司", ("青岚科技", 2), ("青岚", 3)]
    assert len(organisations(text, "zh", *words)) == 1
    text = "浙江鼎岳制动系统股份有限公司公布业绩。鼎岳制动表示。"
    assert len(organisations(text, "zh", "浙江鼎岳制动系统股份有限公司", ("鼎岳制动", 2))) == 1


def test_letters_of_a_japanese_or_chinese_name_in_order_are_its_short_form() -> None:
    text = "知的財産高等裁判所で判決。知財高裁は認めた。"
    assert len(organisations(text, "ja", "知的財産高等裁判所", "知財高裁")) == 1
    text = "太平山文化博物館開幕，太平山博物館免費。"
    assert len(organisations(text, "zh", "太平山文化博物館", "太平山博物館")) == 1


def test_a_union_is_not_the_company_whose_name_it_bears() -> None:
    text = "曙交通株式会社と曙交通労働組合。曙交通は応じ、曙労組は喜ぶ。"
    words = ["曙交通株式会社", "曙交通労働組合", ("曙交通", 3), "曙労組"]
    assert list(organisations(text, "ja", *words).values()) == [
        ["曙交通株式会社", "曙交通"],
        ["曙交通労働組合", "曙労組"],
    ]


def test_a_word_for_the_kind_of_organisation_means_the_one_of_that_kind_named_last() -> None:
    text = "Fondazione Ostro paga. Consorzio del Provolone ringrazia. La Fondazione sa. Il Consorzio ride."
    words = ["Fondazione Ostro", "Consorzio del Provolone", ("Fondazione", 2), ("Consorzio", 2)]
    assert organisations(text, "it", *words) == {
        "Fondazione Ostro": ["Fondazione Ostro", "Fondazione"],
        "Consorzio del Provolone": ["Consorzio del Provolone", "Consorzio"],
    }


def test_a_short_form_may_leave_out_words_within_the_name() -> None:
    text = "La Biblioteca Fratelli Manzoli riapre. La Biblioteca Manzoli festeggia."
    assert len(organisations(text, "it", "Biblioteca Fratelli Manzoli", "Biblioteca Manzoli")) == 1


def test_of_two_longer_names_a_short_form_means_the_one_named_most() -> None:
    text = "Amudha Hospitals grew. Amudha Foundation gave. Amudha Hospitals hired. Amudha cares."
    words = ["Amudha Hospitals", "Amudha Foundation", ("Amudha Hospitals", 2), ("Amudha", 4)]
    assert list(organisations(text, "en", *words).values()) == [
        ["Amudha Hospitals", "Amudha Hospitals", "Amudha"],
        ["Amudha Foundation"],
    ]


APART = {
    "the initials of the parent, in brackets, are not the subsidiary's": (
        "tr",
        "Anadolu Cam Tekstil A.Ş. (ACT) büyüdü. ACT Kompozit Ltd. Şti. ve ACT üretiyor.",
        ["Anadolu Cam Tekstil A.Ş.", "ACT", "ACT Kompozit Ltd. Şti.", ("ACT", 3)],
        [["Anadolu Cam Tekstil A.Ş.", "ACT", "ACT"], ["ACT Kompozit Ltd. Şti."]],
    ),
    "an ending may stand before the brackets": (
        "tr",
        "İşverenler Birliği'nin (TÜTİB) kararı. TÜTİB bekliyor.",
        ["İşverenler Birliği", "TÜTİB", ("TÜTİB", 2)],
        [["İşverenler Birliği", "TÜTİB", "TÜTİB"]],
    ),
    "letters that run through a name are that one's": (
        "de",
        "Die Vereinte Dienstleistungsgewerkschaft (ver.di) streikt, der ver.di Landesbezirk Nord auch.",
        ["Vereinte Dienstleistungsgewerkschaft", "ver.di", "ver.di Landesbezirk Nord"],
        [["Vereinte Dienstleistungsgewerkschaft", "ver.di"], ["ver.di Landesbezirk Nord"]],
    ),
    "a legal form tells a company from its subsidiary": (
        "it",
        "Ferrandi cresce. Ferrandi S.p.A. controlla Ferrandi Oleodinamica S.r.l. da anni.",
        ["Ferrandi", "Ferrandi S.p.A.", "Ferrandi Oleodinamica S.r.l."],
        [["Ferrandi", "Ferrandi S.p.A."], ["Ferrandi Oleodinamica S.r.l."]],
    ),
    "an abbreviated legal form does not": (
        "en",
        "Velaria Ferries Limited sails. Velaria Ltd hires.",
        ["Velaria Ferries Limited", "Velaria Ltd"],
        [["Velaria Ferries Limited", "Velaria Ltd"]],
    ),
    "initials come before a name that only begins so": (
        "da",
        "Syddansk Universitet måler. SDU Kommunikation skriver. SDU venter.",
        ["Syddansk Universitet", "SDU Kommunikation", ("SDU", 2)],
        [["Syddansk Universitet", "SDU"], ["SDU Kommunikation"]],
    ),
    "initials may be taken from within a compound": (
        "nb",
        "Samferdsels- og kystdepartementet sier nei. SKD avventer.",
        ["Samferdsels- og kystdepartementet", "SKD"],
        [["Samferdsels- og kystdepartementet", "SKD"]],
    ),
    "an inflected word for its kind means the organisation": (
        "el",
        "Η Πανελλήνια Ένωση Νοσηλευτών απεργεί. Ο πρόεδρος της Ένωσης μίλησε.",
        ["Πανελλήνια Ένωση Νοσηλευτών", "Ένωσης"],
        [["Πανελλήνια Ένωση Νοσηλευτών", "Ένωσης"]],
    ),
    "a word for its kind whose k softens means the organisation": (
        "tr",
        "Çevre ve İklim Bakanlığı ölçüm yapıyor. Bakanlık, sonucu bildirdi.",
        ["Çevre ve İklim Bakanlığı", "Bakanlık"],
        [["Çevre ve İklim Bakanlığı", "Bakanlık"]],
    ),
    "the short form may stand behind a place in the brackets": (
        "ja",
        "東洋フロー株式会社（東京都大田区。以下「TF社」）は争う。TF社は控訴した。",
        ["東洋フロー株式会社", "TF社", ("TF社", 2)],
        [["東洋フロー株式会社", "TF社", "TF社"]],
    ),
}


@pytest.mark.parametrize("case", APART)
def test_whose_short_form_a_name_is(case: str) -> None:
    code, text, words, expected = APART[case]
    assert list(organisations(text, code, *words).values()) == expected
