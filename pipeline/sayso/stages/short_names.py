"""Whether a name shortens that of an organisation: by initials, its beginning or end, some of its letters."""

from __future__ import annotations

from functools import cache

from sayso.languages import LanguageData
from sayso.stages.names import NameForm, fold, is_short_form, same_words

# Words of a name that an acronym may leave out have no more letters.
LONGEST_PARTICLE = 3
LONGEST_ACRONYM = 6
# A part of a name that stands for the whole has a word of so many letters.
SHORTEST_PART = 3
# A compound has more letters.
SHORTEST_COMPOUND = 7
# In scripts without spaces, a short form has so many letters: 阿大 of 阿武隈大学.
SHORTEST_UNSPACED = 2


def is_acronym(short: NameForm, forms: list[NameForm]) -> bool:
    """Say whether a name is made of the initials of a longer one, or begins with those: CHU de Lyon."""
    if not short.words:
        return False
    letters, *rest = short.words
    written = short.written[: len(letters)]
    if rest and all(len(word) == 1 for word in short.words):
        letters, rest, written = "".join(short.words), [], short.written
    if not 2 <= len(letters) <= LONGEST_ACRONYM:
        return False
    for form in forms:
        end = len(form.words) - len(rest)
        if end < 2 or form.words[end:] != tuple(rest):
            continue
        if written.isupper() and _initials(letters, form.words[:end]):
            return True
        # Cav, of Confederazione Agricoltori Valdorcina: not in capitals, every word must be there.
        if (
            len(letters) > 2
            and written.istitle()
            and letters == "".join(word[0] for word in form.words[:end])
        ):
            return True
    return False


def _initials(letters: str, words: tuple[str, ...]) -> bool:
    """Say whether letters are the initials of words; short ones (of, do) may be left out, and the last."""
    rest = letters
    for number, word in enumerate(words):
        if rest and word.startswith(rest[0]):
            rest = rest[1:]
        elif rest and len(word) > LONGEST_PARTICLE:
            return False
        behind = words[number + 1 :]
        # The first letter of a part of a compound: SKD, of Samferdsels- og kystdepartementet.
        compound = bool(rest) and len(word) > SHORTEST_COMPOUND and rest[0] in word[SHORTEST_PART:]
        if compound and not any(other.startswith(rest[0]) for other in behind):
            rest = rest[1:]
    return not rest


def abbreviates(short: str, long: str) -> bool:
    """Say whether a word's letters run through a longer one from its first on: Ltd, Limited."""
    letters = iter(long)
    return short[:1] == long[:1] and all(letter in letters for letter in short)


def begins(short: NameForm, long: NameForm, places: frozenset[str], data: LanguageData) -> bool:
    """Say whether a name is the beginning of a longer one, which does not only add a place."""
    if short.unspaced or long.unspaced:
        return _shortens_unspaced(short, long, data) and long.words[0].startswith(short.words[0])
    count = len(short.words)
    return _is_part(short, long, long.words[:count], data) and _adds(long.words[count:], places, data)


def begins_or_ends(short: NameForm, long: NameForm, places: frozenset[str], data: LanguageData) -> bool:
    """Say whether a name is the beginning or the end of a longer one, which does not only add a place."""
    return begins(short, long, places, data) or _ends(short, long, places, data)


def _ends(short: NameForm, long: NameForm, places: frozenset[str], data: LanguageData) -> bool:
    """Say whether a name is the end of a longer one, which does not only add a place: of Casa Alta, Alta."""
    if short.unspaced or long.unspaced:
        return _shortens_unspaced(short, long, data) and short.words[0] in long.words[0]
    count = len(short.words)
    return _is_part(short, long, long.words[-count:], data) and _adds(long.words[:-count], places, data)


def skips(short: NameForm, long: NameForm, _places: frozenset[str], data: LanguageData) -> bool:
    """Say whether a name leaves out words within a longer one: Manzoli Library, Anna Manzoli Library.

    In scripts without spaces it leaves out letters: 知財高裁, 知的財産高等裁判所.
    """
    if short.unspaced or long.unspaced:
        return _shortens_unspaced(short, long, data)
    if len(short.words) < 2 or max(map(len, short.words)) < SHORTEST_PART:
        return False
    return len(short.words) < len(long.words) and is_short_form(short, long, endings(data))


def _shortens_unspaced(short: NameForm, long: NameForm, data: LanguageData) -> bool:
    """Say whether the letters of a name run through a longer one, and not only that of whom it bears.

    暁労組 is the union 暁交通労働組合, 暁交通 is not.
    """
    if not (short.unspaced and long.unspaced):
        return False
    part, whole = short.words[0], long.words[0]
    if not SHORTEST_UNSPACED <= len(part) < len(whole):
        return False
    body = next((body for body in data.dependent_bodies if whole.endswith(body)), None)
    rest = iter(whole)
    return (body is None or part[-1] in body) and all(letter in rest for letter in part)


def _is_part(short: NameForm, long: NameForm, part: tuple[str, ...], data: LanguageData) -> bool:
    if not len(short.words) < len(long.words) or max(map(len, short.words)) < SHORTEST_PART:
        return False
    return same_words(short, NameForm(long.written, part, False), endings(data))


def _adds(rest: tuple[str, ...], places: frozenset[str], data: LanguageData) -> bool:
    return not set(rest) <= places | folded(data.regions)


def endings(data: LanguageData) -> tuple[str, ...]:
    """Return the endings in which two forms of an organisation's name may differ."""
    return data.case_endings + data.definite_endings


@cache
def folded(words: tuple[str, ...]) -> frozenset[str]:
    """Return words as names are compared."""
    return frozenset(fold(word) for word in words)
