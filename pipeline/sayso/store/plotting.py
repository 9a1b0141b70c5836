"""Who speaks how often, drawn: one picture of four panels, PNG or SVG."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import ConfigError, StoreError
from sayso.store.counting import By, Count

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg")
# Fonts with Chinese and Japanese letters, of the usual systems; those that are there come after the first.
_FONTS = (
    "DejaVu Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Noto Sans JP", "Source Han Sans",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "IPAGothic", "TakaoGothic", "Hiragino Sans", "PingFang SC",
    "Yu Gothic", "Meiryo", "Microsoft YaHei", "SimHei", "Arial Unicode MS",
)  # fmt: skip
_COLOUR = "#2a6f97"
_LONGEST_LABEL = 40
_MOST_MONTHS = 1_200
_GLYPH = re.compile(r"Glyph (\d+) ")


def plot(counts: Mapping[By, Sequence[Count]], path: Path) -> str:
    """Draw counts into a file, whose ending says the format; return the letters that no font here has.

    Those are boxes in a PNG; an SVG leaves the letters to the fonts of its reader.

    Raises `ConfigError` if the ending is another or matplotlib is missing, `StoreError` if the file cannot
    be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise ConfigError(f"{path}: plots are {' or '.join(FORMATS)}: end the name so")
    try:
        import matplotlib
    except ImportError as error:
        raise ConfigError("plots need matplotlib: pip install 'sayso[plots]'") from error
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    # Text of an SVG stays text: the reader's system has the fonts. A fixed salt gives the same file again.
    settings = {
        "font.family": [name for name in _FONTS if name in there],
        "svg.fonttype": "none",
        "svg.hashsalt": "sayso",
    }
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(12, 9), layout="constrained")
        FigureCanvasAgg(figure)
        for axes, (by, rows) in zip(figure.subplots(2, 2).flat, counts.items(), strict=False):
            _draw(axes, by, rows)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            _save(figure, path)
    return "" if path.suffix.lower() == ".svg" else _missing(said)


def _save(figure: Figure, path: Path) -> None:
    try:
        figure.savefig(path, dpi=150, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error


def _missing(said: Iterable[warnings.WarningMessage]) -> str:
    """Return the letters that matplotlib found in no font, each once; pass on what else it said."""
    letters: dict[str, None] = {}
    for warning in said:
        if glyph := _GLYPH.match(str(warning.message)):
            letters[chr(int(glyph[1]))] = None
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    return "".join(letters)


def _draw(axes: Axes, by: By, rows: Sequence[Count]) -> None:
    told = [(row.name, row.quotes) for row in rows if row.name is not None]
    if by == "month" and told and len(months := _months(min(told)[0], max(told)[0])) <= _MOST_MONTHS:
        quotes = dict(told)
        told = [(month, quotes.get(month, 0)) for month in months]
    labels = [_label(name) for name, _ in told]
    values = [quotes for _, quotes in told]
    places = range(len(told))
    if by == "month":
        axes.bar(places, values, color=_COLOUR)
        every = max(1, len(told) // 12)
        axes.set_xticks(places[::every], labels[::every], rotation=45, ha="right", parse_math=False)
        axes.grid(axis="y", alpha=0.3)
    else:
        axes.barh(places, values, color=_COLOUR)
        axes.set_yticks(places, labels, parse_math=False)
        axes.invert_yaxis()
        axes.grid(axis="x", alpha=0.3)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(f"Quotes by {by}", loc="left", fontweight="bold")


def _months(first: str, last: str) -> list[str]:
    """Return all months between two, both included: those without a quote are gaps to be seen."""
    (year, month), (last_year, last_month) = (map(int, end.split("-")) for end in (first, last))
    count = (last_year - year) * 12 + last_month - month + 1
    return [f"{year + (month - 1 + n) // 12:04}-{(month - 1 + n) % 12 + 1:02}" for n in range(count)]


def _label(name: str) -> str:
    full = "".join(character if character.isprintable() else " " for character in name)
    return full if len(full) <= _LONGEST_LABEL else full[: _LONGEST_LABEL - 1] + "…"
