"""Run the pipeline over a gold corpus and add the scores up by language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import SPLITS, split_paths
from sayso.corpora.tei import read_tei
from sayso.errors import GoldError
from sayso.evaluation.scores import Scores, score
from sayso.record import Record

ALL = "all"


def gold_records(folder: Path, splits: Iterable[str]) -> Iterator[Record]:
    """Yield the gold records of some splits; raises `GoldError` for a split that there is not."""
    for split in splits:
        if split not in SPLITS:
            raise GoldError(f"no split {split!r}: one of {', '.join(SPLITS)}")
        for path in split_paths(folder, split):
            yield gold_record(read_tei(path))


def evaluate(gold: Iterable[Record], found: Mapping[str, Record]) -> dict[str, Scores]:
    """Return the scores by language and over `all`; ``found`` has records by the id of their text.

    Raises `GoldError` if the record of a gold text is missing.
    """
    scores: dict[str, Scores] = {}
    for right in gold:
        mine = found.get(right.id)
        if mine is None:
            raise GoldError(f"{right.source.uri}: no record of this text (id {right.id})")
        one = score(mine, right)
        for group in (right.language.code, ALL):
            total = scores.setdefault(group, Scores())
            total += one
    return scores


def table(scores: Mapping[str, Scores]) -> list[list[str]]:
    """Return the figures as rows: a figure a row, a language a column, `all` first."""
    groups = [ALL, *sorted(group for group in scores if group != ALL)]
    figures = {group: scores[group].figures() for group in groups}
    rows = [["", *groups]]
    for name in figures[ALL]:
        rows.append([name, *(f"{figures[group].get(name, 100.0):.1f}" for group in groups)])
    return rows
