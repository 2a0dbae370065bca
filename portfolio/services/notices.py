"""Notices to the host: logged once an hour while their cause lasts, and counted meanwhile.

Redis keeps the count and may lose it; the hourly repetition restores it while the cause lasts.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import cast

from redis import Redis

from portfolio import clock
from portfolio.extensions import queues

log = logging.getLogger(__name__)

#: A process logs the same notice again after this time at the earliest.
AGAIN_AFTER = timedelta(hours=1)
#: A notice is over when no process has repeated it for this time.
LASTS = timedelta(hours=2)
#: The most subjects of a kind that Redis counts, and the most that a process remembers.
MOST = 10_000

#: The kinds: rows that no page can draw, and hosts that pages may load no picture from.
LEFT_OUT, REFUSED_HOSTS = "left-out", "refused-hosts"

#: The kind for Redis's refusals of our user, shared between processes (see `queues.refused`).
REDIS_REFUSES = "redis-refuses"


def tell(kind: str, subject: str, words: str) -> None:
    """Tell the host about `subject`, unless this process did so within the last hour."""
    now = clock.now()
    told: dict[tuple[str, str], datetime] = queues.shared.setdefault("told", {})
    last = told.get((kind, subject))
    if last is not None and timedelta() <= now - last < AGAIN_AFTER:
        return
    if len(told) >= MOST:
        told.clear()
    told[kind, subject] = now
    log.warning("%s", words)
    queues.ask(lambda redis: _keep(redis, kind, subject, now), otherwise=None)


def count(kind: str) -> int | None:
    """Return the number of different subjects of the last two hours; None while Redis is away."""
    since = (clock.now() - LASTS).timestamp()
    return queues.ask(lambda redis: int(redis.zcount(_key(kind), since, "+inf")), otherwise=None)


def subjects(kind: str, most: int = 20) -> list[str]:
    """Return at most `most` subjects of the last two hours, the newest first."""

    def ask(redis: Redis) -> list[str]:
        since = (clock.now() - LASTS).timestamp()
        found = redis.zrange(_key(kind), "+inf", since, desc=True, byscore=True, offset=0, num=most)
        return [subject.decode() for subject in cast(list[bytes], found)]

    nothing: list[str] = []
    return queues.ask(ask, otherwise=nothing)


def redis_refuses() -> set[str]:
    """Return Redis's refusals of this process, and the recent ones of other processes."""
    return queues.refused | set(subjects(REDIS_REFUSES))


def share_refusals() -> None:
    """Share this process's refusals with all others, if Redis permits these commands."""
    refused = sorted(queues.refused)  # this may add one more

    def keep(redis: Redis) -> None:
        for words in refused:
            _keep(redis, REDIS_REFUSES, words, clock.now())

    if refused:
        queues.ask(keep, otherwise=None)


def _keep(redis: Redis, kind: str, subject: str, now: datetime) -> None:
    with redis.pipeline(transaction=False) as pipe:
        pipe.zadd(_key(kind), {subject: now.timestamp()})
        pipe.zremrangebyrank(_key(kind), 0, -MOST - 1)
        pipe.expire(_key(kind), LASTS)
        pipe.execute()


def _key(kind: str) -> str:
    return queues.key(f"notices:{kind}")
