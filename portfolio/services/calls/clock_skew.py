"""The difference between this machine's clock and TikTok's, told to the host; no code needs it."""

from __future__ import annotations

from datetime import datetime, timedelta

from redis import Redis

from portfolio import clock
from portfolio.extensions import queues

#: Differences below this come from the network and from whole seconds.
WORTH_TELLING = timedelta(seconds=30)
LIFE = 3600  # seconds
#: After clearing the key, a process does not clear it again for this time, since most answers
#: have no skew; a note that another process makes meanwhile stays as long.
FORGOTTEN_FOR = timedelta(minutes=1)

_NAME = "tiktok:skew"


def note(skew: timedelta | None) -> None:
    """Remember a skew worth telling, or forget an earlier one that is over."""
    if skew is None:
        return
    if abs(skew) > WORTH_TELLING:
        seconds = int(skew.total_seconds())
        queues.shared.pop(_NAME, None)
        queues.ask(lambda redis: redis.set(queues.key(_NAME), seconds, ex=LIFE), otherwise=None)
    elif not _is_forgotten() and queues.ask(_forget, otherwise=False):
        queues.shared[_NAME] = clock.now()


def seconds() -> int | None:
    """Return the skew in seconds if one worth telling was noted within the last hour."""
    found = queues.ask(lambda redis: redis.get(queues.key(_NAME)), otherwise=None)
    return None if found is None else int(found)


def _forget(redis: Redis) -> bool:
    redis.delete(queues.key(_NAME))
    return True


def _is_forgotten() -> bool:
    """Return whether this process cleared the key within the last minute."""
    since: datetime | None = queues.shared.get(_NAME)
    return since is not None and timedelta() <= clock.now() - since < FORGOTTEN_FOR
