"""Hugging Face datasets: a folder for `datasets.load_from_disk`, people, quotes and the rest as features."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

from sayso.batch.release import StoredRelease
from sayso.errors import RecordError
from sayso.sinks.aside import flush, flush_folder
from sayso.sinks.columns import batches, release_of, schema

STATE = "state.json"
INFO = "dataset_info.json"
# A file of the dataset ends when it has so many bytes of columns: what the library itself writes.
MOST_BYTES = 500_000_000


def write_dataset(releases: Iterable[StoredRelease], path: Path) -> None:
    """Write a folder of releases, new or in place of one that is there.

    The files are those that `Dataset.save_to_disk` writes: Arrow streams, and a state that lists them.
    """
    from datasets import DatasetInfo, Features

    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    files = _write_files(releases, path)
    DatasetInfo(features=Features.from_arrow_schema(schema())).write_to_directory(str(path))
    state: dict[str, object] = {
        "_data_files": [{"filename": name} for name in files],
        "_fingerprint": uuid4().hex[:16],
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": None,
    }
    (path / STATE).write_text(json.dumps(state, indent=2, sort_keys=True), encoding="utf-8")


def place_dataset(aside: Path, target: Path) -> None:
    """Put a written folder in the place of another: at every instant the target is the old or the new one.

    A folder that is there gets the new files beside the old ones; what it is, its state file says, which is
    exchanged at one stroke; then the old files go.
    """
    for file in aside.iterdir():
        flush(file)
    if not target.exists() or not any(target.iterdir()):
        aside.replace(target)
        flush_folder(target.parent)
        return
    state = json.loads((aside / STATE).read_text(encoding="utf-8"))
    run = uuid4().hex[:8]
    for number, listed in enumerate(state["_data_files"]):
        name = f"data-{number:05d}-{run}.arrow"
        (aside / listed["filename"]).replace(target / name)
        listed["filename"] = name
    (aside / STATE).write_text(json.dumps(state, indent=2, sort_keys=True), encoding="utf-8")
    flush(aside / STATE)
    for name in (INFO, STATE):
        (aside / name).replace(target / name)
        flush_folder(target)
    kept = {listed["filename"] for listed in state["_data_files"]}
    for file in target.glob("data-*.arrow"):
        if file.name not in kept:
            file.unlink()
    shutil.rmtree(aside, ignore_errors=True)


def read_dataset(path: Path) -> Iterator[StoredRelease]:
    """Yield the releases of a folder; raises `RecordError` if it has other rows."""
    import pyarrow as pa

    number = 0
    for name in _data_files(path):
        with (path / name).open("rb") as file:
            try:
                for batch in pa.ipc.open_stream(file):
                    for row in batch.to_pylist():
                        number += 1
                        yield release_of(row, f"row {number}")
            except (pa.ArrowInvalid, OSError) as error:
                raise RecordError(f"{name}: damaged after row {number} ({error})") from error


def _data_files(path: Path) -> list[str]:
    try:
        state = json.loads((path / STATE).read_text(encoding="utf-8"))
        return [Path(listed["filename"]).name for listed in state["_data_files"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"not a dataset folder ({error})") from error


def _write_files(releases: Iterable[StoredRelease], path: Path) -> list[str]:
    import pyarrow as pa
    from datasets import Features

    # The schema as the library writes it, with its features in the metadata.
    features = Features.from_arrow_schema(schema()).arrow_schema
    names: list[str] = []
    stream = batches(releases)
    more = True
    while more:
        more = False
        names.append(f"data-{len(names):05d}.arrow")
        with (path / names[-1]).open("wb") as file, pa.ipc.new_stream(file, features) as writer:
            written = 0
            for batch in stream:
                writer.write_table(pa.Table.from_batches([batch]).cast(features))
                written += batch.nbytes
                if written >= MOST_BYTES:
                    more = True
                    break
    return names
