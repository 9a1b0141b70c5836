"""A worker of the batch package with the stand-in in the pipeline's place."""

from __future__ import annotations

from functools import partial

from standing_in import stand_in

from sayso.batch.process import run
from sayso.batch.worker import work


def main() -> None:
    """Be a worker."""
    run(partial(work, load=lambda setup: stand_in))
