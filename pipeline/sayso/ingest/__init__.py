"""Ingest: files, folders, patterns and standard input, as texts.

The public face of this package is two names: `read_sources` walks the locations a user gave and
yields a `SourceText` for each release in them. Everything else here may change.

How it works, from the left: ``locations`` finds the files, ``unfold`` opens them, ``sniff`` tells the format
of each from its bytes, and one reader of ``readers`` turns them into text. The libraries of the formats are
imported by the reader that needs them, when it needs them.
"""

from sayso.ingest.dispatch import read_sources
from sayso.ingest.source import SourceText

__all__ = ["SourceText", "read_sources"]
