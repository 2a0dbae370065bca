"""Signing up again while the old departure is unfinished."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import jobs
from portfolio.models.connection import Connection
from portfolio.models.departure import Departure
from portfolio.models.page import Edition, Page
from portfolio.models.pick import Pick
from portfolio.models.sync import FULL
from portfolio.models.video import Video
from portfolio.services import leases
from portfolio.services.accounts import departures, signin
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.library import syncs
from portfolio.services.pages import visits
from portfolio.tiktok.models import Tokens
from portfolio.transactions import writing
from tests.support.databases import race
from tests.support.leaving import TRACES, departure, is_granted, left_tables, revocations, sweep
from tests.support.people import Person
from tests.support.stored import connection_of, rows
from tests.support.tiktok import TikTok

TimePasses = Callable[..., None]
Counted = Callable[[], dict[str, int]]


@pytest.fixture
def returned(alice: Person, tiktok: TikTok, time_passes: TimePasses) -> tuple[Person, UUID, UUID]:
    """Alice, who left while TikTok was down and signed up again a minute later."""
    alice.publishes(*alice.ids[:3])
    old_id = alice.creator_id
    tiktok.fails("oauth/revoke")
    departure_id = departures.leave(old_id)
    departures.finish(departure_id)
    tiktok.recovers()
    time_passes(minutes=1)
    alice.signs_in()
    return alice, old_id, departure_id


def test_a_return_is_a_clean_new_start(returned: tuple[Person, UUID, UUID]):
    alice, old_id, _ = returned

    assert alice.creator_id != old_id
    assert not rows(Pick, alice.creator_id)
    assert not rows(Edition, alice.creator_id)
    assert len(rows(Video, alice.creator_id)) == 7
    assert rows(Page, alice.creator_id)[0].edition is None


def test_the_new_permission_is_not_revoked_with_the_old_one(
    returned: tuple[Person, UUID, UUID], time_passes: TimePasses
):
    alice, old_id, departure_id = returned
    before = revocations(alice)

    time_passes(hours=1)
    sweep(alice)

    assert departure(departure_id).deleted_at
    assert revocations(alice) == before
    assert not rows(Connection, old_id)
    assert is_granted(alice)
    token = token_access.access_token(alice.creator_id)
    assert (
        tiktok_clients().api.user_info(token, ("user.info.basic",)).open_id == alice.account.open_id
    )


def test_late_jobs_of_every_kind_with_the_old_id_do_nothing(
    returned: tuple[Person, UUID, UUID], time_passes: TimePasses, counted: Counted
):
    alice, old_id, departure_id = returned
    sync_id = syncs.start(old_id, FULL)
    time_passes(hours=1)
    departures.finish(departure_id)
    before = counted()
    calls = len(alice.account.tiktok.control("calls"))

    old = str(old_id)
    jobs.update_profile_now(old)
    jobs.renew_covers_now(old, "visitors")
    jobs.step_sync_now(str(sync_id), "creators")
    jobs.upkeep_now(old)
    visits.note({old_id: 1})
    jobs.finish_departure_now(str(departure_id))
    jobs.renew_avatar_later(old_id)
    jobs.sweep_now()
    alice.worker.works()

    assert counted() == before
    assert len(alice.account.tiktok.control("calls")) == calls


def test_late_jobs_do_nothing_while_the_departure_waits_for_tiktok(
    alice: Person, tiktok: TikTok, time_passes: TimePasses, counted: Counted
):
    creator_id = alice.creator_id
    tiktok.fails("oauth/revoke")
    departures.finish(departures.leave(creator_id))
    before = counted()
    tiktok.control("calls", method="DELETE")
    time_passes(hours=13)

    jobs.update_profile_now(str(creator_id))
    jobs.renew_covers_now(str(creator_id), "visitors")
    jobs.upkeep_now(str(creator_id))
    alice.worker.works()

    assert counted() == before
    assert not alice.account.calls("user/info") + alice.account.calls("video/list")


def test_nobody_signs_up_in_the_moment_in_which_tiktok_is_asked_to_revoke(
    alice: Person, time_passes: TimePasses
):
    """A sign-up is refused during a revocation, which would end the new permission as well."""
    departure_id = departures.leave(alice.creator_id)
    leases.take(Departure, Departure.id == departure_id, seconds=departures.LEASE_SECONDS)

    answer = alice.comes_back()

    assert answer.status_code == 503
    assert "Begin again in half a minute" in answer.text
    assert not departure(departure_id).is_back
    time_passes(seconds=31)
    sweep(alice)
    alice.signs_in()
    assert connection_of(alice).ended_at is None
    assert is_granted(alice)


def test_two_departures_of_one_account_revoke_once_for_the_last(
    returned: tuple[Person, UUID, UUID], counted: Counted, time_passes: TimePasses
):
    alice, _, _ = returned
    second = departures.leave(alice.creator_id)

    time_passes(hours=1)
    sweep(alice)

    assert departure(second).revoked_at
    assert not is_granted(alice)
    assert left_tables(counted) == TRACES


def test_the_first_sign_in_in_two_browsers_at_once_makes_one_creator(app: Flask):
    tokens = Tokens.from_body(
        {
            "access_token": "act.a",
            "refresh_token": "rft.a",
            "expires_in": 3600,
            "refresh_expires_in": 86400,
            "open_id": "-000twice",
            "scope": "user.info.basic,video.list",
        }
    )

    ids = race(app, lambda _number: signin.sign_in(tokens), 4)

    assert len(set(ids)) == 1, ids


def test_a_sign_up_and_a_departure_that_finishes_at_the_same_moment(
    alice: Person, app: Flask, tiktok: TikTok
):
    """The old permission is revoked before the new one is given, or not at all."""
    tiktok.settings(latency_ms=20)
    departure_id = departures.leave(alice.creator_id)
    url = alice.goes_to_tiktok()

    def run(number: int) -> object:
        if number == 0:
            return departures.finish(departure_id)
        return alice.browser.get(alice.account.consents(url)).status_code

    _, status = race(app, run, 2)

    assert status in (303, 503), status
    if status == 303 and departure(departure_id).is_back:
        assert is_granted(alice)
        assert revocations(alice) == 0
    with writing() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Departure)) == 1
