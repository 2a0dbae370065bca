"""The queues in front of a Redis that refuses commands, answers late, or loses a job."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from redis import Redis
from redis.connection import AbstractConnection
from redis.exceptions import TimeoutError

from portfolio import jobs
from portfolio.extensions import queues
from portfolio.queues import CREATORS, Queues, job_queue
from tests.servers.valkey import Valkey
from tests.support.databases import on_one_database
from tests.support.working import Worker


@pytest.fixture
def narrow(redis: Redis, valkey_server: Valkey) -> Queues:
    """Our queues, as a Redis user without rights on the keys first:* of claims."""
    redis.execute_command(
        "ACL",
        "SETUSER",
        "narrow",
        "reset",
        "on",
        ">pass",
        "+@all",
        "&*",
        "~showreel:rq:*",
        "~showreel:worker:*",
    )
    queues = Queues()
    queues.init_app(
        Flask(__name__), valkey_server.url.replace("unix://", "unix://narrow:pass@", 1), "showreel:"
    )
    return queues


def test_what_is_refused_is_named_once_and_the_rest_goes_on(
    narrow: Queues, caplog: pytest.LogCaptureFixture
):
    assert narrow.claim("anything", seconds=10)
    assert narrow.claim("anything else", seconds=10)
    narrow.worker_is_here()

    assert narrow.has_worker()
    assert len(narrow.refused) == 1
    assert caplog.text.count("Redis refuses its user") == 1
    assert "Redis is away" not in caplog.text
    narrow.redis.close()


@pytest.fixture
def next_answer_is_lost(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Redis carries out our next command, and its answer does not arrive. Lists lost answers."""
    queues.claim("the connection is open, and the script loaded", seconds=1)
    read, lost = AbstractConnection.read_response, []

    def read_or_lose(self: AbstractConnection, *arguments: Any, **options: Any) -> Any:
        answer = read(self, *arguments, **options)
        if not lost:
            lost.append(answer)
            raise TimeoutError("lost")
        return answer

    monkeypatch.setattr(AbstractConnection, "read_response", read_or_lose)
    return lost


def waiting(redis: Redis) -> list[Any]:
    return [job.args[0] for job in job_queue(CREATORS, redis).get_jobs()]


def put(argument: str) -> bool:
    return queues.put(CREATORS, jobs.handle_webhook_now, argument, once="the work")


@on_one_database
def test_of_one_name_a_single_job_waits(app: Flask, redis: Redis):
    assert put("first")
    assert put("second")

    assert waiting(redis) == ["first"]


@on_one_database
def test_a_job_is_queued_although_the_answer_to_its_claim_was_lost(
    next_answer_is_lost: list[Any], redis: Redis
):
    assert put("first")

    assert next_answer_is_lost == [1]
    assert waiting(redis) == ["first"]


@on_one_database
def test_a_claim_is_granted_although_the_answer_to_it_was_lost(next_answer_is_lost: list[Any]):
    assert queues.claim("once a minute", seconds=60)

    assert next_answer_is_lost == [1]
    assert not queues.claim("once a minute", seconds=60)


@on_one_database
def test_a_lost_job_frees_its_name(app: Flask, redis: Redis):
    put("lost")
    (lost,) = job_queue(CREATORS, redis).get_jobs()
    lost.delete()

    assert put("again")

    assert waiting(redis) == ["again"]


@on_one_database
def test_a_job_that_begins_frees_its_name(
    app: Flask, redis: Redis, worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(jobs, "handle_webhook_now", begun)
    put("first")
    assert put("suppressed")

    worker.works()

    assert sorted(BEGUN) == ["first", "second"]
    BEGUN.clear()


BEGUN: list[str] = []


def begun(argument: str) -> None:
    BEGUN.append(argument)
    if argument == "first":
        assert put("second")


begun.__module__, begun.__qualname__ = jobs.__name__, jobs.handle_webhook_now.__qualname__
