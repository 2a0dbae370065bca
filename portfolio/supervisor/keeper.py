"""Restarts programs that ended by themselves, and gives up when that does not help."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portfolio.supervisor.problems import CannotStart
from portfolio.supervisor.processes import Child
from portfolio.supervisor.signals import wait

STEADY = 10.0  # Seconds after which a run counts as steady, and earlier failures are forgotten.
FAILURES = 6  # Short runs in a row after which another start is pointless.
LONGEST_PAUSE = 4.0


@dataclass
class Kept:
    """A child to be kept running, with its record."""

    child: Child
    short_runs: int = 0
    due: float | None = None  # When it is started again, by time.monotonic().

    def look(self, now: float) -> None:
        """Start the child again when it is due. Raises `CannotStart` after too many failures."""
        if self.due is not None:
            if now >= self.due:
                self.due = None
                self.child.start()
            return
        if self.child.is_running():
            return
        self.short_runs = self.short_runs + 1 if now - self.child.started < STEADY else 1
        if self.short_runs >= FAILURES:
            raise CannotStart(
                f"The {self.child.name} ended {FAILURES} times in a row ({self.child.end}); "
                "what it printed says why."
            )
        pause = pause_after(self.short_runs)
        self.due = now + pause
        when = f"in {pause:g} s" if pause else "now"
        print(
            f"The {self.child.name} ended ({self.child.end}); it is started again {when}.",
            file=sys.stderr,
            flush=True,
        )


def pause_after(short_runs: int) -> float:
    """Return the seconds to wait: none the first time, then doubling."""
    return 0.0 if short_runs <= 1 else min(LONGEST_PAUSE, 0.25 * 2 ** (short_runs - 2))


def keep_running(children: Sequence[Child], and_also: Callable[[], None]) -> None:
    """Look after `children` until a stop is asked for. Raises `StopAsked` or `CannotStart`."""
    kept = [Kept(child) for child in children]
    while True:
        for one in kept:
            one.look(time.monotonic())
        and_also()
        soonest = min((one.due for one in kept if one.due is not None), default=None)
        wait(1.0 if soonest is None else soonest - time.monotonic())
