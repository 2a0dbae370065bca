"""Removal at TikTok: data deleted at once, choices kept thirty days, and reconnection."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio import jobs
from portfolio.extensions import db
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover
from portfolio.models.creator import Creator
from portfolio.models.page import Edition
from portfolio.models.sync import Sync
from portfolio.models.video import Video
from portfolio.services.accounts import removal
from tests.support.people import Browser, Person
from tests.support.stored import page_of, picks_of, rows
from tests.support.webhooks import deliver, removal_of

TimePasses = Callable[..., None]
Counted = Callable[[], dict[str, int]]


@pytest.fixture
def owner(alice: Person) -> Person:
    """Alice, with a page of three videos, not in the library's order."""
    first, second, third, *_ = alice.ids
    alice.publishes(third, first, second, handle="alice.shows")
    return alice


@pytest.fixture
def is_removed_at_tiktok(owner: Person, visitor: Browser) -> Callable[[], None]:
    """Return a function that lets Alice revoke the permission at TikTok, which tells us."""

    def remove() -> None:
        owner.account.ends_the_permission()
        assert deliver(visitor, removal_of(owner)).status_code == 200
        owner.worker.works()

    return remove


def leave_what_waited_too_long(person: Person) -> None:
    """Run the hourly tidying, and the sweep that follows it."""
    jobs.tidy_now()
    jobs.sweep_now()
    person.worker.works()


def test_all_of_tiktoks_data_goes_at_once(
    owner: Person, visitor: Browser, is_removed_at_tiktok: Callable[[], None]
):
    creator_id = owner.creator_id

    is_removed_at_tiktok()

    assert visitor.get("/@alice.shows").status_code == 404
    for model in (Connection, Video, Cover, Sync, BrowserSession):
        assert not rows(model, creator_id), model
    creator = owner.creator
    said = (creator.display_name, creator.username, creator.bio, creator.profile_url)
    counts = (creator.followers, creator.likes, creator.video_count, creator.is_verified)
    picture = (creator.avatar_url, creator.avatar_expires_at, creator.union_id)
    assert not any(value is not None for value in (*said, *counts, *picture))
    assert owner.browser.get("/studio/videos").location == "/login"


def test_what_the_creator_made_waits(owner: Person, is_removed_at_tiktok: Callable[[], None]):
    picked, editions = picks_of(owner), len(rows(Edition, owner.creator_id))

    is_removed_at_tiktok()

    assert picks_of(owner) == picked
    assert page_of(owner).handle == "alice.shows"
    assert len(rows(Edition, owner.creator_id)) == editions == 1


@pytest.mark.parametrize("days", [0, 29])
def test_reconnecting_finds_picks_order_and_handle(
    days: int,
    owner: Person,
    visitor: Browser,
    is_removed_at_tiktok: Callable[[], None],
    time_passes: TimePasses,
):
    creator_id, picked = owner.creator_id, picks_of(owner)
    is_removed_at_tiktok()
    time_passes(days=days, minutes=1)
    leave_what_waited_too_long(owner)

    owner.signs_in()

    assert owner.creator_id == creator_id
    assert picks_of(owner) == picked
    assert page_of(owner).handle == "alice.shows"
    assert owner.creator.display_name
    assert len(rows(Video, creator_id)) == 7
    owner.browser.page("/studio/videos")
    assert owner.browser.post("/studio/editions").status_code == 303
    shown = visitor.page("/@alice.shows").all(data_video_id=True)
    assert [each["data-video-id"] for each in shown] == picked


def test_after_a_reconnection_nothing_is_deleted_any_more(
    owner: Person, is_removed_at_tiktok: Callable[[], None], time_passes: TimePasses
):
    is_removed_at_tiktok()
    time_passes(days=29)
    owner.signs_in()
    time_passes(days=10)

    leave_what_waited_too_long(owner)

    assert owner.creator.leaving_at is None
    assert picks_of(owner)


def test_after_thirty_days_everything_goes(
    owner: Person,
    is_removed_at_tiktok: Callable[[], None],
    time_passes: TimePasses,
    counted: Counted,
):
    is_removed_at_tiktok()
    time_passes(days=30, minutes=1)

    leave_what_waited_too_long(owner)

    left = {name for name, count in counted().items() if count}
    # The event itself, which no longer names a creator, is deleted later.
    assert left - {"webhook_event"} == {"departure", "tombstone", "left_handle"}


def test_the_thirty_days_count_from_the_first_word_of_it(
    owner: Person,
    visitor: Browser,
    is_removed_at_tiktok: Callable[[], None],
    time_passes: TimePasses,
):
    is_removed_at_tiktok()
    first = owner.creator.removed_at
    time_passes(days=3)

    deliver(visitor, removal_of(owner))  # a second event, as of now
    owner.worker.works()

    assert owner.creator.removed_at == first


def test_a_sign_in_just_before_the_deletion_wins(owner: Person, time_passes: TimePasses):
    before = owner.creator.joined_at
    time_passes(minutes=1)
    owner.comes_back()

    removal.remove(owner.creator_id, before, everything=True)

    creator = db.session.get_one(Creator, owner.creator_id, populate_existing=True)
    assert creator.is_active
    assert rows(Connection, creator.id)
