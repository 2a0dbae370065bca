"""The workers: jobs are taken from the real queues, in the real order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from redis import Redis

from bench.drill.simulation import Life, Signal, Simulation
from bench.drill.timetable import Timetable
from portfolio.extensions import queues
from portfolio.queues import JOB_TIMEOUT, NAMES, PATIENCE, Queues, job_queue
from portfolio.services.calls.call import calling_for

# isort: split
# After portfolio.queues, which tells RQ how its keys begin.
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

STARTING = 3.0  # seconds until a killed worker is there again
#: No worker is killed between TikTok's rotation of the tokens and our commit: no app can recover
#: from that. `bench races` covers it.
ROTATED = ("after", "/v2/oauth/token/")


class Worker:
    """One worker process: it serves its queues until it is killed, then another replaces it."""

    def __init__(self, crew: Crew, names: Sequence[str]) -> None:
        self.crew = crew
        self.names = names
        self.life: Life | None = None
        self.resting: Signal | None = None
        self.start(0.0)

    @property
    def is_active(self) -> bool:
        return self.life is not None

    def start(self, after: float) -> None:
        """End the current process at any point, and begin another `after` seconds from now."""
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
    """All workers, counts of their jobs, and the timetable of the schedule."""

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
        self.timetable = Timetable(simulation, app, redis, lambda: self.is_active)
        self._watch_queues()
        self.workers = [Worker(self, kind.split()) for kind in kinds]

    # Jobs.

    def take(self, names: Sequence[str]) -> tuple[Job | None, str]:
        """Take the next job of these queues out, in RQ's order."""
        keys = [job_queue(name, self.redis).key for name in names]
        while taken := self.redis.lmpop(len(keys), *keys, direction="LEFT"):
            key, ids = taken
            try:
                job = Job.fetch(ids[0].decode(), self.redis, JSONSerializer)
            except NoSuchJobError:
                continue  # it has expired in the queue
            return job, key.decode().rpartition(":")[2]
        return None, ""

    def perform(self, job: Job, queue: str) -> None:
        """Run a job as worker.py does. Count a job that fails; it does not end the drill."""
        with self.app.app_context(), calling_for(queue, seconds=JOB_TIMEOUT):
            job.set_status(JobStatus.STARTED)
            try:
                job.perform()
            except Exception as error:
                self.failed[f"{job.func_name}: {type(error).__name__}: {error}"] += 1
        name = job.func_name.rpartition(".")[2]
        self.done[name] += 1
        self.redis.delete(job.key)

    def wake(self, queue: str) -> None:
        """Wake one resting worker that serves `queue`, if there is one."""
        for worker in self.workers:
            if worker.resting is not None and queue in worker.names:
                worker.resting.give()
                worker.resting = None
                return

    @property
    def is_active(self) -> bool:
        return any(worker.is_active for worker in self.workers)

    def note_presence(self) -> None:
        """Announce the workers' presence, as each worker does every second."""
        if self.is_active:
            queues.worker_is_here()

    def restart(self, seconds: float) -> None:
        """End all workers; others begin after `seconds`. Jobs expired by then are deleted."""
        waiting = {name: job_queue(name, self.redis).job_ids for name in NAMES}
        for worker in self.workers:
            worker.start(seconds)
        for name, jobs in waiting.items():
            if seconds >= PATIENCE[name] and jobs:
                self.redis.delete(*map(Job.key_for, jobs))

    def strike(self, when: str, path: str) -> None:
        """Kill the worker at this step over the wire, if a kill is pending."""
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
        """Kill a worker at its next step over the wire; its lease stays taken."""
        self._to_die += 1

    def _watch_queues(self) -> None:
        crew, put, enqueue_in, enqueue_due = self, Queues.put, Queues.enqueue_in, Queues.enqueue_due

        def watched_put(self: Queues, name: str, *args: Any, **options: Any) -> bool:
            taken = put(self, name, *args, **options)
            crew.wake(name)
            return taken

        def watched_put_after(self: Queues, seconds: float, *args: Any) -> bool:
            taken = enqueue_in(self, seconds, *args)
            crew.timetable.look_at(crew.simulation.now + seconds)
            return taken

        def watched_put_due(self: Queues) -> int:
            if moved := enqueue_due(self):
                for name in NAMES:
                    crew.wake(name)
            return moved

        Queues.put = watched_put  # type: ignore[method-assign]
        Queues.enqueue_in = watched_put_after  # type: ignore[method-assign]
        Queues.enqueue_due = watched_put_due  # type: ignore[method-assign]
        self.restore: Callable[[], None] = lambda: _restore(put, enqueue_in, enqueue_due)


def _restore(put: Any, enqueue_in: Any, enqueue_due: Any) -> None:
    Queues.put, Queues.enqueue_in, Queues.enqueue_due = put, enqueue_in, enqueue_due  # type: ignore[method-assign]
