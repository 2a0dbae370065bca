"""One background worker with its part of the schedule. Run as many as you like.

WORKER_QUEUES names the queues it serves, in order; by default all of them.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from typing import Any

from flask import Flask
from redis import Redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.client import Pipeline
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.utils import now

from portfolio import create_app, schedule
from portfolio.config import Config, SettingsError
from portfolio.extensions import queues
from portfolio.queues import JOB_TIMEOUT, NAMES, SERIALIZER
from portfolio.services import budget, worktime

#: Seconds between two heartbeats that go to Redis for themselves.
HEARTBEAT_EVERY = timedelta(seconds=5)


class AppJob(Job):
    """A job on which nothing hangs: no result, no other job, no group."""

    def cleanup(
        self,
        ttl: int | None = None,
        pipeline: Pipeline | None = None,
        remove_from_queue: bool = True,
    ) -> None:
        """Delete a job that is done in the commands under way, not by asking what hangs on it."""
        if ttl == 0 and pipeline is not None and not remove_from_queue:
            pipeline.delete(self.key)
        else:
            super().cleanup(ttl, pipeline, remove_from_queue)


class AppWorker(SimpleWorker):
    """Runs each job in an application context, and so a database session, of its own.

    Where a worker is killed, leases and the sweep take its work up, not RQ's registries: this one
    tells Redis less about itself than RQ's own, which saves a third of what RQ costs a job.
    """

    app: Flask
    job_class = AppJob

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Say that this worker is there; with other news of a job, else no more than now and then.

        What it says holds for longer than `worker_ttl`.
        """
        is_news = self.last_heartbeat is None or now() - self.last_heartbeat > HEARTBEAT_EVERY
        if is_news or timeout is not None or pipeline is not None:
            super().heartbeat(timeout, pipeline)

    def perform_job(self, job: Job, queue: Queue, *rest: Any) -> bool:
        calling = budget.calling_for(queue.name)
        with self.app.app_context(), worktime.limited(JOB_TIMEOUT), calling:
            queues.begun(job.meta.get("once"))
            return super().perform_job(job, queue, *rest)


def main() -> int:
    try:
        config = Config.from_environment()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    app = create_app(config, process="worker")
    names = os.environ.get("WORKER_QUEUES", " ".join(NAMES)).split()
    connection = Redis.from_url(
        config.redis_url,
        retry=Retry(ExponentialWithJitterBackoff(), 3),
        health_check_interval=30,
    )
    worker = AppWorker(
        [Queue(name, connection=connection, serializer=SERIALIZER) for name in names],
        connection=connection,
        serializer=SERIALIZER,
        worker_ttl=60,
        job_monitoring_interval=5,
        maintenance_interval=60,
    )
    worker.app = app
    schedule.start(app)
    worker.work(logging_level="WARNING")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
