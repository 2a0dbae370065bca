"""The call budget: the calls that all processes together may make to TikTok in sixty seconds.

TikTok limits the calls per endpoint in a sliding minute. One moving window per endpoint in Redis
counts them, for every process; each class of callers may fill the window up to its own share.
A job that finds no room goes back to its queue: it never sleeps, and never causes TikTok's 429.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import cast
from uuid import UUID

import sqlalchemy as sa
from limits.storage import RedisStorage
from redis import Redis
from redis.exceptions import NoPermissionError, RedisError

from portfolio import clock
from portfolio.extensions import db, queues, settings
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover
from portfolio.models.creator import Creator
from portfolio.models.sync import Sync
from portfolio.queues import CREATORS, UPKEEP, VISITORS
from portfolio.services.calls import call
from portfolio.services.errors import TryLater
from portfolio.tiktok.endpoints import Endpoint
from portfolio.tiktok.errors import RateLimited

WINDOW_SECONDS = 60  # https://developers.tiktok.com/doc/tiktok-api-v2-rate-limit
#: Our part of TikTok's limit: clocks differ a little, and calls take time to arrive.
USED = 0.97
#: The class of callers for pages seen by crawlers alone, and for the directory.
COLD = "cold"
#: The part of our share of TikTok's limit up to which each class of callers may fill the window.
SHARES = {VISITORS: 1.0, CREATORS: 0.9, UPKEEP: 0.7, COLD: 0.5}
#: The part that visitors of one creator's page may take. Further calls count as upkeep's, so a
#: page with thousands of visitors leaves room for the visitors of other pages.
ONE_CREATOR = 0.25
#: The share used while the last minute's calls are unknown (Redis was emptied); visitors only.
UNSURE = 0.10
#: The factor by which more of upkeep's jobs are queued than the budget serves, so that no room is
#: left unused; jobs without room come again.
GENEROUS = 1.15
#: Seconds until a call without room is worth another try; up to as much again is added at random.
PAUSE_SECONDS = 2.0

#: The endpoints known to be limited, and the token endpoint, whose limit is undocumented.
COUNTED = (Endpoint.USER_INFO, Endpoint.VIDEO_LIST, Endpoint.VIDEO_QUERY, Endpoint.TOKEN)

_KNOWN_FOR_SECONDS = 30 * 86_400


class BudgetSpent(TryLater):
    """There is no room for this call now."""


class ClockedStorage(RedisStorage):
    """The moving window of the library `limits`, with the time of `clock.now()`."""

    # Flask-Limiter uses this class too. Without these lines it also imports the twin for Valkey,
    # which costs every process time and memory.
    STORAGE_SCHEME = RedisStorage.STORAGE_SCHEME
    DEPENDENCIES = {"redis": RedisStorage.DEPENDENCIES["redis"]}  # noqa: RUF012

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        now = clock.now().timestamp()
        keys, arguments = [self.prefixed_key(key)], [now, limit, expiry, amount]
        try:
            return bool(self.lua_acquire_moving_window(keys, arguments))
        except NoPermissionError as error:
            queues.note_refusal(error)  # Flask-Limiter would fall back to its own count silently
            raise


def share_of(caller: str) -> int:
    """Return the calls per minute and endpoint up to which this class may fill the window."""
    return max(int(settings().tiktok_calls_per_minute * USED * SHARES[caller]), 1)


def upkeep_calls(seconds: float) -> float:
    """Return the calls of one endpoint that upkeep may make within `seconds`."""
    return share_of(UPKEEP) * seconds / WINDOW_SECONDS


def upkeep_portion(seconds: float) -> int:
    """Return the number of upkeep's jobs to queue for the next `seconds`."""
    return max(round(upkeep_calls(seconds) * GENEROUS), 1)


def before_call(endpoint: Endpoint) -> None:
    """Take one call out of the budget; raise `BudgetSpent` if there is no room for it."""
    made_for = call.current()
    caller = made_for.caller
    try:
        keys = _pause_key(endpoint), _known_key(endpoint)
        paused_until, known_since = cast(list[bytes | None], queues.redis.mget(*keys))
        if paused := _left(paused_until):
            raise BudgetSpent(paused, f"{endpoint} is left alone for now")
        limit = share_of(caller)
        is_known = _note_known(queues.redis, endpoint, known_since)
        if not is_known:
            limit = max(int(limit * UNSURE), 1)
        if caller == VISITORS and not _claim_share(endpoint, made_for.creator_id, limit):
            caller, limit = UPKEEP, share_of(UPKEEP)
        if not is_known and caller != VISITORS:
            raise BudgetSpent(_soon(), "the last minute's calls are not known")
        if not _storage().acquire_entry(_key(endpoint), limit, WINDOW_SECONDS):
            raise BudgetSpent(_soon(), f"no room for {endpoint}")
    except NoPermissionError as error:
        queues.note_refusal(error)
        raise BudgetSpent(_soon(), "Redis refuses the call budget to its user") from error
    except RedisError as error:
        raise BudgetSpent(_soon(), "the call budget is out of reach") from error


def watch() -> None:
    """Notice early that Redis was flushed, so that the unknown minute begins at once."""

    def look(redis: Redis) -> None:
        known = cast(list[bytes | None], redis.mget(map(_known_key, COUNTED)))
        for endpoint, since in zip(COUNTED, known, strict=True):
            _note_known(redis, endpoint, since)

    queues.ask(look, otherwise=None)


@contextmanager
def heeding() -> Iterator[None]:
    """Pause an endpoint for every process if TikTok answers 429 in this block."""
    try:
        yield
    except RateLimited as limited:
        # TikTok documents no Retry-After: without one, wait for the window's length and jitter.
        seconds = limited.retry_after or WINDOW_SECONDS * (1 + 0.25 * random.random())  # noqa: S311
        pause(limited.endpoint, seconds)
        raise


def pause(endpoint: Endpoint, seconds: float) -> None:
    until = clock.now().timestamp() + seconds
    key, life = _pause_key(endpoint), max(int(seconds) + 1, 1)
    queues.ask(lambda redis: redis.set(key, until, ex=life), otherwise=None)


def is_paused(endpoint: Endpoint) -> bool:
    """Return whether this endpoint is paused, after a 429 or by the circuit breaker."""
    return queues.ask(lambda redis: _left(redis.get(_pause_key(endpoint))), otherwise=0.0) > 0


def has_room(endpoint: Endpoint, caller: str) -> bool:
    """Return whether a call of this class would find room now."""
    limit = share_of(caller)

    def ask(redis: Redis) -> bool:
        oldest = redis.lindex(_storage().prefixed_key(_key(endpoint)), limit - 1)
        return oldest is None or float(oldest) < clock.now().timestamp() - WINDOW_SECONDS

    return queues.ask(ask, otherwise=False)


def used(endpoint: Endpoint) -> int:
    """Return the number of calls in the window of the last minute."""
    since = clock.now().timestamp() - WINDOW_SECONDS

    def count(redis: Redis) -> int:
        entries = redis.lrange(_storage().prefixed_key(_key(endpoint)), 0, -1)
        return sum(float(entry) >= since for entry in entries)

    return queues.ask(count, otherwise=0)


def _claim_share(endpoint: Endpoint, creator_id: UUID | None, limit: int) -> bool:
    """Take one call from the window of this creator's visitors; False if it is full."""
    if creator_id is None:
        return True
    most = max(int(limit * ONE_CREATOR), 1)
    return _storage().acquire_entry(f"{_key(endpoint)}/{creator_id}", most, WINDOW_SECONDS)


def _left(until: bytes | str | None) -> float:
    """Return the seconds left of a pause, 0 if there is none."""
    if until is None:
        return 0.0
    return max(float(until) - clock.now().timestamp(), 0.0)


def _note_known(redis: Redis, endpoint: Endpoint, known_since: bytes | str | None) -> bool:
    """Return whether the window holds the whole last minute; it does not after Redis was flushed.

    Notes in Redis since when the window is complete, unless a process has noted that already.
    """
    now = clock.now().timestamp()
    if known_since is None:
        since = now if _was_called(endpoint) else now - WINDOW_SECONDS
        redis.set(_known_key(endpoint), since, nx=True, ex=_KNOWN_FOR_SECONDS)
        return since <= now - WINDOW_SECONDS
    return float(known_since) <= now - WINDOW_SECONDS


def _was_called(endpoint: Endpoint) -> bool:
    """Return whether the database shows a trace of such a call in the last minute."""
    traces = {
        Endpoint.USER_INFO: sa.select(sa.func.max(Creator.profile_at)),
        Endpoint.VIDEO_LIST: sa.select(sa.func.max(Sync.touched_at)).where(Sync.pages > 0),
        Endpoint.VIDEO_QUERY: sa.select(sa.func.max(Cover.fetched_at)),
        Endpoint.TOKEN: sa.select(sa.func.max(Connection.refreshed_at)),
    }
    if endpoint not in traces:
        return False
    with db.engine.connect() as connection:  # calls may run in threads, where no session exists
        last = connection.scalar(traces[endpoint])
    return last is not None and last > clock.now() - timedelta(seconds=WINDOW_SECONDS)


def limits_prefix(prefix: str) -> str:
    """Return the key prefix for the library `limits`, which adds a colon."""
    return f"{prefix}LIMITS"


def _storage() -> ClockedStorage:
    storage: ClockedStorage | None = queues.shared.get("budget")
    if storage is None:
        pool, prefix = queues.redis.connection_pool, limits_prefix(queues.prefix)
        storage = ClockedStorage("redis://", connection_pool=pool, key_prefix=prefix)
        queues.shared["budget"] = storage
    return storage


def _pause_key(endpoint: Endpoint) -> str:
    return queues.key(f"paused:{endpoint.name}")


def _known_key(endpoint: Endpoint) -> str:
    return queues.key(f"budget:known-since:{endpoint.name}")


def _key(endpoint: Endpoint) -> str:
    return f"calls/{endpoint.name}"


def _soon() -> float:
    return PAUSE_SECONDS * (1 + random.random())  # noqa: S311  (jitter, not a secret)
