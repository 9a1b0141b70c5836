"""The store: one SQLite file of releases, with people, roles, organisations and quotes as tables.

================  ============================================================================
file              what it does
================  ============================================================================
`versions/`       the schema, one SQL file a version
`opening`         opens, checks and migrates a file; turns SQLite's errors into ours
`keeping`         `Store`: adds releases and gives them back
`rows`            a record as rows
`naming`          a name as it is compared across releases
`partition`       which names are one person or organisation (pure)
`linking`         writes that into the tables, and what a user decided otherwise
`folding`         letters that the index would not fold
`terms`           a user's words as an expression of the full-text index
`search`          ranked quotes
`asking`          read-only SQL
`counting`        who speaks how often
`who`             one person or organisation, explained
`describing`      the schema in words, and the metadata for Datasette
================  ============================================================================
"""

from __future__ import annotations

from sayso.store.keeping import Store
from sayso.store.opening import open_store

__all__ = ["Store", "open_store"]
