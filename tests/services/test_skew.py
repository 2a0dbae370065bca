"""How far the clock is off: told while it is so, and Redis hardly asked while it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from redis import Redis

from portfolio.services import skew
from tests.support.databases import on_one_database

pytestmark = on_one_database

FAR, NEAR = timedelta(minutes=-5), timedelta(seconds=2)


def deletions(redis: Redis) -> int:
    return redis.info("commandstats").get("cmdstat_del", {"calls": 0})["calls"]


def test_a_skew_is_told_until_it_is_over(app: Flask):
    skew.note(FAR)
    assert skew.seconds() == -300

    skew.note(NEAR)
    assert skew.seconds() is None

    skew.note(FAR)  # this process has just forgotten one
    skew.note(NEAR)
    assert skew.seconds() is None


def test_an_answer_without_a_date_changes_nothing(app: Flask):
    skew.note(FAR)

    skew.note(None)

    assert skew.seconds() == -300


def test_answers_in_good_time_ask_redis_once_a_minute(
    app: Flask, redis: Redis, time_passes: Callable[..., None]
):
    skew.note(NEAR)
    before = deletions(redis)
    for _ in range(5):
        skew.note(NEAR)
    assert deletions(redis) == before

    redis.set("tiktok:skew", 300)  # by another process, while its clock was off
    time_passes(minutes=1)
    skew.note(NEAR)

    assert skew.seconds() is None
