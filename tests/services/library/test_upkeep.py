"""The upkeep every twelve hours, spread over the creators; and the tidying of old rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portfolio import clock, jobs
from portfolio.models.browser_session import BrowserSession
from portfolio.models.sync import RECENT
from portfolio.queues import UPKEEP
from portfolio.services.connections import token_access
from portfolio.services.library import upkeep
from tests.support.databases import on_both_databases, on_one_database, race
from tests.support.people import Person
from tests.support.stored import connection_of, rows, syncs_of, videos_of
from tests.support.tiktok import TikTok

pytestmark = on_both_databases

TimePasses = Callable[..., None]


def test_a_creator_is_due_within_twelve_hours_of_signing_in(alice: Person, time_passes: TimePasses):
    assert upkeep.due_creators(10) == []

    time_passes(hours=12)

    assert upkeep.due_creators(10) == [alice.creator_id]


def test_the_longest_waiting_come_first(alice: Person, bob: Person, time_passes: TimePasses):
    due = sorted((each.creator.upkeep_at, each.creator_id) for each in (alice, bob))
    time_passes(hours=13)

    assert upkeep.due_creators(10) == [creator_id for _, creator_id in due]
    assert upkeep.due_creators(1) == [due[0][1]]


@on_one_database
def test_creators_who_came_together_drift_apart(app: Flask):
    now = clock.now()

    waits = [upkeep.following(now) - now for _ in range(500)]

    assert timedelta(hours=10, minutes=48) <= min(waits) < timedelta(hours=10, minutes=55)
    assert timedelta(hours=11, minutes=53) < max(waits) <= timedelta(hours=12)


def test_of_two_jobs_for_one_upkeep_one_goes_on(app: Flask, alice: Person, time_passes: TimePasses):
    creator_id = alice.creator_id
    assert upkeep.keep_up(creator_id) is None  # it is not due
    time_passes(hours=12)

    begun = race(app, lambda _number: upkeep.keep_up(creator_id), 4)

    assert sorted(each is None for each in begun) == [False, True, True, True]
    assert upkeep.due_creators(10) == []


def test_an_upkeep_refreshes_a_due_token_before_it_asks_for_the_profile(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    time_passes(hours=25)
    tiktok.control("calls", method="DELETE")

    begun = upkeep.keep_up(alice.creator_id)

    calls = [call["endpoint"] for call in tiktok.control("calls")]
    assert calls == ["oauth/token", "user/info", "video/list"]
    assert syncs_of(alice)[-1].id == begun.sync_id
    assert (syncs_of(alice)[-1].kind, syncs_of(alice)[-1].queue) == (RECENT, UPKEEP)


@pytest.mark.parametrize("endpoint", ["oauth/token", "user/info"])
def test_while_tiktok_fails_no_sync_is_started_and_the_upkeep_is_soon_due_again(
    endpoint: str, tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    time_passes(hours=25)
    tiktok.fails(endpoint)
    before = len(syncs_of(alice))

    assert upkeep.keep_up(alice.creator_id) is None

    assert len(syncs_of(alice)) == before
    assert upkeep.due_creators(10) == []
    time_passes(minutes=20)
    assert upkeep.due_creators(10) == [alice.creator_id]


def test_the_upkeep_brings_token_profile_and_recent_videos_up_to_date(
    tiktok: TikTok, person: Callable[..., Person], time_passes: TimePasses
):
    tiktok.settings(token_profile="2026-11")  # tokens live two hours
    alice = person("alice", videos=30).signs_in()
    alice.account.is_called(display_name="Alice anew")
    new = alice.account.posts(1)
    time_passes(hours=12)

    jobs.keep_up_now()
    alice.worker.works()

    assert alice.creator.name == "Alice anew"
    assert set(new) <= videos_of(alice).keys()
    assert syncs_of(alice)[-1].kind == RECENT
    assert connection_of(alice).refreshed_at
    assert upkeep.due_creators(10) == []


def test_an_ended_connection_needs_no_upkeep(alice: Person, time_passes: TimePasses):
    token_access.end(alice.creator_id, connection_of(alice).version)
    time_passes(hours=12)

    assert upkeep.due_creators(10) == []


@pytest.mark.parametrize(("days", "kept"), [(29, 1), (31, 0)])
def test_finished_syncs_and_sessions_are_kept_for_thirty_days(
    days: int, kept: int, alice: Person, time_passes: TimePasses
):
    time_passes(days=days)

    jobs.tidy_now()

    assert len(syncs_of(alice)) == kept
    assert len(rows(BrowserSession, alice.creator_id)) == kept
