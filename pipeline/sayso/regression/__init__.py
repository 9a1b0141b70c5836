"""Regression tests on releases of one's own: a folder of releases with what must be found in them.

The command `sayso check`, and the pytest plugin `sayso.pytest_plugin`, run the same cases.
"""

from __future__ import annotations

from sayso.regression.cases import Case, Folder, find_cases
from sayso.regression.compare import Difference, differences
from sayso.regression.run import Result, run_cases

__all__ = ["Case", "Difference", "Folder", "Result", "differences", "find_cases", "run_cases"]
