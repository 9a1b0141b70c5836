"""Mentions become people: full names, surnames, initials, inflected forms."""

from __future__ import annotations

from layers_by_hand import Words, at

from sayso.languages import language_data
from sayso.stages.people import group_people


def people(text: str, code: str, *words: Words) -> dict[str, list[str]]:
    found = group_people(text, [at(text, each) for each in words], language_data(code))
    assert [person.id for person in found] == [f"p{order}" for order in range(1, len(found) + 1)]
    assert all(text[m.start : m.end] == m.text for person in found for m in person.mentions)
    return {person.name: [mention.text for mention in person.mentions] for person in found}


def test_surname_title_and_surname_and_initial_join_the_full_name() -> None:
    text = "Vicky Zhang came. Zhang spoke, and Ms Zhang left. V. Zhang is here."
    words = ["Vicky Zhang", ("Zhang", 2), "Ms Zhang", "V. Zhang"]
    assert people(text, "en", *words) == {"Vicky Zhang": ["Vicky Zhang", "Zhang", "Zhang", "V. Zhang"]}


def test_a_title_glued_to_a_name_that_the_text_has_without_it_is_left_outside() -> None:
    text = "Director Zhang spoke. Vicky Zhang left. Dean Martin sang."
    words = ["Director Zhang", "Vicky Zhang", "Dean Martin"]
    assert people(text, "en", *words) == {
        "Vicky Zhang": ["Zhang", "Vicky Zhang"],
        "Dean Martin": ["Dean Martin"],
    }
    text = "CEO  Tayler spoke. Alexander Tayler left."
    assert people(text, "en", "CEO  Tayler", "Alexander Tayler") == {
        "Alexander Tayler": ["Tayler", "Alexander Tayler"]
    }
    text = "屈文彬向柴永年致谢。柴永年发言。王小明与小明同姓。"
    assert people(text, "zh", "向柴永年", ("柴永年", 2), "王小明", ("小明", 2)) == {
        "柴永年": ["柴永年", "柴永年"],
        "王小明": ["王小明", "小明"],
    }


def test_initials_of_an_interview_are_those_of_the_one_who_bears_them() -> None:
    text = "Nadia Benkirane dirige. Noé Blanc aussi, et Moussa Kourouma. N. B. : non. M. K. : oui. KF part."
    words = ["Nadia Benkirane", "Noé Blanc", "Moussa Kourouma", "N. B.", "M. K.", "KF"]
    found = people(text, "fr", *words)
    assert found["Moussa Kourouma"] == ["Moussa Kourouma", "M. K."]
    assert found["N. B."] == ["N. B."]
    assert found["KF"] == ["KF"]
    text = "Abonyi-Szép Rozália kezelő. A. R.: Igen. Ines Roe-Kern auch. I. R.-K.: Ja."
    found = people(text, "hu", "Abonyi-Szép Rozália", "A. R.", "Ines Roe-Kern", "I. R.-K.")
    assert found == {
        "Abonyi-Szép Rozália": ["Abonyi-Szép Rozália", "A. R."],
        "Ines Roe-Kern": ["Ines Roe-Kern", "I. R.-K."],
    }
    text = "Η Ρωξάνη Μπίτα ρωτά. Ρ. Μπ.: Ναι. Alba Pons Silva responde a Aldo Roca. A. P.: Sí. A. S.: No."
    found = people(text, "el", "Ρωξάνη Μπίτα", "Ρ. Μπ", "Alba Pons Silva", "Aldo Roca", "A. P.", "A. S.")
    assert found == {
        "Ρωξάνη Μπίτα": ["Ρωξάνη Μπίτα", "Ρ. Μπ"],
        "Alba Pons Silva": ["Alba Pons Silva", "A. P.", "A. S."],
        "Aldo Roca": ["Aldo Roca"],
    }


def test_a_surname_is_of_whom_it_names_as_it_is_written() -> None:
    text = "Gizela Kopřivová a Lukáš Kopřiva. Kopřivová řekla."
    words = ["Gizela Kopřivová", "Lukáš Kopřiva", ("Kopřivová", 2)]
    assert people(text, "cs", *words)["Gizela Kopřivová"] == ["Gizela Kopřivová", "Kopřivová"]


def test_a_surname_before_the_full_name_joins_it_too() -> None:
    text = "ZHANG OPENS A LAB\n\nVicky Zhang opened it."
    assert people(text, "en", "ZHANG", "Vicky Zhang") == {"Vicky Zhang": ["ZHANG", "Vicky Zhang"]}


def test_inflected_forms_are_one_person_under_the_base_form() -> None:
    for code, text, words, name in (
        ("pl", "O Janie Nowaku mówi Jan Nowak.", ["Janie Nowaku", "Jan Nowak"], "Jan Nowak"),
        ("cs", "S Petrem Novákem mluvil Petr Novák.", ["Petrem Novákem", "Petr Novák"], "Petr Novák"),
        (
            "fi",
            "Aino Laineen mukaan näin. Aino Laine tuli.",
            ["Aino Laineen", ("Aino Laine", 2)],
            "Aino Laine",
        ),
        ("hu", "Kiss Annának köszönik. Kiss Anna jött.", ["Kiss Annának", "Kiss Anna"], "Kiss Anna"),
        ("tr", "Ayşe Kaya geldi. Kaya'ya sordular.", ["Ayşe Kaya", ("Kaya", 2)], "Ayşe Kaya"),
        ("uk", "З Оленою Бойко. Олена Бойко прийшла.", ["Оленою Бойко", "Олена Бойко"], "Олена Бойко"),
    ):
        assert people(text, code, *words) == {name: [w if isinstance(w, str) else w[0] for w in words]}, code


def test_two_people_of_one_surname_stay_two_and_the_surname_goes_to_the_last_named() -> None:
    text = "Anna Berg came. Tom Berg came. Berg spoke. Anna Berg left. Berg laughed."
    words = ["Anna Berg", "Tom Berg", ("Berg", 3), ("Anna Berg", 2), ("Berg", 5)]
    found = people(text, "en", *words)
    assert found == {"Anna Berg": ["Anna Berg", "Anna Berg", "Berg"], "Tom Berg": ["Tom Berg", "Berg"]}


def test_a_full_name_is_never_swallowed_by_another_with_the_same_surname() -> None:
    text = "Maria Anna Berg and Anna Berg and Anna Bergström."
    assert set(people(text, "en", "Maria Anna Berg", ("Anna Berg", 2), "Anna Bergström")) == {
        "Maria Anna Berg",
        "Anna Bergström",
    }


def test_family_names_of_japanese_and_chinese_join_the_full_name() -> None:
    text = "田中花子社長が話した。田中さんは笑った。"
    assert people(text, "ja", "田中花子", "田中さん") == {"田中花子": ["田中花子", "田中"]}
    text = "张伟表示。李娜说。"
    assert set(people(text, "zh", "张伟", "李娜")) == {"张伟", "李娜"}


def test_people_come_in_the_order_in_which_they_are_first_named() -> None:
    text = "Berg spoke. Jo Roe spoke. Anna Berg laughed."
    assert list(people(text, "en", "Berg", "Jo Roe", "Anna Berg")) == ["Anna Berg", "Jo Roe"]


def test_spans_without_a_letter_name_nobody() -> None:
    assert people("— … 12", "en", "—", "…") == {}
