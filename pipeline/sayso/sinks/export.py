"""Export a store: another format of the same releases, with a data card."""

from __future__ import annotations

from pathlib import Path

from sayso.errors import ConfigError, StoreError
from sayso.sinks.aside import aside_of, discard, place_file
from sayso.sinks.choose import Format, format_of
from sayso.sinks.data_card import data_card
from sayso.store import Store

CARD = "README.md"


def export(store: Store, target: Path, *, given: str | None = None) -> Path:
    """Write all releases of a store to a file or folder, and its card; return where the card is.

    What is there already is replaced once the new one is whole. ``given`` is the target's name as the user
    wrote it (see `format_of`). Raises `ConfigError` if the target cannot be one, `StoreError` if it cannot be
    written.
    """
    format = format_of(target, given)
    _check(target, format)
    aside = aside_of(target)
    try:
        discard(aside)
        format.write(store.releases(), aside)
        format.place(aside, target)
        card = target / CARD if target.is_dir() else target.with_name(f"{target.name}.{CARD}")
        _write_card(data_card(store, target.name, format), card)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        discard(aside)
    return card


def _check(target: Path, format: Format) -> None:
    if format.add is not None:
        raise ConfigError(f"{target}: a database is exported by copying its file; name another format")
    if target.is_dir() and any(target.iterdir()) and not (target / "dataset_info.json").exists():
        raise ConfigError(f"{target}: is a folder with other things in it: name a new one")


def _write_card(card: str, path: Path) -> None:
    aside = aside_of(path)
    aside.write_text(card, encoding="utf-8")
    place_file(aside, path)
