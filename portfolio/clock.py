"""The one clock: every deadline is a stored instant that is compared with `now()`.

Nothing else in the project tells the time of day, so a test or a simulation that moves
this clock moves everything.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

_seconds: Callable[[], float] = time.time


def now() -> datetime:
    """Return the present instant, aware and in UTC."""
    return datetime.fromtimestamp(_seconds(), UTC)


def follow(seconds: Callable[[], float]) -> None:
    """Tell the time by `seconds` (Unix time) from here on, in this process."""
    global _seconds
    _seconds = seconds
