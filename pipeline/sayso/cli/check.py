"""`sayso check`: regression tests on a folder of releases with expected records."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer

if TYPE_CHECKING:
    from sayso.regression import Folder, Result


def check(
    folder: Path = typer.Argument(
        ..., help="Releases with an expected record beside each.", show_default=False
    ),
    junit: Optional[Path] = typer.Option(None, help="Write the results to this file as JUnit XML."),
    update: bool = typer.Option(False, "--update", help="Write what is found now as the expected records."),
    config: str = typer.Option("default", help="A shipped config's name, or a .cfg file."),
    lang: Optional[str] = typer.Option(None, help="Take this language for all texts (ISO 639-1)."),
) -> None:
    """Extract the releases in FOLDER and compare each with what is expected of it; exit 1 if one differs.

    The expected record of velaria.txt is velaria.json: any part of a record; only what it names is compared.
    A release in TEI (velaria.xml, see sayso gold) is compared with its own annotation.
    """
    from sayso.errors import ConfigError
    from sayso.pipeline import load
    from sayso.regression import find_cases, run_cases

    if update and junit is not None:
        raise typer.BadParameter("--junit: with --update nothing is checked")
    found = find_cases(folder)
    if not found.cases and not (update and found.unchecked):
        raise ConfigError(f"{folder}: no release with an expected record: make them with --update")
    nlp = load(config, lang=lang)
    for path in found.orphans:
        print(f"sayso: {path}: no release beside it", file=sys.stderr)
    if update:
        _update(nlp, found)
        return
    results = []
    for result in run_cases(nlp, found.cases):
        _show(result)
        results.append(result)
    if junit is not None:
        _write_junit(junit, results, folder)
    failed = sum(result.failed for result in results)
    for path in found.unchecked:
        print(f"sayso: {path}: not checked, no expected record beside it", file=sys.stderr)
    typer.echo(f"{len(results)} release{'' if len(results) == 1 else 's'}, {failed} failed")
    if failed or found.orphans:
        raise typer.Exit(1)


def _show(result: Result) -> None:
    from sayso.sinks.card import visible

    typer.echo(f"{'FAILED' if result.failed else 'ok':7} {visible(result.case.name)}")
    if result.failed:
        for line in result.told().splitlines():
            typer.echo(f"    {visible(line)}")


def _write_junit(path: Path, results: list[Result], folder: Path) -> None:
    from sayso.errors import ConfigError
    from sayso.regression.junit import junit

    try:
        path.write_text(junit(results, f"sayso check {folder}"), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error


def _update(nlp: object, found: Folder) -> None:
    from spacy.language import Language

    from sayso.regression import Case, run_cases
    from sayso.regression.expectation import write_expectation

    assert isinstance(nlp, Language)
    releases = [*found.unchecked, *(case.release for case in found.cases if not case.tei)]
    alike = Counter(path.with_suffix("") for path in releases)
    new = [
        Case(
            path.name,
            path,
            path.with_name(f"{path.name if alike[path.with_suffix('')] > 1 else path.stem}.json"),
        )
        for path in found.unchecked
    ]
    failed = False
    for result in run_cases(nlp, [*found.cases, *new]):
        if result.record is None or (result.error is not None and result.case.expected.exists()):
            failed = True
            _show(result)
        elif result.case.tei:
            if result.failed:
                print(f"sayso: {result.case.release}: annotated by hand, not rewritten", file=sys.stderr)
        elif write_expectation(result.case.expected, result.record):
            typer.echo(f"written {result.case.expected}")
    if failed:
        raise typer.Exit(1)
