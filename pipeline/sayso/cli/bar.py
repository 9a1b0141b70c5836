"""The progress bar of a batch: how much of the sources is read, how many releases a second, time left."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

if TYPE_CHECKING:
    from sayso.batch.run import Progress

SHOWN_EVERY = 0.2


class Bar:
    """A bar on standard error, which goes when the batch is over.

    How far the batch is, is told in bytes of the sources: that is known before they are read, and a long
    release takes longer than a short one. Standard input has no end that is known, and no time left.
    """

    def __init__(self) -> None:
        columns = (
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        self._progress = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("starting", total=None)
        self._begun = monotonic()
        self._shown = 0.0

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, progress: Progress) -> None:
        """Show how far a batch is."""
        now = monotonic()
        if now < self._shown + SHOWN_EVERY:
            return
        self._shown = now
        rate = progress.done / max(now - self._begun, 0.1)
        told = f"{progress.done:,} releases, {rate:,.1f} a second"
        told += f", {progress.skipped:,} skipped" if progress.skipped else ""
        told += f", {progress.failed:,} failed" if progress.failed else ""
        self._progress.update(
            self._task, description=told, completed=progress.taken, total=progress.size or None
        )
