"""Where configs, models and corpora lie: in the installed package, or in a checkout beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sayso.errors import ConfigError, ModelError

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


@cache
def resource(kind: str) -> Path:
    """Return the folder ``configs``, ``models`` or ``corpora``; raises `ConfigError` if it is nowhere."""
    for folder in (_PACKAGE / "shipped" / kind, _CHECKOUT / kind):
        if folder.is_dir():
            return folder
    raise ConfigError(f"the folder {kind!r} was not installed with sayso: install it again")


def model_folder(model: str) -> Path:
    """Return the folder of a shipped model by its name, or of any model by its path."""
    for folder in (Path(model), resource("models") / model):
        if (folder / "model.json").is_file():
            return folder
    shipped = ", ".join(sorted(path.parent.name for path in resource("models").glob("*/model.json")))
    raise ModelError(f"no model {model!r}: name a folder with a model.json, or one of: {shipped}")
