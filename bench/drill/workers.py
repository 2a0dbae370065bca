"""The workers: jobs are taken from the real queues, in the real order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from redis import Redis
from rq.exceptions import NoSuchJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from bench.drill.simulation import Life, Signal, Simulation
from bench.drill.timetable import Timetable
from portfolio.extensions import queues
from portfolio.queues import JOB_TIMEOUT, NAMES, PATIENCE, Queues
from portfolio.services import budget, worktime

STARTING = 3.0  # seconds a worker takes to be there again
#: Nobody is killed between TikTok's rotation of the tokens and our commit: that one moment is
#: TikTok's own and cannot be won. `bench races` is about it.
ROTATED = ("after", "/v2/oauth/token/")


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
    """All workers, what they have done, and the timetable of what each of them offers."""

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
        self.timetable = Timetable(simulation, app, redis, lambda: self.is_here)
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
                self.timetable.look_at(self.simulation.now)
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
            crew.timetable.look_at(crew.simulation.now + seconds)
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


def _restore(put: Any, put_after: Any, put_due: Any) -> None:
    Queues.put, Queues.put_after, Queues.put_due = put, put_after, put_due  # type: ignore[method-assign]
