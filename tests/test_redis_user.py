"""The Redis user of docs/running.md has exactly the rights that Showreel needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import NoPermissionError

from portfolio import jobs, schedule
from portfolio.extensions import limiter, queues
from portfolio.queues import CREATORS, UPKEEP
from portfolio.services.calls import budget, call
from portfolio.services.errors import TryLater
from portfolio.services.operations import metrics
from portfolio.tiktok.endpoints import Endpoint
from tests.servers.valkey import Valkey
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.wire import ask
from tests.support.working import Worker

pytestmark = on_one_database

TEXT = (Path(__file__).resolve().parents[1] / "docs" / "running.md").read_text()
ALL = ("reset", "on", "nopass", "+@all", "~*", "&*")
FROM_HERE = [("Sec-Fetch-Site", "same-origin")]
STRANGER = "203.0.113.7"


def documented() -> list[str]:
    """Return the ACL rules of Showreel's user in the document."""
    (rules,) = re.findall(r"^ACL SETUSER showreel on >password (.+)$", TEXT, re.M)
    return str(rules).split()


@pytest.fixture
def keeper(valkey_server: Valkey, redis: Redis) -> Iterator[Redis]:
    """A connection of a user with all rights; afterwards the default user has them again."""
    redis.execute_command("ACL", "SETUSER", "keeper", "reset", "on", ">pass", "+@all", "~*", "&*")
    url = valkey_server.url.replace("unix://", "unix://keeper:pass@", 1)
    with Redis.from_url(url) as keeper:
        keeper.execute_command("ACL", "LOG", "RESET")
        yield keeper
        keeper.execute_command("ACL", "SETUSER", "default", *ALL)
        keeper.execute_command("ACL", "DELUSER", "keeper")
    limiter._storage_dead = False  # or it would count in memory for a while


def may(keeper: Redis, *rules: str) -> None:
    """Give the default user, which all our connections have, exactly these rights."""
    keeper.execute_command("ACL", "SETUSER", "default", "reset", "on", "nopass", *rules)


def sign_in(app: Flask) -> None:
    """Begin a sign-in from an address for which the rate limit counts."""
    assert ask(app, "POST", "/login", FROM_HERE, peer=STRANGER).status == 302


def refusals(keeper: Redis) -> list[str]:
    return [f"{each['reason']}: {each['object']}" for each in keeper.acl_log()]


def test_the_documented_user_may_do_all_that_showreel_does(
    keeper: Redis, app: Flask, person, visitor: Browser, worker: Worker, time_passes
):
    may(keeper, *documented())

    alice: Person = person("alice", videos=7).signs_in()  # a sync, and its covers
    path = alice.publishes(*alice.ids)
    time_passes(hours=7)
    visitor.page(path)  # its covers are renewed
    sign_in(app)
    schedule.tick()
    queues.enqueue_in(0, UPKEEP, jobs.sweep_now)
    worker.works_on_later_too()
    budget.pause(Endpoint.VIDEO_QUERY, 60)
    list(metrics.Collector().collect())

    assert list(keeper.scan_iter(f"showreel:LIMITS:*{STRANGER}*"))
    assert refusals(keeper) == []
    assert not queues.refused


@pytest.mark.parametrize("command", [("FLUSHDB",), ("CONFIG", "GET", "*"), ("SET", "mine", "1")])
def test_the_documented_user_may_do_no_more(
    app: Flask, keeper: Redis, redis: Redis, command: tuple[str, ...]
):
    may(keeper, *documented())

    with pytest.raises(NoPermissionError):
        redis.execute_command(*command)


def test_a_budget_that_redis_refuses_is_named(
    keeper: Redis, app: Flask, caplog: pytest.LogCaptureFixture
):
    may(keeper, "+@all", "&*", "~nothing")

    with call.calling_for(CREATORS), pytest.raises(TryLater, match="Redis refuses"):
        budget.before_call(Endpoint.VIDEO_QUERY)

    assert "Redis refuses its user" in caplog.text


def test_a_count_of_visitors_that_redis_refuses_is_named(
    keeper: Redis, app: Flask, caplog: pytest.LogCaptureFixture
):
    may(keeper, "+@all", "&*", "~showreel:first:*")

    sign_in(app)

    assert "Redis refuses its user" in caplog.text


def test_refusals_are_measured(keeper: Redis, app: Flask, visitor: Browser):
    assert "showreel_redis_refusals 0.0" in visitor.get("/metrics").text

    may(keeper, "+@all", "&*", "~nothing")
    queues.worker_is_here()

    assert "showreel_redis_refusals 1.0" in visitor.get("/metrics").text


def test_what_a_worker_is_refused_is_seen_by_the_web(keeper: Redis, app: Flask, visitor: Browser):
    may(keeper, "+@all", "&*", "~showreel:notices:*")
    schedule.tick()
    schedule.tick()  # it reports the refusals of the first tick
    queues.refused.clear()  # as in another process

    assert visitor.get("/readyz").json["redis_refuses"]
