"""The language of a text: the same each time, never a wild guess, whatever the text."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sayso
from sayso.errors import ConfigError
from sayso.languages import known_languages, language_data
from sayso.stages.identify import (
    IDENTIFIERS,
    UNDETERMINED,
    Identifier,
    detect_language,
    identifier_named,
    quote_language,
)

TEXTS = {
    "it": "L'azienda ha aperto un laboratorio di ricerca nel porto vecchio della città.",
    "en": "The company has opened a research laboratory in the old harbour of the town.",
    "de": "Das Unternehmen hat ein Forschungslabor im alten Hafen der Stadt eröffnet.",
    "fr": "L'entreprise a ouvert un laboratoire de recherche dans le vieux port de la ville.",
    "es": "La empresa ha abierto un laboratorio de investigación en el puerto viejo de la ciudad.",
    "pt": "A empresa abriu um laboratório de investigação no porto velho da cidade, não longe daqui.",
    "nl": "Het bedrijf heeft een onderzoekslaboratorium geopend in de oude haven van de stad.",
    "pl": "Firma otworzyła laboratorium badawcze w starym porcie, niedaleko centrum miasta.",
    "sv": "Företaget har öppnat ett forskningslaboratorium i stadens gamla hamn, inte långt härifrån.",
    "da": "Virksomheden har åbnet et forskningslaboratorium i byens gamle havn, ikke langt herfra.",
    "nb": "Bedriften har åpnet et forskningslaboratorium i byens gamle havn, ikke så langt herfra.",
    "fi": "Yhtiö on avannut tutkimuslaboratorion kaupungin vanhassa satamassa tällä viikolla.",
    "cs": "Společnost otevřela výzkumnou laboratoř ve starém přístavu, nedaleko středu města.",
    "ro": "Compania a deschis un laborator de cercetare în portul vechi al orașului, aproape de centru.",
    "hu": "A vállalat kutatólaboratóriumot nyitott a város régi kikötőjében, nem messze innen.",
    "el": "Η εταιρεία άνοιξε ένα ερευνητικό εργαστήριο στο παλιό λιμάνι της πόλης.",
    "tr": "Şirket, şehrin eski limanında bir araştırma laboratuvarı açtı ve kırk kişi işe aldı.",
    "uk": "Компанія відкрила дослідницьку лабораторію у старому порту міста цього тижня.",
    "ja": "同社は今週、市内の古い港に研究所を開設したと発表した。",
    "zh": "该公司本周宣布在城市的老港口开设了一个研究实验室。",
}
BOTH = pytest.mark.parametrize("name", sorted(IDENTIFIERS))
DEFAULT = identifier_named("py3langid")


@BOTH
@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_is_enough_in_every_language(name: str, code: str) -> None:
    assert detect_language(TEXTS[code], identifier_named(name)).code == code


@BOTH
@pytest.mark.parametrize("code", ["it", "en", "de", "fr", "es", "pl", "el", "uk", "hu"])
def test_capitals_throughout_change_nothing(name: str, code: str) -> None:
    assert detect_language(TEXTS[code].upper(), identifier_named(name)).code == code


@BOTH
def test_threads_that_ask_at_once_get_the_same_answers(name: str) -> None:
    identifier = identifier_named(name)
    alone = [detect_language(text, identifier) for text in TEXTS.values()]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: detect_language(text, identifier), [*TEXTS.values()] * 3))
    assert together == alone * 3


@BOTH
def test_each_process_gives_the_same_answers_even_if_threads_load_at_once(name: str) -> None:
    script = (
        "import sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from sayso.stages.identify import detect_language, identifier_named\n"
        "texts = sys.argv[2:] * 2\n"
        "with ThreadPoolExecutor(6) as threads:\n"
        "    found = list(threads.map(lambda t: detect_language(t, identifier_named(sys.argv[1])), texts))\n"
        "print([(each.code, each.confidence) for each in found])\n"
    )
    texts = [TEXTS["it"], TEXTS["nb"], "Velaria Trieste"]
    said = {
        subprocess.run(
            [sys.executable, "-c", script, name, *texts], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    here = [detect_language(text, identifier_named(name)) for text in texts * 2]
    assert said == {f"{[(each.code, each.confidence) for each in here]}\n"}


@BOTH
@pytest.mark.parametrize("text", ["", " \n", "12 – 34 %", "!!! ***", "+39 040 123456"])
def test_a_text_without_letters_is_undetermined_and_raises_nothing(name: str, text: str) -> None:
    found = detect_language(text, identifier_named(name))
    assert (found.code, found.confidence) == (UNDETERMINED, 0.0)
    assert detect_language(text, identifier_named(name), hint="it").code == "it"


@BOTH
@pytest.mark.parametrize("text", ["Velaria", "Vela One 3000", "OK", "Jo Roe, CEO", "São Tomé", "Press"])
def test_a_short_text_is_never_given_a_language_that_sayso_does_not_know(name: str, text: str) -> None:
    assert detect_language(text, identifier_named(name)).code in {*known_languages(), UNDETERMINED}


@pytest.mark.parametrize("text", ["xy", "OK", "a", "Vela One 3000"])
def test_where_nothing_speaks_for_a_language_none_is_guessed(text: str) -> None:
    assert detect_language(text, DEFAULT).code == UNDETERMINED


def test_what_the_source_states_decides_where_the_text_is_too_short() -> None:
    assert detect_language("Velaria Trieste", DEFAULT, hint="fi").code == "fi"
    assert detect_language(TEXTS["it"], DEFAULT, hint="fi").code == "it"
    assert detect_language("Press release", DEFAULT, hint="xx-unknown").code == "en"


ICELANDIC = (
    "Fyrirtækið opnaði í dag nýja rannsóknarstofu í gömlu höfninni. Þar munu fjörutíu manns vinna við að "
    "þróa rafhlöður fyrir ferjur og fiskiskip, að sögn framkvæmdastjórans sem var mjög ánægður með daginn."
)


def test_a_long_text_in_an_unknown_language_is_told_and_its_record_warns() -> None:
    assert detect_language(ICELANDIC, DEFAULT).code == "is"
    record = sayso.load()(ICELANDIC)._.record
    assert record.language.code == "is"
    assert any("does not know the language 'is'" in warning for warning in record.warnings)


def test_a_text_without_letters_still_has_a_record_that_warns() -> None:
    record = sayso.load()("12 – 34 %")._.record
    assert record.language.code == UNDETERMINED
    assert any("could not be told" in warning for warning in record.warnings)


def test_a_language_that_the_user_gives_is_taken() -> None:
    assert sayso.load(lang="fi")(TEXTS["it"])._.record.language.model_dump() == {
        "code": "fi",
        "confidence": 1.0,
    }
    with pytest.raises(ConfigError, match="no language 'is'"):
        sayso.load(lang="is")


def test_a_quote_keeps_the_language_of_its_release_unless_it_is_surely_another() -> None:
    assert quote_language(TEXTS["en"], "it", DEFAULT) == "en"
    assert quote_language(TEXTS["it"], "it", DEFAULT) == "it"
    assert quote_language("Very good indeed.", "it", DEFAULT) == "it"
    assert quote_language("", "it", DEFAULT) == "it"


def test_close_languages_are_not_told_apart_in_a_quote() -> None:
    assert "zh" in language_data("ja").close_to
    assert quote_language("x" * 40, "ja", lambda _: {"zh": 1.0}) == "ja"
    assert quote_language("x" * 40, "ja", lambda _: {"en": 1.0}) == "en"


def test_an_identifier_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="no language identifier 'fasttext': one of langdetect, py3langid"):
        identifier_named("fasttext")


@settings(max_examples=60)
@given(st.text(max_size=200), st.sampled_from([*IDENTIFIERS.values()]))
def test_any_text_has_a_language_and_a_probability(text: str, identifier: Identifier) -> None:
    found = detect_language(text, identifier)
    assert 0 <= found.confidence <= 1 and found.code
    assert found == detect_language(text, identifier)
    assert quote_language(text, "it", identifier)
