"""The steps of a refresh in the racers: each step kills its process if a file names it.

The file names one point; the process that deletes the file dies there, so only one process dies.
portfolio/ contains nothing of this: the list of steps is replaced in the racer's own process.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from bench.races.cases import AFTER_ALL, BEFORE, DURING_CALL
from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.services.connections import refresh
from portfolio.services.errors import TryLater
from portfolio.transactions import end_read

Step = Callable[[refresh.Attempt], None]

#: Seconds into a call at which its process is killed, which is before TikTok's answer.
INTO_THE_CALL = 0.01


class Order:
    """A file that names the point at which one process dies."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def give(self, point: str) -> None:
        draft = self.path.with_suffix(".draft")
        draft.write_text(point)
        draft.rename(self.path)

    def is_carried_out(self) -> bool:
        return not self.path.exists()

    def withdraw(self) -> None:
        self.path.unlink(missing_ok=True)

    def is_mine(self, point: str) -> bool:
        """Take the order if it names this point; True for at most one process."""
        try:
            if self.path.read_text() != point:
                return False
            self.path.unlink()
        except FileNotFoundError:
            return False
        return True


class Seen:
    """The number of this process's refreshes that found the lease taken, since `take()`."""

    def __init__(self) -> None:
        self.held_up = 0

    def take(self) -> int:
        seen, self.held_up = self.held_up, 0
        return seen


def arm(order: Order, seen: Seen, *, with_lease: bool) -> None:
    """Replace the steps of a refresh in this process."""
    steps = refresh.STEPS if with_lease else (take_no_lease, *refresh.STEPS[1:])
    names = [step.__name__ for step in refresh.STEPS]
    last = len(steps) - 1
    refresh.STEPS = tuple(  # type: ignore[assignment]
        _deadly(step, names[at], at == last, order, seen) for at, step in enumerate(steps)
    )


def take_no_lease(attempt: refresh.Attempt) -> None:
    """Read the pair without a lease, as the negative control: every process refreshes."""
    stored = db.session.get_one(Connection, attempt.creator_id, populate_existing=True)
    attempt.version, attempt.sealed = stored.version, stored.refresh_token
    attempt.owner = None
    end_read()


def _deadly(step: Step, name: str, is_last: bool, order: Order, seen: Seen) -> Step:
    @wraps(step)
    def run(attempt: refresh.Attempt) -> None:
        if order.is_mine(BEFORE[name]):
            _die()
        if name == "ask_tiktok" and order.is_mine(DURING_CALL):
            threading.Timer(INTO_THE_CALL, _die).start()
        try:
            step(attempt)
        except TryLater:
            seen.held_up += name == "take_lease"
            raise
        if is_last and order.is_mine(AFTER_ALL):
            _die()

    return run


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
