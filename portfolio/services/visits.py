"""Visits: counted per page in the memory of each web process, noted in the database in between.

That is what "seen" means: seen pages are kept warm, and the most visited are served first.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from threading import Lock, Timer
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, current_app

from portfolio import clock
from portfolio.models.tables import CREATOR, PAGE
from portfolio.transactions import writing

log = logging.getLogger(__name__)

#: Seconds after the first visit that is not noted yet. A process takes so much with it at its end.
NOTED_AFTER = 30.0
#: What a visit counts for a page's place in the queue is halved in this time.
HALVED_IN = timedelta(minutes=30)

#: In the same order everywhere: two processes that note the same pages wait, and no more.
_PAGES = (
    sa.select(PAGE.c.creator_id, PAGE.c.seen_at, PAGE.c.heat)
    .where(PAGE.c.creator_id.in_(sa.bindparam("creators", expanding=True)))
    .order_by(PAGE.c.creator_id)
    .with_for_update()
)
_NOTE = (
    sa.update(PAGE)
    .where(PAGE.c.creator_id == CREATOR)
    .values(seen_at=sa.bindparam("now"), heat=sa.bindparam("warmth"))
)


class Visits:
    """What this process has counted and not noted yet."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._counts: Counter[UUID] = Counter()
        self._timer: Timer | None = None
        self._lock = Lock()

    def add(self, counts: Mapping[UUID, int]) -> None:
        with self._lock:
            self._counts.update(counts)
            if self._timer is None:
                self._timer = Timer(NOTED_AFTER, self.note)
                self._timer.daemon = True
                self._timer.start()

    def note(self) -> None:
        """Store what was counted; where the database cannot take it, keep it for the next time."""
        counts = self.forget()
        try:
            with self._app.app_context():
                note(counts)
        except sa.exc.SQLAlchemyError as error:
            log.warning("Visits are not noted yet: %s", type(error).__name__)
            self.add(counts)

    def forget(self) -> Mapping[UUID, int]:
        """Begin anew; return what had been counted."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            return counts


def register(app: Flask) -> None:
    app.extensions["visits"] = Visits(app)


def count(creator_id: UUID, visits: int) -> None:
    """Count visits to a creator's page."""
    counted: Visits = current_app.extensions["visits"]
    counted.add({creator_id: visits})


def note(counts: Mapping[UUID, int]) -> None:
    """Note that somebody looked at these creators' pages, and how often."""
    now = clock.now()
    with writing() as session:
        seen = [
            {
                "creator": creator_id,
                "warmth": heat * 0.5 ** ((now - (seen_at or now)) / HALVED_IN) + counts[creator_id],
                "now": now,
            }
            for creator_id, seen_at, heat in session.execute(_PAGES, {"creators": list(counts)})
        ]
        if seen:
            session.execute(_NOTE, seen)
