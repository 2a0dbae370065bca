"""Stays in the studio: which videos are new to their creator."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.databases import on_both_databases
from tests.support.people import Person

pytestmark = on_both_databases

Passing = Callable[..., None]


def new_to(alice: Person) -> list[str]:
    page = alice.browser.page("/studio/videos?arrival=new")
    return [box["value"] for box in page.all("input", type="checkbox", name="pick")]


@pytest.fixture
def has_stayed(alice: Person) -> Person:
    alice.browser.page("/studio/videos")
    return alice


def posts(alice: Person, time_passes: Passing, videos: int) -> list[str]:
    """Post videos at TikTok while the creator is away, and let the upkeep bring them in."""
    time_passes(hours=13)
    ids = alice.account.posts(videos)
    alice.browser.page("/studio/page")
    alice.browser.post("/studio/syncs")
    alice.worker.works()
    return ids


def test_in_the_first_stay_nothing_is_new(has_stayed: Person):
    assert new_to(has_stayed) == []


def test_what_came_since_the_last_stay_is_new_through_the_whole_next_one(
    has_stayed: Person, time_passes: Passing
):
    ids = posts(has_stayed, time_passes, 2)

    assert new_to(has_stayed) == ids
    time_passes(minutes=20)
    assert new_to(has_stayed) == ids
    time_passes(minutes=20)
    assert new_to(has_stayed) == ids


def test_in_the_stay_after_that_it_is_no_longer_new(has_stayed: Person, time_passes: Passing):
    posts(has_stayed, time_passes, 2)
    new_to(has_stayed)

    time_passes(minutes=31)
    assert new_to(has_stayed) == []

    newer = posts(has_stayed, time_passes, 1)
    assert new_to(has_stayed) == newer
