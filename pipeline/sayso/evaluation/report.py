"""An evaluation in words: tables of figures by language, and lists of mistakes in their context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sayso.evaluation.baseline import Fall
from sayso.evaluation.mistakes import Mistake, grouped
from sayso.evaluation.run import Evaluation
from sayso.evaluation.scores import (
    CALIBRATION,
    FAULTLESS,
    HEADLINE,
    LANGUAGE,
    QUOTES_RIGHT,
    SHARES,
    SPEAKER,
    TRIPLES,
    Figure,
)

NOTHING = "–"
_NUMBER = 6
_PRF = ("P", "R", "F1")


class Table(NamedTuple):
    """Figures that are shown side by side: a heading, and the figures with the headings of their columns."""

    title: str
    figures: tuple[tuple[str, str], ...]


TABLES = (
    Table(
        "End to end: quote and speaker both right",
        ((HEADLINE, "all quotes"), (f"{HEADLINE}, direct", "direct"), (f"{HEADLINE}, indirect", "indirect")),
    ),
    Table(
        "Quotes: exact, and with an overlap of characters from 0.8 on",
        (
            ("direct quotes, exact", "direct, exact"),
            ("direct quotes", "direct"),
            ("indirect quotes, exact", "indirect, exact"),
            ("indirect quotes", "indirect"),
        ),
    ),
    Table(
        "Releases: language right; speaker right where the quote is; nothing wrong; calibration error (ECE)",
        (
            (LANGUAGE, "language"),
            (SPEAKER, "speaker"),
            (QUOTES_RIGHT, "quotes all right"),
            (FAULTLESS, "no fault"),
            (CALIBRATION, "ECE"),
        ),
    ),
    Table(
        "Names and roles: strict spans",
        (
            ("people", "people"),
            ("organisations", "organisations"),
            ("places", "places"),
            ("roles", "roles"),
        ),
    ),
    Table(
        "Products, events, cues: strict spans",
        (("products", "products"), ("events", "events"), ("cues", "cues")),
    ),
    Table(
        "People and organisations as entities: the name right; mentions grouped right (B³)",
        (
            ("names of people", "people: name"),
            ("people grouped (B³)", "people: B³"),
            ("names of organisations", "org.: name"),
            ("organisations grouped (B³)", "org.: B³"),
        ),
    ),
    Table("Roles held", ((TRIPLES, TRIPLES),)),
)


def tables(evaluation: Evaluation) -> str:
    """Return all figures in %, a line a language, `–` where there was nothing to measure."""
    figures = {group: scores.figures() for group, scores in evaluation.scores.items()}
    counts = {group: str(scores.releases) for group, scores in evaluation.scores.items()}
    return "\n\n".join("\n".join(_table(table, figures, counts)) for table in TABLES)


def _table(
    table: Table, figures: Mapping[str, Mapping[str, Figure]], counts: Mapping[str, str]
) -> Iterator[str]:
    plain = [name in SHARES for name, _ in table.figures]
    widths = [
        len(title) + 2 if share else len(_PRF) * _NUMBER
        for share, (_, title) in zip(plain, table.figures, strict=True)
    ]
    columns = list(zip(widths, plain, (name for name, _ in table.figures), strict=True))
    yield table.title
    titles = (title.rjust(width) for width, (_, title) in zip(widths, table.figures, strict=True))
    yield f"{'':4}{'n':>4}" + "".join(titles)
    if not all(plain):
        subtitle = "".join(each.rjust(_NUMBER) for each in _PRF)
        yield f"{'':8}" + "".join(("" if share else subtitle).rjust(width) for width, share, _ in columns)
    for group, row in figures.items():
        cells = (_cell(row[name], share=share).rjust(width) for width, share, name in columns)
        yield f"{group:4}{counts[group]:>4}" + "".join(cells)


def _cell(figure: Figure, *, share: bool) -> str:
    if share:
        return number(figure.value)
    return "".join(number(each).rjust(_NUMBER) for each in (figure.precision, figure.recall, figure.value))


def number(value: float | None) -> str:
    """Return a figure as it is shown."""
    return NOTHING if value is None else f"{value:.1f}"


def mistakes_listed(found: Iterable[Mistake]) -> Iterator[str]:
    """Yield the lines of a list of mistakes, under the headings of their kinds, each with its context."""
    from sayso.sinks.card import visible

    for heading, members in grouped(found).items():
        yield f"{heading} ({len(members)})"
        for each in members:
            yield f"  {visible(each.path)}:{each.start}-{each.end}"
            yield visible(f"    …{each.before}⟦{each.marked}⟧{each.after}…")
            yield visible(f"    right: {each.right}   found: {each.found}")
        yield ""


def as_json(evaluation: Evaluation, *, errors: bool, falls: Iterable[Fall] = ()) -> dict[str, Any]:
    """Return an evaluation as plain data: figures by group, and with ``errors`` every mistake."""
    data: dict[str, Any] = {
        "splits": list(evaluation.splits),
        "producer": evaluation.producer.model_dump() if evaluation.producer else None,
        "releases": {group: scores.releases for group, scores in evaluation.scores.items()},
        "figures": {
            group: {name: figure._asdict() for name, figure in scores.figures().items()}
            for group, scores in evaluation.scores.items()
        },
        "fallen": [fall._asdict() for fall in falls],
    }
    if errors:
        data["errors"] = [
            {
                "heading": each.heading,
                "path": each.path,
                "language": each.language,
                "start": each.start,
                "end": each.end,
                "text": each.marked,
                "right": each.right,
                "found": each.found,
            }
            for each in evaluation.mistakes
        ]
    return data
