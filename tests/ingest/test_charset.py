from __future__ import annotations

import pytest

from sayso.ingest.charset import decode, known

SENTENCES = {
    "it": ("cp1252", "La società è già così: perché, dove e quando più gente può."),
    "de": ("cp1252", "Über die größte Lösung für Köln sagt sie „schön“ – täglich."),
    "fr": ("cp1252", "« Nous avons déjà gagné », a déclaré la présidente à l’été, où ça plaît."),
    "fr-mac": ("mac_roman", "Nous avons déjà gagné, a déclaré la présidente à l’été, où ça plaît."),
    "es": ("iso8859_15", "¿Qué pasó mañana? El niño pagó 5 € más."),
    "pt": ("cp1252", "A inovação não é opção: são três razões, também à mão, disse o órgão."),
    "pl": ("cp1250", "„Zażółć gęślą jaźń”, powiedziała prezeska spółki w Łodzi."),
    "pl-iso": ("iso8859_2", "Zażółć gęślą jaźń, powiedziała prezeska spółki w Łodzi."),
    "cs": ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl ředitel."),
    "hu": ("cp1250", "Az új műhely megnyitása nagyszerű, mondta a cég vezetője, és őszinte öröm."),
    "ro": ("cp1250", "Compania a anunţat că şi-a deschis fabrica în România, lângă pădure."),
    "tr": ("cp1254", "Şirketin yeni müdürü bugün açıldığını söyledi; İstanbul’da çalışıyor."),
    "sv": ("cp1252", "Bolaget är nöjt, säger hon på måndagen i Malmö."),
    "da": ("cp1252", "Selskabet er på vej, siger hun på Ærø og i København."),
    "fi": ("cp1252", "Yhtiö kehittää sähköä käyttäviä laivoja, sanoi johtaja Jyväskylässä."),
    "el": ("cp1253", "Η εταιρεία ανακοίνωσε σήμερα ότι Ένα νέο εργοστάσιο ανοίγει στην Αθήνα."),
    "el-iso": ("iso8859_7", "Άνοιξε σήμερα το νέο εργοστάσιο, Ανακοίνωσε η εταιρεία στην Αθήνα. Άλλα νέα."),
    "uk": ("cp1251", "Компанія сьогодні відкрила новий завод у Києві, повідомила її директорка."),
    "uk-koi": ("koi8_u", "Компанія сьогодні відкрила новий завод у Києві, повідомила її директорка."),
    "ja": ("cp932", "会社は本日、新しい研究所を開設したと発表した。「うれしい」と社長は述べた。"),
    "ja-euc": ("euc_jp", "会社は本日、新しい研究所を開設したと発表した。「うれしい」と社長は述べた。"),
    "ja-jis": ("iso2022_jp", "会社は本日、新しい研究所を開設したと発表した。"),
    "zh": ("gb18030", "公司今天宣布在上海开设新的研究中心。董事长表示：“我们非常高兴。”"),
    "zh-tw": ("big5", "公司今天宣布在台北開設新的研究中心。董事長表示：「我們非常高興。」"),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_an_undeclared_code_page_is_detected(case):
    encoding, sentence = SENTENCES[case]
    assert decode(f"{sentence}\n".encode(encoding) * 3) == f"{sentence}\n" * 3


@pytest.mark.parametrize(
    "name", ["zip", "rot13", "unicode_escape", "idna", "undefined", "mbcs", "", None, "x\0y", "a" * 500]
)
def test_a_declared_name_that_is_no_character_set_is_ignored(name):
    assert known(name) is None
