"""One background worker with its part of the schedule. Run as many as you like.

WORKER_QUEUES names the queues it serves, in order; by default all of them.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from flask import Flask
from redis import Redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.job import Job

from portfolio import create_app, schedule
from portfolio.config import Config, SettingsError
from portfolio.extensions import queues
from portfolio.queues import JOB_TIMEOUT, NAMES, SERIALIZER
from portfolio.services import budget, worktime


class AppWorker(SimpleWorker):
    """Runs each job in an application context, and so a database session, of its own."""

    app: Flask

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
