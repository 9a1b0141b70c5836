"""Direct speech: which quoted stretches somebody says, and all direct speech of a release together."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from sayso.encoder.decode import cuts_word
from sayso.encoder.evidence import log_odds
from sayso.record import Section
from sayso.stages.chains import Piece, Scene
from sayso.stages.cues import dashed_asides
from sayso.stages.hearing import EDGE, NEAR_EDGE, SPEECH_FROM, tidied
from sayso.stages.marks import CLOSERS, Quoted, quoted, stray_closing, stripped
from sayso.stages.ranking import Weights, logistic
from sayso.stages.unmarked import unmarked_pieces
from sayso.text import SENTENCE_FINAL, Stretch, lines

# So many whole paragraphs may stand between the one that opens a quote and the one that closes it.
MOST_BETWEEN = 3
_DASH = re.compile(r"[-–—―]\s")
# What ends the sentence of an aside: – said Li –. And …
_STOPS = (". ", "! ", "? ")


def paragraphs_of(text: str, sections: tuple[Section, ...]) -> tuple[tuple[Stretch, str], ...]:
    """Return the paragraphs with their section kinds; those of contacts by the line.

    In a block of several lines, one that a dash opens begins a paragraph: an answer, the next to speak.
    """
    found: list[tuple[Stretch, str]] = []
    for section in sections:
        stretch = Stretch(section.start, section.end)
        parts = lines(text, *stretch) if section.kind == "contact" else _by_dashes(text, stretch)
        found.extend((part, section.kind) for part in parts)
    return tuple(found)


def _by_dashes(text: str, block: Stretch) -> list[Stretch]:
    parts: list[Stretch] = []
    for line in lines(text, *block):
        if parts and not _DASH.match(text, line.start):
            line = Stretch(parts.pop().start, line.end)
        parts.append(line)
    return parts


def quoted_stretches(text: str, paragraphs: tuple[tuple[Stretch, str], ...]) -> list[tuple[Quoted, str]]:
    """Return all that stands in marks, with the kind of section that it stands in.

    A quote left open at the end of its paragraph goes on in the next ones up to a stray closing mark.
    """
    here = [quoted(text, paragraph) for paragraph, _ in paragraphs]
    for number, found in enumerate(here):
        if found and not found[-1].closed:
            _carry_on(text, paragraphs, here, number)
    return [(each, kind) for (_, kind), found in zip(paragraphs, here, strict=True) for each in found]


def _carry_on(
    text: str, paragraphs: tuple[tuple[Stretch, str], ...], here: list[list[Quoted]], number: int
) -> None:
    """Let the quote that a paragraph leaves open go on, in ``here``, to the paragraph that closes it."""
    glyph = here[number][-1].glyph
    for last in range(number + 1, min(number + 2 + MOST_BETWEEN, len(paragraphs))):
        paragraph, _ = paragraphs[last]
        if here[last] and here[last][0].outer.start == paragraph.start:
            return
        close = stray_closing(text, paragraph, glyph)
        if close is not None and close - paragraph.start > 1:
            for between in range(number + 1, last):
                whole, _ = paragraphs[between]
                here[between] = [Quoted(*whole, whole, glyph, closed=False, carried=True, goes_on=True)]
            here[number][-1] = here[number][-1]._replace(goes_on=True)
            start, end = stripped(text, paragraph.start, close)
            outer = Stretch(paragraph.start, close + 1)
            rest = Quoted(start, end, outer, glyph, closed=True, carried=True)
            here[last] = [rest, *(q for q in here[last] if q.start > close)]
            return
        if any(each.glyph == glyph or not each.closed for each in here[last]):
            return


def speech_features(scene: Scene, stretch: Quoted, section: str) -> dict[str, float]:
    """Return the named features of the choice whether a quoted stretch is speech."""
    text, span = scene.text, Stretch(stretch.start, stretch.end)
    content = text[span.start : span.end]
    words = content.split()
    paragraph = next(p for p, _ in scene.paragraphs if p.start <= span.start < p.end)
    before = text[paragraph.start : stretch.outer.start].rstrip()
    after = text[stretch.outer.end : paragraph.end].lstrip()
    capitals = sum(word[:1].isupper() for word in words[1:])
    # What goes on from an earlier paragraph may open with words that nobody speaks: they count.
    parts = _parted(scene, span) if stretch.closed and not stretch.carried else [span]
    direct = _mean(scene, [_without_stop(text, part) for part in parts])
    nobody = scene.who(span).nobody
    cue_before = _cue_before(scene, stretch)
    cue_after = len(parts) > 1 or _cue_after(scene, stretch, paragraph)
    return {
        "bias": 1.0,
        "model: speech": direct,
        "model: log-odds": log_odds(direct),
        "model: reported": scene.evidence.mean(scene.evidence.indirect, span),
        "model: nobody": nobody,
        "model: nobody, log-odds": log_odds(nobody),
        "model: nobody, no cue": nobody * (not (cue_before or cue_after)),
        "cue before": float(cue_before),
        "cue after": float(cue_after),
        "colon before": float(before.endswith((":", "："))),
        "opens its paragraph": float(not before),
        "whole paragraph": float(not before and len(after) < 3),
        "length": math.log(1 + (len(content) / 3 if " " not in content else len(words))),
        "ends a sentence": float(content[-1] in SENTENCE_FINAL),
        "comma inside": float(content[-1] in ",，"),
        "begins small": float(content[0].islower()),
        "title case": capitals / max(1, len(words) - 1),
        "inside a clause": float(bool(before) and (before[-1].isalnum()) and after[:1].isalnum()),
        "headline": float(section in {"headline", "subhead"}),
        "no story": float(section in {"contact", "boilerplate", "note"}),
        "open": float(not stretch.closed),
    }


def _mean(scene: Scene, parts: Sequence[Stretch]) -> float:
    """Return how sure the model is that parts of a quote are spoken, without the asides between them."""
    length = sum(part.end - part.start for part in parts)
    heard = (scene.evidence.mean(scene.evidence.direct, part) * (part.end - part.start) for part in parts)
    return sum(heard) / max(1, length)


def _without_stop(text: str, part: Stretch) -> Stretch:
    return Stretch(part.start, part.start + len(text[part.start : part.end].rstrip(SENTENCE_FINAL + ",")))


def _cue_before(scene: Scene, stretch: Quoted) -> bool:
    return any(
        cue.end <= stretch.outer.start
        and stretch.outer.start - cue.end < 100
        and "\n" not in scene.text[cue.end : stretch.outer.start]
        and scene.text[cue.end : stretch.outer.start].rstrip().endswith((":", "：", ",", "，"))
        for cue in scene.cues
    )


def _cue_after(scene: Scene, stretch: Quoted, paragraph: Stretch) -> bool:
    return any(
        stretch.outer.end <= cue.start < min(paragraph.end, stretch.outer.end + 45) for cue in scene.cues
    )


def marked_pieces(scene: Scene, stretches: list[tuple[Quoted, str]], weights: Weights) -> list[Piece]:
    """Return the quoted stretches that are speech."""
    pieces: list[Piece] = []
    for stretch, section in stretches:
        features = speech_features(scene, stretch, section)
        score = logistic(weights.score(features))
        if score < SPEECH_FROM:
            continue
        span = Stretch(stretch.start, stretch.end)
        if not (stretch.closed or stretch.goes_on):
            span = _believed_end(scene, span)
        outer = stretch.outer if stretch.closed else Stretch(stretch.outer.start, span.end)
        parts = _parted(scene, span)
        for order, part in enumerate(parts):
            start = outer.start if order == 0 else part.start
            end = outer.end if order == len(parts) - 1 else part.end
            unclosed = not stretch.closed or order < len(parts) - 1
            carried = stretch.carried and order == 0
            pieces.append(Piece(part, score, Stretch(start, end), open_ended=unclosed, carried=carried))
    return pieces


def direct_pieces(
    scene: Scene, stretches: list[tuple[Quoted, str]], speech: Weights, unmarked_speech: Weights
) -> list[Piece]:
    """Return all direct speech of a release in text order; what is in marks inside of it is part of it."""
    marked = marked_pieces(scene, stretches, speech)
    quoted = [stretch.outer for stretch, _ in stretches if stretch.closed]
    unmarked = unmarked_pieces(scene, marked, quoted, unmarked_speech)
    outer = [p for p in marked if not any(p.outer.inside(piece.span) for piece in unmarked)]
    return sorted([*outer, *unmarked], key=lambda piece: piece.span)


def _parted(scene: Scene, span: Stretch) -> list[Stretch]:
    """Return the parts of a quote whose cue stands inside its marks: «A, insiste X. B»."""
    text, parts, start = scene.text, [], span.start
    for aside in _asides(scene, span):
        parts.append(tidied(text, Stretch(start, aside.start), span.end))
        start = aside.end
        start += text[start : start + 2] in _STOPS
    parts.append(tidied(text, Stretch(start, span.end), span.end) if parts else span)
    return [part for part in parts if _speaks(text[part.start : part.end], 2)] or [span]


def _asides(scene: Scene, span: Stretch) -> list[Stretch]:
    """Return what stands inside marks and is not spoken: a cue, and the words around it that nobody hears.

    They go to the next comma, dash or sentence end. The end of a quote is one only if it tells who speaks.
    """
    dashed = [aside for aside, _ in dashed_asides(scene.text, span, scene.data)]
    asides: list[Stretch] = []
    for cue in scene.cues:
        here = Stretch(cue.start, cue.end)
        inside = span.start < cue.start and cue.end < span.end
        if (
            not inside
            or any(here.inside(aside) for aside in dashed)
            or scene.evidence.mean(scene.evidence.direct, here) >= SPEECH_FROM
        ):
            continue
        if scene.text[cue.end : span.end].lstrip(" :")[:1] in CLOSERS:
            continue  # it tells of speech within the speech: «She wrote: “Come!”»
        aside = _to_edges(scene.text, _unheard(scene, here, span), span)
        told = any(aside.start <= speaker.start < aside.end for speaker in scene.speakers)
        if asides and aside.start < asides[-1].end:
            last = asides.pop()
            asides.append(Stretch(last.start, max(last.end, aside.end)))
        elif told or aside.end < span.end - 1:
            asides.append(aside)
    asides = [
        aside for aside in asides if not any(aside.start < d.end and d.start < aside.end for d in dashed)
    ]
    return sorted([*dashed, *asides])


def _unheard(scene: Scene, cue: Stretch, within: Stretch) -> Stretch:
    """Return a cue with the words around it that the model does not hear spoken."""
    unheard = scene.evidence.direct < SPEECH_FROM
    tokens, whole = scene.evidence.tokens(cue), scene.evidence.tokens(within)
    first, end = tokens.start, tokens.stop
    if first == end:
        return cue
    while first > whole.start and unheard[first - 1]:
        first -= 1
    while end < whole.stop and unheard[end]:
        end += 1
    while end > tokens.stop and cuts_word(scene.text, int(scene.evidence.ends[end - 1])):
        end -= 1
    start, stop = scene.evidence.starts[first], scene.evidence.ends[end - 1]
    return Stretch(max(within.start, min(start, cue.start)), min(within.end, max(stop, cue.end)))


def _to_edges(text: str, aside: Stretch, within: Stretch) -> Stretch:
    """Return an aside with the few words up to the commas, dashes or sentence ends around it."""
    start, end = tidied(text, aside, aside.end)
    near = max(within.start, start - NEAR_EDGE)
    before = [edge.end() for edge in EDGE.finditer(text, near, start)]
    ended = text[end - 1] in SENTENCE_FINAL
    behind = None if ended else EDGE.search(text, end, min(within.end, end + NEAR_EDGE))
    return Stretch(before[-1] if before else start, behind.end() if behind else end)


def _believed_end(scene: Scene, span: Stretch) -> Stretch:
    """End a quote without a closing mark where the model ceases to hear speech.

    Where it hears speech up to the paragraph's end, or nowhere, the whole paragraph stays.
    """
    tokens = scene.evidence.tokens(span)
    heard = scene.evidence.direct[tokens] >= SPEECH_FROM
    if not heard.any() or heard[-3:].any():
        return span
    last = tokens.start + int(heard.nonzero()[0][-1])
    return tidied(scene.text, Stretch(span.start, int(scene.evidence.ends[last])), span.end)


def _speaks(words: str, shortest: int) -> bool:
    return len(words) >= shortest and any(character.isalpha() for character in words)
