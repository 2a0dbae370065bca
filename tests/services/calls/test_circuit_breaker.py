"""An outage of TikTok for minutes or days: few calls, no lost work, and no rush after it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from portfolio import clock, jobs
from portfolio.services.calls import budget, circuit_breaker
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.errors import TryLater
from portfolio.services.library import profiles, upkeep
from portfolio.services.renewals import planner
from portfolio.tiktok.endpoints import Endpoint
from portfolio.tiktok.errors import TikTokError, Unavailable
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.stored import syncs_of
from tests.support.tiktok import TikTok

TimePasses = Callable[..., None]


def ask(person: Person, times: int = 1) -> None:
    """Ask TikTok for a cover `times` times; ignore errors."""
    for _ in range(times):
        with suppress(TikTokError):
            token_access.calling(
                person.creator_id,
                lambda token: tiktok_clients().api.query_videos(token, person.ids[:1]),
            )


def fail(endpoint: Endpoint, times: int) -> None:
    for _ in range(times):
        circuit_breaker.after_call(endpoint, answered=False)


def test_after_three_failures_in_a_row_the_endpoint_is_left_alone(tiktok: TikTok, alice: Person):
    tiktok.fails("video/query")
    ask(alice, times=3)

    with pytest.raises(TryLater):
        ask(alice)

    assert len(tiktok.calls("video/query")) == 3


def test_for_every_creator_but_for_no_other_endpoint(tiktok: TikTok, alice: Person, bob: Person):
    tiktok.fails("video/query")
    ask(alice, times=3)

    with pytest.raises(TryLater):
        ask(bob)
    profiles.update_profile(bob.creator_id)


def test_an_answer_in_between_begins_the_count_anew(tiktok: TikTok, alice: Person):
    for _ in range(3):
        tiktok.fails("video/query", count=2)
        ask(alice, times=3)

    assert not circuit_breaker.is_half_open(Endpoint.VIDEO_QUERY)
    assert len(tiktok.calls("video/query")) == 9


@pytest.mark.parametrize("kind", ["token_invalid", "rate_limit"])
def test_a_refusal_is_an_answer(kind: str, tiktok: TikTok, alice: Person):
    tiktok.fails("video/query", kind=kind, count=1)
    fail(Endpoint.VIDEO_QUERY, 2)

    ask(alice)

    fail(Endpoint.VIDEO_QUERY, 1)
    assert not circuit_breaker.is_half_open(Endpoint.VIDEO_QUERY)


@pytest.mark.usefixtures("app")
def test_pauses_grow_to_a_minute_and_a_quarter_at_most(time_passes: TimePasses):
    pauses = []
    fail(Endpoint.VIDEO_QUERY, 2)
    for _ in range(7):
        fail(Endpoint.VIDEO_QUERY, 1)
        with pytest.raises(TryLater) as later:
            budget.before_call(Endpoint.VIDEO_QUERY)
        pauses.append(later.value.seconds)
        time_passes(seconds=later.value.seconds)

    for pause, least in zip(pauses, (5, 10, 20, 40, 60, 60, 60), strict=True):
        assert least - 1 < pause <= least * 1.25


@pytest.mark.usefixtures("app")
def test_in_doubt_one_call_is_handed_out_and_in_a_pause_none(time_passes: TimePasses):
    assert circuit_breaker.room(Endpoint.VIDEO_QUERY, 50) == 50

    fail(Endpoint.VIDEO_QUERY, 3)
    assert circuit_breaker.room(Endpoint.VIDEO_QUERY, 50) == 0

    time_passes(seconds=7)
    assert circuit_breaker.room(Endpoint.VIDEO_QUERY, 50) == 1

    circuit_breaker.after_call(Endpoint.VIDEO_QUERY, answered=True)
    assert circuit_breaker.room(Endpoint.VIDEO_QUERY, 50) == 50


@on_one_database  # Redis holds all that decides.
def test_an_hour_of_outage_costs_two_calls_a_minute_at_most(
    tiktok: TikTok, person: Callable[..., Person], visitor: Browser, time_passes: TimePasses
):
    people = [person(f"crowd{number}", videos=2).signs_in() for number in range(8)]
    for each in people:
        each.publishes(*each.ids)
    time_passes(hours=4)
    for each in people:
        visitor.page(each.page_path)
    visitor.is_counted()
    time_passes(hours=1)
    for endpoint in ("video/query", "video/list", "user/info"):
        tiktok.fails(endpoint)

    for _ in range(60):
        for each in people[:2]:
            visitor.page(each.page_path)
        jobs.plan_now()
        jobs.keep_up_now()
        people[0].worker.works()
        time_passes(minutes=1)

    assert 10 < len(tiktok.calls("video/query")) <= 120

    tiktok.recovers()
    for _ in range(39):  # the longest pause is half an hour and a quarter of it
        jobs.plan_now()
        people[0].worker.works()
        time_passes(minutes=1)
    assert planner.plan(most=10, in_time=10).creators == []


def test_the_upkeep_begins_no_sync_that_would_only_wait(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    time_passes(hours=12)
    before = len(syncs_of(alice))
    tiktok.fails("user/info")

    jobs.keep_up_now()
    alice.worker.works()

    assert len(syncs_of(alice)) == before
    assert 10 <= (alice.creator.upkeep_at - clock.now()).total_seconds() / 60 <= 20

    tiktok.recovers()
    time_passes(minutes=20)
    jobs.keep_up_now()
    alice.worker.works()

    assert len(syncs_of(alice)) == before + 1
    assert upkeep.due_creators(10) == []


def test_an_answer_that_breaks_off_is_a_failure(tiktok: TikTok, alice: Person):
    tiktok.fails("video/query", kind="cut", count=1)

    with pytest.raises(Unavailable):
        token_access.calling(
            alice.creator_id, lambda token: tiktok_clients().api.query_videos(token, alice.ids[:1])
        )
    fail(Endpoint.VIDEO_QUERY, 2)

    assert circuit_breaker.is_half_open(Endpoint.VIDEO_QUERY)


def test_readyz_and_the_metrics_name_what_is_left_alone(visitor: Browser, time_passes: TimePasses):
    assert visitor.get("/readyz").json["tiktok_paused"] == []

    fail(Endpoint.VIDEO_QUERY, 3)

    assert visitor.get("/readyz").json["tiktok_paused"] == ["video_query"]
    metrics = visitor.get("/metrics").text
    assert 'showreel_tiktok_paused{endpoint="video_query"} 1.0' in metrics
    assert 'showreel_tiktok_paused{endpoint="video_list"} 0.0' in metrics

    time_passes(seconds=7)
    assert visitor.get("/readyz").json["tiktok_paused"] == []
