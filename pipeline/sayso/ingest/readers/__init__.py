"""The readers: one file a format, one function ``read`` of one signature (`sayso.ingest.source.Reader`).

To add a format: a file here with ``read(document)``, which yields texts (or documents for other readers) and
raises a `sayso.errors.SourceError` where there are none; its media type in ``media.READERS``; the sign
that tells it in ``sniff``; a test in ``tests/ingest`` that reads a real file of it and a broken one.
"""
