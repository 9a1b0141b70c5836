"""The job titles of a release, each whole: Präsident des Verwaltungsrats, Head of Sales and Marketing."""

from __future__ import annotations

import re

from sayso.languages import LanguageData
from sayso.languages.match import phrases
from sayso.layers import Tags
from sayso.text import Stretch

# Linking words between two parts of one title are no longer than this.
LONGEST_LINK = 16
_WORD = re.compile(r"[^\W_](?:[^\s,;:]*[^\W_][.)]*|\.)?")


def find_titles(text: str, tags: Tags, data: LanguageData) -> tuple[Stretch, ...]:
    """Return the roles in text order: parts of one title joined, nothing at the edges that is no title."""
    joined: list[Stretch] = []
    for span in tags.names:
        if span.kind != "role":
            continue
        here = Stretch(span.start, span.end)
        if joined and _one_title(text, joined[-1], here, tags, data):
            here = Stretch(joined.pop().start, here.end)
        joined.append(here)
    joiner = phrases((*data.roles.joiners, *data.roles.of, *data.nominals.articles))
    trimmed = (_without_edges(text, title, joiner) for title in joined)
    return tuple(title for title in trimmed if title is not None)


def _one_title(text: str, left: Stretch, right: Stretch, tags: Tags, data: LanguageData) -> bool:
    """Say whether two marked parts are one title: Präsident des Verwaltungsrats, Head of Sales and Marketing.

    Behind a joiner a role noun begins another title: founder and CEO.
    """
    gap = text[left.end : right.start]
    if len(gap) > LONGEST_LINK or any(left.end <= name.start < right.start for name in tags.names):
        return False
    if "\n\n" in gap:
        return False
    last = _WORD.findall(text, left.start, left.end)[-1:]
    if not gap.strip() or (gap.strip() == "." and f"{''.join(last)}.".lower() in data.abbreviations):
        return True
    links = phrases((*data.roles.of, *data.nominals.articles))
    rest = links.sub("", gap)
    if not rest.strip():
        return True
    return not phrases(data.roles.joiners).sub("", rest).strip() and not _begins_title(text, right, data)


def _begins_title(text: str, part: Stretch, data: LanguageData) -> bool:
    written = text[part.start : part.end]
    opening = phrases((*data.roles.nouns, *data.roles.modifiers)).match(written)
    return opening is not None or (written[:1].isupper() and written.isupper())


def _without_edges(text: str, title: Stretch, joiner: re.Pattern[str]) -> Stretch | None:
    words = list(_WORD.finditer(text, title.start, title.end))
    while words and any(joiner.fullmatch(words[-1].group().rstrip(".") + elided) for elided in ("", "'")):
        words.pop()
    while words and joiner.fullmatch(words[0].group()):
        words.pop(0)
    return Stretch(words[0].start(), words[-1].end()) if words else None
