"""Waiting for a process; if it fails to come, the error has its log."""

from __future__ import annotations

import time
from collections.abc import Callable

from portfolio.supervisor.processes import Child

#: Seconds for waits that usually take less than ten. The bound only ends a hopeless wait; a slow,
#: busy machine must not fail a test.
PATIENCE_SECONDS = 120.0
#: Seconds between two looks: few at first, then more, because each look costs processor time.
FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.1


def wait_for(
    is_so: Callable[[], object],
    what: str,
    child: Child | None = None,
    seconds: float = PATIENCE_SECONDS,
) -> None:
    """Wait until `is_so()`. Raises `AssertionError` with the log of `child` if it never is."""
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while not is_so():
        ended = child is not None and not child.is_running()
        if ended or time.monotonic() > deadline:
            how = f"ended ({child.end})" if child and ended else f"did not come in {seconds:g} s"
            raise AssertionError(f"{what} {how}\n{last_words(child)}")
        time.sleep(pause)
        pause = min(1.3 * pause, LONGEST_PAUSE)


def last_words(child: Child | None, lines: int = 60) -> str:
    """Return the end of the log of `child`."""
    if child is None or child.log is None or not child.log.exists():
        return ""
    text = child.log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join([f"--- {child.name} ---", *text])
