"""Which releases of a batch repeat an earlier one: see ``nearness`` for what that means."""

from __future__ import annotations

import json
import zlib

from sayso.batch.journal import Journal
from sayso.batch.nearness import ALIKE, bands, share, unpacked_bands

TOGETHER = 100


def mark_repeats(journal: Journal) -> None:
    """Look for the repeats among the releases that were not compared yet, in the order of the sink.

    A repeat points at the release that it is most alike of those that are no repeats themselves.
    """
    while some := journal.to_compare(TOGETHER):
        for release in some:
            text = _text(release.record)
            own = unpacked_bands(release.bands) if release.bands else bands(text)
            earlier = _repeated(journal, text, own) if release.fresh else release.duplicate_of
            journal.compare(release.number, earlier)
            if earlier is None:
                journal.index(release.number, own)
        journal.keep()


def _repeated(journal: Journal, text: str, own: tuple[int, ...]) -> str | None:
    best, most = None, 0.0
    for _, release, record in journal.sharing(own):
        alike = share(text, _text(record))
        if alike >= ALIKE and alike > most:
            best, most = release, alike
    return best


def _text(record: bytes) -> str:
    text: str = json.loads(zlib.decompress(record))["text"]
    return text
