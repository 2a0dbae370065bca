"""Clock skew is reported while it lasts, and costs hardly any Redis command without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from redis import Redis

from portfolio.extensions import queues
from portfolio.services.calls import clock_skew
from tests.support.databases import on_one_database

pytestmark = on_one_database

FAR, NEAR = timedelta(minutes=-5), timedelta(seconds=2)


def deletions(redis: Redis) -> int:
    return redis.info("commandstats").get("cmdstat_del", {"calls": 0})["calls"]


def test_a_skew_is_told_until_it_is_over(app: Flask):
    clock_skew.note(FAR)
    assert clock_skew.seconds() == -300

    clock_skew.note(NEAR)
    assert clock_skew.seconds() is None

    clock_skew.note(FAR)  # this process has just cleared one
    clock_skew.note(NEAR)
    assert clock_skew.seconds() is None


def test_an_answer_without_a_date_changes_nothing(app: Flask):
    clock_skew.note(FAR)

    clock_skew.note(None)

    assert clock_skew.seconds() == -300


def test_answers_in_good_time_ask_redis_once_a_minute(
    app: Flask, redis: Redis, time_passes: Callable[..., None]
):
    clock_skew.note(NEAR)
    before = deletions(redis)
    for _ in range(5):
        clock_skew.note(NEAR)
    assert deletions(redis) == before

    redis.set(queues.key("tiktok:skew"), 300)  # by another process, while its clock was off
    time_passes(minutes=1)
    clock_skew.note(NEAR)

    assert clock_skew.seconds() is None
