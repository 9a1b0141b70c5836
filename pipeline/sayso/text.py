"""Plain text: blocks, sentences and words, as offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Chinese characters, as a range of a pattern.
HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
# A letter of a script that writes words without spaces between them: kana and Han.
UNSPACED = re.compile(f"[\u3040-\u30ff{HAN}]")
# What a sentence ends with.
SENTENCE_FINAL = ".!?…。！？"
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'’”»“)\]]*(?=\s)|[。！？]+[」』”’）]*|\n")
_END_INSIDE = re.compile(r"[.!?…][\"'’”»“)\]]*\s|[。！？]")
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*", re.UNICODE)
_INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]\.$")


class Stretch(NamedTuple):
    """Code points ``start`` to ``end`` of a text."""

    start: int
    end: int

    def inside(self, other: Stretch) -> bool:
        """Say whether it lies in another, or is the same."""
        return other.start <= self.start and self.end <= other.end


def blocks(text: str) -> list[Stretch]:
    """Return the blocks of a text, without white space around.

    Blank lines separate blocks; a text that has none separates them by line ends.
    """
    separator = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE
    return list(_between(text, separator, 0, len(text)))


def lines(text: str, start: int, end: int) -> list[Stretch]:
    """Return the lines of a stretch that are not blank."""
    return list(_between(text, _LINE, start, end))


def sentences(
    text: str,
    start: int,
    end: int,
    abbreviations: frozenset[str] = frozenset(),
    names: Sequence[tuple[int, int]] = (),
) -> list[Stretch]:
    """Return the sentences of a stretch; a full stop after an abbreviation or initial or in a name ends none.

    ``abbreviations`` are lower case, with their full stop; ``names`` are offsets into the text.
    """
    found: list[Stretch] = []
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        before = text[begin:stop]
        last = before.split()[-1].lower().lstrip("(\"'“„«") if before.split() else ""
        # dell'art. is art. behind what has lost its vowel to it.
        elided = re.split("['’]", last)[-1]
        if last in abbreviations or elided in abbreviations or _INITIAL.search(before):
            continue
        if any(first < stop < last for first, last in names):
            continue
        if match.group() == "." and _continues(text, stop, end):
            continue
        found.extend(_trimmed(text, begin, stop))
        begin = stop
    found.extend(_trimmed(text, begin, end))
    return found


def with_usual_questions(text: str, question_marks: str) -> str:
    """Return a text with other characters that end a question as ``?``, each in its place."""
    return text.translate({ord(mark): "?" for mark in question_marks}) if question_marks else text


def ends_sentence(text: str) -> bool:
    """Say whether a sentence ends inside a text; abbreviations and line breaks are not looked at."""
    return _END_INSIDE.search(text) is not None


def count_sentence_ends(text: str) -> int:
    """Return how many sentences end inside a text, as `ends_sentence` sees it."""
    return len(_END_INSIDE.findall(text))


def words(text: str) -> list[str]:
    """Return the words of a text, hyphens, apostrophes and inner full stops kept."""
    return _WORD.findall(text)


def _continues(text: str, position: int, end: int) -> bool:
    rest = text[position:end].lstrip()
    return bool(rest) and rest[0].islower()


def _between(text: str, separator: re.Pattern[str], start: int, end: int) -> Iterator[Stretch]:
    begin = start
    for match in separator.finditer(text, start, end):
        yield from _trimmed(text, begin, match.start())
        begin = match.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Stretch]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Stretch(start, end)
