"""Visits: counted per page in the memory of each web process, written to the database later.

Visits decide which pages are warm, and which are renewed first when the budget is short.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from threading import Lock, Timer
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, current_app

from portfolio import clock
from portfolio.models.tables import CREATOR, PAGE
from portfolio.services.pages import omissions
from portfolio.transactions import writing

log = logging.getLogger(__name__)

#: Counts are written this many seconds after the first unwritten visit. A killed process loses
#: at most the visits of this time.
NOTED_AFTER = 30.0
#: A visit's weight in a page's heat is halved in this time.
HALVED_IN = timedelta(minutes=30)

#: All processes lock pages in this order, so that two of them cannot deadlock.
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
    """The visits that this process has counted and not yet written."""

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
        """Write the counts; if the database cannot take them, keep them for the next time.

        A page whose row cannot be read costs only its own visits.
        """
        counts = self.forget()
        try:
            self._note(counts)
        except Exception as error:
            if not omissions.is_of_values(error):
                raise
            for creator_id, visits in counts.items():
                self._note_alone(creator_id, visits)

    def _note(self, counts: Mapping[UUID, int]) -> None:
        try:
            with self._app.app_context():
                note(counts)
        except sa.exc.SQLAlchemyError as error:
            if omissions.is_of_values(error):
                raise
            log.warning("Visits are not noted yet: %s", type(error).__name__)
            self.add(counts)

    def _note_alone(self, creator_id: UUID, visits: int) -> None:
        try:
            self._note({creator_id: visits})
        except Exception as error:
            if not omissions.is_of_values(error):
                raise
            log.warning("Visits to %s cannot be noted: %s", creator_id, type(error).__name__)

    def forget(self) -> Mapping[UUID, int]:
        """Return the counts so far, and begin again at zero."""
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
    """Store the time of the last visit, and add the visits to the heat of these creators' pages."""
    now = clock.now()
    with writing() as session:
        seen = [
            {
                "creator": creator_id,
                "warmth": _cooled(heat, now - (seen_at or now)) + counts[creator_id],
                "now": now,
            }
            for creator_id, seen_at, heat in session.execute(_PAGES, {"creators": list(counts)})
        ]
        if seen:
            session.execute(_NOTE, seen)


def _cooled(heat: float, seen_ago: timedelta) -> float:
    """Return the part of a page's heat that is left; all of it if its last visit is yet to come."""
    if not math.isfinite(heat):
        return 0.0
    halvings: float = max(seen_ago, timedelta()) / HALVED_IN
    return float(heat * 0.5**halvings)
