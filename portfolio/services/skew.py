"""How far this machine's clock is from TikTok's: nothing depends on it, but a host should know."""

from __future__ import annotations

from datetime import timedelta

from portfolio.extensions import queues

#: Less than this is what networks and whole seconds do.
WORTH_TELLING = timedelta(seconds=30)
LIFE = 3600  # seconds

_KEY = "tiktok:skew"


def note(skew: timedelta | None) -> None:
    """Remember a skew worth telling, and forget it when it is over."""
    if skew is None:
        return
    if abs(skew) > WORTH_TELLING:
        seconds = int(skew.total_seconds())
        queues.ask(lambda redis: redis.set(_KEY, seconds, ex=LIFE), otherwise=None)
    else:
        queues.ask(lambda redis: redis.delete(_KEY), otherwise=0)


def seconds() -> int | None:
    """Return the skew in seconds if it is worth telling."""
    found = queues.ask(lambda redis: redis.get(_KEY), otherwise=None)
    return None if found is None else int(found)
