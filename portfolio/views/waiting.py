"""Waiting for a worker, with no transaction open, and only for what can come.

Nobody waits long, and at most half of the threads wait, so that other pages are served meanwhile.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import current_app, request

from portfolio import clock
from portfolio.extensions import db, queues, settings
from portfolio.models.connection import Connection
from portfolio.models.cover import is_safe
from portfolio.models.renewal import Renewal
from portfolio.models.tables import COVER, CREATOR, IDS, IS_ITS_COVER, VIDEO
from portfolio.queues import VISITORS
from portfolio.services import budget
from portfolio.tiktok.endpoints import Endpoint
from portfolio.transactions import let_go

LOOK_EVERY = 0.03  # seconds
#: What is further down a page may come so much later than its first screen.
GRACE = timedelta(seconds=0.25)
#: After a failed attempt nobody waits for this creator's covers for so long.
FAILED_LATELY = timedelta(seconds=60)
CRAWLERS = ("bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "curl", "wget")


#: Asked every `LOOK_EVERY` by everybody who waits.
_COVERS = (
    sa.select(VIDEO.c.id, COVER.c.fetched_at, COVER.c.expires_at)
    .outerjoin(COVER, IS_ITS_COVER)
    .where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS), VIDEO.c.missing_at.is_(None))
)


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


def unsafe_of(creator_id: UUID, video_ids: Collection[str]) -> set[str]:
    """Return those of these videos whose cover is not safe now, as the database has it.

    A video that TikTok has just left out of its answer is waited for no more.
    """
    now = clock.now()
    rows = db.session.execute(_COVERS, {"creator": creator_id, "ids": list(video_ids)})
    return {
        video_id
        for video_id, fetched_at, expires_at in rows
        if not is_safe(fetched_at, expires_at, now)
    }


def wait_for_covers(creator_id: UUID, urgent: Sequence[str], others: Sequence[str] = ()) -> bool:
    """Wait a moment for covers, if they can come; return whether anything may have changed.

    Once the `urgent` ones are safe the `others`, whose calls are made at the same time, have
    `GRACE` left to come too. The caller's transaction is over afterwards: it has to read again.
    """
    if not urgent or not covers_may_come(creator_id):
        return False
    began = clock.now()
    wanted = {*urgent, *others}
    half_ready: datetime | None = None
    let_go()

    def ready() -> bool:
        nonlocal half_ready
        unsafe = unsafe_of(creator_id, wanted)
        if unsafe.isdisjoint(urgent):
            half_ready = half_ready or clock.now()
            return not unsafe or clock.now() - half_ready >= GRACE
        return renewal_failed_since(creator_id, began)

    wait_until(ready)
    return True


def renewal_failed_since(creator_id: UUID, then: datetime) -> bool:
    failed_at = db.session.scalar(
        sa.select(Renewal.failed_at).where(Renewal.creator_id == creator_id)
    )
    return failed_at is not None and failed_at >= then


def is_crawler() -> bool:
    agent = (request.user_agent.string or "").lower()
    return any(word in agent for word in CRAWLERS)
