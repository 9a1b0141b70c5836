"""What can go wrong, in one small tree.

SaysoError
├── SourceError            an input cannot be turned into text
│   ├── UnreadableSource   missing, not permitted, not a file
│   ├── UnknownFormat      binary, or of a kind that no reader knows
│   ├── BrokenSource       truncated, encrypted, malformed, a decompression bomb
│   ├── EmptySource        nothing to read in it
│   └── TextTooLong        over the limit of five million characters
├── ConfigError            a pipeline config or an option that cannot work
├── LanguageDataError      a language file that does not say what it should
├── ModelError             a model folder that is missing, incomplete or of another version
├── MissingLayer           a stage ran before the stage whose layer it reads
├── GoldError              an annotated release that breaks the annotation rules
├── RecordError            a record that contradicts its own text
├── StoreError             a database that cannot be opened, read or written
│   ├── ForeignStore       not made by sayso, or by a newer one
│   ├── BrokenStore        damaged
│   └── LockedStore        in use by another program
├── QueryError             a search or an SQL query that cannot be answered
├── SinkError              an output that cannot be written or is not sayso's: foreign, locked, full
└── WorkerError            the processes that extract cannot be started
"""

from __future__ import annotations


class SaysoError(Exception):
    """Anything that sayso reports to its user: the message says what is wrong and what to do."""


class SourceError(SaysoError):
    """An input that yields no release.

    ``uri`` names the input as the user gave it, ``reason`` says what is wrong with it.
    """

    def __init__(self, uri: str, reason: str) -> None:
        super().__init__(f"{uri}: {reason}")
        self.uri = uri
        self.reason = reason

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str]]:
        return type(self), (self.uri, self.reason)


class UnreadableSource(SourceError):
    """Missing, not permitted, or not a file."""


class UnknownFormat(SourceError):
    """Bytes that no reader knows."""


class BrokenSource(SourceError):
    """Truncated, encrypted, malformed, or built to exhaust the machine."""


class EmptySource(SourceError):
    """Readable, but without any text."""


class TextTooLong(SourceError):
    """Longer than the limit a text may have."""


class ConfigError(SaysoError):
    """A config or an option that cannot work."""


class LanguageDataError(SaysoError):
    """A language file that does not say what it should."""


class ModelError(SaysoError):
    """A model that is missing, incomplete, or made by another version."""


class MissingLayer(SaysoError):
    """A stage ran before the stage whose layer it reads."""


class GoldError(SaysoError):
    """An annotated release that breaks the annotation rules; names file and line."""


class RecordError(SaysoError):
    """A record that contradicts its own text."""


class StoreError(SaysoError):
    """A database that cannot be opened, read or written; names its file."""


class ForeignStore(StoreError):
    """A file that sayso did not make, or that a newer sayso made."""


class BrokenStore(StoreError):
    """A database whose file is damaged."""


class LockedStore(StoreError):
    """A database that another program holds."""


class QueryError(SaysoError):
    """A search or an SQL query that cannot be answered."""


class SinkError(SaysoError):
    """An output that cannot be written or read back: foreign, locked, damaged, the disk full."""


class WorkerError(SaysoError):
    """The processes that extract cannot be started."""
