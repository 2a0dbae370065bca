"""The covers somebody waits for: a set per creator in Redis, in the order of the page.

It may be lost at any moment: whoever waits asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from portfolio.extensions import queues

LIFE = 30  # seconds; a visitor's wish is pointless after that


def add(creator_id: UUID, video_ids: Sequence[str]) -> None:
    """Ask for these covers; the first of them is the most urgent."""
    if video_ids:
        key = _key(creator_id)
        order = {video_id: place for place, video_id in enumerate(video_ids)}
        queues.ask(lambda redis: redis.zadd(key, order, nx=True), otherwise=None)
        queues.ask(lambda redis: redis.expire(key, LIFE), otherwise=None)


def take(creator_id: UUID, most: int) -> list[str]:
    """Take out up to `most` ids, the most urgent first."""
    nothing: list[tuple[bytes, float]] = []
    taken = queues.ask(
        lambda redis: cast(list[tuple[bytes, float]], redis.zpopmin(_key(creator_id), most)),
        otherwise=nothing,
    )
    return [video_id.decode() for video_id, _ in taken]


def is_empty(creator_id: UUID) -> bool:
    return not queues.ask(lambda redis: redis.exists(_key(creator_id)), otherwise=0)


def _key(creator_id: UUID) -> str:
    return f"wanted:{creator_id}"
