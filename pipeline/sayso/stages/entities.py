"""Stage: mentions become people, organisations, places, products and events of the release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.east_asian_dates import tells_year
from sayso.encoder.decode import TaggedSpan
from sayso.languages import LanguageData, language_data
from sayso.languages.match import phrases
from sayso.layers import Anatomy, Entities, Tags, layers_of, needed, text_of
from sayso.record import Entity, EntityKind, Mention, Section, Span
from sayso.resources import model_folder
from sayso.stages.issuer import find_issuer
from sayso.stages.names import (
    NameForm,
    base_form,
    fold,
    name_form,
    same_word,
    same_words,
    stopped_legal_forms,
    without_legal_form,
)
from sayso.stages.organisations import group_organisations
from sayso.stages.people import group_people
from sayso.stages.ranking import Ranking, load_ranking
from sayso.stages.spreading import of_one_kind, spread
from sayso.text import Stretch

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A headline with so many words in capitals, or with capital initials, tells no name from a common noun.
CAPITALS_FROM = 0.8
# A full stop behind fewer letters is that of an initial.
SHORTEST_STOPPED = 2
# Joins two organisations: Agence Plein Sens pour Thésis.
_ON_BEHALF_OF = re.compile(r"\s(?:pour|for|für|per|para|voor|för|dla)\s+(?=[^\W\d_])")
_HEADS = frozenset({"headline", "subhead"})
_WORD = re.compile(r"\w[\w'’.&-]*")
_PARTNERS = {"(": ")", "[": "]", "«": "»", "“": "”", "„": "“”", '"': '"', "「": "」", "『": "』", "（": "）"}
_CLOSING = {
    ")": "(", "]": "[", "»": "«", "”": "“„", "“": "„", "\"": "\"", "」": "「", "』": "『", "）": "（",
    "'": "'", "’": "‘", ",": "",
}  # fmt: skip
_PAPER_KINDS = frozenset({"organisation", "product"})
_OTHER_KINDS: tuple[EntityKind, ...] = ("place", "product", "event")


def find_entities(text: str, tags: Tags, anatomy: Anatomy, data: LanguageData, ranking: Ranking) -> Entities:
    """Group the tagged names of one release."""
    endings = frozenset(fold(ending.lstrip("'’")) for ending in data.case_endings) | {"s"}
    by_kind: dict[str, list[Stretch]] = {}
    # A block of several lines that begins with a label may well name its sender.
    notes = (section for section in anatomy.sections if section.kind == "note")
    story = next((section.start for section in anatomy.sections if section.kind == "body"), 0)
    labels = [note for note in notes if note.start < story and "\n" not in text[note.start : note.end]]
    for span in spread(text, of_one_kind(text, datelined(tags.names, anatomy.place))):
        labelled = any(label.start <= span.start < label.end for label in labels)
        named = any(character.isalnum() for character in text[span.start : span.end])
        named = named and not tells_year(text, span.start, span.end)
        if named and not (labelled and span.kind == "organisation"):
            by_kind.setdefault(span.kind, []).append(_ending_off(text, span, endings))
    headings = list(_headings(text, anatomy.sections, data))
    by_kind["organisation"] = [
        name for name in by_kind.get("organisation", []) if not any(name.inside(each) for each in headings)
    ]
    for kind in ("person", "organisation"):
        strict = kind == "organisation"
        by_kind[kind] = [_stop_off(text, span, data) for span in by_kind.get(kind, [])]
        by_kind[kind] = as_in_the_story(text, by_kind[kind], anatomy.sections, data, strict=strict)
    places = frozenset(
        fold(word.group())
        for span in by_kind.get("place", [])
        for word in _WORD.finditer(text, span.start, span.end)
        if not word.group().islower()
    )
    by_kind["organisation"] = list(_parted(text, by_kind["organisation"]))
    organisations = group_organisations(text, by_kind["organisation"], places, data)
    others = [
        group for kind in _OTHER_KINDS for group in _group_others(text, kind, by_kind.get(kind, []), data)
    ]
    others.sort(key=lambda mentions: mentions[1][0].start)
    return Entities(
        people=group_people(text, by_kind["person"], data),
        organisations=organisations,
        others=tuple(
            Entity(id=f"e{order}", kind=kind, name=_name(mentions, data), mentions=tuple(mentions))
            for order, (kind, mentions) in enumerate(others, 1)
        ),
        issuer=find_issuer(text, organisations, anatomy.sections, tags, data, ranking),
    )


def _parted(text: str, spans: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield names, those of two organisations apart where one acts for another that is named elsewhere."""
    named = {fold(text[start:end]) for start, end in spans}
    for start, end in spans:
        link = _ON_BEHALF_OF.search(text, start, end)
        if link and fold(text[link.end() : end]) in named:
            yield Stretch(start, link.start())
            start = link.end()
        yield Stretch(start, end)


def _headings(text: str, sections: Iterable[Section], data: LanguageData) -> Iterator[Stretch]:
    """Yield the words that open a boilerplate or contact: Contacts for the media names nobody."""
    entries = (*data.headings.contact, *data.headings.boilerplate)
    for section in sections:
        here = range(section.start, section.end)
        first = next((place for place in here if text[place].isalnum()), section.end)
        if heading := phrases(entries).match(text, first, section.end):
            yield Stretch(*heading.span())


def datelined(tagged: Iterable[TaggedSpan], place: Span | None) -> list[TaggedSpan]:
    """Return the spans with the one that opens the dateline as a place, whatever else it is called like.

    Several words that name no place and nobody stay what they are, as the paper that prints the release:
    The Bayou Register, Feb. 17.
    """
    if place is None:
        return list(tagged)
    paper = _PAPER_KINDS if " " in place.text else frozenset[str]()
    return [
        replace(span, kind="place")
        if place.start == span.start and span.end <= place.end and span.kind not in paper
        else span
        for span in tagged
    ]


def as_in_the_story(
    text: str, spans: list[Stretch], sections: tuple[Section, ...], data: LanguageData, *, strict: bool
) -> list[Stretch]:
    """Cut a name in a headline of capitals down to the name that the story has in it.

    VELARIA LAUNCHES FERRY: where every word is a capital's, the next one is easily taken for a name's. What
    is all in capitals there, and has no word in common with any name of the story, is no name; if ``strict``,
    nor is what is in Title Case.
    """
    heads = [s for s in sections if s.kind in _HEADS and _capitals(text[s.start : s.end])]
    inside = [next((h for h in heads if h.start <= span.start < h.end), None) for span in spans]
    names = [text[s.start : s.end] for s, head in zip(spans, inside, strict=True) if head is None]
    forms = {name_form(name).words for name in [*names, *(without_legal_form(n, data) for n in names)]}
    told = {word for words in forms for word in words}
    kept = []
    for span, head in zip(spans, inside, strict=True):
        if head is None:
            kept.append(span)
            continue
        form = name_form(text[span.start : span.end])
        inflected = any(same_words(form, NameForm("", other, False), data.case_endings) for other in forms)
        cut = span if inflected else _cut(text, span, forms)
        words = name_form(text[cut.start : cut.end]).words
        known = any(same_word(word, other, data.case_endings) for word in words for other in told)
        if known or not (strict or text[head.start : head.end].isupper()):
            kept.append(cut)
    return kept


def _capitals(headline: str) -> bool:
    words = [word for word in headline.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) >= CAPITALS_FROM * len(words) > 1


def _cut(text: str, span: Stretch, told: set[tuple[str, ...]]) -> Stretch:
    words = [Stretch(m.start(), m.end()) for m in _WORD.finditer(text, span.start, span.end)]
    for length in range(len(words), 0, -1):
        for first in range(len(words) - length + 1):
            start, end = words[first].start, words[first + length - 1].end
            if name_form(text[start:end]).words in told:
                return Stretch(start, end) if length < len(words) else span
    return span


def _ending_off(text: str, span: TaggedSpan, endings: frozenset[str]) -> Stretch:
    """Leave an ending outside that an apostrophe or colon sets off: Oy:n, Ankara'da, Velaria’s.

    After an apostrophe only an ending of the language counts: Солом'янка is one word.
    """
    start, end = _balanced(text, span.start, span.end)
    written = text[start:end]
    for mark in ("'", "’", ":"):
        head, found, tail = written.rpartition(mark)
        if found and head and tail.islower() and (fold(tail) in endings or (mark == ":" and len(tail) <= 4)):
            return Stretch(start, start + len(head))
        if found and head and not tail:
            return Stretch(start, start + len(head))
    return Stretch(start, end)


def _stop_off(text: str, span: Stretch, data: LanguageData) -> Stretch:
    """Leave the full stop of the sentence outside of a name, and that of a legal form inside.

    Of Velaria SA., but not of Velaria S.A. and Velaria Sp. z o.o.
    """
    written = text[span.start : span.end]
    last = written.split()[-1]
    if text.startswith(".", span.end) and f"{written}.".endswith(stopped_legal_forms(data.legal_forms)):
        return Stretch(span.start, span.end + 1)
    known = written.endswith(data.legal_forms) or last.lower() in {a.lower() for a in data.abbreviations}
    if last.endswith(".") and "." not in last[:-1] and len(last) > SHORTEST_STOPPED and not known:
        return Stretch(span.start, span.end - 1)
    return span


def _balanced(text: str, start: int, end: int) -> Stretch:
    """Take in the mark that closes one inside, and leave out those at the edges whose partner is not inside.

    «Skala Nord» of a name that was cut before its »; (Economie, Grunnstein».
    """
    closes = _CLOSING.get(text[end : end + 1], "")
    if _has(text, start + 1, end - 1, closes) and not _has(text, start, end, text[end]):
        end += 1
    while end > start and (text[end - 1].isspace() or (text[end - 1] in _PARTNERS.keys() - _CLOSING.keys())):
        end -= 1
    while start < end and text[start] in _PARTNERS and not _has(text, start + 1, end, _PARTNERS[text[start]]):
        start += 1
    while (
        end > start and text[end - 1] in _CLOSING and not _has(text, start, end - 1, _CLOSING[text[end - 1]])
    ):
        end -= 1
    return Stretch(start, end)


def _has(text: str, start: int, end: int, marks: str) -> bool:
    return any(character in marks for character in text[start:end])


def _group_others(
    text: str, kind: EntityKind, spans: list[Stretch], data: LanguageData
) -> list[tuple[EntityKind, list[Mention]]]:
    groups: list[list[Mention]] = []
    for start, end in sorted(spans):
        mention = Mention(start=start, end=end, text=text[start:end])
        form = name_form(mention.text)
        home = next((g for g in groups if same_words(form, name_form(g[0].text), data.case_endings)), None)
        if home is None:
            groups.append([mention])
        else:
            home.append(mention)
    return [(kind, group) for group in groups]


def _name(mentions: list[Mention], data: LanguageData) -> str:
    forms = [mention.text for mention in mentions]
    return base_form([form for form in forms if not form.isupper()] or forms, data)


class EntityGrouper:
    """The component `sayso_entities`: sets the layer `entities`."""

    def __init__(self, model: str) -> None:
        self.folder: Path = model_folder(model)

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set; raises `MissingLayer` if one before it is not."""
        layers = layers_of(doc)
        language = needed(layers.language, "language")
        anatomy = needed(layers.anatomy, "anatomy")
        tags = needed(layers.tags, "tags")
        data = language_data(language.code)
        ranking = load_ranking(self.folder)
        layers.entities = find_entities(text_of(doc), tags, anatomy, data, ranking)
        return doc
