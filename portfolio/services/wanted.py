"""The covers somebody waits for: a set per creator in Redis, in the order of the page.

It may be lost at any moment: whoever waits asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from redis import Redis

from portfolio import clock
from portfolio.extensions import queues

LIFE = 30  # seconds; a visitor's wish is pointless after that


def add(creator_id: UUID, video_ids: Sequence[str]) -> bool:
    """Ask for these covers; the first of them is the most urgent.

    Returns whether a renewal for visitors is under way, which takes them by its last look.
    """
    if not video_ids:
        return False
    key = _key(creator_id)
    order = {video_id: place for place, video_id in enumerate(video_ids)}

    def ask(redis: Redis) -> bool:
        with redis.pipeline(transaction=False) as pipe:
            pipe.zadd(key, order, nx=True)
            pipe.expire(key, LIFE)
            pipe.get(_taker(creator_id))  # after the ids are there, or they might be missed
            until = cast(bytes | None, pipe.execute()[2])
        return until is not None and clock.now().timestamp() < float(until)

    return queues.ask(ask, otherwise=False)


def begin_taking(creator_id: UUID, seconds: float) -> None:
    """Say that a renewal for visitors is queued or under way, for so long at most."""
    queues.ask(lambda redis: _say(redis, creator_id, seconds), otherwise=None)


def end_taking(creator_id: UUID) -> bool:
    """Say that it is over; return whether nothing is wanted then."""

    def ask(redis: Redis) -> bool:
        with redis.pipeline(transaction=False) as pipe:
            pipe.delete(_taker(creator_id))
            pipe.exists(_key(creator_id))  # after that, or what comes between might be missed
            return not pipe.execute()[1]

    return queues.ask(ask, otherwise=True)


def take(creator_id: UUID, most: int, *, seconds: float | None = None) -> list[str]:
    """Take out up to `most` ids, the most urgent first.

    With `seconds`, say first that a renewal for visitors is under way, for so long at most.
    """

    def ask(redis: Redis) -> list[str]:
        with redis.pipeline(transaction=False) as pipe:
            if seconds is not None:
                _say(pipe, creator_id, seconds)
            pipe.zpopmin(_key(creator_id), most)
            taken = cast(list[tuple[bytes, float]], pipe.execute()[-1])
        return [video_id.decode() for video_id, _ in taken]

    nothing: list[str] = []
    return queues.ask(ask, otherwise=nothing)


def is_empty(creator_id: UUID) -> bool:
    return not queues.ask(lambda redis: redis.exists(_key(creator_id)), otherwise=0)


def _say(redis: Redis, creator_id: UUID, seconds: float) -> None:
    until = clock.now().timestamp() + seconds
    redis.set(_taker(creator_id), until, ex=int(seconds) + 1)


def _key(creator_id: UUID) -> str:
    return f"wanted:{creator_id}"


def _taker(creator_id: UUID) -> str:
    return f"taking:{creator_id}"
