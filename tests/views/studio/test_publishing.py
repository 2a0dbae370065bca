"""Publish, unpublish, and the page's settings with their messages at the field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.services.pages.test_handles import BAD
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import page_of

Counted = Callable[[], dict[str, int]]
BAD_HANDLES = {text: message for text, message in BAD.items() if message}


def message_at(answer: TestResponse, field: str) -> str:
    """Return the message of this field."""
    page = Document(answer.text)
    control = page.one("input", id=field)
    assert control["aria-invalid"] == "true"
    named = [name for name in control["aria-describedby"].split() if name.endswith("-wrong")]
    return page.one(id=named[0]).text


def test_publish_makes_the_page_public(alice: Person, visitor: Browser):
    visitor.page(alice.page_path, status=404)

    alice.publishes(alice.ids[0])

    assert visitor.page(alice.page_path).one("h1").text == "Alice"


def test_publish_is_offered_once_something_is_ticked(alice: Person):
    def button() -> dict[str, str]:
        bar = alice.browser.page("/studio/videos").one(id="bar")
        return next(b for b in bar.all("button") if b.text == "Publish").attributes

    assert "disabled" in button()
    alice.picks(alice.ids[0])
    assert "disabled" not in button()


def test_publishing_nothing_says_what_to_do(alice: Person, counted: Counted):
    alice.browser.page("/studio/videos")
    before = counted()

    answer = alice.browser.post("/studio/editions")

    assert answer.status_code == 400
    assert "Tick at least one video" in answer.text
    assert counted() == before


@on_one_database
@pytest.mark.parametrize(("handle", "message"), BAD_HANDLES.items(), ids=ascii)
def test_a_bad_handle_is_told_at_its_field_and_nothing_is_stored(
    handle: str, message: str, alice: Person, counted: Counted
):
    before, kept = counted(), page_of(alice).handle
    alice.browser.page("/studio/page")

    answer = alice.browser.post("/studio/page", handle=handle, recent="1")

    assert answer.status_code == 400
    assert message in message_at(answer, "handle")
    assert counted() == before
    assert (page_of(alice).handle, page_of(alice).shows_recent) == (kept, False)


def test_what_was_typed_stays_in_the_form(alice: Person):
    alice.browser.page("/studio/page")

    answer = alice.browser.post("/studio/page", handle='"><b>', recent="1")

    form = Document(answer.text)
    assert form.one("input", id="handle")["value"] == '"><b>'
    assert "checked" in form.one("input", id="recent").attributes


def test_somebody_elses_handle_is_told_at_the_field(alice: Person, bob: Person):
    alice.saves_page(handle="sunrise")

    answer = bob.saves_page(handle="sunrise")

    assert answer.status_code == 400
    assert message_at(answer, "handle") == (
        "@sunrise belongs to somebody else. Still free: @sunrise2, @sunrise.clips, @sunrise.films."
    )


def test_a_new_handle_moves_the_page(alice: Person, bob: Person, visitor: Browser):
    old = alice.publishes(alice.ids[0])

    alice.saves_page(handle="sunset")

    assert visitor.get(old).location == "/@sunset"
    assert visitor.page("/@sunset").one("h1").text == "Alice"
    assert old.removeprefix("/") in alice.browser.page("/studio/page").one(id="former").text
    assert bob.saves_page(handle=old.removeprefix("/@")).status_code == 400


def test_a_new_colour_is_public_with_the_next_publish(alice: Person, visitor: Browser):
    path = alice.publishes(alice.ids[0])
    before = visitor.page(path).one("body")["data-accent"]
    other = "mint" if before != "mint" else "jade"
    alice.browser.page("/studio/look")
    alice.browser.post("/studio/look", accent=other)

    assert visitor.page(path).one("body")["data-accent"] == before
    alice.browser.post("/studio/editions")
    assert visitor.page(path).one("body")["data-accent"] == other


def test_unpublish_and_publish_again(alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:3])
    alice.browser.page("/studio/page")

    alice.browser.post("/studio/withdrawals")
    visitor.page(path, status=404)

    alice.browser.post("/studio/editions")
    assert len(visitor.page(path).all("a", class_="cover")) == 3


def test_bobs_publish_changes_nothing_of_alices(alice: Person, bob: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:2])

    bob.publishes(*bob.ids)
    bob.browser.page("/studio/page")
    bob.browser.post("/studio/withdrawals")

    assert len(visitor.page(path).all("a", class_="cover")) == 2


@pytest.mark.parametrize(
    "path",
    [
        "editions",
        "withdrawals",
        "page",
        "syncs",
        "picks",
        "order/moves",
        "order/pins",
        "sections",
        "recent",
        "recent/left-out",
        "undos",
        "look",
        "look/links",
        "account/zones",
        "editions/appointments",
        "editions/links",
        "editions/1/returns",
    ],
)
def test_a_visitor_can_change_nothing(path: str, visitor: Browser, counted: Counted):
    visitor.page("/login")
    before = counted()

    assert visitor.post(f"/studio/{path}").status_code == 401
    assert counted() == before


@on_one_database
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/videos",
        "/videos/tiles",
        "/order",
        "/order/picks/1",
        "/page",
        "/look",
        "/editions",
        "/editions/1",
        "/preview",
        "/account",
        "/covers?ids=1",
        "/leaving",
    ],
)
def test_a_visitor_is_asked_to_sign_in(path: str, visitor: Browser):
    answer = visitor.get(f"/studio{path}")

    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/login")
