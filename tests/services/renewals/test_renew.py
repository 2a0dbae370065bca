"""Renewals: fresh covers before a page needs them, and one renewal at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock, jobs
from portfolio.extensions import db
from portfolio.models.renewal import Renewal
from portfolio.queues import UPKEEP, VISITORS
from portfolio.services import leases
from portfolio.services.accounts import removal
from portfolio.services.library import videos
from portfolio.services.pages import shown_videos
from portfolio.services.renewals import cover_calls, cover_requests, cover_storing, selection
from portfolio.services.renewals import renew as covers
from portfolio.tiktok import models as tiktok_models
from portfolio.tiktok.errors import TikTokError
from portfolio.tiktok.fields import COVER_FIELDS
from portfolio.transactions import writing
from tests.servers.waiting import wait_for
from tests.support.databases import on_both_databases, on_one_database
from tests.support.people import Browser, Person
from tests.support.renewing import asked, queries, renew
from tests.support.stored import covers_of, page_of, renewal_of, videos_of
from tests.support.tiktok import TikTok, expiry_of

pytestmark = on_both_databases

People = Callable[..., Person]
TimePasses = Callable[..., None]

A_COVER = tiktok_models.Cover("https://late.example/", timedelta(hours=6))


def test_due_covers_are_fetched_anew(alice: Person, time_passes: TimePasses):
    before = {cover.url for cover in covers_of(alice).values()}
    time_passes(hours=5)

    renew(alice)

    after = covers_of(alice)
    assert not before & {cover.url for cover in after.values()}
    assert all(
        cover.expires_at - clock.now() > timedelta(hours=5, minutes=59) for cover in after.values()
    )


def test_a_cover_is_stored_as_tiktok_wrote_it(alice: Person, tiktok: TikTok):
    url = covers_of(alice)[alice.ids[0]].url

    assert tiktok.shows(url)
    stored = covers_of(alice)[alice.ids[0]].expires_at.timestamp()
    assert stored == pytest.approx(expiry_of(url), abs=2)


def test_the_clocks_of_two_hosts_may_differ(
    tiktok: TikTok, person: People, time_passes: TimePasses
):
    tiktok.control("clock", {"advance": 9000})  # theirs alone

    alice = person("alice", videos=1).signs_in()

    left = covers_of(alice)[alice.ids[0]].expires_at - clock.now()
    assert timedelta(hours=5, minutes=59) < left <= timedelta(hours=6, seconds=1)


def test_covers_that_are_not_due_are_not_asked_for(alice: Person, time_passes: TimePasses):
    time_passes(hours=4)

    renew(alice)

    assert queries(alice) == []


def test_every_call_holds_ids_of_one_creator_and_at_most_20(
    tiktok: TikTok, person: People, bob: Person, visitor: Browser, time_passes: TimePasses
):
    alice = person("alice", videos=45).signs_in()
    pages = [alice.publishes(*alice.ids), bob.publishes(*bob.ids)]
    time_passes(hours=5)

    for path in pages:
        visitor.page(path)
    alice.worker.works()

    assert sorted(asked(alice)) == sorted(alice.ids)
    assert sorted(len(ids) for ids in queries(alice)) == [5, 20, 20]
    assert sorted(asked(bob)) == sorted(bob.ids)
    agents = {call["user_agent"] for call in tiktok.calls("video/query")}
    assert all(agent.startswith("Showreel-worker") for agent in agents)


def test_a_batch_is_filled_with_what_is_due_next(
    person: People, visitor: Browser, time_passes: TimePasses
):
    alice = person("alice", videos=30).signs_in()
    alice.publishes(*alice.ids)
    time_passes(hours=5)

    renew(alice, alice.ids[:3])

    first = queries(alice)[0]
    assert first[:3] == alice.ids[:3]
    assert len(first) == 20


def test_one_renewal_at_a_time(alice: Person, time_passes: TimePasses):
    time_passes(hours=5)
    leases.take(Renewal, Renewal.creator_id == alice.creator_id, seconds=15)

    renew(alice)

    assert queries(alice) == []


@on_one_database
def test_a_renewal_asks_for_no_more_of_a_video_than_its_cover(
    alice: Person, time_passes: TimePasses
):
    time_passes(hours=5)

    renew(alice)

    (call,) = alice.account.calls("video/query")
    assert call["fields"] == list(COVER_FIELDS)


def test_a_renewal_of_one_call_is_two_commits(alice: Person, time_passes: TimePasses):
    creator_id = alice.creator_id
    alice.publishes(*alice.ids)
    time_passes(hours=5)
    cover_requests.add(creator_id, alice.ids)

    with counted_commits() as commits:
        assert not covers.renew(creator_id, urgent=True)

    assert len(commits) == 2  # taking the lease; storing answer, next due time and end of lease
    assert not [cover for cover in covers_of(alice).values() if cover.is_due(clock.now())]
    assert page_of(alice).covers_due_at == min(c.renew_by for c in covers_of(alice).values())
    assert renewal_of(alice).lease_owner is None


@contextmanager
def counted_commits() -> Iterator[list[object]]:
    commits: list[object] = []
    engine, note = db.engine, commits.append
    sa.event.listen(engine, "commit", note)
    try:
        yield commits
    finally:
        sa.event.remove(engine, "commit", note)


def test_a_late_answer_leaves_the_lease_to_whom_has_it_now(alice: Person, time_passes: TimePasses):
    creator_id = alice.creator_id
    is_theirs = Renewal.creator_id == creator_id
    slow = leases.take(Renewal, is_theirs, seconds=covers.LEASE_SECONDS)
    time_passes(seconds=covers.LEASE_SECONDS + 1)
    next_one = leases.take(Renewal, is_theirs, seconds=covers.LEASE_SECONDS)

    cover_storing.store(creator_id, cover_calls.Answer([], []), slow)

    assert renewal_of(alice).lease_owner == next_one


def test_an_answer_for_a_creator_who_took_the_permission_back_only_ends_the_lease(
    alice: Person, counted: Callable[[], dict[str, int]]
):
    creator_id, ids = alice.creator_id, alice.ids
    answer = cover_calls.Answer(ids, [tiktok_models.Video(ids[0], cover=A_COVER)])
    owner = leases.take(Renewal, Renewal.creator_id == creator_id, seconds=covers.LEASE_SECONDS)
    removal.remove(creator_id, clock.now() + timedelta(seconds=2), everything=False)
    before, version = counted(), page_of(alice).version

    cover_storing.store(creator_id, answer, owner)

    assert counted() == before
    assert page_of(alice).version == version
    assert renewal_of(alice).lease_owner is None


def test_the_end_of_a_renewal_notes_the_covers_of_the_edition_that_is_public_then(
    alice: Person, time_passes: TimePasses
):
    creator_id, (renewed, other) = alice.creator_id, alice.ids[:2]
    alice.publishes(renewed)
    time_passes(hours=1)
    shown = shown_videos.shown(db.session(), creator_id)
    needs = selection.read(db.session(), creator_id, shown, 20, clock.now())
    alice.publishes(other)
    answer = cover_calls.Answer([renewed], [tiktok_models.Video(renewed, cover=A_COVER)])
    owner = leases.take(Renewal, Renewal.creator_id == creator_id, seconds=covers.LEASE_SECONDS)

    cover_storing.store(creator_id, answer, owner, needs)

    assert page_of(alice).covers_due_at == covers_of(alice)[other].renew_by
    assert covers_of(alice)[renewed].renew_by > covers_of(alice)[other].renew_by


def test_many_requests_for_a_stale_page_are_one_renewal(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    path = alice.publishes(*alice.ids)
    time_passes(hours=5)

    for _ in range(20):
        visitor.page(path)
    alice.worker.works()

    assert len(queries(alice)) == 1


def test_ids_that_arrive_meanwhile_are_taken_by_the_last_look(
    app: Flask, tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    creator_id, ids = alice.creator_id, alice.ids
    time_passes(hours=5)
    tiktok.settings(latency_ms=300)
    cover_requests.add(creator_id, ids[:2])

    def run() -> None:
        with app.app_context():
            covers.renew(creator_id, urgent=False)

    renewal = Thread(target=run)
    renewal.start()
    wait_for(lambda: renewal_of(alice).lease_owner, "the lease")
    wait_for(lambda: cover_requests.is_empty(creator_id), "the first look")
    cover_requests.add(creator_id, ids[2:4])
    renewal.join()

    assert asked(alice) == ids[:4]
    assert renewal_of(alice).lease_owner is None


def test_a_cover_that_came_dead_is_not_asked_for_again_for_a_minute(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    ids = alice.ids
    time_passes(hours=5)
    tiktok.settings(cover_life=0)
    renew(alice, ids)
    assert len(queries(alice)) == 1

    time_passes(seconds=50)
    renew(alice, ids)
    assert len(queries(alice)) == 1

    time_passes(seconds=15)
    renew(alice, ids)
    assert len(queries(alice)) == 2


def test_a_cover_is_written_only_over_an_older_one(alice: Person):
    before = covers_of(alice)[alice.ids[0]]
    url, fetched_at = before.url, before.fetched_at
    late = tiktok_models.Video(id=alice.ids[0], cover=A_COVER)
    creator_id = alice.creator_id

    with writing() as session:
        videos.store_covers(session, creator_id, [late], fetched_at - timedelta(seconds=1))
    assert covers_of(alice)[alice.ids[0]].url == url

    with writing() as session:
        videos.store_covers(session, creator_id, [late], fetched_at + timedelta(seconds=1))
    assert covers_of(alice)[alice.ids[0]].url == "https://late.example/"


def test_a_failed_renewal_is_noted_and_the_next_good_one_clears_it(
    tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    time_passes(hours=5)
    tiktok.fails("video/query")
    renew(alice)
    noted = renewal_of(alice)
    assert (noted.failures, noted.problem) == (1, "internal_error")
    assert noted.lease_owner is None

    tiktok.recovers()
    time_passes(seconds=61)
    renew(alice)

    cleared = renewal_of(alice)
    assert (cleared.failed_at, cleared.failures, cleared.problem) == (None, 0, None)


@on_one_database
@pytest.mark.parametrize("kind", ["internal_error", "html", "empty", "array", "cut", "no_data"])
def test_a_bad_answer_loses_nothing_that_is_there(
    kind: str, tiktok: TikTok, alice: Person, time_passes: TimePasses
):
    creator_id, before = alice.creator_id, {c.url for c in covers_of(alice).values()}
    time_passes(hours=5)
    tiktok.fails("video/query", kind)
    cover_requests.add(creator_id, alice.ids)

    with pytest.raises(TikTokError):
        covers.renew(creator_id, urgent=True)

    assert {cover.url for cover in covers_of(alice).values()} == before
    assert not [video for video in videos_of(alice).values() if video.missing_at]


def test_what_worked_of_a_renewal_is_kept_when_the_rest_fails(
    tiktok: TikTok, person: People, time_passes: TimePasses
):
    alice = person("alice", videos=60).signs_in()
    time_passes(hours=5)
    tiktok.fails("video/query", count=1)

    renew(alice)

    fresh = [c for c in covers_of(alice).values() if not c.is_due(clock.now())]
    assert len(fresh) == 40
    assert renewal_of(alice).failures == 1


def test_an_expired_token_costs_a_renewal_only_a_refresh(
    tiktok: TikTok, person: People, time_passes: TimePasses
):
    alice = person("alice", videos=60).signs_in()
    time_passes(hours=5)
    tiktok.lets_tokens_expire(alice.account)

    renew(alice)

    assert not [cover for cover in covers_of(alice).values() if cover.is_due(clock.now())]
    refreshes = [c for c in tiktok.calls("oauth/token") if c["grant_type"] == "refresh_token"]
    assert len(refreshes) == 1


def test_each_renewal_raises_the_version_of_the_page(alice: Person, time_passes: TimePasses):
    alice.publishes(*alice.ids)
    before = page_of(alice).version
    time_passes(hours=5)

    renew(alice)

    assert page_of(alice).version > before
    assert page_of(alice).covers_due_at - clock.now() > timedelta(hours=4, minutes=47)


def test_a_library_is_never_renewed_as_a_whole(
    person: People, visitor: Browser, time_passes: TimePasses
):
    alice = person("alice", videos=100).signs_in()
    path = alice.publishes(*alice.ids[:5])
    time_passes(hours=5)

    visitor.page(path)
    alice.worker.works()

    assert [sorted(ids) for ids in queries(alice)] == [sorted(alice.ids[:5])]


def test_upkeep_is_asked_behind_visitors(alice: Person, bob: Person, time_passes: TimePasses):
    time_passes(hours=5)
    jobs.renew_covers_later(alice.creator_id, alice.ids, UPKEEP)
    jobs.renew_covers_later(bob.creator_id, bob.ids, VISITORS)

    alice.worker.works()

    order = [call["account"] for call in alice.account.tiktok.calls("video/query")]
    assert order == [bob.account.name, alice.account.name]
