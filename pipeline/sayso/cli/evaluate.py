"""`sayso evaluate`: figures and mistakes against a gold corpus, and a baseline that guards them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer

if TYPE_CHECKING:
    from sayso.evaluation.baseline import Fall
    from sayso.evaluation.run import Evaluation

DEV = "dev"


def evaluate(
    folder: Path = typer.Argument(..., help="A gold corpus, as corpora/gold.", show_default=False),
    split: Optional[list[str]] = typer.Option(
        None,
        help="train, dev or test; may be given again. Default: dev; all of a folder without a listing.",
    ),
    lang: Optional[list[str]] = typer.Option(
        None, help="Only releases in this language (ISO 639-1); may be given again."
    ),
    records: Optional[Path] = typer.Option(
        None, help="Evaluate these records (JSON Lines) instead of running the pipeline."
    ),
    config: str = typer.Option("default", help="A shipped config's name, or a .cfg file."),
    errors: bool = typer.Option(
        False, "--errors", help="List every mistake with its context, grouped by kind."
    ),
    html: Optional[Path] = typer.Option(None, help="Write figures and mistakes to this page."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON; with --errors, the mistakes too."),
    baseline: Optional[Path] = typer.Option(None, help="Compare with the figures in this file."),
    tolerance: float = typer.Option(0.5, min=0.0, help="Points that a figure may fall."),
    update: bool = typer.Option(False, "--update", help="Rewrite the baseline with these figures."),
) -> None:
    """Measure the pipeline against the releases in FOLDER; exit 1 if a figure fell below the baseline."""
    from sayso.corpora.gold import LISTING
    from sayso.errors import ConfigError
    from sayso.evaluation.baseline import compare, read_baseline, write_baseline

    if update and baseline is None:
        raise ConfigError("--update needs --baseline FILE: the file to write")
    if update and lang:
        raise ConfigError("--update with --lang would lose the other languages: leave --lang out")
    known = read_baseline(baseline) if baseline and not update else None
    splits = list(dict.fromkeys(split or ([DEV] if (folder / LISTING).exists() else [])))
    found = _evaluation(folder, splits, lang or [], records, config)
    falls = compare(found, known, tolerance, part=bool(lang)) if known else []
    _show(found, falls, errors=errors, html=html, as_json=as_json)
    if update and baseline:
        write_baseline(found, baseline)
        print(f"sayso: {baseline}: written", file=sys.stderr)
    if known and lang:
        print("sayso: --lang: the figures over all languages were not compared", file=sys.stderr)
    if falls:
        for fall in falls:
            print(f"sayso: fell by more than {tolerance} points: {fall}", file=sys.stderr)
        raise typer.Exit(1)


def _evaluation(
    folder: Path, splits: list[str], languages: list[str], records: Path | None, config: str
) -> Evaluation:
    from sayso.evaluation.run import evaluate as measure
    from sayso.evaluation.run import read_gold, read_records, run_over

    gold = read_gold(folder, splits, languages)
    if records is not None:
        return measure(gold, read_records(records), splits)
    from sayso.pipeline import load

    return measure(gold, run_over(load(config), gold), splits)


def _show(found: Evaluation, falls: list[Fall], *, errors: bool, html: Path | None, as_json: bool) -> None:
    import json

    from sayso.errors import ConfigError
    from sayso.evaluation.page import page
    from sayso.evaluation.report import as_json as plain
    from sayso.evaluation.report import mistakes_listed, tables

    if as_json:
        typer.echo(json.dumps(plain(found, errors=errors, falls=falls), ensure_ascii=False, indent=1))
    else:
        typer.echo(tables(found))
        if errors:
            typer.echo("")
            for line in mistakes_listed(found.mistakes):
                typer.echo(line)
    if html is not None:
        try:
            html.write_text(page(found, falls), encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{html}: cannot be written: {error.strerror}") from error
