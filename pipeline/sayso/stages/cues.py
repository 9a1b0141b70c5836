"""Cues: the words that introduce what somebody says, from the model and from the language file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.languages import LanguageData
from sayso.languages.match import find_phrases, phrases
from sayso.layers import Tags
from sayso.record import Span
from sayso.text import Stretch, ends_sentence

# A listed verb that the model does not mark is a cue only this near to a quote (in characters).
NEAR = 90
# The model's doubt about a cue that the list does not know.
SURE = 0.5
# An auxiliary and its verb are at most this far apart (in characters).
APART = 60
# Between dashes within a quote stands its cue, if it begins with one: «… —añade la alcaldesa— …».
_DASHED = re.compile(r"(?<=\s)[—–]\s?(?P<words>[^—–.!?«»“”\n]{2,60})[—–](?=[\s,.;:])")
_SENTENCE_END = re.compile(r"[.!?…]\s|[。！？\n]")


def find_cues(text: str, tags: Tags, quotes: list[Stretch], data: LanguageData) -> tuple[Span, ...]:
    """Return the cues of a text in order.

    They are those that the model marks, and beside a quote where it marks none on either side the nearest
    listed one.
    """
    marked = [
        Stretch(span.start, span.end)
        for span in tags.cues
        if span.score >= SURE and any(character.isalpha() for character in text[span.start : span.end])
    ]
    listed = (*data.cues.verbs, *data.cues.before_speaker, *data.cues.after_speaker)
    found = {*marked, *(cue for quote in quotes for _, cue in dashed_asides(text, quote, data))}
    for around, across, before in _beside(text, quotes):
        if any(side.start <= cue.start < side.end for side in (around, across) for cue in marked):
            continue
        matches = [
            match
            for match in find_phrases(text, listed, around.start, around.end)
            if not any(quote.start <= match.start < quote.end for quote in quotes)
            and not any(cue.start < match.end and match.start < cue.end for cue in marked)
        ]
        if matches:
            found.add(_with_auxiliaries(text, matches[-1 if before else 0], data))
    return tuple(
        Span(start=span.start, end=span.end, text=text[span.start : span.end]) for span in sorted(found)
    )


def dashed_asides(text: str, quote: Stretch, data: LanguageData) -> Iterator[tuple[Stretch, Stretch]]:
    """Yield what stands between dashes within a quote and begins with a cue, and the cue."""
    verbs = phrases(data.cues.verbs)
    for dashed in _DASHED.finditer(text, quote.start, quote.end):
        start = dashed.start("words")
        auxiliary = phrases(data.cues.auxiliaries).match(text, start)
        behind = auxiliary.end() + 1 if auxiliary and text[auxiliary.end()] in " -" else start
        verb = verbs.match(text, start) or verbs.match(text, behind)
        if verb:
            yield Stretch(*dashed.span()), Stretch(start, verb.end())


def _beside(text: str, quotes: list[Stretch]) -> Iterator[tuple[Stretch, Stretch, bool]]:
    """Yield what stands right before and after each quote, within its line, and whether it is before.

    With it comes what stands on the other side of the quote, near it in its sentence, up to another quote;
    ``quotes`` are in text order.
    """
    ends = [0, *(quote.end for quote in quotes)]
    starts = [*(quote.start for quote in quotes[1:]), len(text)]
    for quote, last_end, next_start in zip(quotes, ends, starts, strict=False):
        line_start, line_end = text.rfind("\n", 0, quote.start) + 1, text.find("\n", quote.end)
        before = Stretch(max(line_start, quote.start - NEAR), quote.start)
        after = Stretch(quote.end, min(line_end if line_end >= 0 else len(text), quote.end + NEAR))
        yield before, _sentence_behind(text, quote.end, next_start), True
        yield after, _sentence_before(text, quote.start, last_end), False


def _sentence_behind(text: str, start: int, limit: int) -> Stretch:
    near = min(start + NEAR, limit)
    ended = _SENTENCE_END.search(text, start, near)
    return Stretch(start, ended.start() if ended else near)


def _sentence_before(text: str, end: int, limit: int) -> Stretch:
    near = max(end - NEAR, limit)
    ends = [ended.end() for ended in _SENTENCE_END.finditer(text, near, end)]
    return Stretch(ends[-1] if ends else near, end)


def _with_auxiliaries(text: str, verb: Stretch, data: LanguageData) -> Stretch:
    """Take in the auxiliaries right before a verb: ha aggiunto, wird zitiert."""
    pattern = phrases(data.cues.auxiliaries)
    start = verb.start
    for match in pattern.finditer(text, max(0, verb.start - 30), verb.start):
        if not text[match.end() : verb.start].strip():
            start = match.start()
            break
    return Stretch(start, verb.end)


def with_the_verb(text: str, cue: Span, cues: Sequence[Span], data: LanguageData) -> Span:
    """Return the one of ``cues``, in text order, that tells the manner, of ``cue`` and the rest of its verb.

    *a* in “a-t-elle prévenu” says nothing without *prévenu*, nor *mit* in “teilte sie mit” without *teilte*.
    """
    verb = cue
    if phrases(data.cues.particles).fullmatch(cue.text):
        verb = next((each for each in reversed(cues) if cue.start - APART <= each.end <= cue.start), cue)
    elif (
        phrases(data.cues.auxiliaries).fullmatch(cue.text)
        and cue.text.lower() not in data.cues.before_speaker
    ):
        verb = next((each for each in cues if cue.end <= each.start <= cue.end + APART), cue)
    gap = text[min(cue.end, verb.end) : max(cue.start, verb.start)]
    return cue if ends_sentence(gap) or "\n" in gap else verb
