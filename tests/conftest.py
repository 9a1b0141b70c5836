"""What holds for all tests: no deadline for an example, as machines differ; the same examples each time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("sayso", deadline=None, derandomize=True)
settings.load_profile("sayso")
