"""The circuit breaker: an endpoint that fails repeatedly is left alone, longer each time.

Its state is in Redis, shared by all processes. After a pause the next call is a trial; if it
fails too, the next pause begins. So an outage costs a few calls a minute, however many creators
there are, and the renewals that waited come back at the pace of the plan.
"""

from __future__ import annotations

import random
from typing import cast

from redis import Redis

from portfolio.extensions import queues
from portfolio.services.calls import budget
from portfolio.tiktok.endpoints import Endpoint

#: Failures in a row, in any process, before an endpoint is left alone.
FAILURES_UNTIL_OPEN = 3
#: Seconds of the first pause; each is twice as long as the one before it.
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
#: Seconds after the last failure for which the count of failures is kept.
REMEMBERED_SECONDS = 900


def after_call(endpoint: Endpoint, *, answered: bool) -> None:
    """Count a failed call, or clear the count; any answer but TikTok's own failure clears it."""
    if answered:
        queues.ask(lambda redis: redis.delete(_key(endpoint)), otherwise=0)
        return
    failures = queues.ask(lambda redis: _one_more(redis, endpoint), otherwise=0)
    if failures >= FAILURES_UNTIL_OPEN:
        doublings = min(failures - FAILURES_UNTIL_OPEN, 10)
        seconds = min(FIRST_PAUSE_SECONDS * (1 << doublings), LONGEST_PAUSE_SECONDS)
        budget.pause(endpoint, seconds * (1 + 0.25 * random.random()))  # noqa: S311


def is_half_open(endpoint: Endpoint) -> bool:
    """Return whether the next call is a trial of an endpoint that failed repeatedly."""
    failures = queues.ask(lambda redis: redis.get(_key(endpoint)), otherwise=None)
    return failures is not None and int(failures) >= FAILURES_UNTIL_OPEN


def room(endpoint: Endpoint, portion: int) -> int:
    """Return the part of `portion` calls that may be made: one for a trial, none in a pause."""
    if budget.is_paused(endpoint):
        return 0
    return min(portion, 1) if is_half_open(endpoint) else portion


def _one_more(redis: Redis, endpoint: Endpoint) -> int:
    with redis.pipeline(transaction=False) as pipe:
        pipe.incr(_key(endpoint))
        pipe.expire(_key(endpoint), REMEMBERED_SECONDS)
        return cast(int, pipe.execute()[0])


def _key(endpoint: Endpoint) -> str:
    return queues.key(f"failures:{endpoint.name}")
