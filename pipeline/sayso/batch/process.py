"""Both ends of a process of a batch: how the parent starts, watches and ends it, how it behaves itself.

Processes are started as programs of their own, not forked and not by `multiprocessing`: a script that
extracts need not be importable, and no lock is shared that a killed process could hold.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from sayso.batch.messages import OUT_OF_MEMORY
from sayso.errors import WorkerError

# A process that has closed its pipe has so long to end.
ENDING_SECONDS = 10

KILLED_BY_SYSTEM = "was killed by the system: for want of memory?"

# The folder that the user is in must not be where modules come from.
_START = "import sys; sys.path = [p for p in sys.path if p]; from {module} import main; main()"
_PR_SET_PDEATHSIG = 1


class Process:
    """A process that we started, and the pipe to it."""

    def __init__(
        self, module: str, environment: Mapping[str, str] | None = None, stdin: int | None = None
    ) -> None:
        """Start ``module``'s `main`; raises `WorkerError` if the system starts no process."""
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START.format(module=module), str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL if stdin is None else stdin,
                stdout=2,  # what a library prints must not get among the records
                pass_fds=(theirs.fileno(),),
                env={**os.environ, **(environment or {})},
            )
        except OSError as error:
            ours.close()
            raise WorkerError(f"no process can be started: {error.strerror or error}") from error
        finally:
            theirs.close()
        self.pipe = Connection(ours.detach())

    def send(self, message: object) -> bool:
        """Send a message; false if the process is gone."""
        try:
            self.pipe.send(message)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def receive(self) -> Any:
        """Return the next message, or none if the process is gone."""
        try:
            return self.pipe.recv()
        except (EOFError, OSError):  # an OSError too if it went in the middle of a message
            return None

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self.pipe.close()

    def ended(self) -> str:
        """Return how a process ended that is gone, in words."""
        try:
            self._process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        status = self._process.wait()
        self.pipe.close()
        return _ending(status)


def _ending(status: int) -> str:
    if status == OUT_OF_MEMORY:
        return "ran out of memory"
    if status == -signal.SIGKILL:
        return KILLED_BY_SYSTEM
    if status < 0:
        name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
        return f"crashed ({name})"
    return f"ended by itself (exit status {status})"


def run(work: Callable[[Connection], None]) -> NoReturn:
    """Be a process: do the work over the pipe that the parent gave, and end with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    _end_with(int(sys.argv[2]))
    pipe = Connection(int(sys.argv[1]))
    try:
        work(pipe)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(1)  # the parent is gone
    except SystemExit:
        pass  # it has told the parent why, and ends as one that is done
    sys.stderr.flush()
    os._exit(0)  # a library may not hold the process up


def _end_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies, be it in the middle of an endless loop."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it died before
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:  # noqa: PTH123
        score.write("1000")  # if memory is short, this process and not its parent
