"""How far this machine's clock is from TikTok's: nothing depends on it, but a host should know."""

from __future__ import annotations

from datetime import datetime, timedelta

from redis import Redis

from portfolio import clock
from portfolio.extensions import queues

#: Less than this is what networks and whole seconds do.
WORTH_TELLING = timedelta(seconds=30)
LIFE = 3600  # seconds
#: A process that forgot it leaves it to others for so long: nearly every answer has none.
FORGOTTEN_FOR = timedelta(minutes=1)

_KEY = "tiktok:skew"


def note(skew: timedelta | None) -> None:
    """Remember a skew worth telling, and forget it when it is over."""
    if skew is None:
        return
    if abs(skew) > WORTH_TELLING:
        seconds = int(skew.total_seconds())
        queues.shared.pop(_KEY, None)
        queues.ask(lambda redis: redis.set(_KEY, seconds, ex=LIFE), otherwise=None)
    elif not _is_forgotten() and queues.ask(_forget, otherwise=False):
        queues.shared[_KEY] = clock.now()


def seconds() -> int | None:
    """Return the skew in seconds if it is worth telling."""
    found = queues.ask(lambda redis: redis.get(_KEY), otherwise=None)
    return None if found is None else int(found)


def _forget(redis: Redis) -> bool:
    redis.delete(_KEY)
    return True


def _is_forgotten() -> bool:
    """Whether this process made sure of it lately; what another one noted since waits as long."""
    since: datetime | None = queues.shared.get(_KEY)
    return since is not None and timedelta() <= clock.now() - since < FORGOTTEN_FOR
