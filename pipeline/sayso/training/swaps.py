"""Other names in the same release: what a model must not learn by heart.

A person or organisation is renamed only where every mention is made of words of its full name, in its
base form: an inflected mention has no counterpart in a name taken from a list.
"""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sayso.corpora.tei import GoldRelease, Mark
from sayso.stages.names import fold
from sayso.training.examples import Example, read_names
from sayso.training.releases import Change, changed

MOST_NAMES = 4000
FEW = 300
# The key under which names in Latin letters of all languages stand.
LATIN = "latin"
_TAGS = {"person": "persName", "organisation": "orgName"}
# How often (as a probability) a person or organisation of a copy gets another name.
RENAMED = 0.5

Names = Mapping[tuple[str, str, int], Sequence[str]]


@dataclass(frozen=True)
class NamePool:
    """Names to swap in, by language, kind and number of words."""

    names: Names

    def other(self, language: str, kind: str, words: int, latin: bool, rng: random.Random) -> str | None:
        """Return a name of as many words, or nothing if there is none.

        Where the release's language has few, and writes Latin letters, a name of any language serves:
        people and companies of many origins stand in releases.
        """
        known = self.names.get((language, kind, words), ())
        if len(known) < FEW and latin:
            known = self.names.get((LATIN, kind, words), known)
        return rng.choice(known) if known else None


def name_pool(
    releases: Iterable[GoldRelease], kept_out: Iterable[GoldRelease], names: Path | None
) -> NamePool:
    """Collect names from releases and name data, without any word of the names in ``kept_out``."""
    secret = {fold(word) for _, _, name in _of_releases(kept_out) for word in _parts(name)}
    found: dict[tuple[str, str, int], dict[str, None]] = defaultdict(dict)
    for language, kind, name in (*_of_releases(releases), *_of_names(names)):
        parts = _parts(name)
        if parts and not any(fold(part) in secret for part in parts):
            found[language, kind, len(parts)].setdefault(name)
            if _is_latin(name):
                found[LATIN, kind, len(parts)].setdefault(name)
    return NamePool({key: tuple(group)[:: -(-len(group) // MOST_NAMES)] for key, group in found.items()})


def _of_releases(releases: Iterable[GoldRelease]) -> Iterator[tuple[str, str, str]]:
    for release in releases:
        for person in release.people.values():
            yield release.language, "person", person.name
        for organisation in release.organisations.values():
            yield release.language, "organisation", organisation.name


def _of_names(folder: Path | None) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*/*.jsonl.gz")) if folder else ():
        for example in read_names(path, "train"):
            for span in example.spans:
                name = example.text[span.start : span.end]
                if span.kind in _TAGS and name[:1].isupper() and not name.isupper():
                    yield path.parent.name, span.kind, name


def renamed(release: GoldRelease, example: Example, pool: NamePool, rng: random.Random) -> Example:
    """Return the example with some of its people and organisations under other names."""
    changes: dict[tuple[int, int], str] = {}
    taken: set[int] = set()
    for kind, group in (("person", release.people), ("organisation", release.organisations)):
        for key, named in group.items():
            mentions = [m for m in release.marks if m.tag == _TAGS[kind] and key in m.pointers("ref")]
            old = _parts(named.name)
            if rng.random() >= RENAMED or not old or any(m.start in taken for m in mentions):
                continue
            new = pool.other(release.language, kind, len(old), _is_latin(named.name), rng)
            if new is None:
                continue
            swapped = [_swapped(release, m, old, _parts(new)) for m in mentions]
            if all(s is not None for s in swapped):
                taken.update(m.start for m in mentions)
                changes.update({(m.start, m.end): s for m, s in zip(mentions, swapped, strict=True) if s})
    ordered: list[Change] = [(start, end, new) for (start, end), new in changes.items()]
    return changed(example, ordered)


def _is_latin(name: str) -> bool:
    return unicodedata.name(name[0], "").startswith("LATIN")


def _parts(name: str) -> list[str]:
    """Return the words of a name; one written without spaces is a single part."""
    return name.split()


def _swapped(release: GoldRelease, mention: Mark, old: list[str], new: list[str]) -> str | None:
    """Return a mention in terms of the new name, or nothing if it is not made of the old one's words."""
    words = release.text[mention.start : mention.end].split()
    if words == old:
        return " ".join(new)
    if all(word in old for word in words):
        return " ".join(new[old.index(word)] for word in words)
    return None
