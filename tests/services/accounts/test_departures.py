"""Departures: the page is deleted at once, TikTok is told, and no data is left after failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from redis import Redis

from portfolio import jobs
from portfolio.extensions import db
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.departure import Departure, Tombstone
from portfolio.models.page import Edition, LeftHandle
from portfolio.models.pick import Pick
from portfolio.models.renewal import Renewal
from portfolio.models.sync import Sync
from portfolio.models.video import Video
from portfolio.services import leases
from portfolio.services.accounts import departures
from portfolio.services.calls.clients import connect, tiktok_clients
from portfolio.services.connections import sealing, token_access
from portfolio.services.errors import NotConnected
from tests.support.databases import on_one_database
from tests.support.leaving import TRACES, departure, is_granted, left_tables, revocations, sweep
from tests.support.people import Browser, Person
from tests.support.stored import rows
from tests.support.tiktok import TikTok

TimePasses = Callable[..., None]
Counted = Callable[[], dict[str, int]]


def test_nothing_is_left_but_the_traces_and_tiktok_knows(alice: Person, counted: Counted):
    alice.publishes(*alice.ids[:3])
    departure_id = departures.leave(alice.creator_id)

    jobs.finish_departure_later(departure_id)
    alice.worker.works()

    assert left_tables(counted) == TRACES
    done = departure(departure_id)
    assert done.revoked_at == done.deleted_at is not None
    assert not is_granted(alice)


def test_page_sessions_and_handle_go_in_the_commit_of_the_wish(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:3])
    creator_id = alice.creator_id

    departures.leave(creator_id)  # before any job has run

    assert visitor.get(path).status_code == 404
    assert not rows(BrowserSession, creator_id)
    assert alice.browser.get("/studio/videos").location == "/login"
    with pytest.raises(NotConnected):
        token_access.access_token(creator_id)


def test_what_stays_names_nobody(alice: Person, counted: Counted):
    open_id, name = alice.account.open_id, alice.creator.display_name
    departure_id = departures.leave(alice.creator_id)
    departures.finish(departure_id)

    for model in (Departure, Tombstone, LeftHandle):
        for row in db.session.scalars(sa.select(model)):
            said = [str(value) for value in vars(row).values()]
            assert not any(open_id in text or (name or "?") in text for text in said)


def test_leaving_twice_is_leaving_once(alice: Person, counted: Counted):
    creator_id = alice.creator_id

    assert departures.leave(creator_id) == departures.leave(creator_id)
    assert counted()["departure"] == 1


def test_an_expired_token_is_refreshed_to_revoke_with(alice: Person, time_passes: TimePasses):
    time_passes(hours=25)
    departure_id = departures.leave(alice.creator_id)

    departures.finish(departure_id)

    calls = alice.account.calls("oauth/token")
    assert [call["grant_type"] for call in calls] == ["authorization_code", "refresh_token"]
    assert departure(departure_id).revoked_at
    assert not is_granted(alice)


def test_a_permission_that_is_gone_already_holds_nothing_up(
    alice: Person, counted: Counted, time_passes: TimePasses
):
    alice.account.ends_the_permission()
    time_passes(hours=25)
    departure_id = departures.leave(alice.creator_id)

    departures.finish(departure_id)

    assert departure(departure_id).deleted_at
    assert left_tables(counted) == TRACES


def test_tokens_that_no_key_opens_are_deleted_without_a_revocation(
    alice: Person, settings_are: Callable[..., None], counted: Counted
):
    departure_id = departures.leave(alice.creator_id)
    settings_are(token_keys=(sealing.Fernet.generate_key().decode(),))

    departures.finish(departure_id)

    assert departure(departure_id).deleted_at
    assert not revocations(alice)
    assert left_tables(counted) == TRACES


@pytest.mark.parametrize("kind", ["internal_error", "html", "rate_limit", "timeout"])
def test_with_tiktok_down_all_that_needs_no_answer_is_deleted_already(
    kind: str, alice: Person, tiktok: TikTok, time_passes: TimePasses, counted: Counted
):
    alice.publishes(*alice.ids[:3])
    creator_id = alice.creator_id
    tiktok.fails("*", kind, seconds=0.05)
    departure_id = departures.leave(creator_id)

    departures.finish(departure_id)

    for model in (Video, Pick, Edition, Sync, Renewal, BrowserSession):
        assert not rows(model, creator_id), model
    creator = db.session.get_one(Creator, creator_id, populate_existing=True)
    assert not any((creator.display_name, creator.username, creator.avatar_url, creator.bio))
    assert departure(departure_id).deleted_at is None

    tiktok.recovers()
    for _ in range(2):
        time_passes(minutes=2)
        sweep(alice)
    assert departure(departure_id).revoked_at
    assert left_tables(counted) == TRACES


def test_what_is_retried_is_retried_less_and_less_often_and_given_up_after_a_day(
    alice: Person, tiktok: TikTok, time_passes: TimePasses, counted: Counted
):
    tiktok.fails("oauth/revoke")
    departure_id = departures.leave(alice.creator_id)

    hours = 0.0
    while departure(departure_id).deleted_at is None:
        assert hours < 26
        sweep(alice)
        time_passes(minutes=15)
        hours += 0.25

    assert 24 <= hours <= 25.5
    assert departure(departure_id).revoked_at is None
    assert revocations(alice, "internal_error") + revocations(alice, "server_error") < 40
    assert left_tables(counted) == TRACES


def test_a_lost_job_is_repeated_by_the_sweep(
    alice: Person, redis: Redis, time_passes: TimePasses, counted: Counted
):
    departure_id = departures.leave(alice.creator_id)
    jobs.finish_departure_later(departure_id)
    redis.flushall()

    for _ in range(2):  # the call budget is careful in the first minute after a flush
        sweep(alice)
        time_passes(minutes=2)

    assert departure(departure_id).revoked_at
    assert left_tables(counted) == TRACES


def test_a_wrong_client_secret_is_no_reason_to_forget_the_revocation(
    alice: Person, apps: dict[str, Flask], time_passes: TimePasses
):
    worker = apps["worker"]
    config = worker.extensions["settings"]
    connect(worker, replace(config, tiktok_client_secret="mistyped"), "worker")
    departure_id = departures.leave(alice.creator_id)

    departures.finish(departure_id)
    assert departure(departure_id).deleted_at is None
    connect(worker, config, "worker")  # the host has corrected the setting
    time_passes(minutes=2)
    sweep(alice)

    assert departure(departure_id).revoked_at
    assert not is_granted(alice)


@pytest.mark.parametrize("step", ["before the revocation", "after the revocation"])
def test_a_job_that_is_killed_is_taken_up_again_when_its_lease_lapses(
    step: str, alice: Person, time_passes: TimePasses, counted: Counted
):
    departure_id = departures.leave(alice.creator_id)
    token = sealing.unseal(connection_of_leaving(departure_id).access_token)
    leases.take(Departure, Departure.id == departure_id, seconds=departures.LEASE_SECONDS)
    if step == "after the revocation":
        tiktok_clients().tokens.revoke(token)

    departures.finish(departure_id)
    assert departure(departure_id).deleted_at is None  # the lease of the first attempt still runs
    time_passes(seconds=31)
    sweep(alice)

    assert departure(departure_id).deleted_at
    assert not is_granted(alice)
    assert left_tables(counted) == TRACES


def connection_of_leaving(departure_id: UUID) -> Connection:
    return rows(Connection, departure(departure_id).creator_id)[0]


def test_a_refresh_under_way_is_waited_for(alice: Person, time_passes: TimePasses):
    creator_id = alice.creator_id
    leases.take(Connection, Connection.creator_id == creator_id, seconds=30)
    departure_id = departures.leave(creator_id)

    departures.finish(departure_id)
    assert departure(departure_id).deleted_at is None
    time_passes(seconds=31)
    sweep(alice)

    assert departure(departure_id).revoked_at


@on_one_database
def test_a_handle_that_was_left_is_nobody_elses_for_ninety_days(
    alice: Person, bob: Person, time_passes: TimePasses
):
    alice.publishes(alice.ids[0], handle="alice.first")
    alice.saves_page(handle="alice.then")
    departures.finish(departures.leave(alice.creator_id))

    for handle in ("alice.first", "alice.then"):
        assert "belongs to somebody else" in bob.saves_page(handle=handle).text
    time_passes(days=91)
    bob.signs_in()
    assert bob.saves_page(handle="alice.then").status_code == 303
