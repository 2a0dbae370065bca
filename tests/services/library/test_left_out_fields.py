"""An answer that leaves fields of a video out takes nothing away; stated ones count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from portfolio.models.sync import FULL
from portfolio.services.drafts import picker
from portfolio.services.library import syncs
from portfolio.services.pages.search import Search
from tests.support.lying import Data, Liar, lying
from tests.support.people import Browser, Person
from tests.support.stored import videos_of
from tests.support.tiktok import TikTok

#: Each field of a video beside its id and its cover, and the columns that come from it.
FIELDS = {
    "title": ("title", "search"),
    "video_description": ("description", "search"),
    "create_time": ("created_at", "stated_at"),
    "duration": ("duration",),
    "width": ("width",),
    "height": ("height",),
    "share_url": ("share_url",),
    "embed_link": ("embed_link",),
    "view_count": ("views",),
    "like_count": ("likes",),
    "comment_count": ("comments",),
    "share_count": ("shares",),
    "is_aigc": ("is_aigc",),
}
COLUMNS = sorted({column for columns in FIELDS.values() for column in columns})


@pytest.fixture
def liar(tiktok: TikTok, apps: dict[str, Flask], app: Flask) -> Iterator[Liar]:
    with lying(tiktok, apps) as liar:
        yield liar


def each_video(change: Callable[[Data], Data]) -> Callable[[str, Data], Data]:
    """Return a change of an answer that changes each of its videos."""

    def changed(_path: str, data: Data) -> Data:
        return {**data, "videos": list(map(change, data["videos"]))} if "videos" in data else data

    return changed


def without(*fields: str) -> Callable[[str, Data], Data]:
    return each_video(lambda video: {k: v for k, v in video.items() if k not in fields})


def listed_again(person: Person) -> None:
    sync_id = syncs.start(person.creator_id, FULL)
    while syncs.step(sync_id).after is not None:
        pass


def stored(person: Person) -> dict[str, dict[str, Any]]:
    """Return the values of each stored video, by its id and the names of the columns."""
    return {
        video.id: {column: getattr(video, column) for column in COLUMNS}
        for video in videos_of(person).values()
    }


@pytest.mark.parametrize("field", FIELDS)
def test_what_an_answer_leaves_out_stays_as_it_was(field: str, alice: Person, liar: Liar):
    alice.account.changes(alice.ids[0], title="Harbour", video_description="At night", is_aigc=True)
    listed_again(alice)
    before = stored(alice)
    liar.garbles = without(field)

    listed_again(alice)

    assert stored(alice) == before
    assert before[alice.ids[0]]["is_aigc"] is True


def test_ids_alone_take_nothing_from_the_page(alice: Person, visitor: Browser, liar: Liar):
    path = alice.publishes(*alice.ids[:3])
    before = [card.text for card in visitor.page(path).all("a", class_="cover")]
    liar.garbles = without(*FIELDS)

    listed_again(alice)

    assert len(before) == 3
    assert [card.text for card in visitor.page(path).all("a", class_="cover")] == before


def test_the_fields_that_are_there_are_brought_up_to_date(alice: Person, liar: Liar):
    first = alice.ids[0]
    alice.account.changes(first, title="Harbour", video_description="At night")
    listed_again(alice)
    alice.account.changes(first, title="Lighthouse", video_description="By zeppelin", view_count=9)
    liar.garbles = without("video_description")

    listed_again(alice)

    video = videos_of(alice)[first]
    assert (video.title, video.description, video.views) == ("Lighthouse", "At night", 9)
    for words, found in (("lighthouse night", [first]), ("harbour", []), ("zeppelin", [])):
        tiles = picker.tiles_after(alice.creator_id, search=Search(query=words)).tiles
        assert [tile.card.id for tile in tiles] == found


@pytest.mark.parametrize("field", FIELDS)
def test_a_value_that_cannot_be_read_says_nothing(field: str, alice: Person, liar: Liar):
    before = stored(alice)
    liar.garbles = each_video(lambda video: {**video, field: [{"x": "https://["}]})

    listed_again(alice)

    assert stored(alice) == before


def test_an_emptied_caption_is_emptied_here(alice: Person):
    alice.account.changes(alice.ids[0], title="", video_description="")

    listed_again(alice)

    video = videos_of(alice)[alice.ids[0]]
    assert (video.title, video.description, video.search.strip()) == ("", "", "")


def test_null_says_that_there_is_none(alice: Person, liar: Liar):
    liar.garbles = each_video(lambda video: {**video, "share_url": None, "view_count": None})

    listed_again(alice)

    video = videos_of(alice)[alice.ids[0]]
    assert (video.share_url, video.views) == (None, None)


@pytest.mark.parametrize("value", [None, 0])
def test_no_date_does_not_move_a_video_that_had_one(value: int | None, alice: Person, liar: Liar):
    before = {video.id: video.created_at for video in videos_of(alice).values()}
    liar.garbles = each_video(lambda video: {**video, "create_time": value})

    listed_again(alice)

    assert {video.id: video.created_at for video in videos_of(alice).values()} == before


def test_a_new_video_is_stored_with_the_fields_that_it_has(alice: Person, liar: Liar):
    (new,) = alice.account.posts(1)
    liar.garbles = without(*FIELDS)

    listed_again(alice)

    video = videos_of(alice)[new]
    assert (video.title, video.share_url, video.views, video.stated_at) == ("", None, None, None)
