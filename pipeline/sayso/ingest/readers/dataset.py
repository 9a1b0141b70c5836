"""Hugging Face datasets: a release a row, of a folder that `save_to_disk` wrote or of the hub.

The one reader whose input is no stream of bytes: it is given the place. Rows are read one at a time,
from files mapped into memory or as the hub sends them; only the columns that ingest uses are decoded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from sayso.errors import BrokenSource, EmptySource, SourceError, UnreadableSource
from sayso.ingest.columns import find_columns
from sayso.ingest.locations import HUB, Place
from sayso.ingest.rows import SAMPLE_ROWS, row_cell
from sayso.ingest.source import Document, Piece

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

MEDIA_TYPE = "application/x-huggingface-dataset"
# A hub that is not there is told in seconds, not after the minutes that the library would try.
HUB_SECONDS = 10


def read(place: Place, text_column: str | None) -> Iterator[Piece]:
    """Yield each row, unread, of all splits; raises `SourceError` if there is no dataset to read."""
    document = Document.opened(place.uri, io.BytesIO(), "", text_column).bare()
    splits = _from_hub(document) if place.path is None else _from_disk(document, str(place.path))
    empty = True
    for name, split in splits.items():
        for piece in _rows(document, split, name or None):
            empty = False
            yield piece
    if empty:
        raise document.fail(EmptySource, "a dataset without rows")


def _from_disk(document: Document, folder: str) -> dict[str, Dataset]:
    from datasets import DatasetDict, load_from_disk

    try:
        loaded = load_from_disk(folder)
    except Exception as error:  # the library and Arrow raise classes of their own for damaged files
        raise document.fail(BrokenSource, f"damaged, not a dataset that can be loaded ({error})") from error
    return dict(loaded) if isinstance(loaded, DatasetDict) else {"": loaded}


def _from_hub(document: Document) -> dict[str, IterableDataset]:
    owner, _, rest = document.uri.removeprefix(HUB).removeprefix("datasets/").partition("/")
    name, _, config = rest.partition("/")
    if not owner or not name:
        raise document.fail(UnreadableSource, "name a dataset of the hub as hf://owner/name")
    _reach_hub(document)
    from datasets import load_dataset

    try:
        return dict(load_dataset(f"{owner}/{name}", config or None, streaming=True))
    except Exception as error:  # no such dataset, no permission, a config to choose: each its own class
        raise document.fail(UnreadableSource, f"not loaded from the Hugging Face hub: {error}") from error


def _reach_hub(document: Document) -> None:
    """Ask the hub for a sign of life, as the library would try for half a minute and tell each try."""
    from huggingface_hub import constants
    from huggingface_hub.utils import get_session

    try:
        if constants.HF_HUB_OFFLINE:
            raise ConnectionError("HF_HUB_OFFLINE is set")
        get_session().head(constants.ENDPOINT, timeout=HUB_SECONDS)
    except Exception as error:  # of the HTTP library, which is not the same in all versions
        reason = "the Hugging Face hub cannot be reached from here: give the folder of a saved copy"
        raise document.fail(UnreadableSource, f"{reason} ({error})") from error


def _rows(document: Document, split: Dataset | IterableDataset, name: str | None) -> Iterator[Piece]:
    rows = iter(_words_only(split))
    try:
        sample = list(islice(rows, SAMPLE_ROWS))
        columns = find_columns(sample, document.text_column)
        for number, row in enumerate(chain(sample, rows), start=1):
            try:
                yield row_cell(document, row, number, columns, MEDIA_TYPE, within=name)
            except SourceError as error:
                yield error
    except Exception as error:  # Arrow's own classes for damaged files; a connection that breaks off
        yield document.fail(BrokenSource, f"{name or 'the dataset'} breaks off ({error})")


def _words_only(split: Any) -> Any:
    """Return a split without pictures, sounds and the like, which would be decoded for nothing."""
    if not split.features:
        return split
    kept = [name for name, feature in split.features.items() if _is_plain(feature)]
    return split.select_columns(kept)


def _is_plain(feature: Any) -> bool:
    from datasets import Value

    inner = feature[0] if isinstance(feature, list) else getattr(feature, "feature", feature)
    return isinstance(inner, Value)
