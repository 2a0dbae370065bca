"""The workers and their schedule: jobs are taken from the real queues, in the real order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from redis import Redis
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from bench.drill.simulation import Life, Signal, Simulation
from portfolio import clock, schedule
from portfolio.extensions import db, queues
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.renewal import Renewal
from portfolio.models.sync import UNFINISHED, Sync
from portfolio.queues import JOB_TIMEOUT, NAMES, PATIENCE, Queues
from portfolio.services import budget, planner, worktime
from portfolio.tiktok.endpoints import Endpoint

STARTING = 3.0  # seconds a worker takes to be there again
#: Nobody is killed between TikTok's rotation of the tokens and our commit: that one moment is
#: TikTok's own and cannot be won. `bench races` is about it.
ROTATED = ("after", "/v2/oauth/token/")


_CONNECTED = Connection.ended_at.is_(None)
_POSTPONED = sa.func.coalesce(Renewal.next_at > Page.covers_due_at, sa.false())
#: The first warm page that is due, and the first whose renewal failed and is to be tried again.
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


class Worker:
    """One worker process: it serves its queues until it is killed, and then another one does."""

    def __init__(self, crew: Crew, names: Sequence[str]) -> None:
        self.crew = crew
        self.names = names
        self.life: Life | None = None
        self.resting: Signal | None = None
        self.start(0.0)

    @property
    def is_here(self) -> bool:
        return self.life is not None

    def start(self, after: float) -> None:
        """End what is there, wherever it stands, and begin anew after so many seconds."""
        if self.life is not None:
            self.life.is_over = True
        self.life = self.resting = None
        simulation = self.crew.simulation
        simulation.at(simulation.now + after, self._begin)

    def _begin(self) -> None:
        if self.life is None:
            self.life = Life()
            self.crew.simulation.start_at(self.crew.simulation.now, self._work, self.life)

    def _work(self) -> None:
        rest = Signal(self.crew.simulation)
        while True:
            job, queue = self.crew.take(self.names)
            if job is None:
                self.resting = rest
                rest.wait()
            else:
                self.crew.perform(job, queue)


class Crew:
    """All workers, what they have done, and the schedule that each of them offers."""

    def __init__(
        self, simulation: Simulation, app: Flask, redis: Redis, kinds: Sequence[str]
    ) -> None:
        self.simulation = simulation
        self.app = app
        self.redis = redis
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()
        self._to_die = 0
        self._tick_at = float("inf")
        self._offered: dict[str, int] = {}
        self._watch_queues()
        self.workers = [Worker(self, kind.split()) for kind in kinds]

    # Jobs.

    def take(self, names: Sequence[str]) -> tuple[Job | None, str]:
        """Take the next job of these queues out, in RQ's order."""
        keys = [f"rq:queue:{name}" for name in names]
        while taken := self.redis.lmpop(len(keys), *keys, direction="LEFT"):
            key, ids = taken
            try:
                job = Job.fetch(ids[0].decode(), self.redis, JSONSerializer)
            except NoSuchJobError:
                continue  # it has waited longer than it may
            return job, key.decode().rpartition(":")[2]
        return None, ""

    def perform(self, job: Job, queue: str) -> None:
        """Run a job as worker.py does. One that fails is no drill's fault, so it is counted."""
        with self.app.app_context(), worktime.limited(JOB_TIMEOUT), budget.calling_for(queue):
            queues.begun(job.meta.get("once"))
            try:
                job.perform()
            except Exception as error:
                self.failed[f"{job.func_name}: {type(error).__name__}: {error}"] += 1
        name = job.func_name.rpartition(".")[2]
        self.done[name] += 1
        self.redis.delete(job.key)

    def wake(self, queue: str) -> None:
        """Let a worker that rests, if there is one, take what was queued."""
        for worker in self.workers:
            if worker.resting is not None and queue in worker.names:
                worker.resting.give()
                worker.resting = None
                return

    @property
    def is_here(self) -> bool:
        return any(worker.is_here for worker in self.workers)

    def note_presence(self) -> None:
        """Do what every worker does each second: tell that it is there."""
        if self.is_here:
            queues.worker_is_here()

    def restart(self, seconds: float) -> None:
        """End all workers; others begin after so long. What has waited too long is forgotten."""
        waiting = {name: self.redis.lrange(f"rq:queue:{name}", 0, -1) for name in NAMES}
        for worker in self.workers:
            worker.start(seconds)
        for name, keys in waiting.items():
            if seconds >= PATIENCE[name] and keys:
                self.redis.delete(*(f"rq:job:{key.decode()}" for key in keys))

    def strike(self, when: str, path: str) -> None:
        """Be asked at each step over the wire: kill the worker that makes it, if one is to die."""
        if not self._to_die or (when, path) == ROTATED:
            return
        life = self.simulation.life()
        for worker in self.workers:
            if worker.life is life and life is not None:
                self._to_die -= 1
                self.killed[f"{when} {path}"] += 1
                worker.start(STARTING)
                self.look_at(self.simulation.now)
                self.simulation.die()

    def kill_one(self) -> None:
        """Kill a worker at its next step over the wire, its lease left behind."""
        self._to_die += 1

    def _watch_queues(self) -> None:
        crew, put, put_after, put_due = self, Queues.put, Queues.put_after, Queues.put_due

        def watched_put(self: Queues, name: str, *args: Any, **options: Any) -> bool:
            taken = put(self, name, *args, **options)
            crew.wake(name)
            return taken

        def watched_put_after(self: Queues, seconds: float, *args: Any) -> bool:
            taken = put_after(self, seconds, *args)
            crew.look_at(crew.simulation.now + seconds)
            return taken

        def watched_put_due(self: Queues) -> int:
            if moved := put_due(self):
                for name in NAMES:
                    crew.wake(name)
            return moved

        Queues.put = watched_put  # type: ignore[method-assign]
        Queues.put_after = watched_put_after  # type: ignore[method-assign]
        Queues.put_due = watched_put_due  # type: ignore[method-assign]
        self.restore: Callable[[], None] = lambda: _restore(put, put_after, put_due)

    # The schedule: a tick that finds nothing due changes nothing, so those are left out.

    def look_at(self, moment: float) -> None:
        """Look at the schedule then, unless that is to happen before anyway."""
        if moment == float("inf"):
            return
        moment = float(int(moment) + 1)
        if moment < self._tick_at:
            self._tick_at = moment
            self.simulation.start_at(moment, lambda: self._look(moment))

    def _look(self, moment: float) -> None:
        if moment != self._tick_at:
            return  # another look came before
        self._tick_at = float("inf")
        now = self.simulation.now
        if not self.is_here:
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
        """Return from when on each part of the schedule has something to do."""
        never = float("inf")
        with db.engine.connect() as connection:
            plan = self._plan_due_at(connection)
            upkeep_at = connection.scalar(_UPKEEP)
            syncs = connection.execute(_SYNCS).all()
        listing = max(map(self._paused_until, (Endpoint.USER_INFO, Endpoint.VIDEO_LIST)))
        sweep = min(
            (max(each.timestamp() for each in row if each is not None) for row in syncs),
            default=never,
        )
        later = self.redis.zrange("later", 0, 0, withscores=True)
        moments = {
            "plan_now": plan,
            "sweep_now": sweep,
            "keep_up_now": never if upkeep_at is None else max(upkeep_at.timestamp(), listing),
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
            self.look_at(max(self._plan_due_at(connection), self.simulation.now))

    def _plan_due_at(self, connection: sa.Connection) -> float:
        """Return from when on the plan has something to do."""
        warm = timedelta(hours=self.app.extensions["settings"].warm_hours)
        due_at, again_at = connection.execute(_PAGES, {"since": clock.now() - warm}).one()
        soonest = min(
            float("inf") if due_at is None else due_at.timestamp() - planner.EVERY,
            float("inf") if again_at is None else again_at.timestamp(),
        )
        return max(soonest, self._paused_until(Endpoint.VIDEO_QUERY))

    def _paused_until(self, endpoint: Endpoint) -> float:
        return float(self.redis.get(f"paused:{endpoint.name}") or 0)


def _restore(put: Any, put_after: Any, put_due: Any) -> None:
    Queues.put, Queues.put_after, Queues.put_due = put, put_after, put_due  # type: ignore[method-assign]
