"""TikTok out of order: an endpoint that fails again and again is left alone, longer each time.

All processes share it, in Redis. When a pause is over, whoever comes first tries, and where that
fails too everybody waits again: an outage costs a few calls a minute, however many creators there
are, and what has waited comes back at the pace of the plan.
"""

from __future__ import annotations

import random
from typing import cast

from redis import Redis

from portfolio.extensions import queues
from portfolio.services import budget
from portfolio.tiktok.endpoints import Endpoint

#: Failures in a row, of whatever process, before an endpoint is left alone.
FAILURES = 3
#: Seconds of the first pause; each is twice as long as the one before it.
FIRST_PAUSE = 5.0
MOST_PAUSE = 60.0
#: Seconds after the last failure in which the next call is a trial.
REMEMBERED = 900


def after_call(endpoint: Endpoint, *, answered: bool) -> None:
    """Note whether TikTok answered a call, with anything but its own failure."""
    if answered:
        queues.ask(lambda redis: redis.delete(_key(endpoint)), otherwise=0)
        return
    failures = queues.ask(lambda redis: _one_more(redis, endpoint), otherwise=0)
    if failures >= FAILURES:
        doublings = min(failures - FAILURES, 10)
        seconds = min(FIRST_PAUSE * (1 << doublings), MOST_PAUSE)
        budget.pause(endpoint, seconds * (1 + 0.25 * random.random()))  # noqa: S311


def is_doubtful(endpoint: Endpoint) -> bool:
    """Whether the next call only tries whether TikTok answers again."""
    failures = queues.ask(lambda redis: redis.get(_key(endpoint)), otherwise=None)
    return failures is not None and int(failures) >= FAILURES


def room(endpoint: Endpoint, portion: int) -> int:
    """Return how many of a portion of calls may be handed out: one in doubt, none in a pause."""
    if budget.is_paused(endpoint):
        return 0
    return min(portion, 1) if is_doubtful(endpoint) else portion


def _one_more(redis: Redis, endpoint: Endpoint) -> int:
    with redis.pipeline(transaction=False) as pipe:
        pipe.incr(_key(endpoint))
        pipe.expire(_key(endpoint), REMEMBERED)
        return cast(int, pipe.execute()[0])


def _key(endpoint: Endpoint) -> str:
    return f"failures:{endpoint.name}"
