"""Evaluate records against a gold corpus: read it, run the pipeline, add the scores up by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import gold_paths
from sayso.corpora.tei import read_tei
from sayso.errors import GoldError, RecordError
from sayso.evaluation.mistakes import Mistake, mistakes
from sayso.evaluation.scores import ALL, Scores, score
from sayso.record import Producer, Record

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True)
class Evaluation:
    """What a set of records is worth: scores by language code and over `ALL`, and every mistake.

    ``producer`` is what made the records, if all were made by one; ``splits`` are those of the corpus.
    """

    splits: tuple[str, ...]
    scores: Mapping[str, Scores]
    mistakes: tuple[Mistake, ...]
    producer: Producer | None


def read_gold(folder: Path, splits: Sequence[str] = (), languages: Sequence[str] = ()) -> list[Record]:
    """Return the gold records of a corpus, in the order of their paths.

    ``splits`` choose among those of the listing, ``languages`` (codes) among the releases; empty: all.
    Raises `GoldError` if a file breaks the rules, or if nothing is left to evaluate.
    """
    gold = [gold_record(read_tei(path)) for path in gold_paths(folder, splits)]
    chosen = [record for record in gold if not languages or record.language.code in languages]
    absent = set(languages) - {record.language.code for record in chosen}
    if absent or not chosen:
        what = f"in {', '.join(sorted(absent))}" if absent else "at all"
        raise GoldError(f"{folder}: no releases {what}{_of_splits(splits)}")
    return chosen


def _of_splits(splits: Sequence[str]) -> str:
    return f" in the split {' or '.join(splits)}" if splits else ""


def run_over(nlp: Language, gold: Iterable[Record]) -> list[Record]:
    """Return what the pipeline says of each gold text; it is told nothing but the text."""
    from sayso.ingest import SourceText
    from sayso.pipeline import records

    return list(records(nlp, (SourceText(text=each.text, source=each.source) for each in gold)))


def read_records(path: Path) -> list[Record]:
    """Return the records of a JSON Lines file; raises `RecordError` naming the line that is none."""
    found: list[Record] = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    found.append(_record(path, number, line))
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{path}: cannot be read: {error}; it should have one record a line") from error
    return found


def _record(path: Path, number: int, line: str) -> Record:
    try:
        return Record.from_json(line)
    except RecordError as error:
        raise RecordError(f"{path}:{number}: {error}") from error


def evaluate(gold: Sequence[Record], found: Iterable[Record], splits: Sequence[str] = ()) -> Evaluation:
    """Return the scores by language and over all, and the mistakes; records meet gold by the id of the text.

    Raises `GoldError` if the record of a gold text is missing.
    """
    by_id = {record.id: record for record in found}
    scores: dict[str, Scores] = {ALL: Scores()}
    wrong: list[Mistake] = []
    for right in gold:
        mine = by_id.get(right.id)
        if mine is None or mine.text != right.text:
            raise GoldError(
                f"{right.source.uri}: no record of this text (id {right.id}): the records must be made of"
                " the plain text of the release, as `sayso gold export` writes it"
            )
        one = score(mine, right)
        wrong += mistakes(mine, right)
        for group in (right.language.code, ALL):
            total = scores.setdefault(group, Scores())
            total += one
    producers = {by_id[right.id].producer for right in gold}
    producer = producers.pop() if len(producers) == 1 else None
    ordered = {group: scores[group] for group in (ALL, *sorted(scores.keys() - {ALL}))}
    return Evaluation(tuple(splits), ordered, tuple(wrong), producer)
