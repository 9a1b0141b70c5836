"""How much a batch may take: processes, threads, time, memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sayso.encoder.cores import available_cores

SECONDS = 120.0
# A worker with the shipped model takes 0.6 GB, and more with a long text.
MEMORY_A_WORKER = 1_500_000_000
LEAST_MEMORY = 1_000_000_000
# Of the memory that is free, the share that all workers together may take.
SHARE = 0.8
# Starting a worker costs as much time as so many releases, or bytes of them.
FILES_A_WORKER = 4
BYTES_A_WORKER = 200_000

_GROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Limits:
    """Workers, threads of each, seconds a text may take, bytes of memory a worker may take (none: all)."""

    workers: int
    threads: int
    seconds: float
    memory: int | None


def limits_for(
    files: int | None,
    size: int | None,
    *,
    workers: int | None = None,
    seconds: float | None = None,
    memory: int | None = None,
) -> Limits:
    """Return the limits of a batch of so many files and bytes (none: not known), where none are given.

    The cores are shared among the workers; memory too, as far as the system says what is free.
    """
    cores, free = available_cores(), free_memory()
    if workers is None:
        fit = cores if free is None else int(free * SHARE // MEMORY_A_WORKER)
        useful = cores
        if files is not None and size is not None:
            useful = max(-(-files // FILES_A_WORKER), -(-size // BYTES_A_WORKER))
        workers = max(1, min(cores, fit, useful))
    if memory is None and free is not None:
        memory = max(LEAST_MEMORY, int(free * SHARE / workers))
    return Limits(workers, max(1, cores // workers), seconds or SECONDS, memory)


def environment(threads: int) -> dict[str, str]:
    """Return the variables by which libraries are told how many threads to use."""
    number = str(threads)
    names = (
        "SAYSO_THREADS",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "RAYON_NUM_THREADS",
    )
    return dict.fromkeys(names, number) | {"TOKENIZERS_PARALLELISM": "true" if threads > 1 else "false"}


def free_memory() -> int | None:
    """Return the bytes of memory that new processes can have; none where the system does not say."""
    bounds = [_system_memory(), _group_memory()]
    return min((bound for bound in bounds if bound is not None), default=None)


def _system_memory() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else None
    [line] = [line for line in lines if line.startswith("MemAvailable:")] or [""]
    return int(line.split()[1]) * 1024 if line else None


def _group_memory(group: Path = _GROUP) -> int | None:
    """Return what a container's bound leaves (cgroup version 2).

    Files that the system keeps in memory and can drop at any time take none.
    """
    try:
        most = (group / "memory.max").read_text(encoding="ascii").strip()
        used = int((group / "memory.current").read_text(encoding="ascii"))
        told = (group / "memory.stat").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    files = sum(int(line.split()[1]) for line in told if line.startswith("inactive_file "))
    return None if most == "max" else max(0, int(most) - max(0, used - files))
