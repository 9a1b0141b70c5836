"""`sayso metadata`: how Datasette is to show a database."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import typer


def metadata(
    database: Path = typer.Argument(..., help="A database that sayso made.", show_default=False),
    output: Optional[Path] = typer.Option(None, "-o", "--output", help="Write to this file."),
) -> None:
    """Write the metadata for Datasette: datasette quotes.db -m metadata.json."""
    import json

    from sayso.errors import ConfigError
    from sayso.store import open_store
    from sayso.store.describing import datasette_metadata

    open_store(database, create=False, write=False).close()
    text = json.dumps(datasette_metadata(database), indent=2, ensure_ascii=False)
    if output is None:
        typer.echo(text)
        return
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written: {error.strerror}") from error
