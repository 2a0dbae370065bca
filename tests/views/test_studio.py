"""The studio's first room: tiles, more tiles, and how the sync goes."""

from __future__ import annotations

from tests.support.people import Person


def test_a_new_creator_is_met_by_their_videos_newest_first(alice: Person):
    page = alice.browser.page("/studio/videos")

    ticks = [box["value"] for box in page.all("input", type="checkbox", name="pick")]
    assert ticks == alice.ids
