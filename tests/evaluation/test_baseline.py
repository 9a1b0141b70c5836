"""A baseline tells which figure fell, and is not satisfied by figures that are gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_records import record

from sayso.errors import ConfigError
from sayso.evaluation.baseline import compare, figures_of, read_baseline, write_baseline
from sayso.evaluation.run import Evaluation, evaluate

RIGHT = record()
GOOD = evaluate([RIGHT], [RIGHT], ["dev"])
BAD = evaluate([RIGHT], [record(quotes=(), people=(RIGHT.people[0],))], ["dev"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "baseline.json"
    write_baseline(GOOD, file)
    return file


def told(evaluation: Evaluation, path: Path, tolerance: float = 0.5, *, part: bool = False) -> list[str]:
    return [str(fall) for fall in compare(evaluation, read_baseline(path), tolerance, part=part)]


def test_nothing_falls_against_itself(path: Path) -> None:
    assert told(GOOD, path, tolerance=0.0) == []


def test_each_fallen_figure_is_named_by_language_and_over_all(path: Path) -> None:
    falls = told(BAD, path)
    assert "all: quote and speaker: was 100.00, is 0.00" in falls
    assert "en: people: was 100.00, is 50.00" in falls
    assert not any("organisations" in fall for fall in falls)


def test_a_figure_that_cannot_be_measured_any_more_has_fallen(path: Path) -> None:
    assert "all: speaker of found quotes: was 100.00, is not measured any more" in told(BAD, path)


def test_a_fall_within_the_tolerance_is_none(path: Path) -> None:
    fallen = {fall.split(": ")[1] for fall in told(BAD, path, tolerance=50.0)}
    assert "people" not in fallen
    assert "quote and speaker" in fallen


def test_better_figures_are_no_fall(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(BAD, path)
    assert told(GOOD, path) == []


def test_of_the_calibration_error_more_is_worse(path: Path) -> None:
    quotes = tuple(quote.model_copy(update={"confidence": 0.75}) for quote in RIGHT.quotes)
    unsure = evaluate([RIGHT], [record(quotes=quotes)], ["dev"])
    assert told(unsure, path) == [
        f"{group}: calibration error: was 0.00, is 25.00" for group in ("all", "en")
    ]
    write_baseline(unsure, path)
    assert told(GOOD, path) == []


def test_a_language_that_is_gone_has_fallen_unless_only_some_are_asked_for(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    data["figures"]["it"] = {"people": 90.0}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert told(GOOD, path) == ["it: people: was 90.00, is not measured any more"]
    assert told(GOOD, path, part=True) == []


def test_a_baseline_of_other_splits_is_refused(path: Path) -> None:
    other = evaluate([RIGHT], [RIGHT], ["test"])
    with pytest.raises(ConfigError, match="the baseline is of the splits dev, the evaluation of test"):
        told(other, path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not a baseline"),
        ('{"splits": []}', "not a baseline: releases: Field required"),
        ("[]", "not a baseline"),
    ],
)
def test_a_file_that_is_no_baseline_is_told(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        read_baseline(path)


def test_a_missing_baseline_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such baseline: make it with --baseline .*b\.json --update"):
        read_baseline(tmp_path / "b.json")


def test_the_file_says_what_it_was_measured_on_and_with(path: Path) -> None:
    known = read_baseline(path)
    assert known.splits == ("dev",)
    assert known.releases == {"all": 1, "en": 1}
    assert known.producer == RIGHT.producer
    assert known.figures == figures_of(GOOD)


@settings(max_examples=50, deadline=None)
@given(loss=st.floats(0, 60), tolerance=st.floats(0, 60))
def test_a_figure_falls_exactly_when_it_loses_more_than_the_tolerance(loss: float, tolerance: float) -> None:
    from sayso.evaluation.baseline import EPSILON, Baseline

    now = figures_of(GOOD)["all"]["people"]
    assert now == 100.0
    was = Baseline(splits=("dev",), releases={}, producer=None, figures={"all": {"people": now + loss}})
    assert bool(compare(GOOD, was, tolerance)) == (loss > tolerance + EPSILON)
