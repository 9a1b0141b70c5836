"""Language identifiers, and the decision that is made on what they say.

An identifier returns probabilities by ISO 639-1 code (`nb` and `nn` for Norwegian, `zh` for both
scripts). What is decided on them is the same for all: capitals are folded, a text of few letters is
judged among the known languages only, and one without letters, or that nothing speaks for, is
undetermined (`und`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cache

from sayso.errors import ConfigError
from sayso.languages import known_languages, language_data
from sayso.record import Language

Identifier = Callable[[str], Mapping[str, float]]

UNDETERMINED = "und"
# Letters that a foreign quote needs before it is called foreign, and that an unknown language
# needs before it is believed; see benchmarks/results/language_identifiers.md for accuracy by length.
LONG_ENOUGH_FOR_QUOTE = 30
LONG_ENOUGH_FOR_UNKNOWN = 120
SURE = 0.9
# A guess of less is wrong more often than right: of names, roles and headlines of the gold corpus 42 % are
# told rightly at 0.3 to 0.4, 54 % at 0.4 to 0.5 (`benchmarks/language_identifiers.py --certainty`).
GUESSED_FROM = 0.4
# An identifier is given the beginning of a text: more costs time and changes nothing.
MOST_CHARACTERS = 3000
_LOCK = threading.Lock()


def detect_language(text: str, identifier: Identifier, hint: str | None = None) -> Language:
    """Return the language of a text and the identifier's probability for it.

    ``hint`` is what the source states (an HTML page's `lang`); it decides where the text is too short
    to tell.
    """
    probabilities = _probabilities(text, identifier)
    letters = sum(map(str.isalpha, text))
    if not probabilities:
        return Language(code=hint if hint in known_languages() else UNDETERMINED, confidence=0.0)
    best = max(probabilities, key=lambda code: (probabilities[code], code))
    unknown = best not in known_languages()
    if unknown and letters >= LONG_ENOUGH_FOR_UNKNOWN and probabilities[best] >= SURE:
        return Language(code=best, confidence=_rounded(probabilities[best]))
    among = {code: p for code, p in probabilities.items() if code in known_languages()}
    total = sum(among.values())
    if not total:
        return Language(code=hint if hint in known_languages() else UNDETERMINED, confidence=0.0)
    best = max(among, key=lambda code: (among[code], code))
    confidence = among[best] / total
    if hint in known_languages() and confidence < SURE:
        return Language(code=hint, confidence=_rounded(among.get(hint, 0.0) / total))
    if confidence < GUESSED_FROM:
        return Language(code=UNDETERMINED, confidence=0.0)
    return Language(code=best, confidence=_rounded(confidence))


def quote_language(text: str, release: str, identifier: Identifier) -> str:
    """Return the language of a quote: the release's own, unless the quote is surely another's.

    Languages that are close to the release's own are not told apart in so short a text.
    """
    if sum(map(str.isalpha, text)) < LONG_ENOUGH_FOR_QUOTE:
        return release
    probabilities = _probabilities(text, identifier)
    best = max(probabilities, key=lambda code: (probabilities[code], code), default=release)
    close = language_data(release).close_to
    if best == release or best in close or best not in known_languages():
        return release
    return best if probabilities[best] >= SURE else release


def _probabilities(text: str, identifier: Identifier) -> Mapping[str, float]:
    sample = text[:MOST_CHARACTERS]
    letters = list(filter(str.isalpha, sample))
    if not letters:
        return {}
    if sum(map(str.isupper, letters)) > len(letters) / 2:
        sample = sample.lower()
    return identifier(sample)


def _rounded(probability: float) -> float:
    return round(min(1.0, probability), 4)


def identifier_named(name: str) -> Identifier:
    """Return an identifier by its name in the config."""
    if name not in IDENTIFIERS:
        raise ConfigError(f"no language identifier {name!r}: one of {', '.join(sorted(IDENTIFIERS))}")
    return IDENTIFIERS[name]


def by_langdetect(text: str) -> Mapping[str, float]:
    """Identify with langdetect, its random draws seeded anew for each text."""
    from langdetect import DetectorFactory, LangDetectException

    factory = _langdetect_factory()
    with _LOCK:
        DetectorFactory.seed = 0
        detector = factory.create()
        detector.append(text)
        try:
            guesses = detector.get_probabilities()
        except LangDetectException:
            return {}
    return _folded({guess.lang: guess.prob for guess in guesses})


@cache
def _langdetect_factory():  # type: ignore[no-untyped-def]
    from langdetect import detector_factory

    with _LOCK:
        detector_factory.init_factory()
    return detector_factory._factory


def by_py3langid(text: str) -> Mapping[str, float]:
    """Identify with py3langid, over all the languages that it knows."""
    return _folded({code: float(probability) for code, probability in _py3langid().rank(text)})


@cache
def _py3langid():  # type: ignore[no-untyped-def]
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    with _LOCK:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _folded(probabilities: Mapping[str, float]) -> Mapping[str, float]:
    names = {"no": "nb", "zh-cn": "zh", "zh-tw": "zh"}
    folded: dict[str, float] = {}
    for code, probability in probabilities.items():
        code = names.get(code, code)
        folded[code] = folded.get(code, 0.0) + probability
    return folded


IDENTIFIERS: Mapping[str, Identifier] = {"langdetect": by_langdetect, "py3langid": by_py3langid}
