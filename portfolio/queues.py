"""The way to Redis: the job queues, and small keys that may be lost at any moment.

Redis away must never stop a page or lose a tick, so every use here answers quickly and says
whether it worked instead of raising. After a failure Redis is left alone for a second.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue

from portfolio import clock

log = logging.getLogger(__name__)

T = TypeVar("T")
Job = Callable[..., Any]

#: In the order in which a worker serves them: someone looks at a page now, someone waits in the
#: studio, and everything else.
VISITORS, CREATORS, UPKEEP = "visitors", "creators", "upkeep"
NAMES = (VISITORS, CREATORS, UPKEEP)

#: Seconds a job may wait in its queue before it is pointless: the sweep or the visitor asks anew.
PATIENCE = {VISITORS: 30, CREATORS: 600, UPKEEP: 3600}
#: Seconds the name of a waiting job is held: a job that was lost with its worker frees it so.
NAME_HELD = 60
#: Seconds a job may work. Jobs are written for about 2; a call to TikTok may take 10.
JOB_TIMEOUT = 20
#: Seconds a failed job is kept for whoever looks into it.
FAILURE_TTL = 86_400
#: Pickle would mean code execution for whoever can write to Redis.
SERIALIZER = "json"

#: Seconds for which a worker that was seen is believed to be there.
WORKER_SEEN_FOR = 10

_WORKER_SEEN = "worker:seen"
_LATER = "later"

#: Holds a key until an instant of our clock, unless it is held already; its TTL only sweeps up.
_HOLD = """
local held = redis.call("GET", KEYS[1])
if held and tonumber(held) > tonumber(ARGV[1]) then return 0 end
redis.call("SET", KEYS[1], ARGV[2], "EX", ARGV[3])
return 1
"""


class Queues:
    """Unbound until `init_app`; then one per process, shared by its threads."""

    redis: Redis
    #: What others build once on this connection.
    shared: dict[str, Any]

    def __init__(self) -> None:
        self._away_until = 0.0

    def init_app(self, app: Flask, url: str) -> None:
        self.redis = Redis.from_url(
            url,
            socket_timeout=0.25,
            socket_connect_timeout=0.25,
            retry=Retry(NoBackoff(), 1),  # one new connection where the old one was closed
        )
        self._hold = self.redis.register_script(_HOLD)
        self._away_until = 0.0
        self.shared = {}
        app.extensions["queues"] = self

    def ask(self, question: Callable[[Redis], T], otherwise: T) -> T:
        """Return what `question` gets from Redis, or `otherwise` while Redis is away."""
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return question(self.redis)
        except RedisError as error:
            self._away_until = time.monotonic() + 1
            log.warning("Redis is away: %s", type(error).__name__)
            return otherwise

    def put(self, name: str, job: Job, *args: str | int | None, once: str | None = None) -> bool:
        """Queue `job(*args)`; return whether Redis took it.

        `once` names the work: while a job of that name waits in its queue, no other is added
        (and the answer is True all the same). The name is free again when the job begins.
        """

        def add(redis: Redis) -> bool:
            held = min(PATIENCE[name], NAME_HELD)
            if once and not self._is_first(f"once:{once}", held):
                return True
            try:
                Queue(name, connection=redis, serializer=SERIALIZER).enqueue(
                    job,
                    args=args,
                    meta={"once": once},
                    job_timeout=JOB_TIMEOUT,
                    ttl=PATIENCE[name],
                    result_ttl=0,
                    failure_ttl=FAILURE_TTL,
                )
            except RedisError:
                if once:  # or the name would be held by a job that may not be there
                    redis.delete(f"once:{once}")
                raise
            return True

        return self.ask(add, otherwise=False)

    def put_after(self, seconds: float, name: str, job: Job, *args: str | int | None) -> bool:
        """Queue `job(*args)` in some seconds: a job never sleeps in a worker."""
        path = f"{job.__module__}.{job.__qualname__}"
        entry = json.dumps([name, path, args], sort_keys=True)
        due = clock.now().timestamp() + seconds

        def add(redis: Redis) -> bool:
            redis.zadd(_LATER, {entry: due}, lt=True)
            redis.expire(_LATER, FAILURE_TTL)
            return True

        return self.ask(add, otherwise=False)

    def put_due(self) -> int:
        """Queue what `put_after` kept and is due; return how many. Every worker calls this."""

        def move(redis: Redis) -> int:
            moved = 0
            due = redis.zrangebyscore(_LATER, 0, clock.now().timestamp(), start=0, num=500)
            for entry in cast(list[bytes], due):
                if redis.zrem(_LATER, entry):  # another worker may have been quicker
                    name, path, args = json.loads(entry)
                    Queue(name, connection=redis, serializer=SERIALIZER).enqueue(
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

    def begun(self, once: str | None) -> None:
        """Free the name of a job that begins: what is wanted from here on needs another job."""
        if once:
            self.ask(lambda redis: redis.delete(f"once:{once}"), otherwise=0)

    def first_of(self, key: str, seconds: int) -> bool:
        """Whether nobody asked for `key` in the last `seconds`; True while Redis is away."""
        return self.ask(lambda _: self._is_first(f"first:{key}", seconds), otherwise=True)

    def worker_is_here(self) -> None:
        """Note that this process, a worker, is alive."""
        now = clock.now().timestamp()
        self.ask(lambda redis: redis.set(_WORKER_SEEN, now, ex=WORKER_SEEN_FOR), otherwise=None)

    def has_worker(self) -> bool:
        """Whether a worker was seen in the last ten seconds."""
        seen = self.ask(lambda redis: redis.get(_WORKER_SEEN), otherwise=None)
        return seen is not None and clock.now().timestamp() - float(seen) < WORKER_SEEN_FOR

    def _is_first(self, key: str, seconds: int) -> bool:
        now = clock.now().timestamp()
        return bool(self._hold(keys=[key], args=[now, now + seconds, seconds]))
