"""Visits to a page that are not noted in the database yet: a count in Redis that may be lost."""

from __future__ import annotations

from uuid import UUID

from redis import Redis

from portfolio.extensions import queues

LIFE = 3600  # seconds


def add(creator_id: UUID, visits: int) -> bool:
    """Count visits; return whether Redis took them."""

    def count(redis: Redis) -> bool:
        redis.incrby(_key(creator_id), visits)
        redis.expire(_key(creator_id), LIFE)
        return True

    return queues.ask(count, otherwise=False)


def take(creator_id: UUID) -> int:
    """Return the visits counted so far, and begin again at 0."""
    counted = queues.ask(lambda redis: redis.getdel(_key(creator_id)), otherwise=None)
    return int(counted or 0)


def _key(creator_id: UUID) -> str:
    return f"visits:{creator_id}"
