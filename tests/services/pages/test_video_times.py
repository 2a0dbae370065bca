"""The times that feeds tell: they move with words, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.page import Edition
from portfolio.models.video import UNDATED, Video
from portfolio.services.drafts import editions, pick_texts
from portfolio.services.pages import public_page, video_times
from portfolio.services.pages.video_times import PageTimes
from portfolio.transactions import writing
from tests.support.databases import on_both_databases
from tests.support.people import Person
from tests.support.stored import page_of, videos_of

pytestmark = on_both_databases

TimePasses = Callable[..., None]


@pytest.fixture
def published(alice: Person) -> datetime:
    """When Alice published all of her videos."""
    alice.publishes(*alice.ids)
    return times_of(alice).published


def times_of(person: Person) -> PageTimes:
    handle = page_of(person).handle
    assert handle is not None
    page = public_page.find(handle)
    assert page is not None
    return video_times.of_page(page)


def updates(person: Person) -> dict[str, datetime]:
    return {key: each.updated for key, each in times_of(person).videos.items()}


def stand(person: Person, video_id: str, **values: object) -> None:
    """Store these values of a video."""
    of_it = sa.and_(Video.creator_id == person.creator_id, Video.id == video_id)
    with writing() as session:
        session.execute(sa.update(Video).where(of_it).values(**values))


def test_a_video_is_updated_when_it_comes_onto_the_page(alice: Person, published: datetime):
    assert set(updates(alice).values()) == {published.replace(microsecond=0)}


@pytest.mark.parametrize("words", [{"title": "Mine", "alt": ""}, {"title": "", "alt": "A loaf"}])
def test_own_words_update_a_video_once_they_are_published(
    words: dict[str, str], alice: Person, published: datetime, time_passes: TimePasses
):
    before = updates(alice)
    time_passes(hours=1)
    pick_texts.write(alice.creator_id, alice.ids[3], **words)
    assert updates(alice) == before

    editions.publish(alice.creator_id)
    now = times_of(alice).published
    time_passes(hours=1)
    editions.publish(alice.creator_id)  # the same once more

    assert updates(alice) == {**before, alice.ids[3]: now.replace(microsecond=0)}
    assert times_of(alice).updated > now


def test_a_page_taken_back_and_published_again_has_the_same_times(
    alice: Person, published: datetime, time_passes: TimePasses
):
    before = updates(alice)
    time_passes(days=1)

    editions.withdraw(alice.creator_id)
    editions.publish(alice.creator_id)

    assert updates(alice) == before


@pytest.mark.parametrize("stored", [None, {}])
def test_the_videos_of_an_edition_by_old_code_have_its_time_and_keep_it_in_the_next_one(
    stored: object, alice: Person, published: datetime, time_passes: TimePasses
):
    with writing() as session:
        session.execute(sa.update(Edition).values(entry_times=stored))
    before = updates(alice)
    assert set(before.values()) == {published.replace(microsecond=0)}

    time_passes(days=1)
    editions.publish(alice.creator_id)

    assert updates(alice) == before


def test_a_video_without_a_date_counts_from_when_the_page_was_published(
    alice: Person, published: datetime
):
    stand(alice, alice.ids[0], created_at=UNDATED, stated_at=None)
    with writing() as session:
        session.execute(sa.update(Edition).values(entry_times={}))

    times = times_of(alice).videos[alice.ids[0]]

    assert (times.posted, times.updated) == (None, published.replace(microsecond=0))


def test_a_page_taken_back_meanwhile_has_the_times_of_its_videos(
    alice: Person, published: datetime
):
    handle = page_of(alice).handle
    assert handle is not None
    page = public_page.find(handle)
    assert page is not None
    editions.withdraw(alice.creator_id)

    times = video_times.of_page(page)

    assert {key: each.posted for key, each in times.videos.items()} == {
        key: each.created_at for key, each in videos_of(alice).items()
    }
    assert times.updated < published


def test_a_date_in_the_future_is_when_the_video_came_to_us(alice: Person, time_passes: TimePasses):
    ahead = int((clock.now() + timedelta(days=400)).timestamp())
    (video_id,) = alice.account.posts(1)
    alice.account.changes(video_id, create_time=ahead)
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()
    alice.publishes(video_id)
    time_passes(days=1)

    times = times_of(alice).videos[video_id]

    assert videos_of(alice)[video_id].stated_at.timestamp() == ahead
    assert times.posted <= clock.now() - timedelta(hours=23)
    assert times.updated <= clock.now() - timedelta(hours=23)


@pytest.mark.parametrize(
    "raw", [None, [], "x", {"7": "x"}, {"7": 0}, {"7": -1}, {"7": True}, {"7": 1.5}, {"7": 2**40}]
)
def test_times_that_cannot_be_read_are_left_out(raw: object):
    assert video_times.read(raw) == {}


def test_a_new_word_from_tiktok_is_noted_and_the_same_one_is_not(
    alice: Person, published: datetime, time_passes: TimePasses
):
    assert {each.worded_at for each in videos_of(alice).values()} == {None}
    time_passes(hours=1)
    alice.account.changes(alice.ids[1], video_description="Other words")
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()
    db.session.rollback()

    worded = {key: each.worded_at for key, each in videos_of(alice).items() if each.worded_at}
    time_passes(hours=1)
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    assert list(worded) == [alice.ids[1]]
    assert worded[alice.ids[1]] > published
    assert videos_of(alice)[alice.ids[1]].worded_at == worded[alice.ids[1]]
