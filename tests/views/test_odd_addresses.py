"""A malformed address from TikTok or an older row counts as none, and no page fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.video import Video
from tests.support.people import Browser, Person

ODD = ("https://[", "https://[1/x", "https://a:b/", "https://[v1]@", "javascript:alert(1)")


@pytest.fixture(params=ODD)
def odd(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def shows_everywhere(alice: Person, visitor: Browser, path: str) -> None:
    """Open every page that shows Alice's newest video."""
    video_id = alice.ids[0]
    for address in ("/studio/videos", "/studio/videos/tiles", f"/studio/covers?ids={video_id}"):
        assert alice.browser.get(address).status_code == 200
    assert alice.browser.ticks(video_id).status_code == 200
    page = visitor.page(path)
    assert page.all("span", data_video_id=video_id)
    assert visitor.page("/").all("a", href=path)
    player = visitor.page(f"{path}/v/{video_id}")
    link = player.one("a", data_part="tiktok")["href"]
    assert link == f"https://www.tiktok.com/@/video/{video_id}"
    assert video_id in player.one("iframe")["src"]
    assert visitor.get(f"{path}/covers?ids={video_id}").status_code == 200


def test_an_odd_address_from_tiktok_is_none(
    person: Callable[..., Person], visitor: Browser, odd: str
):
    alice = person("alice", videos=2)
    alice.account.changes(alice.ids[0], share_url=odd, embed_link=odd)
    path = alice.signs_in().publishes(*alice.ids)

    shows_everywhere(alice, visitor, path)


def test_an_odd_address_in_an_older_row_is_none(alice: Person, visitor: Browser, odd: str):
    path = alice.publishes(*alice.ids)
    db.session.execute(sa.update(Video).values(share_url=odd, embed_link=odd))
    db.session.commit()

    shows_everywhere(alice, visitor, path)
