"""Token refreshes: once, under a lease, stored before use; no passing error disconnects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portfolio import clock
from portfolio.queues import UPKEEP
from portfolio.services.calls import call
from portfolio.services.connections import refresh, sealing, token_access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.tiktok.models import Tokens
from tests.support.databases import on_both_databases, on_one_database, race
from tests.support.people import Person
from tests.support.stored import connection_of
from tests.support.tiktok import TikTok

pytestmark = on_both_databases

TimePasses = Callable[..., None]

#: Faults with which TikTok has not rotated the tokens.
PASSING = ("internal_error", "rate_limit", "html", "redirect", "empty", "huge")


def token_of(person: Person) -> str:
    return sealing.unseal(connection_of(person).access_token)


def refreshes(person: Person) -> list[dict[str, object]]:
    calls = person.account.tiktok.calls("oauth/token")
    return [call for call in calls if call["grant_type"] == "refresh_token"]


def test_a_token_that_is_not_due_is_used_as_it_is(alice: Person, time_passes: TimePasses):
    before = token_of(alice)
    time_passes(hours=23, minutes=54)

    assert token_access.access_token(alice.creator_id) == before
    assert not refreshes(alice)


def test_a_token_that_is_due_is_refreshed_first(alice: Person, time_passes: TimePasses):
    before = token_of(alice)
    time_passes(hours=23, minutes=56)

    after = token_access.access_token(alice.creator_id)

    assert after == token_of(alice) != before
    assert len(refreshes(alice)) == 1


def test_lifetimes_come_from_each_answer(
    tiktok: TikTok, person: Callable[..., Person], time_passes: TimePasses
):
    tiktok.settings(access_life=7200)
    alice = person("alice").signs_in()
    tiktok.settings(access_life=600)
    time_passes(hours=2)

    token_access.access_token(alice.creator_id)

    left = connection_of(alice).access_expires_at - clock.now()
    assert timedelta(seconds=480) < left <= timedelta(seconds=600)


def test_of_many_who_need_it_one_refreshes(
    app: Flask, tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    creator_id, before = alice.creator_id, token_of(alice)
    tiktok.settings(latency_ms=100)
    time_passes(hours=23, minutes=56)

    tokens = race(app, lambda _number: token_access.access_token(creator_id), 6)

    assert len(refreshes(alice)) == 1
    # Callers that did not wait use the old token, which is still valid.
    assert set(tokens) == {before, token_of(alice)}


def test_twenty_refreshes_in_a_row_send_no_dead_refresh_token(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    tiktok.settings(access_life=30)
    time_passes(days=1)

    for _ in range(20):
        token_access.access_token(alice.creator_id)
        time_passes(seconds=31)

    assert {call["outcome"] for call in refreshes(alice)} == {"ok"}
    assert len(refreshes(alice)) == 20


@pytest.mark.parametrize("kind", PASSING)
def test_nothing_passing_ever_disconnects(
    kind: str, tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    before = token_of(alice)
    time_passes(hours=23, minutes=56)
    tiktok.fails("oauth/token", kind, size=3_000_000)

    assert token_access.access_token(alice.creator_id) == before  # it is still valid

    stored = connection_of(alice)
    assert (stored.ended_at, stored.refused_at, stored.lease_until) == (None, None, None)
    assert sealing.unseal(stored.access_token) == before
    tiktok.recovers()
    time_passes(minutes=2)
    assert token_access.access_token(alice.creator_id) != before


@on_one_database
def test_no_answer_at_all_does_not_disconnect(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    before = token_of(alice)
    time_passes(hours=23, minutes=56)
    tiktok.fails("oauth/token", "timeout", seconds=0.05)

    assert token_access.access_token(alice.creator_id) == before
    assert connection_of(alice).ended_at is None


def test_a_failed_refresh_is_tried_at_most_once_a_minute(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    time_passes(hours=23, minutes=56)
    tiktok.fails("oauth/token")

    for _ in range(7):
        token_access.access_token(alice.creator_id)
        time_passes(seconds=11)

    assert len(refreshes(alice)) == 2  # at once, and after 66 seconds


def test_an_expired_token_that_cannot_be_refreshed_now_means_later(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    time_passes(hours=25)
    tiktok.fails("oauth/token")

    with pytest.raises(TryLater) as later:
        token_access.access_token(alice.creator_id)

    assert later.value.seconds == refresh.RETRY_SECONDS
    assert connection_of(alice).ended_at is None


def test_after_invalid_grant_the_token_serves_until_it_expires(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    before = token_of(alice)
    time_passes(hours=23, minutes=56)
    tiktok.ends_refresh_tokens(alice.account)

    assert token_access.access_token(alice.creator_id) == before
    stored = connection_of(alice)
    assert (stored.problem, stored.ended_at) == ("invalid_grant", None)
    assert stored.problem_log_id

    time_passes(minutes=5)
    with pytest.raises(NotConnected):
        token_access.access_token(alice.creator_id)
    assert connection_of(alice).ended_at
    assert len(refreshes(alice)) == 1


def test_an_answer_without_a_refresh_token_keeps_the_stored_one(alice: Person):
    empty = Tokens("act.new", None, timedelta(hours=1), None, "", frozenset())

    values = refresh.values_of(empty, clock.now())

    assert not {"refresh_token", "refresh_expires_at", "scopes"} & values.keys()


def test_an_empty_refresh_token_at_the_wire_is_none():
    body = {"access_token": "act.new", "refresh_token": "", "expires_in": 3600}

    assert Tokens.from_body(body).refresh_token is None


def test_a_sign_in_during_a_refresh_is_not_overwritten(alice: Person):
    late = refresh.Attempt(alice.creator_id)
    for step in (refresh.take_lease, refresh.open_token, refresh.ask_tiktok):
        step(late)
    alice.comes_back()
    newest = token_of(alice)

    with pytest.raises(TryLater):
        refresh.keep_answer(late)

    assert token_of(alice) == newest
    assert connection_of(alice).lease_until is None


def test_a_refresh_whose_lease_lapsed_does_not_write(alice: Person, time_passes: TimePasses):
    slow = refresh.Attempt(alice.creator_id)
    for step in (refresh.take_lease, refresh.open_token):
        step(slow)
    time_passes(seconds=31)
    refresh.refresh(alice.creator_id)
    stored = token_of(alice)
    slow.answer = Tokens("act.late", "rft.late", timedelta(1), None, "", frozenset())

    with pytest.raises(TryLater):
        refresh.keep_answer(slow)

    assert token_of(alice) == stored


@pytest.mark.parametrize("steps", [1, 2])
def test_a_process_killed_before_it_asked_blocks_nobody_for_long(
    steps: int, alice: Person, time_passes: TimePasses
):
    killed = refresh.Attempt(alice.creator_id)
    for step in refresh.STEPS[:steps]:
        step(killed)

    with pytest.raises(TryLater):
        refresh.refresh(alice.creator_id)
    time_passes(seconds=31)
    before = token_of(alice)
    refresh.refresh(alice.creator_id)

    assert token_of(alice) != before


@on_one_database
def test_a_refresh_does_not_begin_in_the_last_seconds_of_a_job(alice: Person):
    with call.calling_for(UPKEEP, seconds=14), pytest.raises(TryLater):
        refresh.refresh(alice.creator_id)

    assert not refreshes(alice)
    assert connection_of(alice).lease_until is None


@on_one_database
def test_a_refresh_in_flight_is_marked_for_whoever_stops_the_process(
    alice: Person, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("REFRESH_MARKER_DIR", str(tmp_path))
    seen: list[int] = []

    with refresh.refresh_marker.refreshing(alice.creator_id):
        seen.append(len(list(tmp_path.iterdir())))
    refresh.refresh(alice.creator_id)

    assert seen == [1]
    assert not list(tmp_path.iterdir())
