"""The covers of a public page: shown while safe, waited for, or drawn as pending cards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from portfolio import jobs
from portfolio.extensions import queues
from portfolio.queues import UPKEEP, VISITORS, job_queue
from portfolio.services.calls import circuit_breaker
from portfolio.services.connections import token_access
from portfolio.tiktok.endpoints import Endpoint
from tests.support.databases import on_both_databases, on_one_database
from tests.support.drawn import pending, pictures
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import connection_of, covers_of, renewal_of
from tests.support.tiktok import TikTok

People = Callable[..., Person]
TimePasses = Callable[..., None]
PATIENCE = 300  # seconds; a wait of that length is noticed even on the busiest machine


@pytest.fixture
def patient(settings_are: Callable[..., None]) -> Callable[[], None]:
    """Make the wait for covers very long; return a function that checks that no request waited."""
    settings_are(render_wait=PATIENCE)
    began = time.monotonic()

    def nobody_waited() -> None:
        assert time.monotonic() - began < PATIENCE / 2

    return nobody_waited


def test_covers_that_are_safe_are_shown_and_nobody_is_asked(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    time_passes(hours=4)
    alice.worker.works()

    page = visitor.page(path)

    assert len(pictures(page)) == 7
    assert "renew_covers_now" not in alice.worker.queued()


def test_covers_that_are_due_but_safe_are_shown_and_renewed(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, patient
):
    before = covers_of(alice)[alice.ids[0]].url
    time_passes(hours=5)

    with alice.worker.always_working():
        page = visitor.page(path)

    patient()
    alice.worker.works()  # the page may be answered before the worker's first look
    assert pictures(page)[0] == before
    assert covers_of(alice)[alice.ids[0]].url != before


def test_covers_that_are_not_safe_are_waited_for(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, patient, tiktok: TikTok
):
    time_passes(hours=7)

    with alice.worker.always_working():
        page = visitor.page(path)

    patient()
    assert pending(page) == []
    assert all(tiktok.shows(url) for url in pictures(page))
    assert len(alice.account.calls("video/query")) == 1


def test_nobody_waits_longer_than_told(
    alice: Person,
    path: str,
    visitor: Browser,
    tiktok: TikTok,
    time_passes: TimePasses,
    settings_are: Callable[..., None],
):
    settings_are(render_wait=0.2)
    tiktok.settings(latency_ms=1500)
    time_passes(hours=7)

    with alice.worker.always_working():
        page = visitor.page(path)

    assert pending(page) == alice.ids
    assert pictures(page) == []
    assert pictures(visitor.page(path))  # they arrived afterwards


def test_without_a_worker_nobody_waits(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, patient
):
    time_passes(hours=7)

    page = visitor.page(path)

    patient()
    assert pending(page) == alice.ids
    assert alice.worker.queued().count("renew_covers_now") == 1


def test_while_tiktok_is_down_there_are_designed_cards(
    alice: Person, path: str, visitor: Browser, tiktok: TikTok, time_passes: TimePasses, patient
):
    tiktok.fails("*")
    time_passes(days=3)

    with alice.worker.always_working():
        first = visitor.page(path)
        asked = len(tiktok.calls("oauth/token")) + len(tiktok.calls("video/query"))
        second = visitor.page(path)

    patient()
    for page in (first, second):
        assert pending(page) == alice.ids
        assert not pictures(page)
        assert page.all("span", class_="title")[0].text
        assert len(page.all("a", class_="cover")) == 7
    assert len(tiktok.calls("oauth/token")) + len(tiktok.calls("video/query")) == asked


def test_when_tiktok_is_back_everything_heals(
    alice: Person, path: str, visitor: Browser, tiktok: TikTok, time_passes: TimePasses
):
    tiktok.fails("*")
    time_passes(days=3)
    with alice.worker.always_working():
        assert pending(visitor.page(path)) == alice.ids
    tiktok.recovers()
    time_passes(minutes=2)

    with alice.worker.always_working():
        page = visitor.page(path)

    assert pending(page) == []
    assert len(pictures(page)) == 7


def test_after_a_failure_nobody_waits_for_a_minute(
    alice: Person, path: str, visitor: Browser, tiktok: TikTok, time_passes: TimePasses, patient
):
    time_passes(hours=7)
    tiktok.fails("video/query")
    visitor.page(path)
    alice.worker.works()
    assert renewal_of(alice).failures == 1

    with alice.worker.always_working():
        assert pending(visitor.page(path)) == alice.ids

    patient()


def test_a_lost_connection_leaves_cards_and_nobody_waits(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses, patient
):
    token_access.end(alice.creator_id, connection_of(alice).version)
    time_passes(hours=7)

    with alice.worker.always_working():
        page = visitor.page(path)

    patient()
    assert pending(page) == alice.ids


@on_one_database
@pytest.mark.parametrize(("agent", "queue"), [("Googlebot/2.1", UPKEEP), ("Firefox", VISITORS)])
def test_a_crawler_does_not_wait_and_has_no_priority(
    agent: str,
    queue: str,
    alice: Person,
    path: str,
    visitor: Browser,
    time_passes: TimePasses,
):
    alice.worker.works()
    time_passes(hours=7)

    visitor.page(path, headers={"User-Agent": agent})

    waiting = job_queue(queue, alice.worker.redis).count
    assert waiting >= 1
    assert (job_queue(VISITORS, alice.worker.redis).count > 0) == (queue == VISITORS)


def test_some_covers_safe_and_some_not_are_told_apart(
    person: People, visitor: Browser, time_passes: TimePasses, tiktok: TikTok
):
    alice = person("alice", videos=4).signs_in()
    time_passes(hours=5)
    new = alice.account.posts(2)
    alice.browser.page("/studio/videos")
    tiktok.settings(cover_life=6 * 3600)
    alice.browser.post("/studio/syncs")
    tiktok.fails("video/query")
    alice.worker.works()
    path = alice.publishes(*alice.ids)

    time_passes(hours=5, minutes=45)

    assert not set(pending(visitor.page(path))) & set(new)


def test_one_request_answers_all_pending_cards(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    time_passes(hours=7)
    url = visitor.page(path).one("main")["data-pending-url"]
    alice.worker.works()

    answer = visitor.get(url)

    fragment = Document(answer.text)
    assert not fragment.is_page
    assert [each["id"] for each in fragment.all("li")] == [f"v-{i}" for i in alice.ids]
    assert len(pictures(fragment)) == 7
    assert answer.headers["Cache-Control"] == "no-store"


def test_cards_that_are_still_pending_say_so_again(
    alice: Person, path: str, visitor: Browser, time_passes: TimePasses
):
    time_passes(hours=7)
    url = visitor.page(path).one("main")["data-pending-url"]

    assert pending(Document(visitor.get(url).text)) == alice.ids


def test_while_tiktok_is_left_alone_a_page_asks_one_last_time_and_no_job_is_queued(
    alice: Person, path: str, visitor: Browser, time_passes: Callable[..., None]
):
    time_passes(hours=7)
    address = f"{path}/covers?ids={alice.ids[0]}"
    for _ in range(circuit_breaker.FAILURES_UNTIL_OPEN):
        assert "Retry-After" not in visitor.get(address).headers
        assert alice.worker.queued() == ["renew_covers_now"]
        circuit_breaker.after_call(Endpoint.VIDEO_QUERY, answered=False)
    alice.worker.works()

    assert visitor.get(address).headers["Retry-After"] == "30"
    assert alice.worker.queued() == []

    circuit_breaker.after_call(Endpoint.VIDEO_QUERY, answered=True)
    time_passes(seconds=7)
    assert "Retry-After" not in visitor.get(address).headers
    assert alice.worker.queued() == ["renew_covers_now"]


@on_one_database
@pytest.mark.parametrize("ids", ["", ",", ",".join(["1"] * 101)])
def test_a_senseless_request_for_cards_is_refused(ids: str, path: str, visitor: Browser):
    visitor.page(f"{path}/covers?ids={ids}", status=400)


def test_cards_of_another_page_are_not_told(
    alice: Person, bob: Person, path: str, visitor: Browser
):
    bob.publishes(*bob.ids)

    answer = visitor.get(f"{path}/covers?ids={','.join(bob.ids)}")

    assert not Document(answer.text).all("li")


def test_a_page_without_anything_pending_asks_for_nothing(path: str, visitor: Browser):
    page = visitor.page(path)

    assert "data-pending-url" not in page.one("main")
    assert not [each for each in page.all("script", src=True) if "pending" in each["src"]]


@on_both_databases
@pytest.mark.parametrize("rest", ["", "/v/{id}", "/v/{id}.jpg"])
def test_nobody_waits_for_a_renewal_that_failed_before_the_wait_began(
    rest: str,
    alice: Person,
    path: str,
    visitor: Browser,
    tiktok: TikTok,
    time_passes: TimePasses,
    patient,
    monkeypatch: pytest.MonkeyPatch,
):
    time_passes(hours=7)
    tiktok.fails("video/query")
    later = jobs.renew_covers_later

    def at_once(*args: object) -> bool:
        is_queued = later(*args)
        working = threading.Thread(target=alice.worker.works)
        working.start()
        working.join()
        queues.worker_is_here()
        return is_queued

    monkeypatch.setattr(jobs, "renew_covers_later", at_once)

    assert visitor.get(path + rest.format(id=alice.ids[0])).status_code == 200

    patient()
    assert renewal_of(alice).failures == 1
