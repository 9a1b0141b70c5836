"""An evaluation as one HTML page: figures, and mistakes in their context; it loads nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sayso.evaluation.baseline import Fall
from sayso.evaluation.mistakes import grouped
from sayso.evaluation.report import TABLES, Table, number
from sayso.evaluation.run import Evaluation
from sayso.evaluation.scores import ALL, HEADLINE, SHARES, Figure


def page(evaluation: Evaluation, falls: Iterable[Fall] = ()) -> str:
    """Return the page; every text of a release in it is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    figures = {group: scores.figures() for group, scores in evaluation.scores.items()}
    return environment.get_template("page.html.j2").render(
        splits=evaluation.splits,
        producer=evaluation.producer,
        headline=number(figures[ALL][HEADLINE].value),
        releases={group: scores.releases for group, scores in evaluation.scores.items()},
        falls=list(falls),
        tables=[_table(table, figures) for table in TABLES],
        count=len(evaluation.mistakes),
        groups=grouped(evaluation.mistakes),
    )


def _table(table: Table, figures: Mapping[str, Mapping[str, Figure]]) -> dict[str, Any]:
    columns = [{"title": title, "share": name in SHARES} for name, title in table.figures]
    rows = [
        {"group": group, "cells": [_cells(name, row[name]) for name, _ in table.figures]}
        for group, row in figures.items()
    ]
    has_prf = not all(column["share"] for column in columns)
    return {"title": table.title, "columns": columns, "rows": rows, "has_prf": has_prf}


def _cells(name: str, figure: Figure) -> list[str]:
    if name in SHARES:
        return [number(figure.value)]
    return [number(each) for each in (figure.precision, figure.recall, figure.value)]
