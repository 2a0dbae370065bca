"""TikTok's count stays above the number of listed videos, as with private videos."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portfolio.models.sync import DONE, FAILED, FULL
from portfolio.services.library import trust
from tests.support.living import Life, TimePasses
from tests.support.lying import Data, Liar, lying
from tests.support.people import Person
from tests.support.stored import syncs_of, videos_of
from tests.support.tiktok import TikTok

VIDEOS, PRIVATE = 25, 30
#: Calls of one honest listing.
PAGES = 2
LISTINGS = 1 + len(trust.REPEAT_AFTER)


def counting(private: int) -> Callable[[str, Data], Data]:
    """Let TikTok count `private` more videos than its listings hold."""

    def garbles(path: str, data: Data) -> Data:
        if "user" not in data:
            return data
        return {"user": {**data["user"], "video_count": data["user"]["video_count"] + private}}

    return garbles


@pytest.fixture
def liar(tiktok: TikTok, apps: dict[str, Flask], app: Flask) -> Iterator[Liar]:
    with lying(tiktok, apps) as liar:
        liar.garbles = counting(PRIVATE)
        yield liar


@pytest.fixture
def life(liar: Liar, person: Callable[..., Person], time_passes: TimePasses) -> Life:
    """A creator whose first listing came up short at every repetition."""
    life = Life(person("alice", videos=VIDEOS), time_passes)
    life.signs_in()
    life.until_nothing_waits()
    return life


def asks(life: Life, deed: Callable[[], object]) -> int:
    """Return the number of `video/list` calls that `deed` causes."""
    before = len(life.person.account.calls("video/list"))
    deed()
    return len(life.person.account.calls("video/list")) - before


def checks(life: Life) -> None:
    """Press the button that checks the whole library."""
    life.person.browser.page("/studio/videos")
    life.person.browser.post("/studio/syncs")
    life.until_nothing_waits(1)


def test_a_shortfall_is_doubted_once(life: Life):
    alice = life.person
    first = syncs_of(alice)[-1]
    assert (first.state, first.found, first.short_by) == (FAILED, VIDEOS, PRIVATE)
    assert len(alice.account.calls("video/list")) == LISTINGS * PAGES

    assert asks(life, life.upkeep) == PAGES
    assert asks(life, life.upkeep) == 1  # it asks only for the newest
    assert asks(life, lambda: checks(life)) == PAGES

    assert (syncs_of(alice)[-1].state, syncs_of(alice)[-1].kind) == (DONE, FULL)
    studio = alice.browser.page("/studio/videos").text
    assert "Not all of your videos" not in studio
    assert f"{VIDEOS} videos" in studio


def test_one_that_grows_is_doubted_again(life: Life, liar: Liar):
    life.upkeep()
    liar.lies = ["ends early"] * LISTINGS

    assert asks(life, lambda: checks(life)) == LISTINGS

    assert syncs_of(life.person)[-1].state == FAILED
    assert not [video for video in videos_of(life.person).values() if video.unlisted_at]


def test_one_that_ends_is_forgotten(life: Life, liar: Liar):
    liar.garbles = counting(0)
    life.upkeep()
    assert syncs_of(life.person)[-1].short_by == 0
    liar.garbles = counting(PRIVATE)

    assert asks(life, life.upkeep) == 1  # this listing does not reach the end
    assert asks(life, lambda: checks(life)) == LISTINGS * PAGES


def test_videos_that_turn_private_are_off_from_the_second_check_on(life: Life, liar: Liar):
    alice = life.person
    life.upkeep()
    turned = alice.ids[5:15]
    alice.account.hides(turned)
    liar.garbles = counting(PRIVATE + len(turned))

    assert asks(life, lambda: checks(life)) > PAGES
    assert not [video for video in videos_of(alice).values() if video.unlisted_at]
    checks(life)

    off = {video.id for video in videos_of(alice).values() if video.unlisted_at}
    assert off == set(turned)


def test_a_listing_that_leads_nowhere_makes_no_later_one_believed(life: Life, liar: Liar):
    alice = life.person
    liar.lies = ["leads nowhere"] * LISTINGS
    assert asks(life, life.upkeep) == LISTINGS
    assert syncs_of(alice)[-1].state == FAILED
    liar.lies = ["is empty"] * LISTINGS

    assert asks(life, life.upkeep) == LISTINGS

    assert syncs_of(alice)[-1].state == FAILED
    assert not [video for video in videos_of(alice).values() if video.unlisted_at]
