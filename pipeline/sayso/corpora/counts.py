"""What a corpus holds: how many of each, by language; the table of its README."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from sayso.corpora.gold import split_of
from sayso.corpora.release import GoldRelease
from sayso.corpora.speech import utterances
from sayso.corpora.tei import read_tei
from sayso.errors import GoldError
from sayso.text import UNSPACED

BEGIN = "<!-- counts: written by `sayso gold counts` -->"
END = "<!-- end of counts -->"
TOTAL = "all"
# The heading of each column, by what it counts.
COLUMNS = {
    "train": "train",
    "dev": "dev",
    "test": "test",
    "words": "words",
    "people": "people",
    "organisations": "organisations",
    "persName": "names of people",
    "orgName": "names of organisations",
    "roleName": "roles",
    "placeName": "places",
    "product": "products",
    "event": "events",
    "direct": "direct quotes",
    "reported": "indirect and mixed",
    "no speaker": "without speaker",
    "seg": "cues",
}


def count(folder: Path) -> dict[str, Counter[str]]:
    """Return how many of each of `COLUMNS` a corpus has, by language and over all."""
    counts: dict[str, Counter[str]] = {TOTAL: Counter()}
    for key, split in split_of(folder).items():
        release = read_tei(folder / f"{key}.xml")
        of_release = _of(release)
        of_release[split] += 1
        counts.setdefault(release.language, Counter()).update(of_release)
        counts[TOTAL].update(of_release)
    return {language: counts[language] for language in sorted(counts, key=lambda each: (each == TOTAL, each))}


def _of(release: GoldRelease) -> Counter[str]:
    counts = Counter(mark.tag for mark in release.marks)
    counts.update(mark.attributes["type"] for mark in release.marks if mark.tag == "name")
    counts["words"] = words(release.text)
    counts["people"], counts["organisations"] = len(release.people), len(release.organisations)
    for chain in utterances(release):
        counts["direct" if all(piece.attributes["direct"] == "true" for piece in chain) else "reported"] += 1
        counts["no speaker"] += not any(piece.pointers("who") for piece in chain)
    return counts


def words(text: str) -> int:
    """Return how many words a text has; two characters of a script without spaces make one."""
    spaced, unspaced = UNSPACED.subn(" ", text)
    return len(spaced.split()) + unspaced // 2


def table(counts: Mapping[str, Counter[str]]) -> str:
    """Return the counts as a Markdown table, a language a row."""
    rows = [("language", *COLUMNS.values()), ("---", *["---:"] * len(COLUMNS))]
    rows += [(name, *(str(of[key]) for key in COLUMNS)) for name, of in counts.items()]
    return "\n".join(_row(cells) for cells in rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def between_markers(page: str, written: str) -> str:
    """Return a page with what is between the markers replaced; raises `GoldError` where they are missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise GoldError(f"the page has no place for the counts: a line {BEGIN} and a line {END}")
    return f"{before}{BEGIN}\n{written}\n{END}{after}"
