"""The picker over HTTP: ticks with and without JavaScript, and what Bob and a visitor may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.services import picks
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import picks_of
from tests.support.tiktok import TikTok

Counted = Callable[[], dict[str, int]]


def test_a_tick_is_saved_at_once_and_answered_with_tile_and_bar(alice: Person):
    alice.browser.page("/studio/videos")

    answer = Document(alice.browser.put(f"/studio/picks/{alice.ids[2]}").text)

    tile = answer.one("li", id=f"tile-{alice.ids[2]}")
    assert "checked" in tile.one("input", type="checkbox").attributes
    assert answer.one(id="bar").one("p", class_="count").text == "1"
    assert picks_of(alice) == [alice.ids[2]]


def test_an_untick_is_saved_at_once(alice: Person):
    alice.picks(*alice.ids[:3])

    answer = Document(alice.browser.delete(f"/studio/picks/{alice.ids[1]}").text)

    assert "checked" not in answer.one("input", type="checkbox").attributes
    assert picks_of(alice) == [alice.ids[0], alice.ids[2]]


def test_ticks_twice_do_no_harm(alice: Person):
    alice.picks(alice.ids[0], alice.ids[1], alice.ids[0])
    assert picks_of(alice) == alice.ids[:2]

    assert alice.browser.delete(f"/studio/picks/{alice.ids[5]}").status_code == 200
    assert picks_of(alice) == alice.ids[:2]


@pytest.mark.parametrize("method", ["put", "delete"])
def test_bob_cannot_touch_a_tick_of_alices_video(
    method: str, alice: Person, bob: Person, counted: Counted
):
    alice.picks(alice.ids[0])
    bob.browser.page("/studio/videos")
    before = counted()

    answer = getattr(bob.browser, method)(f"/studio/picks/{alice.ids[0]}")

    assert answer.status_code == 403
    assert counted() == before


def test_bobs_form_with_alices_video_stores_nothing_at_all(
    alice: Person, bob: Person, counted: Counted
):
    bob.browser.page("/studio/videos")
    before = counted()

    answer = bob.browser.post("/studio/picks", shown=bob.ids, pick=[bob.ids[0], alice.ids[0]])

    assert answer.status_code == 403
    assert counted() == before


@pytest.mark.parametrize("video_id", ["1", "abc", "%F0%9F%8C%8A", "9" * 300, "..", "a%00b"])
def test_a_video_that_nobody_has_is_not_there(video_id: str, alice: Person, counted: Counted):
    alice.browser.page("/studio/videos")
    before = counted()

    # No row can hold a NUL: PostgreSQL says so, SQLite finds nothing.
    expected = {400, 404} if "%00" in video_id else {404}
    assert alice.browser.put(f"/studio/picks/{video_id}").status_code in expected
    assert counted() == before


def test_a_full_page_says_so_at_the_tick(
    alice: Person, counted: Counted, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(picks, "MOST", 2)
    alice.picks(*alice.ids[:2])
    before = counted()

    for answer in (
        alice.browser.put(f"/studio/picks/{alice.ids[2]}"),
        alice.browser.post("/studio/picks", shown=alice.ids, pick=alice.ids),
    ):
        assert 400 <= answer.status_code < 500
        assert "at most 2 videos" in Document(answer.text).text
    assert counted() == before


def test_without_javascript_the_form_saves_what_it_showed(alice: Person):
    alice.picks(alice.ids[6], alice.ids[0])
    alice.browser.page("/studio/videos")

    answer = alice.browser.post(
        "/studio/picks", shown=alice.ids[:4], pick=[alice.ids[2], alice.ids[3]]
    )

    assert (answer.status_code, answer.location) == (303, "/studio/videos")
    # The one it did not show stays; the one it showed unticked is out.
    assert picks_of(alice) == [alice.ids[6], alice.ids[2], alice.ids[3]]


def test_the_form_leads_back_to_where_it_was(person: Callable[..., Person]):
    alice = person("alice", videos=45).signs_in()
    more = alice.browser.page("/studio/videos").one("li", class_="more").one("a")["href"]
    second = alice.browser.page(more)
    shown = [each["value"] for each in second.all("input", name="shown")]
    assert shown == alice.ids[20:40]

    after = second.one("input", name="after")["value"]
    answer = alice.browser.post("/studio/picks", shown=shown, pick=shown[:1], after=after)

    assert answer.location == more
    assert picks_of(alice) == shown[:1]


def test_two_tabs_see_each_others_ticks(alice: Person, app, tiktok: TikTok, worker):
    phone = Person(alice.account, Browser(app, tiktok), worker).signs_in()
    alice.picks(alice.ids[0])

    phone.picks(alice.ids[1])

    bar = phone.browser.page("/studio/videos").one("p", class_="count")
    assert bar.text == "2"
    assert picks_of(alice) == alice.ids[:2]


def test_a_tick_without_a_token_is_refused(alice: Person, counted: Counted):
    alice.browser.page("/studio/videos")
    before = counted()

    assert alice.browser.put(f"/studio/picks/{alice.ids[0]}", token=False).status_code == 400
    assert alice.browser.delete(f"/studio/picks/{alice.ids[0]}", token=False).status_code == 400
    assert counted() == before


def test_a_visitor_cannot_tick(alice: Person, visitor: Browser, counted: Counted):
    visitor.page("/login")  # for a token of their own
    before = counted()

    assert visitor.put(f"/studio/picks/{alice.ids[0]}").status_code == 401
    assert counted() == before


def test_after_publishing_a_tick_is_a_change_that_is_not_public(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:2])

    alice.picks(alice.ids[4])

    bar = alice.browser.page("/studio/videos").one(id="bar")
    assert "1 change not published yet" in bar.text
    assert len(visitor.page(path).all("a", class_="cover")) == 2
