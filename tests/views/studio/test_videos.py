"""The studio's first room: tiles, more tiles, covers on screen, and the sync's progress."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.services.drafts import picks
from portfolio.services.library import profiles, syncs
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import syncs_of
from tests.support.tiktok import TikTok

People = Callable[..., Person]
TimePasses = Callable[..., None]


def ticks(page: Document) -> list[str]:
    return [box["value"] for box in page.all("input", type="checkbox", name="pick")]


def test_a_new_creator_is_met_by_their_videos_newest_first(alice: Person):
    assert ticks(alice.browser.page("/studio/videos")) == alice.ids


def test_the_whole_library_comes_page_by_page(person: People):
    alice = person("alice", videos=45).signs_in()
    page = alice.browser.page("/studio/videos")
    found = ticks(page)
    assert len(found) == 20

    while more := page.all("div", class_="more-tiles"):
        page = Document(alice.browser.get(more[0]["hx-get"]).text)
        assert not page.is_page
        found += ticks(page)

    assert found == alice.ids


def test_the_next_page_has_an_address_without_javascript_too(person: People):
    alice = person("alice", videos=45).signs_in()
    link = alice.browser.page("/studio/videos").one("div", class_="more-tiles").one("a")

    assert ticks(alice.browser.page(link["href"])) == alice.ids[20:40]


def test_videos_of_the_same_second_are_neither_lost_nor_doubled_between_pages(person: People):
    alice = person("alice", videos=10)
    alice.account.posts(15, create_time=1_780_000_000)
    alice.signs_in()
    page = alice.browser.page("/studio/videos")
    found = ticks(page)

    found += ticks(Document(alice.browser.get(page.one("div", class_="more-tiles")["hx-get"]).text))

    assert sorted(found) == sorted(alice.ids)


@pytest.mark.parametrize("after", ["x", "-", "1-", "-1", "9" * 40 + "-1", "nan-1", "%00", "1-%00"])
def test_a_place_that_is_none_is_refused(after: str, alice: Person):
    assert alice.browser.get(f"/studio/videos/tiles?after={after}").status_code in (200, 400)
    assert alice.browser.get(f"/studio/videos?after={after}").status_code in (200, 400)


def test_a_creator_without_videos_is_told_what_to_do(person: People):
    alice = person("alice").signs_in()

    page = alice.browser.page("/studio/videos")

    assert "No public video yet" in page.text
    assert page.all("form", action="/studio/syncs")


def test_bob_sees_none_of_alices_videos(alice: Person, bob: Person):
    page = bob.browser.page("/studio/videos")

    assert ticks(page) == bob.ids
    assert not [video_id for video_id in alice.ids if video_id in str(page)]


def test_a_first_sync_shows_its_progress_and_stops_asking_when_done(
    person: People, settings_are: Callable[..., None]
):
    settings_are(render_wait=0)
    alice = person("alice", videos=45)
    alice.comes_back()
    first = alice.browser.page("/studio/videos").one(id="sync")
    assert "Bringing in your videos" in first.text
    url = first["hx-get"]

    alice.worker.works("creators")

    last = Document(alice.browser.get(url).text).one(id="sync")
    assert "hx-get" not in last
    assert ticks(alice.browser.page("/studio/videos"))


def test_what_is_there_can_be_picked_while_the_rest_comes_in(
    person: People, settings_are: Callable[..., None]
):
    settings_are(render_wait=0)
    alice = person("alice", videos=45)
    alice.comes_back()
    syncs.step(syncs_of(alice)[0].id)

    page = alice.browser.page("/studio/videos")

    sync = page.one(id="sync")
    assert sync["hx-trigger"]
    assert sync.one("progress")
    assert page.all("div", class_="more-tiles")
    alice.picks(ticks(page)[0])


def test_the_profile_tells_how_many_to_expect(person: People, settings_are: Callable[..., None]):
    settings_are(render_wait=0)
    alice = person("alice", videos=45)
    alice.comes_back()
    sync_id = syncs_of(alice)[0].id
    profiles.update_profile(alice.creator_id)
    syncs.step(sync_id)

    assert "of about 45 videos" in alice.browser.page("/studio/videos").one(id="sync").text


def test_a_failed_sync_says_why_and_offers_another(alice: Person):
    seen = ticks(alice.browser.page("/studio/videos"))
    alice.account.ends_the_permission()
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    page = alice.browser.page("/studio/videos")

    assert "Not all of your videos are here yet" in page.one(id="sync").text
    assert page.one(id="sync").all("form", action="/studio/syncs")
    assert ticks(page) == seen  # earlier videos are kept


def test_bob_cannot_see_alices_sync(alice: Person, bob: Person, visitor: Browser):
    path = f"/studio/syncs/{syncs_of(alice)[0].id}"

    assert alice.browser.get(path).status_code == 200
    assert bob.browser.get(path).status_code == 404
    assert visitor.get(path).location == "/login"


def test_a_fragment_for_somebody_signed_out_is_401(visitor: Browser):
    assert visitor.get("/studio/videos/tiles", headers={"HX-Request": "true"}).status_code == 401


def test_tiles_on_screen_are_kept_alive(alice: Person, time_passes: TimePasses):
    time_passes(hours=7)
    page = alice.browser.page("/studio/videos")
    assert not page.one("ul", class_="tile-grid").all("img")

    alice.worker.works()
    answer = alice.browser.get(f"/studio/covers?ids={','.join(alice.ids)}")

    tiles = Document(answer.text)
    assert [tile["id"] for tile in tiles.all("li", class_="tile")] == [
        f"tile-{video_id}" for video_id in alice.ids
    ]
    assert len(tiles.all("img")) == 7


@pytest.mark.parametrize("room", ["videos", "order"])
def test_a_room_says_for_how_long_its_covers_can_be_fetched(
    room: str, alice: Person, time_passes: TimePasses
):
    picks.change(alice.creator_id, add=alice.ids)

    def seconds() -> int:
        found = alice.browser.page(f"/studio/{room}").one(**{"data-covers-last": True})
        return int(found["data-covers-last"])

    before = seconds()
    time_passes(hours=1)

    assert 3590 <= before - seconds() <= 3660


def test_only_the_tiles_on_screen_are_asked_for(person: People, time_passes: TimePasses):
    alice = person("alice", videos=60).signs_in()
    time_passes(hours=7)

    alice.browser.page("/studio/videos")
    alice.worker.works()

    calls = alice.account.calls("video/query")
    assert [sorted(call["ids"]) for call in calls] == [sorted(alice.ids[:20])]


@pytest.mark.parametrize("ids", ["", ",,", ",".join(str(n) for n in range(101))])
def test_a_senseless_request_for_tiles_is_refused(ids: str, alice: Person):
    assert alice.browser.get(f"/studio/covers?ids={ids}").status_code == 400


def test_bob_gets_no_tile_of_alices(alice: Person, bob: Person):
    answer = bob.browser.get(f"/studio/covers?ids={','.join(alice.ids)}")

    assert not Document(answer.text).all("li")


def test_a_gone_video_stays_in_sight_and_cannot_be_ticked_anew(alice: Person):
    lost = alice.ids[1]
    alice.account.deletes([lost])
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    tile = alice.browser.page("/studio/videos").one("li", id=f"tile-{lost}")

    assert "disabled" in tile.one("input", type="checkbox").attributes
    assert "Off TikTok" in tile.text
    assert not tile.all("img")


@pytest.mark.parametrize(("days", "warned"), [(30, False), (10, True)])
def test_the_account_tells_early_when_the_connection_ends(
    days: int, warned: bool, tiktok: TikTok, person: People
):
    tiktok.settings(refresh_life=days * 86_400)
    alice = person("alice").signs_in()

    account = alice.browser.page("/studio/account")

    assert bool(account.all("div", class_="notice")) == warned
    assert f"ends in {days - 1} days" in account.text
