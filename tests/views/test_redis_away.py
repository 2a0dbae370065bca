"""Without Redis, pages render and ticks are saved; when it is back, work continues."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from portfolio import jobs
from portfolio.extensions import queues
from portfolio.services.library import syncs
from tests.servers.valkey import Valkey
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import picks_of, videos_of

People = Callable[..., Person]


@pytest.fixture
def redis_can_go(valkey_server: Valkey) -> Iterator[Valkey]:
    yield valkey_server
    if not valkey_server.child.is_running():
        valkey_server.start()
    queues.redis.connection_pool.disconnect()


def comes_back(valkey: Valkey) -> None:
    valkey.start()
    queues._away_until = 0.0


def test_pages_render_and_ticks_save(alice: Person, visitor: Browser, redis_can_go: Valkey):
    path = alice.publishes(*alice.ids[:2])
    redis_can_go.kill()

    assert len(visitor.page(path).all("a", class_="cover")) == 2
    assert visitor.page(f"{path}/v/{alice.ids[0]}").one("iframe")
    visitor.page("/")
    alice.browser.page("/studio/videos")
    assert alice.browser.ticks(alice.ids[2]).status_code == 200
    assert alice.browser.post("/studio/editions").status_code == 303
    assert alice.browser.page("/studio/account")

    assert picks_of(alice) == alice.ids[:3]
    assert len(visitor.page(path).all("a", class_="cover")) == 3


def test_stale_covers_are_cards_and_nobody_waits(
    alice: Person,
    visitor: Browser,
    redis_can_go: Valkey,
    time_passes: Callable[..., None],
    settings_are: Callable[..., None],
):
    settings_are(render_wait=300)
    path = alice.publishes(*alice.ids)
    time_passes(hours=7)
    redis_can_go.kill()
    began = time.monotonic()

    page = visitor.page(path)

    assert len(page.all(data_pending=True)) == 7
    assert time.monotonic() - began < 150  # half of a page's longest wait


def test_a_sign_in_succeeds_and_its_sync_is_found_by_the_sweep(
    person: People, redis_can_go: Valkey
):
    alice = person("alice", videos=30)
    address = alice.account.consents(alice.goes_to_tiktok())
    redis_can_go.kill()

    assert alice.browser.get(address).status_code == 303
    assert videos_of(alice) == {}

    comes_back(redis_can_go)
    jobs.sweep_now()
    alice.worker.works()
    assert sorted(videos_of(alice)) == sorted(alice.ids)


def test_a_flush_in_the_middle_of_a_sync_loses_nothing(
    person: People, time_passes: Callable[..., None]
):
    alice = person("alice", videos=60)
    alice.comes_back()
    sync_id = syncs.start(alice.creator_id)
    syncs.step(sync_id)
    alice.worker.redis.flushall()
    assert alice.worker.queued() == []

    jobs.sweep_now()
    alice.worker.works()  # the calls of the last minute are unknown now
    time_passes(seconds=61)
    alice.worker.works_on_later_too()

    assert sorted(videos_of(alice)) == sorted(alice.ids)


def test_readyz_tells_and_the_site_stays_ready(
    alice: Person, visitor: Browser, redis_can_go: Valkey
):
    assert visitor.get("/readyz").json["redis"] is True
    redis_can_go.kill()

    answer = visitor.get("/readyz")

    assert answer.status_code == 200
    assert answer.json["database"] is True
    assert answer.json["redis"] is False


def test_an_error_page_needs_no_redis(visitor: Browser, redis_can_go: Valkey):
    redis_can_go.kill()

    assert Document(visitor.get("/@nobody").text).one("h1")
