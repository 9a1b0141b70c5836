"""Group mentions of organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from sayso.languages import LanguageData
from sayso.record import Mention, Organisation
from sayso.stages.names import (
    NameForm,
    base_form,
    fold,
    has_legal_form,
    is_short_form,
    name_form,
    same_word,
    same_words,
    without_legal_form,
)
from sayso.text import Stretch

# Words of a name that an acronym may leave out have no more letters.
LONGEST_PARTICLE = 3
LONGEST_ACRONYM = 6
# A part of a name that stands for the whole has a word of so many letters.
SHORTEST_PART = 3
# In scripts without spaces, a short form has so many letters: 阿大 of 阿武隈大学.
SHORTEST_UNSPACED = 2
# What may stand between a name and its short form: " (", （以下「, (hereinafter “.
_BEFORE_SHORT_FORM = re.compile(
    r"\s?[(（\[](?P<words>[^()（）\[\]\n.;。；]{0,30}?)(?P<mark>[„“”\"«»「『‚‘’]?)\s*"
)
_AFTER_SHORT_FORM = re.compile(r"\s*[“”\"»«」』’‘]?\s*[)）\]]")


@dataclass
class _Group:
    spans: list[Stretch] = field(default_factory=list)
    forms: list[NameForm] = field(default_factory=list)


def group_organisations(
    text: str, spans: list[Stretch], places: frozenset[str], data: LanguageData
) -> tuple[Organisation, ...]:
    """Return the organisations that ``spans`` name, in the order of their first mention.

    Mentions are one if their words agree without legal forms and endings; if one is the bracketed
    short form of the other; or if one is a part of a longer name: of several that of a company, or the one
    named most. ``places`` (folded) do not count as what a longer name adds: X Europe is not X.
    """
    groups: list[_Group] = []
    short_forms = _bracketed(text, sorted(spans), data)

    def full_first(span: Stretch) -> tuple[bool, int, int]:
        form = _form(text, span, data)
        length = len(form.words[0]) if form.unspaced else len(form.words)
        return form.words in short_forms, -length, span.start

    for span in sorted(spans, key=full_first):
        form = _form(text, span, data)
        if not form.words or text[span.start : span.end] in data.legal_forms:
            continue
        group = _home(text, span, form, groups, places, data, short_forms.get(form.words))
        if group is None:
            group = _Group()
            groups.append(group)
        group.spans.append(span)
        group.forms.append(form)
    for group in groups:
        group.spans.sort()
    groups.sort(key=lambda group: group.spans[0])
    return tuple(_organisation(text, group, order, data) for order, group in enumerate(groups, 1))


def _form(text: str, span: Stretch, data: LanguageData) -> NameForm:
    return name_form(without_legal_form(text[span.start : span.end], data))


def _home(
    text: str,
    span: Stretch,
    form: NameForm,
    groups: list[_Group],
    places: frozenset[str],
    data: LanguageData,
    full: Stretch | None,
) -> _Group | None:
    """Return the group that a mention belongs to; ``full`` is the name that it is the bracketed form of."""
    for group in groups:
        if any(same_words(form, other, _endings(data)) for other in group.forms):
            return group
    if full is not None:
        begun = [g for g in groups if any(_begins(form, other, places, data) for other in g.forms)]
        # Duncan Hume (Velaria) is no Velaria where Velaria Ferries is named.
        for group in begun or groups:
            if full in group.spans:
                return group
    if _is_kind(form, data):
        return _of_the_kind(form, span, groups, data)
    for shortens in (_begins, _ends, _skips):
        longer = [
            group for group in groups if any(shortens(form, other, places, data) for other in group.forms)
        ]
        if longer:
            return _likeliest(text, longer, data)
    initials = [group for group in groups if _is_acronym(form, group.forms)]
    return initials[0] if len(initials) == 1 else None


def _is_kind(form: NameForm, data: LanguageData) -> bool:
    """Say whether a name is only the word for a kind of organisation: the Foundation."""
    nouns = _folded(data.organisation_nouns)
    return not form.unspaced and (" ".join(form.words) in nouns or set(form.words) <= nouns)


def _of_the_kind(form: NameForm, span: Stretch, groups: list[_Group], data: LanguageData) -> _Group | None:
    """Return which organisation a word for its kind means: that has it in its name and is named last."""

    def distance(group: _Group) -> tuple[bool, int]:
        last = max((other.start for other in group.spans if other.end <= span.start), default=None)
        return (last is None, min(o.start for o in group.spans) if last is None else -last)

    having = [
        group
        for group in groups
        if all(
            any(same_word(word, other, _endings(data)) for long in group.forms for other in long.words)
            for word in form.words
        )
    ]
    return min(having, key=distance, default=None)


def _likeliest(text: str, groups: list[_Group], data: LanguageData) -> _Group | None:
    """Return which of several organisations a short name means: the company, else the one named most."""
    companies = [group for group in groups if _has_legal_form(text, group, data)]
    among = companies or groups
    most = max(len(group.spans) for group in among)
    often = [group for group in among if len(group.spans) == most]
    return often[0] if len(often) == 1 else None


def _has_legal_form(text: str, group: _Group, data: LanguageData) -> bool:
    """Say whether an organisation is a company by its name: of X Ltd and X Night Desk the first is X."""
    return any(has_legal_form(text[span.start : span.end], data) for span in group.spans)


def _bracketed(text: str, spans: list[Stretch], data: LanguageData) -> dict[tuple[str, ...], Stretch]:
    """Return the words of the names that are given in brackets behind another, with that one's place.

    What fills the brackets is a short form whatever its letters: (NITE). After other words, only
    what is in marks or in capitals: （以下「TF社」）, but not (listed on Nasdaq).
    """
    short_forms: dict[tuple[str, ...], Stretch] = {}
    for full, span in pairwise(spans):
        before = _BEFORE_SHORT_FORM.fullmatch(text, full.end, span.start)
        if before is None:
            continue
        fills = _AFTER_SHORT_FORM.match(text, span.end) is not None
        alone = not before["words"].strip() or text[span.start : span.end].isupper()
        if before["mark"] or (fills and alone):
            short_forms.setdefault(_form(text, span, data).words, full)
    return short_forms


def _is_acronym(short: NameForm, forms: list[NameForm]) -> bool:
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
    for word in words:
        if rest and word.startswith(rest[0]):
            rest = rest[1:]
        elif rest and len(word) > LONGEST_PARTICLE:
            return False
    return not rest


def _begins(short: NameForm, long: NameForm, places: frozenset[str], data: LanguageData) -> bool:
    """Say whether a name is the beginning of a longer one, which does not only add a place."""
    if short.unspaced or long.unspaced:
        return _shortens_unspaced(short, long, data) and long.words[0].startswith(short.words[0])
    count = len(short.words)
    return _is_part(short, long, long.words[:count], data) and _adds(long.words[count:], places, data)


def _ends(short: NameForm, long: NameForm, places: frozenset[str], data: LanguageData) -> bool:
    """Say whether a name is the end of a longer one, which does not only add a place: of Casa Alta, Alta."""
    if short.unspaced or long.unspaced:
        return _shortens_unspaced(short, long, data) and short.words[0] in long.words[0]
    count = len(short.words)
    return _is_part(short, long, long.words[-count:], data) and _adds(long.words[:-count], places, data)


def _skips(short: NameForm, long: NameForm, _places: frozenset[str], data: LanguageData) -> bool:
    """Say whether a name leaves out words within a longer one: Manzoli Library, Anna Manzoli Library.

    In scripts without spaces it leaves out letters: 知財高裁, 知的財産高等裁判所.
    """
    if short.unspaced or long.unspaced:
        return _shortens_unspaced(short, long, data)
    if len(short.words) < 2 or max(map(len, short.words)) < SHORTEST_PART:
        return False
    return len(short.words) < len(long.words) and is_short_form(short, long, _endings(data))


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
    return same_words(short, NameForm(long.written, part, False), _endings(data))


def _adds(rest: tuple[str, ...], places: frozenset[str], data: LanguageData) -> bool:
    return not set(rest) <= places | _folded(data.regions)


def _endings(data: LanguageData) -> tuple[str, ...]:
    """Return the endings in which two forms of an organisation's name may differ."""
    return data.case_endings + data.definite_endings


@cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _organisation(text: str, group: _Group, order: int, data: LanguageData) -> Organisation:
    forms = [text[span.start : span.end] for span in group.spans]
    most = max(len(name_form(form).words) for form in forms)
    full = [form for form in forms if len(name_form(form).words) == most]
    if name_form(forms[0]).unspaced:
        full = [max(forms, key=len)]
    proper = [form for form in full if not form.isupper()] or full
    mentions = tuple(
        Mention(start=span.start, end=span.end, text=form, form="name")
        for span, form in zip(group.spans, forms, strict=True)
    )
    return Organisation(id=f"o{order}", name=base_form(proper, data), mentions=mentions)
