"""Workers in the tests: the real one of worker.py, on the real queue."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from redis import Redis
from rq import Queue
from rq.timeouts import TimerDeathPenalty

from portfolio.extensions import queues
from portfolio.queues import NAMES, SERIALIZER
from worker import AppWorker


class InProcess(AppWorker):
    """Leaves the signals of the test run alone, and times its jobs without them."""

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        """Signals stay pytest's."""

    def subscribe(self) -> None:
        """Nobody sends commands here, and the thread that listens takes up to a second to end."""
        self.pubsub_thread = None


class Worker:
    """Runs what is queued, when a test says so."""

    def __init__(self, app: Flask, redis: Redis) -> None:
        self.app = app
        self.redis = redis

    def works(self, *names: str) -> None:
        """Run jobs until the queues are empty, by default all of them. No job may fail."""
        connection = self.redis
        worker = InProcess(
            [Queue(n, connection=connection, serializer=SERIALIZER) for n in names or NAMES],
            connection=connection,
            serializer=SERIALIZER,
        )
        worker.app = self.app
        worker.work(burst=True, logging_level="ERROR")
        failed = {name: self._queue(name).failed_job_registry.get_job_ids() for name in NAMES}
        assert not any(failed.values()), failed

    def works_on_later_too(self) -> None:
        """Run jobs, also those that are to wait, as if their time had come."""
        self.works()
        while self.redis.zcard("later"):
            for entry in self.redis.zrange("later", 0, -1):
                self.redis.zadd("later", {entry: 0})
            with self.app.app_context():
                queues.put_due()
            self.works()

    def queued(self) -> list[str]:
        """Return the names of the queued jobs, in the order in which they would run."""
        jobs = [job for name in NAMES for job in self._queue(name).get_jobs()]
        return [job.func_name.rpartition(".")[2] for job in jobs]

    def _queue(self, name: str) -> Queue:
        return Queue(name, connection=self.redis, serializer=SERIALIZER)

    @contextmanager
    def always_working(self) -> Iterator[None]:
        """Work at the side while the block runs, and be seen to."""
        stop = threading.Event()
        problems: list[BaseException] = []

        def run() -> None:
            try:
                while not stop.wait(0.01):
                    if self.queued():
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
