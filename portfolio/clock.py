"""The one clock: every deadline is a stored instant that is compared with `now()`.

No other code reads the time of day, so a test or a simulation that moves this clock moves
everything.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

_seconds: Callable[[], float] = time.time


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.fromtimestamp(_seconds(), UTC)


def unix_seconds() -> float:
    """Return the present instant as Unix time, without the cost of an object for it."""
    return _seconds()


def follow(seconds: Callable[[], float]) -> None:
    """Use `seconds` (Unix time) as the clock of this process from here on."""
    global _seconds
    _seconds = seconds
