"""The call budget: what all processes together may ask of TikTok in any sixty seconds.

TikTok allows so many calls per sliding minute and endpoint. One moving window per endpoint in
Redis counts them, whoever makes them; how full a caller may find it depends on who waits for
the answer. A job that finds no room goes back to its queue: it never sleeps, and never causes
TikTok's 429.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from limits.storage import RedisStorage
from redis import Redis
from redis.exceptions import RedisError

from portfolio import clock
from portfolio.extensions import db, queues, settings
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover
from portfolio.models.creator import Creator
from portfolio.models.sync import Sync
from portfolio.queues import CREATORS, UPKEEP, VISITORS
from portfolio.services.problems import TryLater
from portfolio.tiktok.endpoints import Endpoint
from portfolio.tiktok.errors import RateLimited

WINDOW = 60  # seconds, https://developers.tiktok.com/doc/tiktok-api-v2-rate-limit
#: What we use of TikTok's limit: clocks differ a little, and a call takes its time to arrive.
USED = 0.97
#: The class of pages nobody looks at but a crawler, or the directory.
COLD = "cold"
#: How full of that a class of callers may make the window.
SHARES = {VISITORS: 1.0, CREATORS: 0.9, UPKEEP: 0.7, COLD: 0.5}
#: How much of it the visitors of one creator's page may take: past that, their calls count as
#: upkeep's, and a page of thousands leaves room for everybody else's visitors.
ONE_CREATOR = 0.25
#: While we do not know what was called in the last minute: so much of it, for visitors alone.
UNSURE = 0.10
#: Seconds after which a call without room is worth another try, and as much again at random.
PAUSE = 2.0

#: What TikTok limits, as far as is known; the token endpoint's limit is undocumented.
COUNTED = (Endpoint.USER_INFO, Endpoint.VIDEO_LIST, Endpoint.VIDEO_QUERY, Endpoint.TOKEN)

_KNOWN_FOR = 30 * 86_400

_caller: ContextVar[str] = ContextVar("caller", default=VISITORS)
_creator: ContextVar[UUID | None] = ContextVar("creator", default=None)


class BudgetSpent(TryLater):
    """There is no room for this call now."""


class ClockedStorage(RedisStorage):
    """The moving window of `limits`, by our clock."""

    # Taken by Flask-Limiter too. Else the twin for Valkey is imported as well, which costs every
    # process time and memory.
    STORAGE_SCHEME = RedisStorage.STORAGE_SCHEME
    DEPENDENCIES = {"redis": RedisStorage.DEPENDENCIES["redis"]}  # noqa: RUF012

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        now = clock.now().timestamp()
        return bool(
            self.lua_acquire_moving_window([self.prefixed_key(key)], [now, limit, expiry, amount])
        )


@contextmanager
def calling_for(caller: str, creator_id: UUID | None = None) -> Iterator[None]:
    """Count the calls made in this block as those of this class, a queue's name, and creator."""
    tokens = _caller.set(caller), _creator.set(creator_id)
    try:
        yield
    finally:
        _caller.reset(tokens[0])
        _creator.reset(tokens[1])


def share_of(caller: str) -> int:
    """Return the calls per minute and endpoint to which this class may fill the window."""
    return max(int(settings().tiktok_calls_per_minute * USED * SHARES[caller]), 1)


def before_call(endpoint: Endpoint) -> None:
    """Take one call out of the budget; raise `BudgetSpent` where there is no room for it."""
    caller = _caller.get()
    try:
        keys = _pause_key(endpoint), _known_key(endpoint)
        paused_until, known_since = cast(list[bytes | None], queues.redis.mget(*keys))
        if paused := _left(paused_until):
            raise BudgetSpent(paused, f"{endpoint} is left alone for now")
        limit = share_of(caller)
        is_known = _is_known(queues.redis, endpoint, known_since)
        if not is_known:
            limit = max(int(limit * UNSURE), 1)
        if caller == VISITORS and not _is_modest(endpoint, limit):
            caller, limit = UPKEEP, share_of(UPKEEP)
        if not is_known and caller != VISITORS:
            raise BudgetSpent(_soon(), "the last minute's calls are not known")
        if not _storage().acquire_entry(_key(endpoint), limit, WINDOW):
            raise BudgetSpent(_soon(), f"no room for {endpoint}")
    except RedisError as error:
        raise BudgetSpent(_soon(), "the call budget is out of reach") from error


def watch() -> None:
    """Notice soon that Redis was flushed: the minute of which nothing is known begins there."""

    def look(redis: Redis) -> None:
        known = cast(list[bytes | None], redis.mget(map(_known_key, COUNTED)))
        for endpoint, since in zip(COUNTED, known, strict=True):
            _is_known(redis, endpoint, since)

    queues.ask(look, otherwise=None)


@contextmanager
def heeding() -> Iterator[None]:
    """Pause a whole endpoint, for every process, where TikTok says 429 in this block."""
    try:
        yield
    except RateLimited as limited:
        # Not documented to come with Retry-After: then the window itself, and some jitter.
        seconds = limited.retry_after or WINDOW * (1 + 0.25 * random.random())  # noqa: S311
        pause(limited.endpoint, seconds)
        raise


def pause(endpoint: Endpoint, seconds: float) -> None:
    until = clock.now().timestamp() + seconds
    key, life = _pause_key(endpoint), max(int(seconds) + 1, 1)
    queues.ask(lambda redis: redis.set(key, until, ex=life), otherwise=None)


def is_paused(endpoint: Endpoint) -> bool:
    """Whether TikTok asked for a pause of this endpoint that is not over."""
    return queues.ask(lambda redis: _left(redis.get(_pause_key(endpoint))), otherwise=0.0) > 0


def has_room(endpoint: Endpoint, caller: str) -> bool:
    """Whether a call of this class made now would find room."""
    limit = share_of(caller)

    def ask(redis: Redis) -> bool:
        oldest = redis.lindex(f"LIMITS:{_key(endpoint)}", limit - 1)
        return oldest is None or float(oldest) < clock.now().timestamp() - WINDOW

    return queues.ask(ask, otherwise=False)


def used(endpoint: Endpoint) -> int:
    """Return the calls of the last minute that the window knows of."""
    since = clock.now().timestamp() - WINDOW

    def count(redis: Redis) -> int:
        entries = redis.lrange(f"LIMITS:{_key(endpoint)}", 0, -1)
        return sum(float(entry) >= since for entry in entries)

    return queues.ask(count, otherwise=0)


def _is_modest(endpoint: Endpoint, limit: int) -> bool:
    """Whether this creator's visitors have not taken more than their part; notes one call more."""
    creator_id = _creator.get()
    if creator_id is None:
        return True
    most = max(int(limit * ONE_CREATOR), 1)
    return _storage().acquire_entry(f"{_key(endpoint)}/{creator_id}", most, WINDOW)


def _left(until: bytes | str | None) -> float:
    """Return the seconds that are left of a pause, 0 where there is none."""
    if until is None:
        return 0.0
    return max(float(until) - clock.now().timestamp(), 0.0)


def _is_known(redis: Redis, endpoint: Endpoint, known_since: bytes | str | None) -> bool:
    """Whether the window holds the whole last minute: it does not after Redis was flushed."""
    now = clock.now().timestamp()
    if known_since is None:
        since = now if _was_called(endpoint) else now - WINDOW
        redis.set(_known_key(endpoint), since, nx=True, ex=_KNOWN_FOR)
        return since <= now - WINDOW
    return float(known_since) <= now - WINDOW


def _was_called(endpoint: Endpoint) -> bool:
    """Whether the database shows a trace of such a call in the last minute."""
    traces = {
        Endpoint.USER_INFO: sa.select(sa.func.max(Creator.profile_at)),
        Endpoint.VIDEO_LIST: sa.select(sa.func.max(Sync.touched_at)).where(Sync.pages > 0),
        Endpoint.VIDEO_QUERY: sa.select(sa.func.max(Cover.fetched_at)),
        Endpoint.TOKEN: sa.select(sa.func.max(Connection.refreshed_at)),
    }
    if endpoint not in traces:
        return False
    with db.engine.connect() as connection:  # calls are made in threads, a session is not
        last = connection.scalar(traces[endpoint])
    return last is not None and last > clock.now() - timedelta(seconds=WINDOW)


def _storage() -> ClockedStorage:
    storage: ClockedStorage | None = queues.shared.get("budget")
    if storage is None:
        storage = ClockedStorage("redis://", connection_pool=queues.redis.connection_pool)
        queues.shared["budget"] = storage
    return storage


def _pause_key(endpoint: Endpoint) -> str:
    return f"paused:{endpoint.name}"


def _known_key(endpoint: Endpoint) -> str:
    return f"budget:known-since:{endpoint.name}"


def _key(endpoint: Endpoint) -> str:
    return f"calls/{endpoint.name}"


def _soon() -> float:
    return PAUSE * (1 + random.random())  # noqa: S311  (spread, not a secret)
