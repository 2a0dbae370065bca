"""A suspended creator is told so in every room, with the reason, and can go on working."""

from __future__ import annotations

import pytest

from portfolio.services.drafts import suspensions
from tests.support.html import Document
from tests.support.people import Person
from tests.support.stored import page_of, picks_of

ROOMS = ("videos", "order", "look", "page", "editions", "account", "leaving")
REASON = "Music that is not yours.\n<b>Write to us.</b>"


@pytest.fixture
def suspended(alice: Person) -> Person:
    alice.publishes(*alice.ids[:2])
    suspensions.suspend(alice.handle, REASON)
    return alice


def test_each_room_gives_the_reason(suspended: Person):
    for room in ROOMS:
        notice = suspended.browser.page(f"/studio/{room}").one(id="suspension")

        assert "Your page is suspended" in notice.text, room
        assert notice.one("blockquote").text.split() == REASON.split(), room


def test_nobody_else_is_told(suspended: Person, bob: Person):
    for room in ROOMS:
        assert not bob.browser.page(f"/studio/{room}").all(id="suspension"), room


def test_they_sign_in_again_and_are_told_until_they_are_reinstated(suspended: Person):
    suspended.browser.post("/logout")
    assert suspended.comes_back().status_code == 303
    assert suspended.browser.page("/studio/videos").one(id="suspension")

    suspensions.reinstate(suspended.handle)

    page = suspended.browser.page("/studio/videos")
    assert not page.all(id="suspension")
    assert "suspended" not in page.text


def test_publish_is_refused_with_words(suspended: Person):
    suspended.picks(suspended.ids[4])
    bar = suspended.browser.page("/studio/videos")
    assert "disabled" in bar.one(id="publish")
    assert "Your page is suspended" in bar.one(id="bar").text

    plain = suspended.browser.post("/studio/editions")
    htmx = suspended.browser._open(
        "POST",
        "/studio/editions",
        data={"csrf_token": suspended.browser._token},
        headers={"HX-Request": "true"},
    )

    assert (plain.status_code, htmx.status_code) == (400, 400)
    assert "Your page is suspended" in Document(plain.text).one("h1").text
    assert "Nothing of it is lost" in plain.text
    assert "Nothing of it is lost" in htmx.text
    assert page_of(suspended).edition is None
    assert picks_of(suspended) == [*suspended.ids[:2], suspended.ids[4]]


def test_the_rooms_of_page_and_editions_do_not_call_it_unpublished(suspended: Person):
    for room in ("page", "editions"):
        text = suspended.browser.page(f"/studio/{room}").text
        assert "visitors find nothing at its address" in text
        assert "Not published yet" not in text
        assert "No edition is public now" not in text
