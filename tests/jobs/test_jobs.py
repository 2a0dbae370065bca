"""Jobs: doorways that take ids, never wait, and are harmless when they run twice or late."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq.job import Job

from portfolio import jobs, schedule
from portfolio.extensions import queues
from portfolio.models.sync import FULL, RECENT
from portfolio.queues import (
    CREATORS,
    FAILURE_TTL,
    NAME_HELD,
    NAMES,
    PATIENCE,
    UPKEEP,
    VISITORS,
    job_queue,
)
from portfolio.services.calls import budget
from portfolio.tiktok.endpoints import Endpoint
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.stored import syncs_of, videos_of
from tests.support.tiktok import TikTok
from tests.support.working import Worker

People = Callable[..., Person]
NOBODY = str(uuid4())


@on_one_database
def test_a_job_for_somebody_who_left_is_no_error(app: Flask, worker: Worker):
    for job, *rest in (
        (jobs.renew_covers_now, VISITORS),
        (jobs.update_profile_now,),
        (jobs.step_sync_now, CREATORS),
        (jobs.upkeep_now,),
        (jobs.keep_appointment_now,),
    ):
        queues.put(CREATORS, job, NOBODY, *rest)

    worker.works()


@on_one_database
def test_work_of_one_name_waits_in_the_queue_once(app: Flask, worker: Worker):
    for _ in range(5):
        assert queues.put(UPKEEP, jobs.upkeep_now, NOBODY, once="the work")

    assert worker.queued() == ["upkeep_now"]


@on_one_database
def test_the_name_is_free_when_the_job_begins(app: Flask, worker: Worker):
    queues.put(UPKEEP, jobs.upkeep_now, NOBODY, once="the work")
    worker.works()

    queues.put(UPKEEP, jobs.upkeep_now, NOBODY, once="the work")

    assert worker.queued() == ["upkeep_now"]


@on_one_database
def test_what_waits_until_later_is_not_queued_before(app: Flask, worker: Worker):
    queues.enqueue_in(3600, UPKEEP, jobs.upkeep_now, NOBODY)
    assert queues.enqueue_due() == 0

    queues.enqueue_in(0, UPKEEP, jobs.upkeep_now, NOBODY)
    assert queues.enqueue_due() == 1
    assert worker.queued() == ["upkeep_now"]


@on_one_database
def test_later_follows_the_one_clock(app: Flask, worker: Worker, time_passes: Callable[..., None]):
    queues.enqueue_in(3600, UPKEEP, jobs.upkeep_now, NOBODY)

    time_passes(hours=1, seconds=1)

    assert queues.enqueue_due() == 1


@on_one_database
def test_nothing_but_queued_jobs_stays_in_redis_for_ever(
    app: Flask, redis: Redis, alice: Person, visitor: Browser
):
    visitor.page(alice.publishes(*alice.ids))
    schedule.tick()
    queues.enqueue_in(60, UPKEEP, jobs.upkeep_now, NOBODY)
    jobs.renew_covers_later(alice.creator_id, alice.ids)

    names = {key.decode() for key in redis.keys("*")}
    lasting = {name for name in names if redis.ttl(name) == -1}

    # Keys without expiry are RQ's lists of queues and workers, and the queues and their jobs.
    assert not {name for name in lasting if not name.startswith(queues.key("rq:"))}
    waiting = {Job.key_for(job) for name in NAMES for job in job_queue(name, redis).job_ids}
    assert {name for name in lasting if name.startswith(Job.key_for(""))} <= waiting


@on_one_database
def test_a_visitors_wish_is_forgotten_after_thirty_seconds(app: Flask, redis: Redis, alice: Person):
    jobs.renew_covers_later(alice.creator_id, alice.ids)

    assert PATIENCE[VISITORS] == 30
    assert 0 < redis.ttl(queues.key(f"wanted:{alice.creator_id}")) <= 30
    assert FAILURE_TTL > 0


@on_one_database
def test_job_arguments_hold_ids_and_no_token(alice: Person, redis: Redis):
    jobs.renew_covers_later(alice.creator_id, alice.ids)
    jobs.update_profile_later(alice.creator_id)
    jobs.sync_later(alice.creator_id, "full")

    stored = b"".join(b"".join(redis.hvals(key)) for key in redis.keys(Job.key_for("*")))
    assert stored
    assert b"act." not in stored
    assert b"rft." not in stored


@on_one_database
def test_each_periodic_job_is_queued_once_a_period(app: Flask, worker: Worker):
    for _ in range(5):
        schedule.offer()  # as five workers would

    offered = [job.__name__ for job, _ in schedule.PERIODIC]
    # A period may have ended between the first and the last offer.
    assert set(worker.queued()) == set(offered)
    assert len(worker.queued()) <= 2 * len(offered)


@on_one_database
def test_the_periodic_jobs_run(app: Flask, alice: Person, worker: Worker):
    schedule.offer()

    worker.works()

    assert worker.queued() == []


def test_the_sweep_finds_a_sync_whose_job_was_lost(person: People):
    alice = person("alice", videos=45)
    alice.comes_back()
    alice.worker.redis.flushall()

    jobs.sweep_now()
    alice.worker.works()

    assert sorted(videos_of(alice)) == sorted(alice.ids)


def test_a_sync_whose_job_comes_twice_does_each_page_once(person: People, tiktok: TikTok):
    alice = person("alice", videos=45)
    alice.comes_back()
    sync_id = syncs_of(alice)[0].id
    for _ in range(4):
        queues.put(CREATORS, jobs.step_sync_now, str(sync_id), CREATORS)

    alice.worker.works_on_later_too()

    cursors = [call["cursor"] for call in alice.account.calls("video/list")]
    assert len(cursors) == len(set(cursors)) == syncs_of(alice)[0].pages


def test_visitors_are_served_before_everybody_else(alice: Person, bob: Person):
    queues.put(UPKEEP, jobs.update_profile_now, str(alice.creator_id))
    queues.put(VISITORS, jobs.update_profile_now, str(bob.creator_id))
    alice.account.tiktok.control("calls", method="DELETE")

    alice.worker.works()

    order = [call["account"] for call in alice.account.tiktok.calls("user/info")]
    assert order == [bob.account.name, alice.account.name]


@on_one_database
def test_the_page_knows_whether_a_worker_is_there(app: Flask):
    assert not queues.has_worker()

    queues.worker_is_here()

    assert queues.has_worker()


@on_one_database
def test_after_a_failure_redis_is_left_alone_for_a_moment(app: Flask):
    asked: list[Redis] = []

    def broken(redis: Redis) -> int:
        asked.append(redis)
        raise RedisError

    assert queues.ask(broken, otherwise=7) == 7
    assert queues.ask(broken, otherwise=8) == 8

    assert len(asked) == 1


def test_the_sweep_queues_a_sync_again_in_the_queue_it_came_from(
    alice: Person, time_passes: Callable[..., None]
):
    jobs.sync_later(alice.creator_id, RECENT, UPKEEP)
    alice.worker.redis.flushall()
    time_passes(seconds=NAME_HELD + 1)

    jobs.sweep_now()

    waiting = {name: job_queue(name, alice.worker.redis).count for name in NAMES}
    assert waiting == {VISITORS: 0, CREATORS: 0, UPKEEP: 1}


def test_somebody_who_waits_lifts_a_sync_into_their_queue(alice: Person):
    sync_id = jobs.sync_later(alice.creator_id, RECENT, UPKEEP)

    assert jobs.sync_later(alice.creator_id, FULL, CREATORS) == sync_id

    assert (syncs_of(alice)[-1].queue, syncs_of(alice)[-1].kind) == (CREATORS, FULL)


@on_one_database
@pytest.mark.parametrize("queue", NAMES)
def test_a_profile_that_has_to_wait_keeps_its_queue(queue: str, alice: Person):
    budget.pause(Endpoint.USER_INFO, 5)

    jobs.update_profile_later(alice.creator_id, queue)
    alice.worker.works()

    (entry,) = alice.worker.redis.zrange(queues.key("later"), 0, -1)
    assert json.loads(entry)[0] == queue
