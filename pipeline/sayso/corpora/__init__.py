"""Annotated releases: read, check, draft and export them.

>>> import sayso.corpora
>>> gold = sayso.corpora.load("gold")          # datasets.DatasetDict: train, dev, test
>>> mine = sayso.corpora.load("releases/gold")  # the same of a folder of one's own
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasets import DatasetDict

__all__ = ["corpus_folder", "load"]


def load(corpus: str | Path = "gold") -> DatasetDict:
    """Return a gold corpus as a `datasets.DatasetDict` with the splits train, dev and test.

    ``corpus`` is the name of a shipped corpus or the folder of any. Raises `GoldError` if there is none of
    that name, or if a file of it breaks the annotation rules.
    """
    from sayso.corpora.dataset import dataset

    return dataset(corpus_folder(corpus))


def corpus_folder(corpus: str | Path) -> Path:
    """Return the folder of a corpus, by its path or by the name of one that travels with sayso."""
    from sayso.corpora.gold import LISTING
    from sayso.errors import GoldError
    from sayso.resources import resource

    for folder in (Path(corpus), resource("corpora") / corpus):
        if (folder / LISTING).is_file():
            return folder
    raise GoldError(f"no corpus {str(corpus)!r}: name a folder with a {LISTING}, or one of: gold")
