"""The schedule by the simulated clock. A tick that finds nothing due is left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from redis import Redis

from bench.drill.simulation import Simulation
from portfolio import clock, schedule
from portfolio.extensions import db, queues
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.renewal import Renewal
from portfolio.models.sync import UNFINISHED, Sync
from portfolio.services.renewals import planner
from portfolio.tiktok.endpoints import Endpoint

_CONNECTED = Connection.ended_at.is_(None)
_POSTPONED = sa.func.coalesce(Renewal.next_at > Page.covers_due_at, sa.false())
#: When the first warm page is due, and when the first failed renewal is to be tried again.
_PAGES = (
    sa.select(
        sa.func.min(sa.case((_POSTPONED, None), else_=Page.covers_due_at)),
        sa.func.min(sa.case((_POSTPONED, Renewal.next_at))),
    )
    .join(Renewal, Renewal.creator_id == Page.creator_id)
    .join(Connection, Connection.creator_id == Page.creator_id)
    .where(Page.edition.is_not(None), Page.seen_at >= sa.bindparam("since"))
    .where(Page.seen_at >= Page.warm_from, _CONNECTED)
)
_UPKEEP = (
    sa.select(sa.func.min(Creator.upkeep_at))
    .join(Connection, Connection.creator_id == Creator.id)
    .where(_CONNECTED)
)
_SYNCS = sa.select(Sync.next_at, Sync.lease_until).where(Sync.state.in_(UNFINISHED))


#: The endpoints that an upkeep calls: while the circuit breaker pauses one, no upkeep begins.
_NEEDED = (Endpoint.USER_INFO, Endpoint.VIDEO_LIST)


class Timetable:
    """The next moment with work for the schedule. `is_served` tells whether a worker is there."""

    def __init__(
        self, simulation: Simulation, app: Flask, redis: Redis, is_served: Callable[[], bool]
    ) -> None:
        self.simulation = simulation
        self.app = app
        self.redis = redis
        self.is_served = is_served
        self._tick_at = float("inf")
        self._offered: dict[str, int] = {}

    def look_at(self, moment: float) -> None:
        """Look at the schedule at `moment`, unless an earlier look is planned."""
        if moment == float("inf"):
            return
        moment = float(int(moment) + 1)
        if moment < self._tick_at:
            self._tick_at = moment
            self.simulation.start_at(moment, lambda: self._look(moment))

    def _look(self, moment: float) -> None:
        if moment != self._tick_at:
            return  # an earlier look replaced this one
        self._tick_at = float("inf")
        now = self.simulation.now
        if not self.is_served():
            self.look_at(now + 5)
            return
        with self.app.app_context():
            due_at = self._due_at(now)
            due = {name for name, when in due_at.items() if when <= now}
            offered = [each for each in schedule.PERIODIC if each[0].__name__ in due]
            if due:
                everything = schedule.PERIODIC
                schedule.PERIODIC = tuple(offered)
                try:
                    schedule.tick()
                finally:
                    schedule.PERIODIC = everything
                for job, seconds in offered:
                    self._offered[job.__name__] = int(now // seconds)
        following = [when for name, when in due_at.items() if name not in due]
        following += [self._next_period(*each) for each in offered]
        if "later" in due:
            following.append(now + 1)
        self.look_at(max(min(following), now))

    def _next_period(self, job: Callable[[], None], seconds: int) -> float:
        return float((int(self.simulation.now // seconds) + 1) * seconds)

    def _due_at(self, now: float) -> dict[str, float]:
        """Return the moment from which each part of the schedule has work."""
        never = float("inf")
        with self.redis.pipeline(transaction=False) as pipe:
            pipe.mget(*map(_pause_of, (*_NEEDED, Endpoint.VIDEO_QUERY)))
            pipe.zrange(queues.key("later"), 0, 0, withscores=True)
            pauses, later = pipe.execute()
        *listing, query = (float(until or 0) for until in pauses)
        with db.engine.connect() as connection:
            plan = max(self._plan_due_at(connection), query)
            upkeep_at = connection.scalar(_UPKEEP)
            syncs = connection.execute(_SYNCS).all()
        sweep = min(
            (max(each.timestamp() for each in row if each is not None) for row in syncs),
            default=never,
        )
        moments = {
            "plan_now": plan,
            "sweep_now": sweep,
            "keep_up_now": never if upkeep_at is None else max(upkeep_at.timestamp(), *listing),
            "tidy_now": now - now % 3600 + 3600,
        }
        for job, seconds in schedule.PERIODIC:
            name = job.__name__
            if self._offered.get(name) == int(now // seconds):
                moments[name] = max(moments.get(name, now), self._next_period(job, seconds))
        if self._offered.get("tidy_now") != int(now // 3600):
            moments["tidy_now"] = now
        moments["later"] = later[0][1] if later else never
        return moments

    def look_at_pages(self) -> None:
        """Look at the schedule when the plan is due: visits were noted, and pages may be warm."""
        with self.app.app_context(), db.engine.connect() as connection:
            moment = self._plan_due_at(connection)
        if moment < self._tick_at:
            paused_until = float(self.redis.get(_pause_of(Endpoint.VIDEO_QUERY)) or 0)
            self.look_at(max(moment, paused_until, self.simulation.now))

    def _plan_due_at(self, connection: sa.Connection) -> float:
        """Return the moment from which the plan has work."""
        warm = timedelta(hours=self.app.extensions["settings"].warm_hours)
        due_at, again_at = connection.execute(_PAGES, {"since": clock.now() - warm}).one()
        return min(
            float("inf") if due_at is None else due_at.timestamp() - planner.EVERY_SECONDS,
            float("inf") if again_at is None else again_at.timestamp(),
        )


def _pause_of(endpoint: Endpoint) -> str:
    return queues.key(f"paused:{endpoint.name}")
