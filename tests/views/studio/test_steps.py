"""The way in: four steps that a creator can leave and find again, until the first Publish."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.services.calls import circuit_breaker
from portfolio.services.connections import token_access
from portfolio.tiktok.endpoints import Endpoint
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Person
from tests.support.stored import connection_of
from tests.support.tiktok import TikTok

ROOMS = ("/studio/videos", "/studio/order", "/studio/page")
EVERYWHERE = (*ROOMS, "/studio/account", "/studio/leaving")


def steps(page: Document) -> list[str]:
    """Return the words of each step."""
    found = page.all("nav", class_="first-steps")
    return [" ".join(each.text.split()) for each in found[0].all("a")] if found else []


def next_step(page: Document) -> str:
    found = page.one("nav", class_="first-steps").one("a", aria_current="step")
    return found["href"]


@pytest.mark.parametrize("room", ROOMS)
def test_each_step_says_how_far_it_is_and_leads_there(room: str, alice: Person):
    page = alice.browser.page(room)

    assert steps(page) == [
        "Connect TikTok (done) Connected",
        "Library (done) 7 videos are here",
        "3 Choose videos Tick the ones worth showing, in their order",
        "4 Publish Look at the order, then press Publish",
    ]
    assert next_step(page) == "/studio/videos#picks"
    for link in page.one("nav", class_="first-steps").all("a"):
        path, _, part = link["href"].partition("#")
        there = alice.browser.page(path)
        assert not part or there.one(id=part)


def test_whoever_comes_back_finds_the_next_step(alice: Person):
    alice.picks(*alice.ids[:2])

    page = alice.browser.page("/studio/order")

    assert steps(page)[2] == "Choose videos (done) 2 videos chosen"
    assert next_step(page) == "/studio/order#bar"


def test_a_library_that_is_on_its_way_is_said_to_be(person: Callable[..., Person]):
    carol = person("carol", videos=3)
    carol.comes_back()

    page = carol.browser.page("/studio/page")

    assert steps(page)[1] == "2 Library Coming in: 0 videos so far"
    assert next_step(page) == "/studio/videos"


def test_whoever_has_no_video_is_told_so(person: Callable[..., Person]):
    carol = person("carol", videos=0).signs_in()

    assert steps(carol.browser.page("/studio/page"))[1] == "2 Library No public video yet"


def test_after_the_first_publish_the_steps_are_over(alice: Person):
    alice.publishes(alice.ids[0])
    assert [steps(alice.browser.page(room)) for room in ROOMS] == [[], [], []]

    alice.browser.post("/studio/withdrawals")
    assert steps(alice.browser.page("/studio/videos")) == []


@on_one_database
@pytest.mark.parametrize("room", EVERYWHERE)
def test_each_room_says_how_the_connection_is(room: str, alice: Person):
    page = alice.browser.page(room)

    assert page.one("a", class_="account-link").text.endswith("TikTok: Connected")
    assert not page.all("div", class_="notice")


@on_one_database
@pytest.mark.parametrize("room", EVERYWHERE)
def test_an_ended_connection_is_mended_with_one_click_from_each_room(room: str, alice: Person):
    token_access.end(alice.creator_id, connection_of(alice).version)
    page = alice.browser.page(room)
    assert page.one("a", class_="account-link").text.endswith("TikTok: Not connected")
    form = page.one("div", class_="notice").one("form")

    answer = alice.comes_back(next=form.one("input", name="next")["value"])

    assert answer.location == room
    assert not alice.browser.page(room).all("div", class_="notice")


@on_one_database
def test_a_connection_that_ends_soon_names_the_day(tiktok: TikTok, person: Callable[..., Person]):
    tiktok.settings(refresh_life=10 * 86_400)
    alice = person("alice").signs_in()

    page = alice.browser.page("/studio/page")

    ends_at = connection_of(alice).refresh_expires_at
    assert ends_at is not None
    said = page.one("a", class_="account-link").text
    assert f"Connected until {ends_at.day} {ends_at:%b}" in said


@on_one_database
def test_a_tiktok_that_does_not_answer_is_said_to_be_away(alice: Person):
    for _ in range(circuit_breaker.FAILURES_UNTIL_OPEN):
        circuit_breaker.after_call(Endpoint.VIDEO_QUERY, answered=False)

    page = alice.browser.page("/studio/page")

    assert page.one("a", class_="account-link").text.endswith("TikTok: TikTok does not answer")
    circuit_breaker.after_call(Endpoint.VIDEO_QUERY, answered=True)
    page = alice.browser.page("/studio/page")
    assert page.one("a", class_="account-link").text.endswith("TikTok: Connected")
