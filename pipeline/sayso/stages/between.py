"""What stands between two spans: words that weigh, pauses, sentence ends.

The words are weighed, not parsed: what is itself a role, a name or a place, and linking words (`of`, `di`,
`bei`), weigh nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from sayso.languages import LanguageData
from sayso.languages.match import phrases
from sayso.text import UNSPACED, Stretch, count_sentence_ends, ends_sentence

_PAUSE = re.compile(r"[,(–—、，（:\n]")
_WORD = re.compile(r"[^\W\d_]+")
_TOUCHING = re.compile(r"['’]?s?[\s-]*|[のと的]?")
_BREAK = re.compile(r"\n+")
# More paragraphs away than count.
FAR = 9
# Two characters of a script without spaces weigh as much as a word.
UNSPACED_WORD = 0.5


@dataclass(frozen=True)
class Gap:
    """What parts two spans; ``start`` and ``end`` are its place in the text."""

    start: int
    end: int
    words: float
    pause: bool
    joined: bool
    linked: bool
    touching: bool
    sentence_ends: int
    blocks: int


@dataclass(frozen=True)
class Gaps:
    """Measures gaps in one text; ``block_starts`` are where its blocks begin."""

    text: str
    data: LanguageData
    block_starts: tuple[int, ...]
    light: re.Pattern[str] = field(init=False)
    joiner: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        data = self.data
        light = (*data.roles.of, *data.nominals.articles, *data.honorifics, *data.roles.modifiers)
        object.__setattr__(self, "light", phrases(tuple(dict.fromkeys(light))))
        object.__setattr__(self, "joiner", phrases(data.roles.joiners))

    def between(self, one: Stretch, other: Stretch, *, blanked: Iterable[Stretch]) -> Gap:
        """Return what parts two spans, in either order; ``blanked`` spans weigh nothing."""
        left, right = sorted((one, other))
        start, end = left.end, max(left.end, right.start)
        raw = self.text[start:end]
        gap = self.blanked(start, end, blanked)
        without, joined = self.joiner.subn(" ", gap)
        bare = self.light.sub(" ", without)
        rest = bare if without == raw else self.light.sub(" ", raw)
        return Gap(
            start=start,
            end=end,
            words=_weight(bare),
            pause=_PAUSE.search(gap) is not None,
            joined=joined > 0,
            linked=bool(raw.strip())
            and not _WORD.search(rest)
            and not _PAUSE.search(raw)
            and not ends_sentence(rest),
            touching=_TOUCHING.fullmatch(raw) is not None,
            # Without the honorifics: the full stop of `Dr.` ends no sentence.
            sentence_ends=count_sentence_ends(bare),
            blocks=bisect_right(self.block_starts, right.start) - bisect_right(self.block_starts, left.start),
        )

    def blanked(self, start: int, end: int, blanked: Iterable[Stretch]) -> str:
        """Return a part of the text with spaces in place of some spans."""
        characters = list(self.text[start:end])
        for span in blanked:
            for position in range(max(span.start, start), min(span.end, end)):
                characters[position - start] = " "
        return "".join(characters)


def _weight(gap: str) -> float:
    unspaced = len(UNSPACED.findall(gap))
    return UNSPACED_WORD * unspaced if unspaced else float(len(_WORD.findall(gap)))


def where_named(text: str, span: Stretch, own: list[Stretch], most: int) -> dict[str, float]:
    """Return where somebody is named before some words, and how often; ``most`` is the most anybody is."""
    before = [each for each in own if each.end <= span.start]
    gap = text[before[-1].end : span.start] if before else ""
    breaks, ends = len(_BREAK.findall(gap)) if before else FAR, count_sentence_ends(gap)
    return {
        "in the paragraph": float(breaks == 0),
        "in the paragraph before": float(breaks == 1),
        "two paragraphs before": float(breaks == 2),
        "in the sentence": float(ends == 0 and breaks == 0),
        "in the sentence before": float(ends == 1 and breaks == 0),
        "share of names": len(own) / most,
    }
