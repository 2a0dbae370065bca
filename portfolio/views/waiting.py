"""Waiting for a worker, without an open transaction, and only for results that can come.

The waits are short, and at most half of the threads wait, so other pages are served meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from flask import current_app, request

from portfolio.extensions import settings
from portfolio.services.renewals import arrivals
from portfolio.tiktok.endpoints import Endpoint
from portfolio.transactions import end_read
from portfolio.views import crawlers

LOOK_EVERY = 0.03  # seconds


class Waiters:
    """The places in which requests to this process may wait."""

    def __init__(self, places: int) -> None:
        self._places = threading.BoundedSemaphore(places)

    def stay(self, event: threading.Event, seconds: float) -> None:
        """Wait for an event if there is a free place."""
        if self._places.acquire(blocking=False):
            try:
                event.wait(seconds)
            finally:
                self._places.release()

    def wait(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Ask `ready` until it is true or the time is over; return its last answer."""
        if not self._places.acquire(blocking=False):
            return False
        try:
            ends = time.monotonic() + seconds
            while not (there := ready()) and time.monotonic() < ends:
                end_read()
                time.sleep(LOOK_EVERY)
            return there
        finally:
            end_read()
            self._places.release()


def wait_until(ready: Callable[[], bool]) -> bool:
    """Wait for `ready`, at most RENDER_WAIT seconds."""
    return wait_at_most(settings().render_wait, ready)


def wait_at_most(seconds: float, ready: Callable[[], bool]) -> bool:
    waiters: Waiters = current_app.extensions["waiters"]
    return waiters.wait(ready, seconds)


def wait_for_covers(creator_id: UUID, urgent: Sequence[str], others: Sequence[str] = ()) -> bool:
    """Wait a moment for covers, if they can come; return whether anything may have changed.

    A crawler never waits. The wait ends the caller's transaction: it has to read again.
    """
    outlook = outlook_of(creator_id, Endpoint.VIDEO_QUERY) if urgent else None
    if outlook is None:
        return False
    wait_until(arrivals.Awaited(creator_id, outlook, urgent, others).look)
    return True


def wait_for_avatar(creator_id: UUID) -> bool:
    """Wait a moment for a creator's avatar, as for covers."""
    if outlook_of(creator_id, Endpoint.USER_INFO) is None:
        return False
    wait_until(partial(arrivals.has_avatar, creator_id))
    return True


def outlook_of(creator_id: UUID, endpoint: Endpoint) -> arrivals.Outlook | None:
    """Return the outlook of what this request has asked for; None if it does not wait."""
    if is_crawler():
        return None
    end_read()
    outlook = arrivals.outlook(creator_id, endpoint)
    end_read()
    return outlook


def is_crawler() -> bool:
    return crawlers.is_crawler(request.user_agent.string or "")
