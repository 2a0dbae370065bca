"""A child process that cannot outlive its parent, and leaves nothing behind when it ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PR_SET_PDEATHSIG = 1  # linux/prctl.h

_libc = ctypes.CDLL(None)


def end_with_parent() -> None:
    """Ask the kernel to end this process when its parent does, even by SIGKILL. Linux only."""
    if sys.platform == "linux":
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


@dataclass
class Child:
    """One program, started as often as needed under one name.

    Each run leads a session of its own: Ctrl-C at the terminal reaches the supervisor alone, and
    the processes that a killed program leaves behind can be found.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    quiet: bool = False
    log: Path | None = None
    started: float = field(default=0.0, init=False)  # by time.monotonic()
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """The process id of the present run."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._process.pid

    def start(self) -> None:
        """Begin a run. Its output goes to `log`, else to stderr; of a quiet one, only errors."""
        parent = os.getpid()

        def before_program() -> None:
            end_with_parent()
            signal.pthread_sigmask(signal.SIG_SETMASK, ())  # The supervisor blocks some.
            if os.getppid() != parent:  # The parent ended before the lines above could help.
                os._exit(1)

        self.started = time.monotonic()
        with open(self.log or os.devnull, "ab") as log:
            errors = log if self.log else None
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log if self.log or self.quiet else sys.stderr.fileno(),
                stderr=errors,
                start_new_session=True,
                preexec_fn=before_program,  # No threads run here.
            )

    def is_running(self) -> bool:
        """Return whether the program still runs; if not, kill the rest of its session."""
        if self._process is None or self._process.returncode is not None:
            return False
        # The exit is read before it is collected: until then no other process has this id.
        waited = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if waited is None:
            return True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        return False

    def send(self, signal_number: int) -> None:
        """Send a signal to the program, if it still runs."""
        if self.is_running():
            os.kill(self.pid, signal_number)

    def kill(self) -> None:
        """End the program and all that it started, at once."""
        if self._process and self.is_running():
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()

    @property
    def has_succeeded(self) -> bool:
        """Whether the last run ended with exit code 0."""
        return self._process is not None and self._process.returncode == 0

    @property
    def end(self) -> str:
        """The end of the last run, in words."""
        code = self._process.returncode if self._process else None
        if code is None:
            return "still running"
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
