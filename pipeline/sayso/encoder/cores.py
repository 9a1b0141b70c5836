"""How many cores there are for us."""

from __future__ import annotations

import os


def available_cores() -> int:
    """Return how many cores this process may use: as many as ``SAYSO_THREADS`` says, or all."""
    told = os.environ.get("SAYSO_THREADS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
