"""Signals to wait for: without handlers, so no code is interrupted half-way."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
AWAITED = STOPPING | {signal.SIGCHLD}


class StopAsked(Exception):
    """Ctrl-C was pressed, or SIGTERM or SIGHUP sent."""


def hold() -> None:
    """Keep these signals, from here on, until `wait` takes them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, AWAITED)


def wait(seconds: float) -> None:
    """Wait until a child ends, but no longer than `seconds`. Raises `StopAsked`."""
    received = signal.sigtimedwait(AWAITED, max(0.0, seconds))
    if received and received.si_signo in STOPPING:
        raise StopAsked


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    """Wait until `is_so()`, at most `seconds`; return whether it is. Raises `StopAsked`."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        wait(0.01)
    return True
