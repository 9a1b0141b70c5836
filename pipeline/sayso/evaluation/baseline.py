"""Baselines: the figures that a pipeline once had, kept to notice when one falls."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from sayso.errors import ConfigError
from sayso.evaluation.run import Evaluation
from sayso.evaluation.scores import ALL, CALIBRATION
from sayso.record import Producer

# Of all other figures more is better.
LESS_IS_BETTER = frozenset({CALIBRATION})
# Half of the last decimal: what two floats that are written alike may differ by.
EPSILON = 0.005

Table = Mapping[str, Mapping[str, float | None]]


class Baseline(BaseModel):
    """What is kept: figures in % by language and over all, and what they were measured on and with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal["sayso-baseline/1"] = "sayso-baseline/1"
    splits: tuple[str, ...]
    releases: Mapping[str, int]
    producer: Producer | None
    figures: Table


class Fall(NamedTuple):
    """A figure that is worse than its baseline by more than the tolerance; ``now`` is None if it is gone."""

    group: str
    figure: str
    was: float
    now: float | None

    def __str__(self) -> str:
        now = "not measured any more" if self.now is None else f"{self.now:.2f}"
        return f"{self.group}: {self.figure}: was {self.was:.2f}, is {now}"


def figures_of(evaluation: Evaluation) -> dict[str, dict[str, float | None]]:
    """Return the one number of each figure, by group."""
    return {
        group: {name: figure.value for name, figure in scores.figures().items()}
        for group, scores in evaluation.scores.items()
    }


def compare(
    evaluation: Evaluation, baseline: Baseline, tolerance: float, *, part: bool = False
) -> list[Fall]:
    """Return every figure that fell by more than ``tolerance`` points.

    ``part`` says that only some languages were evaluated: those alone are compared, and not the figures over
    all. Raises `ConfigError` if the baseline is of other splits.
    """
    if sorted(evaluation.splits) != sorted(baseline.splits):
        here, there = (", ".join(splits) or "none" for splits in (evaluation.splits, baseline.splits))
        raise ConfigError(f"the baseline is of the splits {there}, the evaluation of {here}: give the same")
    now = figures_of(evaluation)
    groups = [group for group in baseline.figures if not part or (group in now and group != ALL)]
    return [
        Fall(group, name, was, now.get(group, {}).get(name))
        for group in groups
        for name, was in baseline.figures[group].items()
        if was is not None and _fell(name, was, now.get(group, {}).get(name), tolerance)
    ]


def _fell(name: str, was: float, now: float | None, tolerance: float) -> bool:
    if now is None:
        return True
    loss = now - was if name in LESS_IS_BETTER else was - now
    return loss > tolerance + EPSILON


def read_baseline(path: Path) -> Baseline:
    """Read a baseline; raises `ConfigError` if there is none or it is none."""
    try:
        return Baseline.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such baseline: make it with --baseline {path} --update") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "file"
        raise ConfigError(
            f"{path}: not a baseline: {where}: {first['msg']}: make it with --update"
        ) from error


def write_baseline(evaluation: Evaluation, path: Path) -> None:
    """Write the figures of an evaluation as the baseline; raises `ConfigError` if that cannot be."""
    baseline = Baseline(
        splits=evaluation.splits,
        releases={group: scores.releases for group, scores in evaluation.scores.items()},
        producer=evaluation.producer,
        figures=figures_of(evaluation),
    )
    try:
        path.write_text(baseline.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
