"""Sign-ins that later tests bring back: a real one takes as long as all else in most tests.

A sign-in is kept for ten seconds, with all that it left in the database, in Redis, in the cookies
and at TikTok. A test that has changed something before its creator signs in gets a new one.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from redis import Redis
from werkzeug.test import Cookie

from portfolio import clock
from portfolio.extensions import db
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok
from tests.support.working import Worker

KEPT_SECONDS = 10
Rows = dict[sa.Table, list[Mapping[str, Any]]]
#: Of each key its value as Redis dumps it, and its life in milliseconds, 0 for a key without end.
Keys = dict[bytes, tuple[bytes, int]]


@dataclass(frozen=True)
class SignIn:
    """One person's sign-in, and the second of our clock at which it was kept."""

    account: str
    at: float
    rows: Rows
    keys: Keys
    cookies: dict[Any, Cookie]


class SignIns:
    """The newest sign-in of each person on one database."""

    def __init__(self) -> None:
        self._kept: dict[str, SignIn] = {}

    def keep(self, name: str, person: Person, redis: Redis) -> None:
        """Keep a person who signed in on an empty site, if our clock is the world's."""
        if person.account.tiktok.changes() != {"creators"} or not _is_now(time.time()):
            return
        person.account.is_kept()
        keys = {key: (redis.dump(key), max(redis.pttl(key), 0)) for key in redis.scan_iter()}
        now = clock.now().timestamp()
        cookies = dict(person.browser.cookies)
        self._kept[name] = SignIn(person.account.name, now, _rows(), keys, cookies)

    def bring_back(
        self, name: str, app: Flask, tiktok: TikTok, worker: Worker, redis: Redis
    ) -> Person | None:
        """Return the person signed in as before; None where a new sign-in is needed."""
        kept = self._kept.get(name)
        if kept is None or tiktok.changes() or not _is_now(kept.at):
            return None
        person = Person(tiktok.brings_back(kept.account), Browser(app, tiktok), worker)
        person.browser.cookies.update(kept.cookies)
        with db.engine.begin() as connection:
            for table, rows in kept.rows.items():
                connection.execute(table.insert(), rows)
        with redis.pipeline() as pipeline:
            for key, (value, life) in kept.keys.items():
                pipeline.restore(key, life, value, replace=True)
            pipeline.execute()
        return person


def _is_now(then: float) -> bool:
    return 0 <= clock.now().timestamp() - then < KEPT_SECONDS


def _rows() -> Rows:
    with db.engine.connect() as connection:
        found = {
            table: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in db.metadata.sorted_tables
        }
    return {table: rows for table, rows in found.items() if rows}
