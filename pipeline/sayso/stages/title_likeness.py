"""Whose title a description is most like: the manager, die Präsidentin who is Verbandspräsidentin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sayso.languages import LanguageData
from sayso.languages.match import without_elided
from sayso.layers import HeldRole
from sayso.stages.names import SHORTEST_STEM, fold, same_word
from sayso.stages.short_names import endings
from sayso.stages.titles import SHORTEST_HEAD, is_role_noun
from sayso.text import UNSPACED, words

Alike = Callable[[str, str, LanguageData], bool]


def most_like(written: str, roles: Iterable[HeldRole], data: LanguageData) -> frozenset[str]:
    """Return who holds the titles that are most like words, in the first way of `LIKENESSES` that any are."""
    links = (*data.nominals.articles, *data.roles.of)
    asked = words_of(written, data) - {fold(link) for link in links}
    titles = [(held.person, held.role.title) for held in roles]
    for parts, alike in LIKENESSES:
        people = frozenset(
            person
            for person, title in titles
            if any(alike(word, own, data) for own in parts(title, data) for word in asked)
        )
        if people:
            return people
    return frozenset()


def words_of(written: str, data: LanguageData) -> set[str]:
    """Return the words of a text, folded, without what has lost a vowel to them: avocate of l’avocate."""
    return {fold(word) for word in words(without_elided(written, data))}


def _heads(title: str, data: LanguageData) -> set[str]:
    """Return the words of a title that say what somebody is; if none is known to, all."""
    heads = {fold(part) for part in _parts(title, data) if is_role_noun(part, data.code)}
    return heads or words_of(title, data)


def _parts(title: str, data: LanguageData) -> Iterator[str]:
    """Yield the words of a title, and the parts of one that joins two of what somebody is.

    diretor-presidente is diretor and presidente, but vice-presidente is not presidente.
    """
    for word in words(without_elided(title, data)):
        yield word
        first, hyphen, second = word.partition("-")
        if hyphen and is_role_noun(first, data.code):
            yield from (first, second)


def _same(asked: str, title: str, data: LanguageData) -> bool:
    """Say whether two words are one, perhaps inflected.

    社長 is who holds 代表取締役社長: scripts without spaces have no words to compare.
    """
    if len(asked) > 2 and len(title) > 2 and same_word(asked, title, endings(data)):
        return True
    return len(UNSPACED.findall(asked)) > 1 and title.endswith(asked)


def _compound(asked: str, title: str, data: LanguageData) -> bool:
    """Say whether one word ends with the other: Präsidentin, Verbandspräsidentin; neopresidente."""
    short, long = sorted((asked, title), key=len)
    if len(short) < SHORTEST_HEAD:
        return False
    return any(same_word(short, long[start:], endings(data)) for start in range(2, len(long) - SHORTEST_STEM))


# How a title can be like a description, the surest first: which of its words are compared, and how. That they
# have no more than a stem in common (neurologa, neurologia) says too little.
LIKENESSES: tuple[tuple[Callable[[str, LanguageData], set[str]], Alike], ...] = (
    (_heads, _same),
    (words_of, _same),
    (words_of, _compound),
)
