"""Group mentions of organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from sayso.languages import LanguageData
from sayso.record import Mention, Organisation
from sayso.stages.names import (
    NameForm,
    base_form,
    has_legal_form,
    legal_letters,
    name_form,
    same_word,
    same_words,
    without_legal_form,
)
from sayso.stages.short_names import (
    SHORTEST_PART,
    abbreviates,
    begins,
    begins_or_ends,
    endings,
    folded,
    is_acronym,
    skips,
)
from sayso.text import Stretch

# What may stand between a name and its short form: " (", 'nin (, （以下「, （東京都。以下「, (hereinafter “.
_BEFORE_SHORT_FORM = re.compile(
    r"(?:['’:-]\w{1,6})?\s?[(（\[](?:[^()（）\[\]\n.;。；]{1,20}[;。；])?"
    r"(?P<words>[^()（）\[\]\n.;。；]{0,30}?)(?P<mark>[„“”\"«»「『‚‘’]?)\s*"
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

    def full_first(span: Stretch) -> tuple[bool, int, bool, int]:
        form = _form(text, span, data)
        length = len(form.words[0]) if form.unspaced else len(form.words)
        legal = has_legal_form(text[span.start : span.end], data)
        return form.words in short_forms, -length, not legal, span.start

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
        if any(same_words(form, other, endings(data)) for other in group.forms):
            return group
    if full is not None:
        whole = next((group for group in groups if full in group.spans), None)
        begun = [g for g in groups if any(begins(form, other, places, data) for other in g.forms)]
        # Duncan Hume (Velaria) is no Velaria where Velaria Ferries is named; letters run through one name.
        shortened = abbreviates("".join(form.words), "".join(_form(text, full, data).words))
        if whole and (not begun or whole in begun or shortened):
            return whole
    if _is_kind(form, data):
        return _of_the_kind(form, span, groups, data)
    kindred = [group for group in groups if _may_share_legal_form(text, span, group, data)]
    initials = [group for group in groups if is_acronym(form, group.forms)]
    if len(initials) == 1 and form.written.isupper():
        return initials[0]
    for shortens in (begins_or_ends, skips):
        longer = [
            group for group in kindred if any(shortens(form, other, places, data) for other in group.forms)
        ]
        if longer:
            return _likeliest(text, longer, data)
    return initials[0] if len(initials) == 1 else None


def _may_share_legal_form(text: str, span: Stretch, group: _Group, data: LanguageData) -> bool:
    """Say whether legal forms do not tell a name from an organisation: X S.A. from X Rail Sp. z o.o."""
    own = legal_letters(text[span.start : span.end], data)
    others = {legal_letters(text[other.start : other.end], data) for other in group.spans} - {""}
    return not own or not others or any(abbreviates(*sorted((own, other), key=len)) for other in others)


def _is_kind(form: NameForm, data: LanguageData) -> bool:
    """Say whether a name is only the word for a kind of organisation: the Foundation."""
    nouns = folded(data.organisation_nouns)
    if form.unspaced:
        return False
    (word, *more) = form.words
    known = (noun for noun in nouns if min(len(noun), len(word)) > SHORTEST_PART)
    if not more and any(same_word(word, noun, data.case_endings) for noun in known):
        return True
    return " ".join(form.words) in nouns or set(form.words) <= nouns


def _of_the_kind(form: NameForm, span: Stretch, groups: list[_Group], data: LanguageData) -> _Group | None:
    """Return which organisation a word for its kind means: that has it in its name and is named last."""

    def distance(group: _Group) -> tuple[bool, int]:
        last = max((other.start for other in group.spans if other.end <= span.start), default=None)
        return (last is None, min(o.start for o in group.spans) if last is None else -last)

    having = [
        group
        for group in groups
        if all(
            any(same_word(word, other, endings(data)) for long in group.forms for other in long.words)
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
