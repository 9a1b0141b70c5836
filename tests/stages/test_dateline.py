"""Datelines of twenty languages: place, day, and where the story begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.languages import known_languages
from sayso.stages.dateline import LONGEST_DATELINE, find_dateline, first_date, parse_date
from sayso.text import Stretch

STORY = {
    "it": ("TRIESTE, 12 maggio 2026 – Velaria apre", "TRIESTE", "Velaria apre"),
    "en": ("LEEDS, 12 May 2026 – Harrowfen opens", "LEEDS", "Harrowfen opens"),
    "de": ("Linz, 12. Mai 2026 – Brennhof eröffnet", "Linz", "Brennhof eröffnet"),
    "fr": ("Nancy, le 12 mai 2026 — Aubrelin ouvre", "Nancy", "Aubrelin ouvre"),
    "es": ("Bilbao, 12 de mayo de 2026.- Ferrocalera abre", "Bilbao", "Ferrocalera abre"),
    "pt": ("Braga, 12 de maio de 2026 – Montecalvo abre", "Braga", "Montecalvo abre"),
    "nl": ("Zwolle, 12 mei 2026 – Vanhasselaar opent", "Zwolle", "Vanhasselaar opent"),
    "pl": ("Łódź, 12 maja 2026 r. – Krzemionka otwiera", "Łódź", "Krzemionka otwiera"),
    "sv": ("Luleå den 12 maj 2026 – Lindekrona öppnar", "Luleå", "Lindekrona öppnar"),
    "da": ("Aarhus, den 12. maj 2026 – Klittrup åbner", "Aarhus", "Klittrup åbner"),
    "nb": ("(Bodø, 12. mai 2026) Strandvik åpner", "Bodø", "Strandvik åpner"),
    "nn": ("Førde, 12. mai 2026 – Strandvik opnar", "Førde", "Strandvik opnar"),
    "fi": ("Kotka, 12. toukokuuta 2026 – Rautalahti avaa", "Kotka", "Rautalahti avaa"),
    "cs": ("Brno 12. května 2026 – Jilmovka otevírá", "Brno", "Jilmovka otevírá"),
    "ro": ("Cluj-Napoca, 12 mai 2026 – Sareaveche deschide", "Cluj-Napoca", "Sareaveche deschide"),
    "hu": ("Szeged, 2026. május 12. – A Dunakert nyit", "Szeged", "A Dunakert nyit"),
    "el": ("Βόλος, 12 Μαΐου 2026 – Η Θαλασσέρα ανοίγει", "Βόλος", "Η Θαλασσέρα ανοίγει"),
    "tr": ("Konya, 12 Mayıs 2026 – Sarıbozkır açılıyor", "Konya", "Sarıbozkır açılıyor"),
    "uk": ("м. Одеса, 12 травня 2026 року – Зорянськ відкриває", "м. Одеса", "Зорянськ відкриває"),
    "ja": ("（神戸、2026年5月12日）港沢は開設した", "神戸", "港沢は開設した"),
    "zh": ("杭州，2026年5月12日——青岚宣布", "杭州", "青岚宣布"),
}


def test_every_language_has_a_dateline_here() -> None:
    assert set(STORY) == set(known_languages())


@pytest.mark.parametrize("code", STORY)
def test_place_and_day_are_read_in_every_language(code: str) -> None:
    text, place, story = STORY[code]
    found = find_dateline(text, Stretch(0, len(text)), code)
    assert found is not None and found.date == "2026-05-12"
    assert found.place is not None and text[found.place.start : found.place.end] == place
    assert text[found.end :] == story


WITHOUT_YEAR = [
    ("it", "TRIESTE, 12 maggio – Velaria apre", "TRIESTE", "Velaria apre"),
    ("it", "(Agenzia Lanterna) Genova, 18 apr – Velaria apre", "Genova", "Velaria apre"),
    ("pt", "Orós (CE), 14 de agosto – Montecalvo abre", "Orós", "Montecalvo abre"),
    ("de", "Linz (12. Mai) – Brennhof eröffnet", "Linz", "Brennhof eröffnet"),
    ("sv", "Luleå den 12 maj – Lindekrona öppnar", "Luleå", "Lindekrona öppnar"),
    ("da", "Aarhus, den 12. maj – Klittrup åbner", "Aarhus", "Klittrup åbner"),
    ("hu", "Szeged, május 12. A Dunakert nyit", "Szeged", "A Dunakert nyit"),
    ("uk", "Одеса, 12 травня. АТ «Зорянськ» (м. Одеса) – банк", "Одеса", "АТ «Зорянськ» (м. Одеса) – банк"),
    ("ja", "（神戸、5月12日）港沢は開設した", "神戸", "港沢は開設した"),
    ("zh", "（香港，3月2日）", "香港", ""),
    ("it", "Verona, 21 febbraio, ore 18", "Verona", ""),
]


@pytest.mark.parametrize(("code", "text", "place", "story"), WITHOUT_YEAR)
def test_a_day_without_its_year_makes_a_dateline_behind_a_place(
    code: str, text: str, place: str, story: str
) -> None:
    found = find_dateline(text, Stretch(0, len(text)), code)
    assert found is not None and found.date is None
    assert found.place is not None and text[found.place.start : found.place.end] == place
    assert text[found.end :] == story


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "On Monday, May 12 – a day of rain – the mill opened"),
        ("en", "Last year, 12 people – all of them sailors – came"),
        ("de", "Am 12. Mai – einem Montag – öffnet Brennhof"),
        ("da", "Vandet lukkes den 31. oktober"),
        ("it", "Roma, 31 aprile – Velaria apre"),
        ("el", "Σητεία, Δεκέμβριος 2027"),
        ("tr", "Yerel-İş, 23 Haziran Pazartesi günü iş bırakıyor"),
        ("ja", "義足「カケル」、6月25日に発売"),
        ("ja", "本研究成果は、11月20日（日本時間）に発表された。"),
        ("ja", "市長定例記者会見（11月24日）"),
    ],
)
def test_a_day_without_its_year_in_a_sentence_or_headline_makes_none(code: str, text: str) -> None:
    assert find_dateline(text, Stretch(0, len(text)), code) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026年5月12日", "2026-05-12"),
        ("２０２６年５月１２日", "2026-05-12"),
        ("令和8年5月12日", "2026-05-12"),
        ("令和元年五月十二日", "2019-05-12"),
        ("平成30年12月31日", "2018-12-31"),
        ("民國115年5月12日", "2026-05-12"),
        ("民國一百一十五年五月十二日", "2026-05-12"),
        ("二〇二六年十一月二十二日", "2026-11-22"),
        ("二零二六年十月三十日", "2026-10-30"),
        ("二〇二六年十三月二日", None),
        ("26年5月12日", None),
    ],
)
def test_japanese_and_chinese_days_are_read_by_era_and_in_numerals(written: str, day: str | None) -> None:
    assert first_date(written, "ja") == first_date(written, "zh") == day


OTHER_FORMS = {
    "en": ["BOSTON, May 12, 2026 /Businesswire/ -- Harrowfen", "LONDON – May 12th, 2026 – Harrowfen opens",
           "CAMBRIDGE, Mass. and BASEL, Switzerland, May 12, 2026 (WIRE) -- Harrowfen opens",
           "PELLOW POINT, Maine (May 12, 2026) -- Three lobstermen"],
    "de": ["Linz/Wien, 12.5.2026. Brennhof eröffnet", "Berlin (12. Mai 2026) – Brennhof eröffnet"],
    "fr": ["PARIS, 12/05/2026 - Aubrelin ouvre", "Lyon, le 12 mai 2026. Aubrelin ouvre"],
    "hu": ["Szeged, 2026.05.12. – A Dunakert nyit"],
    "sv": ["2026-05-12 – Lindekrona öppnar", "STOCKHOLM den 12 maj 2026. Lindekrona öppnar"],
    "ja": ["【東京、2026年5月12日】港沢は開設した"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(c, text) for c, group in OTHER_FORMS.items() for text in group])
def test_other_forms_of_a_dateline_tell_the_day_too(code: str, text: str) -> None:
    found = find_dateline(text, Stretch(0, len(text)), code)
    assert found is not None and found.date == "2026-05-12" and 0 < found.end < len(text)


def test_a_double_hyphen_behind_brackets_belongs_to_the_dateline() -> None:
    text = "PELLOW POINT, Maine (Oct. 2, 2025) -- Three lobstermen were rescued."
    found = find_dateline(text, Stretch(0, len(text)), "en")
    assert found is not None and text[found.end :] == "Three lobstermen were rescued."


def test_a_day_in_a_sentence_is_no_dateline() -> None:
    for code, text in (
        ("en", "Harrowfen opens its plant on 12 May 2026 – a day to remember for everybody in Leeds."),
        ("en", "On 12 May 2026 Harrowfen opens its plant, and nobody will stay at home that day."),
        ("de", "Am 12. Mai 2026 eröffnet Brennhof ein Werk, das größer ist als alle zuvor gebauten."),
        ("en", "Harrowfen opens its plant, and nobody will stay at home that day."),
    ):
        assert find_dateline(text, Stretch(0, len(text)), code) is None


def test_digits_are_read_day_first_and_year_first_where_the_year_stands_first() -> None:
    assert parse_date("5.12.2026", "de") == parse_date("05/12/2026", "en") == "2026-12-05"
    assert parse_date("2026-12-05", "en") == "2026-12-05"


def test_what_is_no_day_is_none() -> None:
    assert parse_date("31 February 2026", "en") is None and parse_date("99.99.2026", "de") is None
    assert first_date("Pressmeddelande 2026-01-29, nr 4", "sv") == "2026-01-29"
    assert first_date("Pressmeddelande nr 4", "sv") is None


@given(st.text("AB ab12.,–—-/()年5月12日May2026\n:", max_size=80), st.data())
def test_a_dateline_lies_in_its_block_and_is_short(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    block = Stretch(start, len(text))
    found = find_dateline(text, block, "en")
    if found is not None:
        assert block.start == found.start < found.end <= block.end
        assert found.end - found.start <= LONGEST_DATELINE
        assert found.place is None or found.start <= found.place.start < found.place.end <= found.end


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12 травня 2026 року, м. Кам'янець", "uk"),
        ("12 травня 2026, м. Київ", "uk"),
        ("12 maja 2026 r., m. Łódź", "pl"),
    ],
)
def test_what_kind_of_place_it_is_may_stand_behind_the_day(text: str, code: str) -> None:
    found = find_dateline(text, Stretch(0, len(text)), code, own_block=True)
    assert found is not None
    assert (found.end, found.date) == (len(text), "2026-05-12")


def test_the_colon_of_the_next_line_closes_no_dateline() -> None:
    text = "Pressemelding, 12. mai 2026\nFra: Samferdselsdepartementet"
    found = find_dateline(text, Stretch(0, len(text)), "nb")
    assert found is None or found.end == len(text)


def test_a_colon_behind_the_brackets_belongs_to_the_dateline() -> None:
    text = "(Bodø, 12. mai 2026): Borgarting har talt."
    found = find_dateline(text, Stretch(0, len(text)), "nb")
    assert found is not None
    assert text[found.end :] == "Borgarting har talt."
