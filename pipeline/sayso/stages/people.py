"""Group mentions of people: full names first, then surnames, initials and inflected forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sayso.languages import LanguageData
from sayso.languages.match import phrases
from sayso.record import Mention, Person
from sayso.stages.names import (
    NameForm,
    base_form,
    fold,
    is_short_form,
    name_form,
    same_words,
    without_honorifics,
)
from sayso.text import Stretch

# A name without spaces that is longer has more than a family name of one character and a given name of two.
SHORTEST_GLUED = 3
# One letter or two that are one sound, with stops between them: A. P., Ρ. Μπ.
_STOPPED = re.compile(r"[^\W\d_]{1,2}(?:\.\s?-?[^\W\d_]{1,2})+\.?")


@dataclass
class _Group:
    spans: list[Stretch] = field(default_factory=list)
    fullest: str = ""


def group_people(text: str, spans: list[Stretch], data: LanguageData) -> tuple[Person, ...]:
    """Return the people that ``spans`` name, in the order of their first mention.

    A name with more words founds a person; a shorter one joins the person whose name contains its
    words, the one mentioned nearest before it if there are several.
    """
    bare = {without_honorifics(text, span.start, span.end, data) for span in spans if span.start < span.end}
    trimmed = sorted({_unglued(text, span, bare, data) for span in bare})
    groups: list[_Group] = []
    for span in sorted(trimmed, key=lambda span: (_size_key(text, span), span.start)):
        written = text[span.start : span.end]
        if not name_form(written).words:
            continue
        group = _home(written, span, groups, data)
        if group is None:
            group = _Group(fullest=written)
            groups.append(group)
        group.spans.append(span)
    groups.sort(key=lambda group: min(group.spans))
    return tuple(_person(text, group, order, data) for order, group in enumerate(groups, 1))


def _unglued(text: str, span: Stretch, bare: set[Stretch], data: LanguageData) -> Stretch:
    """Return a name without what is glued to it, if the text has it without: a title, in Chinese a character.

    CEO Tayler beside Alexander Tayler; 向柴永年 (to Chai Yongnian) beside 柴永年.
    """
    written = text[span.start : span.end]
    if name_form(written).unspaced:
        rest = Stretch(span.start + 1, span.end)
        others = {text[other.start : other.end] for other in bare}
        return rest if len(written) > SHORTEST_GLUED and written[1:] in others else span
    title = phrases(data.roles.nouns).match(text, span.start, span.end)
    if title is None or not any(character.isalnum() for character in text[title.end() : span.end]):
        return span
    start = title.end()
    while not text[start].isalnum():
        start += 1
    rest = Stretch(start, span.end)
    form = name_form(text[rest.start : rest.end])
    others = {text[o.start : o.end] for o in bare if text[o.start : o.end] != written}
    known = any(is_short_form(form, name_form(other), data.case_endings) for other in others)
    return rest if known else span


def _size(text: str, span: Stretch) -> tuple[int, int]:
    form = name_form(text[span.start : span.end])
    long_words = sum(len(word) > 1 for word in form.words)
    return (len(form.words[0]) if form.unspaced else long_words), len(form.words)


def _size_key(text: str, span: Stretch) -> int:
    words, parts = _size(text, span)
    return -(words * 10 + parts)


def _home(written: str, span: Stretch, groups: list[_Group], data: LanguageData) -> _Group | None:
    form = name_form(written)
    fitting = [group for group in groups if is_short_form(form, name_form(group.fullest), data.case_endings)]
    if not fitting:
        for alike in (_is_initials, _is_part_of_initials):
            bearers = [group for group in groups if alike(form, name_form(group.fullest))]
            if bearers:
                return bearers[0] if len(bearers) == 1 else None
        return None
    whole = [g for g in fitting if same_words(form, name_form(g.fullest), data.case_endings)]
    exact = [g for g in fitting if is_short_form(form, name_form(g.fullest), ())]

    def distance(group: _Group) -> tuple[bool, int]:
        before = [other.start for other in group.spans if other.start < span.start]
        return not before, (span.start - max(before)) if before else min(group.spans).start

    return min(whole or exact or fitting, key=distance)


def _is_initials(short: NameForm, full: NameForm) -> bool:
    """Say whether a name is written as its initials, as in an interview: N. B., KF; A. B. or A. B.-C."""
    letters = "".join(short.words)
    parts = (full.words, fold(full.written).split())
    alike = any(letters == "".join(word[0] for word in words) for words in parts)
    return short.written.isupper() and len(letters) > 1 and alike


def _is_part_of_initials(short: NameForm, full: NameForm) -> bool:
    """Say whether initials are of two letters that are one sound (Ρ. Μπ.), or leave a surname out (A. P.)."""
    if not _STOPPED.fullmatch(short.written) or not full.words[0].startswith(short.words[0]):
        return False
    rest = iter(full.words)
    return all(any(word.startswith(part) for word in rest) for part in short.words)


def _person(text: str, group: _Group, order: int, data: LanguageData) -> Person:
    spans = sorted(group.spans)
    forms = [text[span.start : span.end] for span in spans]
    most = max(len(name_form(form).words) for form in forms)
    longest = max(len(form) for form in forms)
    full = [form for form in forms if len(name_form(form).words) == most]
    if name_form(forms[0]).unspaced:
        full = [form for form in forms if len(form) == longest]
    mentions = tuple(
        Mention(start=span.start, end=span.end, text=form, form="name")
        for span, form in zip(spans, forms, strict=True)
    )
    name = base_form(_proper_case(full), data)
    return Person(id=f"p{order}", name=name, mentions=mentions)


def _proper_case(forms: list[str]) -> list[str]:
    """Prefer forms that are not in capitals throughout, as headlines write them."""
    return [form for form in forms if not form.isupper()] or forms
