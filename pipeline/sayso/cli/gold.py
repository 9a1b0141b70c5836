"""`sayso gold`: draft, check, count and export annotated releases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Optional

import typer

if TYPE_CHECKING:
    from sayso.corpora.release import Fault
    from sayso.errors import SourceError
    from sayso.record import Record

gold = typer.Typer(help="Draft, check, count and export annotated releases (TEI).", no_args_is_help=True)


@gold.command()
def draft(
    releases: list[str] = typer.Argument(
        ..., metavar="RELEASES…", help="Files, folders; - for standard input."
    ),
    output: Optional[Path] = typer.Option(
        None,
        "-o",
        "--output",
        help="Write a file for each release into this folder; needed for more than one.",
    ),
    lang: Optional[str] = typer.Option(None, help="Take this language for all texts (ISO 639-1)."),
    config: str = typer.Option("default", help="A shipped config's name, or a .cfg file."),
    licence: Optional[str] = typer.Option(None, help="Address of the licence that the header states."),
) -> None:
    """Write the TEI that the pipeline would say of RELEASES, to be corrected by hand.

    What no annotation can hold (two marks that cross) is left out and told on standard error.
    """
    from sayso.corpora.draft import draft_releases
    from sayso.errors import ConfigError

    failures: list[SourceError] = []
    stdin = sys.stdin.buffer if "-" in releases else None
    drafts = draft_releases(
        releases, config=config, lang=lang, licence=licence, stdin=stdin, on_failure=failures.append
    )
    made_of = list(drafts)
    if output is None and len(made_of) > 1:
        raise ConfigError(f"{len(made_of)} releases: give a folder to write them to, with -o")
    names: set[str] = set()
    for record, made in made_of:
        for what in made.left_out:
            print(f"sayso: {record.source.uri}: left out: {what}", file=sys.stderr)
        if output is None:
            sys.stdout.buffer.write(made.markup.encode())
        else:
            _write(output / f"{_free_name(record, names)}.xml", made.markup)
    for failure in failures:
        print(f"sayso: {failure}", file=sys.stderr)
    if failures:
        raise typer.Exit(1)


def _free_name(record: Record, taken: set[str]) -> str:
    base = Path(record.source.uri).stem if record.source.uri != "-" else record.id
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


def _write(path: Path, text: str) -> None:
    from sayso.errors import ConfigError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise ConfigError(
            f"{path}: is there already and may be corrected by hand: not overwritten"
        ) from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
    print(f"sayso: {path}: written", file=sys.stderr)


@gold.command()
def check(
    paths: list[Path] = typer.Argument(..., metavar="PATHS…", help="Annotated releases, or folders of them."),
) -> None:
    """Check annotated releases: each fault with file and line; exit 1 if there are any.

    A folder with a listing (splits.csv) is checked as a corpus: listing, licence, names in two splits.
    """
    faults: list[Fault] = []
    checked = 0
    for path in paths:
        more, files = _checked(path)
        faults += more
        checked += files
    for fault in faults:
        typer.echo(str(fault))
    print(f"sayso: {_times(checked, 'file')}, {_times(len(faults), 'fault')}", file=sys.stderr)
    if faults:
        raise typer.Exit(1)


def _times(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _checked(path: Path) -> tuple[list[Fault], int]:
    from sayso.corpora.check import check_corpus, check_file
    from sayso.corpora.gold import LISTING
    from sayso.errors import GoldError

    if not path.is_dir():
        return check_file(path), 1
    files = sorted(path.rglob("*.xml"))
    if not files:
        raise GoldError(f"{path}: no annotated releases (.xml) in it")
    if (path / LISTING).exists():
        return check_corpus(path), len(files)
    return [fault for file in files for fault in check_file(file)], len(files)


@gold.command()
def export(
    folder: Path = typer.Argument(..., help="A gold corpus, as corpora/gold.", show_default=False),
    output: Path = typer.Argument(..., help="OUT.jsonl: records; OUT.spacy: a DocBin.", show_default=False),
    split: Optional[list[str]] = typer.Option(
        None, help="train, dev or test; may be given again. Default: all."
    ),
    lang: Optional[list[str]] = typer.Option(None, help="Only this language; may be given again."),
) -> None:
    """Write a gold corpus as JSON Lines (a record a line) or as spaCy's DocBin."""
    from sayso.errors import ConfigError
    from sayso.evaluation.run import read_gold

    if output.suffix not in {".jsonl", ".spacy"}:
        raise ConfigError(f"{output}: the name says the format: .jsonl or .spacy")
    records = read_gold(folder, split or (), lang or ())
    try:
        if output.suffix == ".jsonl":
            output.write_text("".join(f"{record.to_json()}\n" for record in records), encoding="utf-8")
        else:
            from sayso.corpora.docbin import docbin

            docbin(records).to_disk(output)
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written: {error.strerror}") from error
    print(f"sayso: {output}: {_times(len(records), 'release')}", file=sys.stderr)


@gold.command()
def counts(
    folder: Path = typer.Argument(..., help="A gold corpus, as corpora/gold.", show_default=False),
    write: Optional[Path] = typer.Option(None, help="Put the table between the markers of this page."),
) -> None:
    """Count what a corpus holds, by language and layer, as a Markdown table."""
    from sayso.corpora.counts import between_markers, count, table
    from sayso.errors import ConfigError

    written = table(count(folder))
    if write is None:
        typer.echo(written)
        return
    try:
        page = write.read_text(encoding="utf-8")
        write.write_text(between_markers(page, written), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{write}: cannot be read or written: {error.strerror}") from error
