"""`sayso schema`: the JSON Schema of a record."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema that every record follows."""
    import json

    from sayso.record import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
