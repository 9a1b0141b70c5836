"""The main text of a page: which of its blocks are the release.

A cascade:

1. trafilatura extracts the main text; a block of the page is *told* by it if its letters are there.
   Only the choice is trafilatura's: the wording is the page's own, from the plain walk, as trafilatura
   turns no-break spaces into spaces and may drop or double a paragraph.
2. The headline, and what stands between it and the first told block: dateline, subhead. It comes
   first; a line above it (the date, "Press release") comes after it.
3. Blocks that trafilatura left out beside those it told: short paragraphs, list items, tables, the
   contact at the end. Not furniture, not link lists, not captions.
4. If all that is less than half of what the page's article holds, the article without its furniture.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from sayso.ingest.furniture import (
    FURNITURE_ROLES,
    FURNITURE_TAGS,
    NEVER_FURNITURE,
    PAGE_EDGES,
    is_named_furniture,
)
from sayso.ingest.walk import Block, walk

# A block more of whose characters than this are links is a list of links.
LINK_SHARE = 0.5
# Letters of a short block may stand in the main text by chance; it must be a line of its own there.
SHORT = 25
# Below this share of the article's text, the choice is not trusted (step 4).
LEAST_SHARE = 0.5
# What may stand above the headline and still belong below it: so many blocks of so many letters.
MOST_ABOVE = 3
LONGEST_ABOVE = 80
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# A paragraph of so many letters that comes twice was doubled by the page.
DOUBLED = 60


@dataclass
class _Candidate:
    block: Block
    letters: str
    furniture: bool
    told: bool = False

    @property
    def is_links(self) -> bool:
        return self.block.linked > LINK_SHARE * max(1, len(self.block.text))

    @property
    def may_belong(self) -> bool:
        return not (self.furniture or self.is_links or self.block.inside("figcaption"))


def main_blocks(tree: etree._Element, stated_title: str | None = None) -> list[str]:
    """Return the blocks of a page that are its main text."""
    candidates = _candidates(tree)
    _tell(candidates, _extract(tree))
    chosen = _with_neighbours(candidates, stated_title)
    article = _article(candidates)
    if _weight(chosen) < LEAST_SHARE * _weight(article):
        chosen = article
    return _once(_headline_first(_without_orphans(chosen)))


def _candidates(tree: etree._Element) -> list[_Candidate]:
    blocks = walk(tree)
    page = _Page(tree, blocks)
    return [_Candidate(b, _letters(b.text), page.in_furniture(b.element)) for b in blocks]


def _extract(tree: etree._Element) -> list[str]:
    """Return the lines of trafilatura's main text, as letters."""
    from trafilatura import extract

    text = extract(
        copy.deepcopy(tree),
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=False,
    )
    return [letters for line in (text or "").splitlines() if (letters := _letters(line))]


def _tell(candidates: list[_Candidate], lines: list[str]) -> None:
    whole, single = "\n".join(lines), frozenset(lines)
    for candidate in candidates:
        told = total = 0
        for line in re.split(r"[\n\t]", candidate.block.text):
            letters = _letters(line)
            total += len(letters)
            if letters in single or (len(letters) > SHORT and letters in whole):
                told += len(letters)
        candidate.told = not candidate.furniture and total > 0 and told * 2 > total


def _with_neighbours(candidates: list[_Candidate], stated_title: str | None) -> list[_Candidate]:
    told = [index for index, candidate in enumerate(candidates) if candidate.told]
    if not told:
        return []
    begin, end = told[0], told[-1]
    headline = _headline(candidates, begin, stated_title)
    begin = begin if headline is None else headline
    dated = _dated_above(candidates, begin)
    begin = min([begin, *dated])
    beside = _surroundings([candidates[index] for index in told])
    while end + 1 < len(candidates) and _belongs(candidates[end + 1], beside):
        end += 1
    return [
        candidate
        for index, candidate in enumerate(candidates[begin : end + 1], start=begin)
        if candidate.told
        or index == headline
        or index in dated
        or (headline is not None and index < told[0] and candidate.may_belong)
        or (index > told[0] and _belongs(candidate, beside))
    ]


def _headline(candidates: list[_Candidate], before: int, stated: str | None) -> int | None:
    """Return where the headline is, if it stands before the first told block."""
    if any(c.told and c.block.inside("h1") for c in candidates):
        return None
    title = _letters(stated or "")
    found = None
    for index, candidate in enumerate(candidates[:before]):
        if candidate.furniture or candidate.is_links:
            continue
        is_title = len(candidate.letters) > 8 and title.startswith(candidate.letters)
        if candidate.block.inside("h1") or (is_title and candidate.block.is_heading):
            found = index
    return found


def _dated_above(candidates: list[_Candidate], headline: int) -> list[int]:
    """Return the short lines with a year right above a headline: the day of the release."""
    if not candidates[headline].block.inside("h1"):
        return []
    beside = candidates[headline].block.element.getparent()
    return [
        index
        for index in range(max(0, headline - MOST_ABOVE), headline)
        if candidates[index].block.element.getparent() is beside
        and candidates[index].may_belong
        and len(candidates[index].letters) <= LONGEST_ABOVE
        and _YEAR.search(candidates[index].block.text)
    ]


def _surroundings(told: list[_Candidate]) -> set[etree._Element]:
    """Return the elements whose children are main text: the parents of told blocks, and theirs of lists."""
    around: set[etree._Element] = set()
    for candidate in told:
        for element in islice(candidate.block.element.iterancestors(), 2):
            if element.tag not in ("html", "body"):
                around.add(element)
        parent = candidate.block.element.getparent()
        if parent is not None:
            around.add(parent)
    return around


def _belongs(candidate: _Candidate, beside: set[etree._Element]) -> bool:
    near = [candidate.block.element, *islice(candidate.block.element.iterancestors(), 2)]
    return candidate.may_belong and any(element in beside for element in near)


def _article(candidates: list[_Candidate]) -> list[_Candidate]:
    """Return what a page without trafilatura would be: its article, else its body, less the furniture."""
    belonging = [candidate for candidate in candidates if candidate.may_belong]
    for tag in ("article", "main"):
        inside = [candidate for candidate in belonging if candidate.block.inside(tag)]
        if _weight(inside) * 2 > _weight(belonging):
            return inside
    return belonging


def _without_orphans(chosen: list[_Candidate]) -> list[_Candidate]:
    """Return the blocks less the headings that nothing follows ("Read also" above a list of links)."""
    last = len(chosen)
    while last > 1 and chosen[last - 1].block.is_heading and chosen[last - 1].letters:
        last -= 1
    return chosen[:last]


def _headline_first(chosen: list[_Candidate]) -> list[_Candidate]:
    """Return the blocks with the headline before the short lines above it (date, "Press release")."""
    place = next((i for i, candidate in enumerate(chosen) if candidate.block.inside("h1")), 0)
    above = chosen[:place]
    if len(above) > MOST_ABOVE or any(len(candidate.letters) > LONGEST_ABOVE for candidate in above):
        return chosen
    return [*chosen[place : place + 1], *above, *chosen[place + 1 :]]


def _once(chosen: list[_Candidate]) -> list[str]:
    seen: set[str] = set()
    texts = []
    for candidate in chosen:
        long = len(candidate.letters) >= DOUBLED or candidate.block.inside("h1")
        if long and candidate.letters in seen:
            continue
        seen.add(candidate.letters)
        texts.append(candidate.block.text)
    return texts


class _Page:
    """Which elements of a page are furniture; each is looked at once."""

    def __init__(self, tree: etree._Element, blocks: list[Block]) -> None:
        self._weights = dict.fromkeys(tree.iter(), 0)
        for block in blocks:
            self._weights[block.element] += len(block.text)
        for element in reversed(self._weights):
            parent = element.getparent()
            if parent in self._weights:
                self._weights[parent] += self._weights[element]
        self._whole = sum(len(block.text) for block in blocks)
        self._around_headline = {step for h1 in tree.iter("h1") for step in h1.iterancestors()}
        self._known: dict[etree._Element, bool] = {}

    def in_furniture(self, element: etree._Element) -> bool:
        """Tell whether an element is furniture, or in it."""
        path = []
        answer = False
        for step in (element, *element.iterancestors()):
            if step in self._known:
                answer = self._known[step]
                break
            path.append(step)
        for step in reversed(path):
            answer = self._known[step] = answer or self._is_furniture(step)
        return answer

    def _is_furniture(self, element: etree._Element) -> bool:
        tag = str(element.tag).lower()
        if element in self._around_headline:
            return False
        if tag in PAGE_EDGES:
            return not any(step.tag in ("article", "main") for step in element.iterancestors())
        names = f"{element.get('class', '')} {element.get('id', '')}"
        named = tag not in NEVER_FURNITURE and is_named_furniture(names)
        role = element.get("role", "").lower() in FURNITURE_ROLES
        return (tag in FURNITURE_TAGS or role or named) and 2 * self._weights[element] <= self._whole


def _weight(candidates: list[_Candidate]) -> int:
    return sum(len(candidate.letters) for candidate in candidates)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
