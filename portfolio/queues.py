"""Redis: the job queues, and small keys that may be lost at any moment.

An unreachable Redis must never stop a page or lose a tick, so every method here answers quickly,
and its result says whether it worked. After a failure Redis is left alone for a second.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import uuid4

from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError, RedisError
from redis.retry import Retry

from portfolio import clock
from portfolio.config import SettingsError, redis_prefix

# RQ reads the prefix of its keys and channels once, from here, when it is imported. Its classes
# accept other prefixes, but its registries, executions and channels do not.
os.environ["RQ_KEY_PREFIX"] = f"{redis_prefix()}rq"

from rq import Queue
from rq.defaults import RQ_KEY_PREFIX
from rq.job import Job as QueuedJob

log = logging.getLogger(__name__)

T = TypeVar("T")
Job = Callable[..., Any]

#: In the order in which a worker serves them: a visitor views a page now, a creator waits in the
#: studio, and everything else.
VISITORS, CREATORS, UPKEEP = "visitors", "creators", "upkeep"
NAMES = (VISITORS, CREATORS, UPKEEP)

#: Seconds after which a waiting job is dropped: by then the sweep or the visitor asks again.
PATIENCE = {VISITORS: 30, CREATORS: 600, UPKEEP: 3600}
#: Seconds for which a waiting job's name is held at most.
NAME_HELD = 60
#: Seconds a job may work. Jobs are written for about 2; a call to TikTok may take 10.
JOB_TIMEOUT = 20
#: Seconds for which a failed job is kept for inspection.
FAILURE_TTL = 86_400
#: JSON and not pickle, which would let anyone who can write to Redis run code.
SERIALIZER = "json"

#: Seconds after its last sign of life for which a worker counts as alive.
WORKER_SEEN_FOR = 10

_WORKER_SEEN = "worker:seen"
_LATER = "later"

#: Seconds that pass at most between the claim of a job's name and the job itself.
QUEUED_WITHIN_SECONDS = 1.0

#: Holds a key until an instant of our clock, unless it is held already; the TTL only tidies up.
#: A key is held by a holder, as "<until> <settled> <holder>". If the holder is a job, then from
#: `settled` on it holds the key only while it waits in its queue. A command that is repeated,
#: because its first answer was lost, finds its own holder, and is told the same again.
_HOLD = """
local held = redis.call("GET", KEYS[1])
local now, holder, jobs = tonumber(ARGV[1]), ARGV[4], ARGV[6]
if held then
  local till, settled, by = string.match(held, "^(%S+) (%S+) (%S+)$")
  if till and by ~= holder and tonumber(till) > now then
    if jobs == "" or tonumber(settled) > now then return 0 end
    if redis.call("HGET", jobs .. by, "status") == "queued" then return 0 end
  end
end
redis.call("SET", KEYS[1], table.concat({ARGV[2], ARGV[3], holder}, " "), "EX", ARGV[5])
return 1
"""


def job_queue(name: str, redis: Redis) -> Queue:
    """Return one of the queues, on this connection."""
    return Queue(name, connection=redis, serializer=SERIALIZER)


class Queues:
    """Unbound until `init_app`; then one per process, shared by its threads."""

    redis: Redis
    #: The prefix of every key of ours.
    prefix: str
    #: Objects that other modules build once on this connection.
    shared: dict[str, Any]
    #: The refusals that Redis gave our user since this process started.
    refused: set[str]

    def __init__(self) -> None:
        self._away_until = 0.0

    def init_app(self, app: Flask, url: str, prefix: str) -> None:
        if f"{prefix}rq" != RQ_KEY_PREFIX:
            raise SettingsError(
                f"REDIS_PREFIX is {prefix}, but RQ was imported with {RQ_KEY_PREFIX} for its keys."
            )
        self.prefix = prefix
        self.redis = Redis.from_url(
            url,
            socket_timeout=0.25,
            socket_connect_timeout=0.25,
            retry=Retry(NoBackoff(), 1),  # one new connection where the old one was closed
        )
        self._hold = self.redis.register_script(_HOLD)
        self._away_until = 0.0
        self.shared = {}
        self.refused = set()
        app.extensions["queues"] = self

    def key(self, name: str) -> str:
        """Return the key in Redis for this name: the site's prefix and the name."""
        return self.prefix + name

    def ask(self, question: Callable[[Redis], T], otherwise: T) -> T:
        """Return the answer of Redis to `question`, or `otherwise` while Redis is away."""
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return question(self.redis)
        except NoPermissionError as error:
            self.note_refusal(error)  # Redis answers, so permitted commands go on
            return otherwise
        except RedisError as error:
            self._away_until = time.monotonic() + 1
            log.warning("Redis is away: %s", type(error).__name__)
            return otherwise

    def note_refusal(self, error: NoPermissionError) -> None:
        """Log a refusal that Redis gave our user, each one once."""
        if str(error) not in self.refused:
            self.refused.add(str(error))
            log.error("Redis refuses its user something that Showreel needs: %s", error)

    def put(self, name: str, job: Job, *args: str | int | None, once: str | None = None) -> bool:
        """Queue `job(*args)`; return whether Redis took it.

        `once` names the work: while a job of that name waits in its queue, no other is added,
        and the answer is True as well. The name is free again when the job begins, or is lost.
        """

        def add(redis: Redis) -> bool:
            job_id, held = uuid4().hex, min(PATIENCE[name], NAME_HELD)
            if once and not self._claim(f"once:{once}", held, job_id):
                return True
            with redis.pipeline() as pipe:
                job_queue(name, redis).enqueue(
                    job,
                    args=args,
                    job_id=job_id,
                    job_timeout=JOB_TIMEOUT,
                    ttl=PATIENCE[name],
                    result_ttl=0,
                    failure_ttl=FAILURE_TTL,
                    pipeline=pipe,
                )
                if once:
                    now = clock.now().timestamp()
                    pipe.set(self.key(f"once:{once}"), f"{now + held} {now} {job_id}", ex=held)
                pipe.execute()
            return True

        return self.ask(add, otherwise=False)

    def enqueue_in(self, seconds: float, name: str, job: Job, *args: str | int | None) -> bool:
        """Queue `job(*args)` after `seconds`: a job never sleeps in a worker."""
        path = f"{job.__module__}.{job.__qualname__}"
        entry = json.dumps([name, path, args], sort_keys=True)
        due = clock.now().timestamp() + seconds

        def add(redis: Redis) -> bool:
            redis.zadd(self.key(_LATER), {entry: due}, lt=True)
            redis.expire(self.key(_LATER), FAILURE_TTL)
            return True

        return self.ask(add, otherwise=False)

    def enqueue_due(self) -> int:
        """Queue the due jobs of `enqueue_in`; return their number. Every worker calls this."""

        def move(redis: Redis) -> int:
            moved = 0
            later, now = self.key(_LATER), clock.now().timestamp()
            due = redis.zrangebyscore(later, 0, now, start=0, num=500)
            for entry in cast(list[bytes], due):
                if redis.zrem(later, entry):  # another worker may have been quicker
                    name, path, args = json.loads(entry)
                    job_queue(name, redis).enqueue(
                        path,
                        args=tuple(args),
                        job_timeout=JOB_TIMEOUT,
                        ttl=PATIENCE[name],
                        result_ttl=0,
                        failure_ttl=FAILURE_TTL,
                    )
                    moved += 1
            return moved

        return self.ask(move, otherwise=0)

    def claim(self, key: str, seconds: int) -> bool:
        """Claim `key` for `seconds`; False if it is claimed. True while Redis is away."""
        return self.ask(lambda _: self._claim(f"first:{key}", seconds), otherwise=True)

    def worker_is_here(self) -> None:
        """Note that this process, a worker, is alive."""
        now = clock.now().timestamp()
        key = self.key(_WORKER_SEEN)
        self.ask(lambda redis: redis.set(key, now, ex=WORKER_SEEN_FOR), otherwise=None)

    def has_worker(self) -> bool:
        """Return whether a worker was seen in the last ten seconds."""
        seen = self.ask(lambda redis: redis.get(self.key(_WORKER_SEEN)), otherwise=None)
        return seen is not None and clock.now().timestamp() - float(seen) < WORKER_SEEN_FOR

    def _claim(self, name: str, seconds: int, job_id: str = "") -> bool:
        """Hold a key for `seconds`, for a job that will be queued at once if one is given."""
        now = clock.now().timestamp()
        settled = now + (QUEUED_WITHIN_SECONDS if job_id else seconds)
        jobs = QueuedJob.key_for("") if job_id else ""
        holder = job_id or uuid4().hex
        arguments: list[float | str] = [now, now + seconds, settled, holder, seconds, jobs]
        return bool(self._hold(keys=[self.key(name)], args=arguments))
