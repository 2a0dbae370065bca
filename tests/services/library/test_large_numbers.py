"""Numbers of TikTok that are larger than their columns: one video never stops a sync."""

from __future__ import annotations

import pytest

from portfolio.extensions import db
from portfolio.models.video import Video
from tests.support.databases import on_both_databases
from tests.support.people import Person

pytestmark = on_both_databases

COUNTS = ("view_count", "like_count", "comment_count", "share_count")
MEASURES = ("duration", "width", "height")


@pytest.mark.parametrize("number", [2**31, 2**63 - 1, 2**63, 10**30, float(2**40)])
@pytest.mark.parametrize("fields", [COUNTS, MEASURES])
def test_the_others_are_stored_and_a_senseless_measure_takes_nothing_away(
    fields: tuple[str, ...], number: float, alice: Person
):
    odd, other = alice.ids[:2]
    alice.account.changes(odd, **dict.fromkeys(fields, number))
    alice.account.changes(other, title="A new title")
    before = measures(alice, odd)

    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    db.session.rollback()
    assert db.session.get_one(Video, (alice.creator_id, other)).title == "A new title"
    assert measures(alice, odd) == before


def measures(person: Person, video_id: str) -> tuple[int | None, ...]:
    video = db.session.get_one(Video, (person.creator_id, video_id))
    return video.duration, video.width, video.height
