"""Run cases: the pipeline over every release at once, then each record against what is expected of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from sayso.corpora.as_record import gold_record
from sayso.corpora.tei import read_tei
from sayso.errors import ConfigError, SaysoError
from sayso.evaluation.mistakes import mistakes
from sayso.ingest import SourceText, read_sources
from sayso.record import Record
from sayso.regression.cases import Case
from sayso.regression.compare import Difference, differences
from sayso.regression.expectation import read_expectation

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True)
class Result:
    """What came of a case: how it differs, or the error that kept it from being run; its time in seconds."""

    case: Case
    differences: tuple[Difference, ...] = ()
    error: str | None = None
    seconds: float = 0.0
    record: Record | None = None

    @property
    def failed(self) -> bool:
        """Say whether something is not as expected."""
        return bool(self.differences) or self.error is not None

    def told(self) -> str:
        """Return what is wrong, for a person."""
        return self.error or "\n".join(str(difference) for difference in self.differences)


def run_cases(nlp: Language, cases: Sequence[Case]) -> Iterator[Result]:
    """Yield the result of each case, in their order; one that cannot be run is a failed result."""
    from sayso.pipeline import records

    for case in cases:
        begin, record = perf_counter(), None
        try:
            (record,) = records(nlp, [_source(case)])
            differing = tuple(_differences(case, record))
        except SaysoError as error:
            yield Result(case, error=str(error), record=record, seconds=perf_counter() - begin)
        else:
            yield Result(case, differing, record=record, seconds=perf_counter() - begin)


def _source(case: Case) -> SourceText:
    if case.tei:
        gold = gold_record(read_tei(case.release))
        return SourceText(text=gold.text, source=gold.source)
    texts = list(read_sources([case.release]))
    if len(texts) != 1:
        raise ConfigError(f"{case.release}: {len(texts)} releases in one file: give each a file of its own")
    return texts[0]


def _differences(case: Case, record: Record) -> list[Difference]:
    if not case.tei:
        return differences(record, read_expectation(case.expected))
    wrong = mistakes(record, gold_record(read_tei(case.expected)))
    return [
        Difference(f"{each.heading}: …{each.before}⟦{each.marked}⟧{each.after}…", each.right, each.found)
        for each in wrong
    ]
