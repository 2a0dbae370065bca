"""worker.py: RQ's worker, with fewer Redis commands."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from redis import Redis

from portfolio import jobs
from portfolio.extensions import queues
from portfolio.queues import CREATORS, FAILURE_TTL, SERIALIZER, job_queue
from tests.support.databases import on_one_database
from tests.support.working import InProcess, Worker
from worker import HEARTBEAT_EVERY, AppWorker


@pytest.fixture
def idle(app: Flask, redis: Redis) -> AppWorker:
    return InProcess([job_queue(CREATORS, redis)], connection=redis, serializer=SERIALIZER)


@on_one_database
def test_a_job_that_is_done_leaves_nothing_in_redis(app: Flask, redis: Redis, worker: Worker):
    queues.put(CREATORS, jobs.upkeep_now, str(uuid4()), once="the work")

    worker.works()

    kinds = ("rq:job:*", "rq:execution*", "rq:wip:*", "rq:results:*", "rq:queue:*")
    kinds = tuple(map(queues.key, kinds))
    assert [key for kind in kinds for key in redis.scan_iter(kind)] == []


@on_one_database
def test_a_job_that_failed_is_kept_for_whoever_looks_into_it(
    app: Flask, redis: Redis, worker: Worker
):
    queues.put(CREATORS, jobs.upkeep_now, "no creator's id")

    with pytest.raises(AssertionError):  # the tests' worker tells
        worker.works()

    (key,) = redis.scan_iter(queues.key("rq:job:*"))
    assert 0 < redis.ttl(key) <= FAILURE_TTL


@on_one_database
def test_a_worker_says_that_it_is_there_no_more_than_now_and_then(idle: AppWorker, redis: Redis):
    idle.register_birth()
    idle.heartbeat()
    redis.delete(idle.key)

    idle.heartbeat()
    assert not redis.exists(idle.key)

    idle.last_heartbeat -= HEARTBEAT_EVERY + timedelta(seconds=1)
    idle.heartbeat()
    assert redis.exists(idle.key)


@on_one_database
def test_what_a_worker_says_holds_until_it_says_it_again(idle: AppWorker, redis: Redis):
    idle.register_birth()
    idle.heartbeat()

    assert redis.ttl(idle.key) > idle.dequeue_timeout + HEARTBEAT_EVERY.total_seconds()
