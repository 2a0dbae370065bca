"""The covers that visitors wait for: a set per creator in Redis, in the order of the page.

Redis may lose it at any moment: a waiting visitor asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from redis import Redis

from portfolio import clock
from portfolio.extensions import queues

LIFE_SECONDS = 30  # seconds; by then the visitor no longer waits


def add(creator_id: UUID, video_ids: Sequence[str]) -> bool:
    """Request these covers; the first is the most urgent.

    Returns whether a renewal for visitors is queued or under way: it will take the requests.
    """
    if not video_ids:
        return False
    key = _key(creator_id)
    order = {video_id: place for place, video_id in enumerate(video_ids)}

    def ask(redis: Redis) -> bool:
        with redis.pipeline(transaction=False) as pipe:
            pipe.zadd(key, order, nx=True)
            pipe.expire(key, LIFE_SECONDS)
            pipe.get(_announcement(creator_id))  # after the ZADD, or the requests might be missed
            until = cast(bytes | None, pipe.execute()[2])
        return until is not None and clock.now().timestamp() < float(until)

    return queues.ask(ask, otherwise=False)


def announce(creator_id: UUID, seconds: float) -> None:
    """Announce that a renewal for visitors is queued or under way, for at most `seconds`."""
    queues.ask(lambda redis: _announce(redis, creator_id, seconds), otherwise=None)


def withdraw(creator_id: UUID) -> bool:
    """Withdraw the announcement; return whether no requests are left."""

    def ask(redis: Redis) -> bool:
        with redis.pipeline(transaction=False) as pipe:
            pipe.delete(_announcement(creator_id))
            pipe.exists(_key(creator_id))  # after the DELETE, or a request between might be missed
            return not pipe.execute()[1]

    return queues.ask(ask, otherwise=True)


def take(creator_id: UUID, most: int, *, seconds: float | None = None) -> list[str]:
    """Take out up to `most` ids, the most urgent first.

    With `seconds`, announce a renewal for visitors first, for at most that time.
    """

    def ask(redis: Redis) -> list[str]:
        with redis.pipeline(transaction=False) as pipe:
            if seconds is not None:
                _announce(pipe, creator_id, seconds)
            pipe.zpopmin(_key(creator_id), most)
            taken = cast(list[tuple[bytes, float]], pipe.execute()[-1])
        return [video_id.decode() for video_id, _ in taken]

    nothing: list[str] = []
    return queues.ask(ask, otherwise=nothing)


def is_empty(creator_id: UUID) -> bool:
    return not queues.ask(lambda redis: redis.exists(_key(creator_id)), otherwise=0)


def _announce(redis: Redis, creator_id: UUID, seconds: float) -> None:
    until = clock.now().timestamp() + seconds
    redis.set(_announcement(creator_id), until, ex=int(seconds) + 1)


def _key(creator_id: UUID) -> str:
    return queues.key(f"wanted:{creator_id}")


def _announcement(creator_id: UUID) -> str:
    return queues.key(f"taking:{creator_id}")
