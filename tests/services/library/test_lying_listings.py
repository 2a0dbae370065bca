"""Wrong listings: no video that TikTok still serves by its id is ever hidden from visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portfolio import clock, jobs
from portfolio.extensions import db, queues
from portfolio.models.sync import DONE, FAILED, FULL
from portfolio.models.video import Video
from portfolio.queues import UPKEEP
from portfolio.services.library import trust, video_trust, videos
from portfolio.services.pages import public_page
from portfolio.services.renewals import absences
from portfolio.transactions import writing
from tests.support.living import Life, TimePasses
from tests.support.lying import LIES, Liar, lying
from tests.support.people import Browser, Person
from tests.support.stored import syncs_of, videos_of
from tests.support.tiktok import TikTok

People = Callable[..., Person]
VIDEOS = 45
#: The most calls of one listing, with any cursors: two a page, two for its ends, and two for a
#: cursor ahead of the videos.
PAGES = 2 * ceil(VIDEOS / 20) + 4


@pytest.fixture
def liar(tiktok: TikTok, apps: dict[str, Flask], app: Flask) -> Iterator[Liar]:
    with lying(tiktok, apps) as liar:
        yield liar


@pytest.fixture
def life(person: People, time_passes: TimePasses) -> Life:
    return Life(person("alice", videos=VIDEOS), time_passes)


def seen_by_visitors(person: Person, handle: str | None = None) -> set[str]:
    handle = handle or person.handle
    db.session.rollback()
    shown = public_page.find(handle)
    assert shown is not None
    return {card.id for card in shown.cards()}


def calls(person: Person, endpoint: str) -> int:
    return len(person.account.calls(endpoint))


def forget(person: Person) -> None:
    """Reset a creator's library to the state after an honest listing, with no work under way."""
    person.account.shows(list(videos_of(person)))
    person.worker.redis.flushall()
    with writing() as session:
        session.execute(sa.delete(syncs_of(person)[0].__class__))
        session.execute(
            sa.update(Video).values(
                unlisted_at=None, doubted_at=None, missing_at=None, gone_at=None,
                seen_at=clock.now(),
            )
        )  # fmt: skip


LONGEST = 12
SEQUENCES = st.lists(st.sampled_from(sorted(LIES)), max_size=LONGEST)
PLACES = st.sets(st.integers(0, VIDEOS - 1), max_size=6)


def test_no_listing_hides_what_tiktok_still_serves(life: Life, liar: Liar):
    """A deleted video is hidden within two upkeeps, and an upkeep makes few calls.

    An upkeep and its further jobs make at most one call for the profile, 1 + len(REPEAT_AFTER)
    listings of PAGES calls (besides failed ones, at most MOST_TRIES in a row), and for n picks and
    shown videos two checks of ROUNDS × ⌈n / 20⌉ calls of `video/query`.
    """
    alice = life.signs_in()
    ids = alice.ids
    picked = [ids[place] for place in (0, 3, 19, 20, 21, 30, 38, 44)]
    alice.publishes(*picked, recent=True)
    handle = alice.handle
    shown = len(set(picked) | set(ids[: video_trust.NEWEST]))
    # The verdicts by themselves have far more examples, in `test_trust.py`.
    drawn = 6 if db.engine.dialect.name == "sqlite" else 3

    @settings(
        max_examples=drawn, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(SEQUENCES, PLACES)
    @example(["ends early"] * LONGEST, set())
    @example(["is empty"] * LONGEST, {3, 44})
    @example(["seconds"] * LONGEST, {20, 21, 30, 38, 44})
    @example(["error"] * LONGEST, {0, 1, 2, 44})
    def holds(lies: list[str], gone: set[int]) -> None:
        forget(alice)
        lost = {ids[place] for place in gone}
        alice.account.hides(sorted(lost))
        there = set(picked) - lost
        for _ in range(2):
            liar.lies = list(lies)
            before = {name: calls(alice, name) for name in ("video/list", "video/query")}

            life.upkeep()

            made = {name: calls(alice, name) - before[name] for name in before}
            assert there <= seen_by_visitors(alice, handle)
            assert made["video/list"] <= (1 + len(trust.REPEAT_AFTER)) * PAGES
            assert made["video/query"] <= 2 * absences.ROUNDS * ceil(shown / 20)
        assert not lost & seen_by_visitors(alice, handle)

    holds()


def test_control_a_listing_that_hides_takes_published_videos_off_the_page(
    life: Life, liar: Liar, monkeypatch: pytest.MonkeyPatch
):
    alice = life.signs_in()
    alice.publishes(alice.ids[2], alice.ids[30])
    hides = videos._MARK_UNLISTED.values(missing_at=sa.bindparam("now"))
    monkeypatch.setattr(videos, "_MARK_UNLISTED", hides)
    monkeypatch.setattr(trust.Tally, "verdict", lambda *_, **__: trust.Verdict.BELIEVED)
    monkeypatch.setattr(jobs, "check_picks_later", lambda *_: None)
    liar.lies = ["ends early"]

    jobs.sync_later(alice.creator_id, FULL)
    alice.worker.works()

    assert seen_by_visitors(alice) == {alice.ids[2]}


@pytest.mark.parametrize("lie", ["ends early", "is empty", "ten years back", "half"])
def test_a_listing_that_ends_too_soon_is_asked_for_again_and_heals(
    lie: str, life: Life, liar: Liar, visitor: Browser
):
    alice = life.signs_in()
    published = [alice.ids[place] for place in (2, 30, 44)]
    path = alice.publishes(*published)
    liar.lies = [lie] if lie != "half" else ["half"] * 3

    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    studio = alice.browser.page("/studio/videos")
    assert "Off TikTok for now" not in studio.text
    assert "All of it is published" in studio.text
    assert "This check is not complete yet" in studio.one(id="sync").text
    shown = visitor.page(path).all(data_video_id=True)
    assert {each["data-video-id"] for each in shown} == set(published)
    life.until_nothing_waits(1)
    assert (syncs_of(alice)[-1].state, syncs_of(alice)[-1].found) == (DONE, VIDEOS)
    assert not [video for video in videos_of(alice).values() if video.unlisted_at]


def test_a_cursor_in_seconds_costs_nothing(life: Life, liar: Liar):
    liar.lies = ["seconds"] * 3

    alice = life.signs_in()

    assert len(videos_of(alice)) == VIDEOS
    assert syncs_of(alice)[-1].state == DONE


@pytest.mark.parametrize("lie", ["cursor 0", "cursor -1", "no cursor"])
def test_a_first_listing_without_a_cursor_goes_on_by_the_oldest_video(
    lie: str, life: Life, liar: Liar
):
    liar.lies = [lie]

    alice = life.signs_in()

    assert len(videos_of(alice)) == VIDEOS
    assert "45 videos" in alice.browser.page("/studio/videos").text


@pytest.mark.parametrize("lies", [["ends early"], ["honest", "is empty"], ["is empty with more"]])
def test_a_first_listing_that_ends_early_says_so_and_goes_on_by_itself(
    lies: list[str], life: Life, liar: Liar
):
    liar.lies = lies

    alice = life.signs_in()

    if len(videos_of(alice)) < VIDEOS:
        studio = alice.browser.page("/studio/videos").text
        assert "Not all of your videos are here yet" in studio
        assert "Checked" not in studio
    life.until_nothing_waits(1)
    assert len(videos_of(alice)) == VIDEOS
    studio = alice.browser.page("/studio/videos").text
    assert "Not all of your videos" not in studio
    assert "45 videos" in studio


def test_a_first_listing_that_never_gets_further_is_tried_again_at_the_next_upkeep(
    life: Life, liar: Liar
):
    liar.lies = ["ends early"] * 3
    alice = life.signs_in()
    life.until_nothing_waits()

    assert (syncs_of(alice)[-1].state, syncs_of(alice)[-1].found) == (FAILED, len(videos_of(alice)))
    assert "Not all of your videos are here yet" in alice.browser.page("/studio/videos").text
    life.upkeep()
    assert len(videos_of(alice)) == VIDEOS
    assert syncs_of(alice)[-1].state == DONE


def test_a_recent_sync_that_lost_the_rest_becomes_a_full_one(life: Life, liar: Liar):
    alice = life.signs_in()
    new = alice.account.posts(30)
    life.passes(hours=12)
    liar.lies = ["ends early"]

    life.upkeep()

    assert set(new) <= videos_of(alice).keys()
    assert not [video for video in videos_of(alice).values() if video.unlisted_at]


def test_what_a_believed_listing_left_out_is_off_in_the_picker_and_asked_for_if_picked(
    life: Life, liar: Liar, visitor: Browser
):
    alice = life.signs_in()
    ids, path = alice.ids, ""
    path = alice.publishes(ids[1], ids[10], ids[11], ids[12])
    alice.account.hides([ids[0], ids[1]])

    alice.browser.post("/studio/syncs")
    life.until_nothing_waits(1)

    asked = alice.account.calls("video/query")[0]["ids"]
    assert ids[1] in asked
    assert ids[0] not in asked
    studio = alice.browser.page("/studio/videos")
    assert studio.text.count("Off TikTok for now") == 2
    assert "1 hidden, as TikTok does not show it now" in studio.text
    assert "All of it is published" not in studio.text
    shown = visitor.page(path).all(data_video_id=True)
    assert {each["data-video-id"] for each in shown} == {ids[10], ids[11], ids[12]}


def test_a_video_that_is_picked_without_being_in_a_listing_is_shown(life: Life, liar: Liar):
    """Picks outlive the library, for example after a reconnection."""
    alice = life.signs_in()
    last = alice.ids[-1]
    alice.publishes(last)
    with writing() as session:
        session.execute(sa.delete(Video).where(Video.id == last))

    jobs.check_picks_later(alice.creator_id, UPKEEP)
    alice.worker.works()

    assert seen_by_visitors(alice) == {last}


def test_a_hidden_pick_comes_back_with_the_next_upkeep(life: Life, liar: Liar):
    alice = life.signs_in()
    lost = alice.ids[40]
    alice.publishes(alice.ids[0], alice.ids[1], lost)
    alice.account.hides([lost])
    life.passes(hours=12)
    life.upkeep()
    assert lost not in seen_by_visitors(alice)
    assert videos_of(alice)[lost].gone_at

    alice.account.shows([lost])
    life.upkeep()

    assert lost in seen_by_visitors(alice)


def test_one_answer_that_lacks_a_video_hides_it_for_a_minute(life: Life, liar: Liar):
    alice = life.signs_in()
    picked = [alice.ids[place] for place in (30, 31, 32, 33)]
    alice.publishes(*picked)
    life.passes(hours=12)
    liar.omits = {picked[0]: 1}

    jobs.keep_up_now()
    alice.worker.works()
    assert picked[0] not in seen_by_visitors(alice)

    life.passes(seconds=62)
    queues.enqueue_due()
    alice.worker.works()
    assert picked[0] in seen_by_visitors(alice)


def test_an_answer_that_lacks_nearly_all_hides_nothing(life: Life, liar: Liar):
    alice = life.signs_in()
    picked = [alice.ids[place] for place in (30, 31, 32, 33)]
    alice.publishes(*picked)
    life.passes(hours=12)
    liar.omits = dict.fromkeys(picked, 1)

    life.upkeep()

    assert seen_by_visitors(alice) == set(picked)
    assert not [video for video in videos_of(alice).values() if video.doubted_at]


def test_a_profile_that_leaves_fields_out_takes_nothing_away(life: Life, liar: Liar):
    alice = life.person
    alice.account.is_called(bio="Here I am", followers=12)
    alice.signs_in()
    before = alice.creator
    kept = (before.name, before.username, before.bio, before.followers, before.video_count)
    liar.left_out = frozenset({*("display_name", "username", "bio_description", "avatar_url")})
    liar.left_out |= {"follower_count", "video_count", "avatar_large_url", "likes_count"}

    jobs.update_profile_now(str(alice.creator_id))

    after = alice.creator
    assert (after.name, after.username, after.bio, after.followers, after.video_count) == kept
    assert after.safe_avatar(clock.now())
