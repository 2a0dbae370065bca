"""A worker that counts what it did, by the job's name, in a hash of Redis that nobody else reads.

With LEAK in its environment it is the negative control: each job leaves so many bytes behind.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, cast

from redis import Redis
from rq import Queue
from rq.job import Job

NAME = "bench:jobs"
LEAK = "LEAK"

_left: list[bytearray] = []


def alter() -> None:
    from worker import AppWorker

    perform: Callable[..., bool] = AppWorker.perform_job
    leak = int(os.environ.get(LEAK, "0"))

    def counting(self: AppWorker, job: Job, queue: Queue, *rest: Any) -> bool:
        try:
            return perform(self, job, queue, *rest)
        finally:
            if leak:
                _left.append(bytearray(leak))
            self.connection.hincrby(NAME, (job.func_name or "").rpartition(".")[2], 1)

    AppWorker.perform_job = counting  # type: ignore[method-assign]


def counted(redis: Redis) -> dict[str, int]:
    """Return how often each job ran, by name."""
    found = cast(dict[bytes, bytes], redis.hgetall(NAME))
    return {name.decode(): int(count) for name, count in found.items()}
