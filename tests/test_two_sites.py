"""Two sites, or another application, in one Redis: all our keys have our prefix."""

from __future__ import annotations

import os
import subprocess
import sys

from flask import Flask
from redis import Redis

from portfolio import jobs, schedule
from portfolio.extensions import queues
from portfolio.queues import NAMES, UPKEEP
from portfolio.services import notices
from portfolio.services.calls import budget, clock_skew
from portfolio.tiktok.endpoints import Endpoint
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.wire import ask
from tests.support.working import Worker

#: The program of another site's process, with its own prefix.
OTHER_SITE = """
from datetime import timedelta
from flask import Flask
from portfolio import create_app, jobs, schedule
from portfolio.extensions import queues
from portfolio.services.calls import budget
from portfolio.tiktok.endpoints import Endpoint

app = create_app(process="worker")
with app.app_context():
    schedule.tick()
    budget.pause(Endpoint.VIDEO_QUERY, 60)
    assert budget.is_paused(Endpoint.VIDEO_QUERY)
    assert queues.put("visitors", jobs.sweep_now, once="sweep")
"""


def keys(redis: Redis) -> set[str]:
    return {key.decode() for key in redis.scan_iter("*", count=1000)}


@on_one_database
def test_every_key_of_ours_has_our_prefix(
    app: Flask, redis: Redis, alice: Person, visitor: Browser
):
    visitor.page(alice.publishes(*alice.ids))
    ask(app, "POST", "/login", [("Sec-Fetch-Site", "same-origin")], peer="203.0.113.7")
    schedule.tick()
    queues.enqueue_in(60, UPKEEP, jobs.sweep_now)
    jobs.renew_covers_later(alice.creator_id, alice.ids)
    budget.pause(Endpoint.VIDEO_QUERY, 60)
    notices.tell(notices.LEFT_OUT, "a row", "A row is left out.")
    clock_skew.note(clock_skew.WORTH_TELLING * 2)

    found = keys(redis)

    assert {key for key in found if not key.startswith("showreel:")} == set()
    families = ("first", "once", "later", "budget", "paused", "wanted", "notices", "LIMITS", "rq")
    assert {key.split(":")[1] for key in found} >= set(families)
    assert any("203.0.113.7" in key for key in found)  # Flask-Limiter's


@on_one_database
def test_two_sites_in_one_redis_do_not_meet(app: Flask, redis: Redis, worker: Worker):
    settings = app.extensions["settings"]
    asked = {
        "REDIS_PREFIX": "other:",
        "REDIS_URL": settings.redis_url,
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "TOKEN_KEYS": settings.token_keys[0],
        "TIKTOK_CLIENT_KEY": settings.tiktok_client_key,
        "TIKTOK_CLIENT_SECRET": settings.tiktok_client_secret,
    }
    subprocess.run([sys.executable, "-c", OTHER_SITE], env={**os.environ, **asked}, check=True)
    theirs = keys(redis)
    schedule.tick()

    assert theirs
    assert {key for key in theirs if not key.startswith("other:")} == set()
    assert not budget.is_paused(Endpoint.VIDEO_QUERY)
    assert set(worker.queued()) == {job.__name__ for job, _ in schedule.PERIODIC}
    assert all(redis.llen(f"other:rq:queue:{name}") for name in NAMES[:2])
    worker.works()
    assert all(redis.llen(f"other:rq:queue:{name}") for name in NAMES[:2])
