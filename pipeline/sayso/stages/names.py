"""Names: what is left without titles and endings, and whether two forms name the same."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from sayso.languages import LanguageData
from sayso.languages.match import phrases
from sayso.text import UNSPACED, Stretch

# A stem shorter than this says too little: `Ana` and `Anu` need not be the same name.
SHORTEST_STEM = 3
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]{2,})*\.?", re.UNICODE)
# A neuter noun and its genitive, whose ending feminine nouns have as they are: ministerstvo, ministerstva.
_NEUTER = {"o": "a", "о": "а", "е": "я"}
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True)
class NameForm:
    """One written form of a name: its words folded for comparison."""

    written: str
    words: tuple[str, ...]
    unspaced: bool


@lru_cache(maxsize=50_000)
def name_form(written: str) -> NameForm:
    """Return the form of a name as it is compared."""
    unspaced = bool(UNSPACED.search(written)) and not re.search(r"[A-Za-z]{3,}", written)
    if unspaced:
        return NameForm(written, (re.sub(r"[\s・·]", "", written),), True)
    bare = _POSSESSIVE.sub("", written)
    return NameForm(written, tuple(fold(word) for word in _WORD.findall(bare)), False)


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Return a word without case, accents and full stop; two spellings of one name fold alike."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i").replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).rstrip(".")


@cache
def _endings(entries: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({fold(entry) for entry in entries}, key=len, reverse=True))


def same_word(left: str, right: str, case_endings: tuple[str, ...]) -> bool:
    """Say whether two folded words can be one name: equal, an initial, or inflected of one stem."""
    if left == right:
        return True
    if len(left) == 1 or len(right) == 1:
        return left[:1] == right[:1]
    endings = ("", *_endings(case_endings)) if case_endings else ("",)
    common = 0
    while common < min(len(left), len(right)) and left[common] == right[common]:
        common += 1
    # The rest of each beyond a shared stem must be an ending; a vowel of the stem may have dropped.
    for stem in range(common, max(SHORTEST_STEM, common - 2) - 1, -1):
        if stem >= SHORTEST_STEM and left[stem:] in endings and right[stem:] in endings:
            return True
    return False


def is_short_form(short: NameForm, full: NameForm, case_endings: tuple[str, ...]) -> bool:
    """Say whether ``short`` can name whom or what ``full`` names: its words are among those, in order."""
    if short.unspaced or full.unspaced:
        return short.unspaced and full.unspaced and _contained(short.words[0], full.words[0])
    if not short.words or len(short.words) > len(full.words):
        return False
    position = 0
    matched_long = False
    for word in short.words:
        while position < len(full.words) and not same_word(word, full.words[position], case_endings):
            position += 1
        if position == len(full.words):
            return False
        matched_long = matched_long or len(word) > 1
        position += 1
    return matched_long


def _contained(short: str, full: str) -> bool:
    """Compare names written without spaces: the family name alone, or the given name alone."""
    return short == full or (len(short) < len(full) and (full.startswith(short) or full.endswith(short)))


def without_honorifics(text: str, start: int, end: int, data: LanguageData) -> Stretch:
    """Return the stretch of a name without titles and honorifics before and after it."""
    pattern = phrases(data.honorifics)
    while match := pattern.match(text, start, end):
        nothing_left = not any(character.isalnum() for character in text[match.end() : end])
        if nothing_left or _is_initial(text, match.start(), match.end()):
            break
        start = match.end()
        while start < end and (text[start].isspace() or text[start] in ".,"):
            start += 1
    for entry in data.honorifics:
        if UNSPACED.match(entry) and text[start:end].endswith(entry) and end - start > len(entry):
            end -= len(entry)
            break
    for match in phrases(data.honorifics_behind, case=True).finditer(text, start + 1, end):
        if match.end() == end:
            end = match.start()
            while text[end - 1] in " \u00a0,":
                end -= 1
    return Stretch(start, end)


def _is_initial(text: str, start: int, end: int) -> bool:
    """Say whether what reads as an honorific is a given name's initial: О. Галушко."""
    return text[start:end].rstrip(".").isupper() and len(text[start:end].rstrip(".")) == 1


@cache
def _legal_forms(data_code: str, entries: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(
        r"\.?\s*".join(re.escape(part) for part in re.split(r"[.\s]+", entry) if part)
        for entry in sorted(entries, key=len, reverse=True)
    )
    return re.compile(rf"[\s,(]+(?:{alternatives})\.?\)?$|^(?:{alternatives})\.?[\s]+", re.IGNORECASE)


def without_legal_form(name: str, data: LanguageData) -> str:
    """Return an organisation's name without its legal form, quotation marks and possessive."""
    return _without_legal_form(name, data.code, data.legal_forms)


@lru_cache(maxsize=20_000)
def _without_legal_form(name: str, code: str, entries: tuple[str, ...]) -> str:
    bare = _POSSESSIVE.sub("", name.strip(" \"'“”„«»‘’「」"))
    previous = None
    while bare != previous:
        previous = bare
        stripped = _legal_forms(code, entries).sub("", bare).strip(' ,"“”„«»')
        bare = stripped or bare
        for entry in entries:
            if UNSPACED.search(entry):
                bare = (bare.removeprefix(entry).removesuffix(entry)).strip() or bare
    return bare


def has_legal_form(name: str, data: LanguageData) -> bool:
    """Say whether a name is that of a company by its legal form."""
    return name_form(without_legal_form(name, data)).words != name_form(name).words


def legal_letters(name: str, data: LanguageData) -> str:
    """Return the letters of an organisation's legal form, folded; none if its name has no legal form."""
    whole, bare = name_form(name).words, name_form(without_legal_form(name, data)).words
    return "".join(word for word in whole if word not in bare)


@cache
def stopped_legal_forms(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Return the legal forms that end in a full stop, each behind a space."""
    return tuple(f" {entry}" for entry in entries if entry.endswith("."))


def same_words(left: NameForm, right: NameForm, case_endings: tuple[str, ...]) -> bool:
    """Say whether two names have the same words, each perhaps inflected."""
    if left.unspaced or right.unspaced:
        return left.words == right.words
    return len(left.words) == len(right.words) > 0 and all(
        a == b or (len(a) > 1 and len(b) > 1 and same_word(a, b, case_endings))
        for a, b in zip(left.words, right.words, strict=True)
    )


def base_form(forms: list[str], data: LanguageData) -> str:
    """Return the form that looks least inflected: of forms of one name, in text order.

    A form that is another one plus an ending is inflected, and so is one whose words end otherwise than base
    forms do where another's do; among the rest the most frequent wins, then the first.
    """
    endings = tuple(ending for ending in _endings(data.case_endings) if ending)
    nominative = _endings(data.nominative_endings)
    kinds = list(dict.fromkeys(forms))

    def inflected(form: str) -> int:
        words, count = name_form(form).words, 0
        for others in (name_form(other).words for other in kinds if other != form):
            if _is_greek_nominative(words, others):
                continue
            count += _is_greek_nominative(others, words)
            count += sum(
                _adds_ending(*pair, endings) or _is_oblique(*pair, nominative)
                for pair in zip(words, others, strict=False)
            )
        return count

    return min(kinds, key=lambda form: (inflected(form), -forms.count(form), kinds.index(form)))


def _is_greek_nominative(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Say whether a man's name only has the sigma that others lose where they are inflected: Πέτρος, Πέτρο.

    A woman's first name has it in the genitive: Μαρίας Λεμονή.
    """
    added = [word == f"{other}σ" for word, other in zip(words, others, strict=False)]
    return len(added) > 1 and all(added)


def _adds_ending(word: str, other: str, endings: tuple[str, ...]) -> bool:
    return word != other and word.startswith(other) and word[len(other) :] in endings


def _is_oblique(word: str, other: str, nominative: tuple[str, ...]) -> bool:
    """Say whether ``other`` ends as base forms do and ``word``, of the same length of stem, does not."""
    if word == other or word[:SHORTEST_STEM] != other[:SHORTEST_STEM] or other.startswith(word):
        return False
    if word[:-1] == other[:-1] and _NEUTER.get(word[-1]) == other[-1]:
        return False
    return other.endswith(nominative) and not word.endswith(nominative) if nominative else False
