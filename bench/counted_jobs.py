"""A worker that counts its jobs, by the job's name, in a hash of Redis only for this bench.

With LEAK in its environment it is the negative control: each job leaks that number of bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from redis import Redis

if TYPE_CHECKING:  # worker.py is to import RQ, after telling it how its keys begin
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
    """Return the number of runs of each job, by name."""
    found = cast(dict[bytes, bytes], redis.hgetall(NAME))
    return {name.decode(): int(count) for name, count in found.items()}
