"""Records out: cards for people, JSON Lines for programs, files and folders of releases, one module a format.

`choose.format_of` tells the format of a sink by its name. A format writes an iterable of `StoredRelease` to a
new path, in their order and a few at a time, and reads them back, unless it is a table for reading only.
"""
