"""Count in annotated releases which titles are held at which organisations, word by word."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sayso.corpora.as_record import gold_record
from sayso.corpora.tei import GoldRelease
from sayso.stages.affinities import Affinities, load_affinities, word_parts
from sayso.stages.tables import write_table

# A pair of words says something if seen so often, tied or not, and with log-odds so far from nothing. Right
# employers of 5,408 in 1,141 releases held out, in %, with the table of 2,990 others: without it 83.0; from
# half of them 83.3; whole 83.7; rounded and without the log-odds near nothing 83.6.
FEWEST = 3
LEAST = 0.5


def count_affinities(releases: Iterable[GoldRelease]) -> Affinities:
    """Return the log-odds that a title's word and a name's word are tied, of all in a release that could be.

    Shrunk by half a release either way, and measured against how often any title and any name are tied.
    """
    held: Counter[tuple[str, str, str]] = Counter()
    apart: Counter[tuple[str, str, str]] = Counter()
    pairs = {True: 0, False: 0}
    for release in releases:
        record = gold_record(release)
        words = {each.id: word_parts(each.name) for each in record.organisations}
        for role in (role for person in record.people for role in person.roles):
            for organisation, own in words.items():
                here = organisation == role.organisation
                pairs[here] += 1
                counts = held if here else apart
                counts.update((release.language, one, two) for one in word_parts(role.title) for two in own)
    usual = pairs[False] / max(1, pairs[True])
    table: dict[str, dict[str, dict[str, float]]] = {}
    for key in sorted(held.keys() | apart.keys()):
        if held[key] + apart[key] < FEWEST:
            continue
        odds = round(math.log((held[key] + 0.5) / (apart[key] / max(usual, 0.01) + 0.5)), 1)
        if abs(odds) >= LEAST:
            language, one, two = key
            table.setdefault(language, {}).setdefault(one, {})[two] = odds
    return Affinities(table)


def write_affinities(affinities: Affinities, path: Path) -> None:
    """Write the table for a model folder."""
    load_affinities.cache_clear()
    write_table(affinities.table, path)
