"""Workers in the tests: that of worker.py, on the real queues."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from redis import Redis
from rq.timeouts import TimerDeathPenalty

from portfolio.extensions import queues
from portfolio.queues import NAMES, SERIALIZER, job_queue
from worker import AppWorker


class InProcess(AppWorker):
    """Installs no signal handlers in the test run, and limits its jobs without signals."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        """Install none: signals are for pytest."""

    def run_maintenance_tasks(self) -> None:
        """Clean up after no dead worker: a test has none."""

    def subscribe(self) -> None:
        """Start no listener: there are no commands, and its thread takes up to a second to end."""
        self.pubsub_thread = None


class Worker:
    """Runs the queued jobs on a test's request."""

    def __init__(self, app: Flask, redis: Redis) -> None:
        self.app = app
        self.redis = redis

    def works(self, *names: str) -> None:
        """Run jobs until the queues are empty, by default all of them. No job may fail."""
        connection = self.redis
        worker = InProcess(
            [job_queue(name, connection) for name in names or NAMES],
            connection=connection,
            serializer=SERIALIZER,
        )
        worker.app = self.app
        worker.work(burst=True, logging_level="ERROR")
        failed = {
            name: job_queue(name, self.redis).failed_job_registry.get_job_ids() for name in NAMES
        }
        assert not any(failed.values()), failed

    def works_on_later_too(self) -> None:
        """Run jobs, also scheduled ones, as if their time had come."""
        self.works()
        later = queues.key("later")
        while self.redis.zcard(later):
            for entry in self.redis.zrange(later, 0, -1):
                self.redis.zadd(later, {entry: 0})
            with self.app.app_context():
                queues.enqueue_due()
            self.works()

    def queued(self) -> list[str]:
        """Return the names of the queued jobs, in their order of execution.

        Without the drawing of share cards, which each Publish queues.
        """
        return [name for name in self.all_queued() if name != "draw_share_card_now"]

    def all_queued(self) -> list[str]:
        jobs = [job for name in NAMES for job in job_queue(name, self.redis).get_jobs()]
        return [job.func_name.rpartition(".")[2] for job in jobs]

    @contextmanager
    def always_working(self) -> Iterator[None]:
        """Work in a thread while the block runs, and announce a worker's presence."""
        stop = threading.Event()
        problems: list[BaseException] = []

        def run() -> None:
            try:
                while not stop.wait(0.01):
                    if self.all_queued():
                        self.works()
            except BaseException as problem:
                problems.append(problem)

        with self.app.app_context():
            queues.worker_is_here()
        thread = threading.Thread(target=run, name="worker")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            assert not problems, problems
