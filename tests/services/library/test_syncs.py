"""Syncs: every video once, and one sync at a time, despite TikTok's errors and killed workers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from portfolio import clock
from portfolio.models.sync import DONE, FAILED, FULL, QUEUED, RECENT, RUNNING
from portfolio.queues import CREATORS
from portfolio.services import leases, work
from portfolio.services.errors import NotConnected
from portfolio.services.library import syncs
from tests.support.databases import on_both_databases, race
from tests.support.people import Person
from tests.support.stored import covers_of, page_of, syncs_of, videos_of
from tests.support.tiktok import TikTok

pytestmark = on_both_databases

People = Callable[..., Person]
TimePasses = Callable[..., None]


def step_to_the_end(sync_id: object) -> int:
    """Run steps until the sync is over; return their number."""
    steps = 1
    while syncs.step(sync_id).after is not None:  # type: ignore[arg-type]
        steps += 1
    return steps


def lists(person: Person) -> int:
    return len(person.account.calls("video/list"))


@pytest.mark.parametrize("videos", [0, 1, 20, 45])
def test_a_sync_stores_every_video_once(videos: int, person: People):
    alice = person("alice", videos=videos).signs_in()

    assert sorted(videos_of(alice)) == sorted(alice.ids)
    assert syncs_of(alice)[0].state == DONE
    assert syncs_of(alice)[0].found == videos


def test_a_library_of_1200_is_stored_in_as_many_calls_as_it_has_pages(person: People):
    juno = person("juno", videos=1200).signs_in()

    assert sorted(videos_of(juno)) == sorted(juno.ids)
    assert len(covers_of(juno)) == 1200
    assert 60 <= lists(juno) <= 66
    assert syncs_of(juno)[0].about == 1200


def test_videos_of_the_same_second_are_all_there(tiktok: TikTok, person: People):
    alice = person("alice", videos=10)
    moment = int(clock.now().timestamp()) - 60
    for second in range(4):
        alice.account.posts(9, create_time=moment - second)
    tiktok.settings(split_ties=True)

    alice.signs_in()

    assert sorted(videos_of(alice)) == sorted(alice.ids)
    assert syncs_of(alice)[0].found == 46


def test_short_and_empty_pages_are_not_the_end(tiktok: TikTok, person: People):
    tiktok.settings(short_pages=True)

    alice = person("alice", videos=130).signs_in()

    assert sorted(videos_of(alice)) == sorted(alice.ids)
    pages = [call["returned"] for call in alice.account.calls("video/list")]
    assert len(set(pages[:-1])) > 2  # or the settings would prove nothing


def test_what_is_deleted_while_paging_leads_to_neither_gap_nor_double(person: People):
    alice = person("alice", videos=60)
    alice.comes_back()
    sync_id = syncs.start(alice.creator_id)
    before = alice.ids
    syncs.step(sync_id)
    alice.account.deletes([*before[3:6], *before[25:45]])

    step_to_the_end(sync_id)

    kept = set(alice.ids)
    assert kept <= videos_of(alice).keys()
    assert videos_of(alice).keys() - kept == set(before[3:6])  # those were listed before
    assert syncs_of(alice)[0].state == DONE


def test_what_is_posted_while_paging_comes_with_the_next_sync(person: People):
    alice = person("alice", videos=30)
    alice.comes_back()
    sync_id = syncs.start(alice.creator_id)
    syncs.step(sync_id)
    alice.account.posts(2)
    step_to_the_end(sync_id)

    step_to_the_end(syncs.start(alice.creator_id, RECENT))

    assert sorted(videos_of(alice)) == sorted(alice.ids)


def test_only_one_sync_at_a_time(app: Flask, alice: Person):
    creator_id = alice.creator_id

    ids = race(app, lambda _number: syncs.start(creator_id), 8)

    assert len(set(ids)) == 1
    assert len(syncs_of(alice)) == 2  # with the one of the sign-in


def test_a_sync_knows_how_many_videos_to_expect_if_it_is_to_bring_them_all(alice: Person):
    step_to_the_end(syncs.start(alice.creator_id, FULL))
    step_to_the_end(syncs.start(alice.creator_id, RECENT))

    assert [sync.about for sync in syncs_of(alice)[-2:]] == [7, None]


@pytest.mark.parametrize("kind", [FULL, RECENT])
def test_nothing_is_started_for_somebody_who_is_not_there(kind: str, app: Flask):
    with pytest.raises(NotConnected):
        syncs.start(uuid4(), kind)


def test_creators_sync_independently(alice: Person, bob: Person):
    assert syncs.start(alice.creator_id) != syncs.start(bob.creator_id)


def test_after_the_end_another_sync_can_begin(alice: Person):
    first = syncs.start(alice.creator_id)
    step_to_the_end(first)

    assert syncs.start(alice.creator_id) != first


def test_a_step_that_runs_twice_at_once_stores_nothing_twice(
    app: Flask, tiktok: TikTok, person: People
):
    alice = person("alice", videos=45)
    alice.comes_back()
    sync_id = syncs.start(alice.creator_id)
    tiktok.settings(latency_ms=100)

    race(app, lambda _number: syncs.step(sync_id), 4)

    calls = alice.account.calls("video/list")
    assert len(calls) == syncs_of(alice)[0].pages == 1
    assert len(videos_of(alice)) == syncs_of(alice)[0].found == calls[0]["returned"]


def test_a_finished_sync_does_no_more_steps(alice: Person):
    sync_id = syncs_of(alice)[0].id
    before = lists(alice)

    assert syncs.step(sync_id) == syncs.OVER
    assert lists(alice) == before


def test_a_step_whose_lease_lapsed_stores_nothing(alice: Person, time_passes: TimePasses):
    sync_id = syncs.start(alice.creator_id)
    slow = leases.take(syncs.Sync, syncs.Sync.id == sync_id, seconds=syncs.LEASE_SECONDS)
    time_passes(seconds=syncs.LEASE_SECONDS + 1)
    step_to_the_end(sync_id)
    stored = syncs_of(alice)[-1].pages

    assert syncs._postpone(sync_id, slow, None, "late", None) == syncs.OVER
    assert syncs._fail(sync_id, slow, "late", None) == syncs.OVER
    assert (syncs_of(alice)[-1].state, syncs_of(alice)[-1].pages) == (DONE, stored)


def test_a_killed_step_is_taken_up_when_its_lease_lapses(person: People, time_passes: TimePasses):
    alice = person("alice", videos=45)
    alice.comes_back()
    sync_id = syncs.start(alice.creator_id)
    syncs.step(sync_id)
    leases.take(
        syncs.Sync, syncs.Sync.id == sync_id, seconds=syncs.LEASE_SECONDS
    )  # and then killed

    assert work.left_behind(syncs.Sync) == []
    assert 0 < syncs.step(sync_id).after <= syncs.LEASE_SECONDS
    time_passes(seconds=syncs.LEASE_SECONDS + 1)
    assert work.left_behind(syncs.Sync) == [(sync_id, CREATORS)]
    step_to_the_end(sync_id)
    assert sorted(videos_of(alice)) == sorted(alice.ids)


def test_a_passing_failure_waits_longer_each_time_and_goes_on(
    tiktok: TikTok, person: People, time_passes: TimePasses
):
    alice = person("alice", videos=45)
    alice.comes_back()
    sync_id = syncs.start(alice.creator_id)
    syncs.step(sync_id)
    tiktok.fails("video/list")

    waits = []
    for _ in range(6):
        waits.append(syncs.step(sync_id).after)
        time_passes(seconds=waits[-1] + 1)

    assert waits == [5, 15, 60, 300, 900, 900]
    assert syncs_of(alice)[0].problem == "internal_error"
    tiktok.recovers()
    step_to_the_end(sync_id)
    assert (syncs_of(alice)[0].state, syncs_of(alice)[0].tries) == (DONE, 0)
    assert sorted(videos_of(alice)) == sorted(alice.ids)


def test_before_its_time_a_failed_step_is_not_tried_again(tiktok: TikTok, alice: Person):
    sync_id = syncs.start(alice.creator_id)
    tiktok.fails("video/list")
    syncs.step(sync_id)
    before = lists(alice)

    assert 0 < syncs.step(sync_id).after <= 5
    assert lists(alice) == before


def test_a_rate_limit_waits_as_long_as_tiktok_says(tiktok: TikTok, alice: Person):
    step_to_the_end(syncs.start(alice.creator_id))
    tiktok.settings(calls_per_minute=1, retry_after=33)
    sync_id = syncs.start(alice.creator_id)

    after = syncs.step(sync_id).after

    assert after is not None
    assert 30 <= after <= 33
    assert syncs_of(alice)[-1].tries == 0


def test_a_lost_connection_fails_the_sync_and_says_why(alice: Person):
    alice.account.ends_the_permission()
    sync_id = syncs.start(alice.creator_id)

    step_to_the_end(sync_id)

    failed = syncs_of(alice)[-1]
    assert failed.state == FAILED
    assert failed.problem
    assert len(videos_of(alice)) == 7  # earlier pages are kept


def test_a_video_that_a_whole_listing_left_out_is_unlisted_until_one_holds_it(alice: Person):
    lost = alice.ids[2]
    alice.account.hides([lost])
    step_to_the_end(syncs.start(alice.creator_id, FULL))

    unlisted = videos_of(alice)[lost]
    assert timedelta() <= clock.now() - unlisted.unlisted_at < timedelta(minutes=1)
    assert (unlisted.missing_at, unlisted.gone_at) == (None, None)
    step_to_the_end(syncs.start(alice.creator_id, FULL))
    assert videos_of(alice)[lost].unlisted_at == unlisted.unlisted_at  # once is enough

    alice.account.shows([lost])
    step_to_the_end(syncs.start(alice.creator_id, FULL))
    assert videos_of(alice)[lost].unlisted_at is None


def test_a_listing_that_did_not_come_to_its_end_makes_nothing_gone(
    tiktok: TikTok, person: People, time_passes: TimePasses
):
    alice = person("alice", videos=45).signs_in()
    sync_id = syncs.start(alice.creator_id, FULL)
    syncs.step(sync_id)
    tiktok.fails("video/list", "token_invalid")
    alice.account.ends_the_permission()

    step_to_the_end(sync_id)

    assert not [video for video in videos_of(alice).values() if video.unlisted_at]


def test_a_recent_sync_stops_at_what_is_known(person: People):
    alice = person("alice", videos=100).signs_in()
    new = alice.account.posts(3)
    before = lists(alice)

    step_to_the_end(syncs.start(alice.creator_id, RECENT))

    assert set(new) <= videos_of(alice).keys()
    assert lists(alice) - before <= 2
    assert not [video for video in videos_of(alice).values() if video.unlisted_at]


def test_what_a_video_says_is_brought_up_to_date(alice: Person):
    first = alice.ids[0]
    alice.account.changes(first, title="Better now", view_count=None, like_count=0)

    step_to_the_end(syncs.start(alice.creator_id))

    video = videos_of(alice)[first]
    assert (video.title, video.views, video.likes) == ("Better now", None, 0)


def test_a_caption_that_postgresql_would_refuse_can_be_stored(alice: Person):
    alice.account.changes(alice.ids[0], title="be\0fore 👩‍👩‍👧 ‮after")

    step_to_the_end(syncs.start(alice.creator_id))

    assert videos_of(alice)[alice.ids[0]].title == "be\ufffdfore 👩‍👩‍👧 ‮after"


def test_each_page_of_a_sync_raises_the_version_of_the_page(alice: Person):
    before = page_of(alice).version

    step_to_the_end(syncs.start(alice.creator_id))

    assert page_of(alice).version > before


def test_a_listing_renews_covers_too(alice: Person, time_passes: TimePasses):
    before = covers_of(alice)[alice.ids[0]].url
    time_passes(hours=2)

    step_to_the_end(syncs.start(alice.creator_id))

    cover = covers_of(alice)[alice.ids[0]]
    assert cover.url != before
    assert cover.expires_at - clock.now() > timedelta(hours=5, minutes=59)


def test_progress_is_told_while_it_runs(person: People):
    alice = person("alice", videos=45)
    alice.comes_back()
    sync_id = syncs.start(alice.creator_id)
    alice.worker.redis.flushall()

    states = [syncs_of(alice)[0].state]
    syncs.step(sync_id)
    states.append(syncs_of(alice)[0].state)

    assert states == [QUEUED, RUNNING]
    assert syncs_of(alice)[0].found == len(videos_of(alice)) > 0
