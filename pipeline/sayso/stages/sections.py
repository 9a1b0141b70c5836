"""Stage: the anatomy of a release — headline, dateline, embargo, body, boilerplate, contact, end marks.

Each block gets one kind, from its place and from the headings that the language file lists; a
dateline that opens a paragraph is a section of its own in front of the paragraph's rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.languages import LanguageData, language_data
from sayso.languages.match import phrases
from sayso.layers import Anatomy, layers_of, needed, text_of
from sayso.record import Section, SectionKind, Span
from sayso.stages.dateline import Dateline, find_dateline, first_date
from sayso.stages.names import stopped_legal_forms
from sayso.text import Stretch, blocks

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST_HEADLINE = 220
LONGEST_HEADING = 90
LONGEST_END_MARK = 24
# After the words of a label ("Pressemitteilung") so many characters may follow: a number, a date.
LABEL_REST = 30
LABEL_LINE = 60
_END_SIGNS = re.compile(r"^[\s#*=_–—\-]*(?:#{2,}|-?\s*30\s*-?|[*=_]\s?[*=_]\s?[*=_]+)[\s#*=_–—\-]*$")
_SENTENCE_FINAL = re.compile(r"[.!?。！？…:]['\"”’»“]*$")
_CONTACT_DETAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d\s()/.-]{6,}\d|https?://|www\.")
_HEADING_SIGNS = "*#_ –—-■●◆◇▼※【＜〈《［"
_BULLET = re.compile(r"^\s*(?:[•▪◦‣*+]|[-–—](?=\s)|\d{1,2}[.)])\s")


@dataclass(frozen=True)
class _Reader:
    """The headings of one language, ready to match."""

    data: LanguageData

    def opens(self, entries: tuple[str, ...], block: str) -> re.Match[str] | None:
        return phrases(entries).match(block.lstrip(_HEADING_SIGNS))

    def boilerplate(self, block: str) -> bool:
        """A heading alone on its line, or one that runs into its text after a colon or a name.

        In some languages the words stand behind the name: Velaria Hakkında, Velariaについて：2011年設立.
        """
        stripped = block.lstrip(_HEADING_SIGNS)
        entries = self.data.headings.boilerplate
        first_line = stripped.split("\n", 1)[0].rstrip(_HEADING_SIGNS + ":：】＞〉》］")
        named = re.split("[:：]", first_line)[0]
        short = len(first_line) <= LONGEST_HEADING and not _SENTENCE_FINAL.search(first_line)
        match = self.opens(entries, block)
        if match is None:
            headings = [first_line] * short + [named] * (
                named != first_line and len(named) <= LONGEST_HEADING
            )
            return any(m.end() == len(each) for each in headings for m in phrases(entries).finditer(each))
        if short:
            return True
        after = re.match(r"[^:：]{0,60}(?=[:：])", stripped[match.end() :])
        return after is not None and phrases(self.data.cues.verbs).search(after.group()) is None

    def embargo(self, block: str, story: bool) -> bool:
        """An embargo's line, or one that a label leads to: PRESSEMELDING – sperrefrist 5. mai."""
        words = self.data.headings
        label = None if story else self.opens(words.immediate, block)
        if label is None:
            return self.opens(words.embargo, block) is not None
        # Free to publish now (julkaisuvapaa heti) begins like free to publish from.
        told = phrases((*words.embargo, *words.immediate)).finditer(block)
        return any(phrases(words.immediate).fullmatch(match.group()) is None for match in told)

    def contact(self, block: str) -> bool:
        match = self.opens(self.data.headings.contact, block)
        if match is None:
            return False
        return len(block.split("\n", 1)[0]) <= LONGEST_HEADING or bool(_CONTACT_DETAIL.search(block))

    def end(self, block: str) -> bool:
        if len(block) > LONGEST_END_MARK:
            return False
        bare = block.strip(" -–—*#()[]./")
        return bool(_END_SIGNS.match(block)) or any(
            bare.casefold() == entry.casefold().strip(" -–—*#()[]./") for entry in self.data.headings.end
        )


def find_sections(text: str, code: str) -> Anatomy:
    """Return the blocks of a text with their kinds, and what its dateline tells.

    ``code`` is the language that the headings are looked up in.
    """
    reader = _Reader(language_data(code))
    stretches = list(_parted(text, blocks(text), reader))
    kinds = list(_kinds(text, stretches, reader))
    sections: list[Section] = []
    dateline: Dateline | None = None
    for stretch, kind in zip(stretches, kinds, strict=True):
        if dateline is None and kind in {"headline", "subhead", "body", "dateline"}:
            own, begun = kind == "dateline", any(section.kind == "body" for section in sections)
            dateline = find_dateline(text, stretch, code, own_block=own, opening=not begun)
            if dateline and dateline.end < stretch.end:
                sections.append(Section(kind="dateline", start=dateline.start, end=dateline.end))
                rest = text[dateline.end : stretch.end]
                start = stretch.end - len(rest.lstrip())
                sections.append(Section(kind=kind, start=start, end=stretch.end))
                continue
            if dateline:
                kind = "dateline"
        sections.append(Section(kind=kind, start=stretch.start, end=stretch.end))
    place = None
    if dateline and dateline.place:
        where = dateline.place
        place = Span(start=where.start, end=where.end, text=text[where.start : where.end])
    date = (dateline.date if dateline else None) or _label_date(text, sections, code)
    return Anatomy(tuple(sections), date, place)


def _parted(text: str, stretches: list[Stretch], reader: _Reader) -> Iterator[Stretch]:
    """Yield the blocks, an end mark apart from the lines below it, a label from those of the headline."""
    for order, block in enumerate(stretches):
        first = text.find("\n", block.start, block.end)
        if first < 0:
            yield block
            continue
        line, rest = text[block.start : first], Stretch(first + 1, block.end)
        titled = order == 0 and _label(reader, line) and _is_titled(text, stretches, rest, reader)
        if titled or reader.end(line):
            yield Stretch(block.start, first)
            yield rest
        else:
            yield block


def _is_titled(text: str, stretches: list[Stretch], rest: Stretch, reader: _Reader) -> bool:
    """Say whether the lines below a label are the headline: no day, no sender above the headline."""
    if first_date(text[rest.start : rest.end], reader.data.code):
        return False
    below = [text[start:end] for start, end in stretches[1:2]]
    headed = any(_headlike(block, reader.data, below_headline=False) for block in below)
    return not headed or not _label(reader, text[stretches[0].start : stretches[0].end])


def _label_date(text: str, sections: list[Section], code: str) -> str | None:
    """Return the day that a label above the story tells: Pressmeddelande 2026-01-29."""
    for section in sections:
        if section.kind == "body":
            return None
        if section.kind == "note":
            found = first_date(text[section.start : section.end], code)
            if found:
                return found
    return None


def _kinds(text: str, stretches: list[Stretch], reader: _Reader) -> Iterator[SectionKind]:
    inside: SectionKind = "body"
    story = headline = False
    lines_from = _contact_lines_from(text, stretches)
    for order, (start, end) in enumerate(stretches):
        block = text[start:end]
        last = order + 1 == len(stretches)
        if reader.end(block):
            yield "note"
            inside = "note"
        elif len(block) <= LONGEST_HEADLINE and reader.embargo(block, story):
            yield "embargo"
        elif story and reader.boilerplate(block):
            inside = "boilerplate"
            yield inside
        elif story and (order >= lines_from or reader.contact(block)):
            inside = "contact"
            yield inside
        elif not story and _label(reader, block):
            yield "note"
        elif not story and not last and _is_dateline(text, stretches[order], reader.data.code):
            yield "dateline"
        elif not story and not last and _headlike(block, reader.data, below_headline=headline):
            yield "subhead" if headline else "headline"
            headline = True
        else:
            story = True
            yield inside


def _contact_lines_from(text: str, stretches: list[Stretch]) -> int:
    """Return the number of the first of the last blocks that tell whom to call, without a heading."""
    first = len(stretches)
    for start, end in reversed(stretches):
        block = text[start:end]
        if (
            len(block) > LONGEST_HEADLINE
            or _SENTENCE_FINAL.search(block)
            or not _CONTACT_DETAIL.search(block)
        ):
            break
        first -= 1
    return first


def _is_dateline(text: str, stretch: Stretch, code: str) -> bool:
    dateline = find_dateline(text, stretch, code, own_block=True)
    return dateline is not None and dateline.end >= stretch.end


def _label(reader: _Reader, block: str) -> bool:
    """Say whether a block is a mere label, perhaps with lines below: For immediate release."""
    match = reader.opens(reader.data.headings.immediate, block)
    if match is None:
        return False
    first, *more = block.split("\n")
    return len(first) <= match.end() + LABEL_REST and all(len(line) <= LABEL_LINE for line in more)


def _headlike(block: str, data: LanguageData, *, below_headline: bool) -> bool:
    if len(block) > LONGEST_HEADLINE or _BULLET.match(block) or _CONTACT_DETAIL.search(block):
        return False
    if not _SENTENCE_FINAL.search(block):
        return True
    # A headline may close with a quote's mark, ask something or name a company; a full stop is a sentence's.
    closed = block[-1] in '”»“"!?」' or block.endswith(stopped_legal_forms(data.legal_forms))
    return closed and not below_headline and len(block) <= LONGEST_HEADLINE // 2


class Sections:
    """The component `sayso_sections`: sets the layer `anatomy`."""

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc with its layer set; raises `MissingLayer` if one before it is not."""
        layers = layers_of(doc)
        language = needed(layers.language, "language")
        layers.anatomy = find_sections(text_of(doc), language.code)
        return doc
