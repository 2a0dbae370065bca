"""One background worker, which also runs the schedule. Any number of workers may run.

WORKER_QUEUES names its queues, in order; by default all of them.
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

from portfolio import create_app, schedule
from portfolio.config import Config, SettingsError
from portfolio.queues import JOB_TIMEOUT, NAMES, SERIALIZER, job_queue
from portfolio.services.calls.call import calling_for

# isort: split
# After portfolio.queues, which sets the prefix of RQ's keys.
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.utils import now

#: Seconds between two heartbeats that are commands of their own.
HEARTBEAT_EVERY = timedelta(seconds=5)


class AppJob(Job):
    """A job without result, dependents or group."""

    def cleanup(
        self,
        ttl: int | None = None,
        pipeline: Pipeline | None = None,
        remove_from_queue: bool = True,
    ) -> None:
        """Delete a finished job within the pipeline, without a query for its dependents."""
        if ttl == 0 and pipeline is not None and not remove_from_queue:
            pipeline.delete(self.key)
        else:
            super().cleanup(ttl, pipeline, remove_from_queue)


class AppWorker(SimpleWorker):
    """Runs each job in an application context, and so in a database session, of its own.

    If a worker is killed, leases and the sweep recover its work, not RQ's registries. So this
    worker tells Redis less about itself, which saves a third of RQ's cost for each job.
    """

    app: Flask
    job_class = AppJob

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Send a heartbeat along with other commands, else at most every five seconds.

        Each one is valid for longer than `worker_ttl`.
        """
        is_news = self.last_heartbeat is None or now() - self.last_heartbeat > HEARTBEAT_EVERY
        if is_news or timeout is not None or pipeline is not None:
            super().heartbeat(timeout, pipeline)

    def perform_job(self, job: Job, queue: Queue, *rest: Any) -> bool:
        with self.app.app_context(), calling_for(queue.name, seconds=JOB_TIMEOUT):
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
        [job_queue(name, connection) for name in names],
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
