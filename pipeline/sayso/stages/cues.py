"""Cues: the words that introduce what somebody says, from the model and from the language file."""

from __future__ import annotations

from sayso.languages import LanguageData
from sayso.languages.match import find_phrases, phrases
from sayso.layers import Tags
from sayso.record import Span
from sayso.text import Stretch

# A listed verb that the model does not mark is a cue only this near to a quote (in characters).
NEAR = 90
# The model's doubt about a cue that the list does not know.
SURE = 0.5


def find_cues(text: str, tags: Tags, quotes: list[Stretch], data: LanguageData) -> tuple[Span, ...]:
    """Return the cues of a text in order: those the model marks, and listed ones beside a quote."""
    found = [
        Stretch(span.start, span.end)
        for span in tags.cues
        if span.score >= SURE and any(character.isalpha() for character in text[span.start : span.end])
    ]
    listed = (*data.cues.verbs, *data.cues.before_speaker, *data.cues.after_speaker)
    for around in _beside(text, quotes):
        for match in find_phrases(text, listed, around.start, around.end):
            inside = any(q.start <= match.start < q.end for q in quotes)
            if inside or any(other.start < match.end and match.start < other.end for other in found):
                continue
            if any(_between(other, match, around) for other in found):
                continue
            found.append(_with_auxiliaries(text, match, data))
    return tuple(
        Span(start=span.start, end=span.end, text=text[span.start : span.end]) for span in sorted(found)
    )


def _beside(text: str, quotes: list[Stretch]) -> list[Stretch]:
    """Return what stands right before and after each quote, within its line."""
    around = []
    for quote in quotes:
        begin = max(text.rfind("\n", 0, quote.start) + 1, quote.start - NEAR)
        around.append(Stretch(begin, quote.start))
        newline = text.find("\n", quote.end)
        around.append(Stretch(quote.end, min(newline if newline >= 0 else len(text), quote.end + NEAR)))
    return around


def _between(cue: Stretch, match: Stretch, around: Stretch) -> bool:
    """Say whether the model has marked a cue in the same place already."""
    return around.start <= cue.start < around.end


def _with_auxiliaries(text: str, verb: Stretch, data: LanguageData) -> Stretch:
    """Take in the auxiliaries right before a verb: ha aggiunto, wird zitiert."""
    pattern = phrases(data.cues.auxiliaries)
    start = verb.start
    for match in pattern.finditer(text, max(0, verb.start - 30), verb.start):
        if not text[match.end() : verb.start].strip():
            start = match.start()
            break
    return Stretch(start, verb.end)
