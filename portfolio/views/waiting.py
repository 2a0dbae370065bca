"""Waiting for a worker, with no transaction open, and only for what can come.

Nobody waits long, and at most half of the threads wait, so that other pages are served meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import current_app, request

from portfolio import clock
from portfolio.extensions import db, queues, settings
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover
from portfolio.models.renewal import Renewal
from portfolio.queues import VISITORS
from portfolio.services import budget
from portfolio.tiktok.endpoints import Endpoint
from portfolio.transactions import let_go

LOOK_EVERY = 0.03  # seconds
#: After a failed attempt nobody waits for this creator's covers for so long.
FAILED_LATELY = timedelta(seconds=60)
CRAWLERS = ("bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "curl", "wget")


class Waiters:
    """The places in which this process lets requests wait."""

    def __init__(self, places: int) -> None:
        self._places = threading.BoundedSemaphore(places)

    def stay(self, event: threading.Event, seconds: float) -> None:
        """Wait for an event, if there is a place to wait in."""
        if self._places.acquire(blocking=False):
            try:
                event.wait(seconds)
            finally:
                self._places.release()

    def wait(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Ask `ready` until it says yes or the time is over; return its last answer."""
        if not self._places.acquire(blocking=False):
            return False
        try:
            ends = time.monotonic() + seconds
            while not (there := ready()) and time.monotonic() < ends:
                let_go()
                time.sleep(LOOK_EVERY)
            return there
        finally:
            let_go()
            self._places.release()


def wait_until(ready: Callable[[], bool]) -> bool:
    """Wait for `ready`, at most RENDER_WAIT seconds."""
    waiters: Waiters = current_app.extensions["waiters"]
    return waiters.wait(ready, settings().render_wait)


def covers_may_come(creator_id: UUID) -> bool:
    """Whether a renewal asked for now has a chance to be answered within a moment."""
    if is_crawler() or not queues.has_worker():
        return False
    if budget.is_paused(Endpoint.VIDEO_QUERY):
        return False
    if not budget.has_room(Endpoint.VIDEO_QUERY, VISITORS):
        return False
    now = clock.now()
    row = db.session.execute(
        sa.select(Connection.ended_at, Renewal.failed_at)
        .join(Renewal, Renewal.creator_id == Connection.creator_id)
        .where(Connection.creator_id == creator_id)
    ).one_or_none()
    if row is None:
        return False
    ended_at, failed_at = row
    return ended_at is None and (failed_at is None or now - failed_at > FAILED_LATELY)


def covers_are_safe(creator_id: UUID, video_ids: Sequence[str]) -> bool:
    """Whether every one of these covers is safe to show now, as the database has it."""
    now = clock.now()
    covers = db.session.scalars(
        sa.select(Cover)
        .where(Cover.creator_id == creator_id, Cover.video_id.in_(video_ids))
        .execution_options(populate_existing=True)
    ).all()
    return len(covers) == len(video_ids) and all(cover.is_safe(now) for cover in covers)


def wait_for_covers(creator_id: UUID, video_ids: Sequence[str]) -> bool:
    """Wait a moment for these covers, if they can come; return whether anything may have changed.

    The caller's transaction is over afterwards, so it has to read again.
    """
    if not video_ids or not covers_may_come(creator_id):
        return False
    began = clock.now()
    let_go()
    wait_until(
        lambda: covers_are_safe(creator_id, video_ids) or renewal_failed_since(creator_id, began)
    )
    return True


def renewal_failed_since(creator_id: UUID, then: datetime) -> bool:
    failed_at = db.session.scalar(
        sa.select(Renewal.failed_at).where(Renewal.creator_id == creator_id)
    )
    return failed_at is not None and failed_at >= then


def is_crawler() -> bool:
    agent = (request.user_agent.string or "").lower()
    return any(word in agent for word in CRAWLERS)
