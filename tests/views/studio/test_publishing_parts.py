"""Publish and Unpublish for htmx: parts for each room, refusals at their place, one edition."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from portfolio.models.page import Edition
from portfolio.transactions import writing
from tests.services.drafts.test_order import add_section
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import page_of, rows
from tests.support.undoing import number_of, tick, untick

Counted = Callable[[], dict[str, int]]
ROOMS = {
    "/studio/videos?q=bread": ["#bar", "#steps", "#saving"],
    "/studio/order": ["#bar", "#steps", "#said"],
    "/studio/look": ["#bar", "#steps", "#said"],
    "/studio/editions": ["#editions", "#bar", "#steps", "#said"],
    "/studio/page": ["#live", "#page-fields", "#page-down", "#bar", "#steps", "#said"],
}


def presses(person: Person, room: str, path: str = "/studio/editions") -> TestResponse:
    """Press Publish, or another button, as htmx sends it from a room."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:8000{room}"}
    data = {"csrf_token": person.browser._token}
    return person.browser._open("POST", path, data=data, headers=headers)


def parts_of(answer: TestResponse) -> dict[str, Document]:
    return {each["hx-target"]: each for each in Document(answer.text).all("hx-partial")}


def said_in(parts: dict[str, Document]) -> str:
    return parts.get("#said", parts.get("#saving", Document(""))).text


@pytest.fixture
def ready(alice: Person) -> Person:
    """Alice, with three picks that are not published yet."""
    alice.picks(*alice.ids[:3])
    alice.browser.page("/studio/order")
    return alice


@pytest.mark.parametrize("room", ROOMS)
def test_publish_answers_with_the_parts_of_its_room(room: str, ready: Person, visitor: Browser):
    undone_first = number_of(ready)

    answer = presses(ready, room)

    parts = parts_of(answer)
    assert (answer.status_code, list(parts)) == (200, ROOMS[room])
    bar = parts["#bar"]
    assert said_in(parts) == "Published: 3 added."
    assert "All of it is published" in bar.text
    assert [link["href"] for link in bar.all("a", id="see")] == [
        f"http://127.0.0.1:8000{ready.page_path}"
    ]
    assert bar.one("button", id="undo-newest")["value"] == str(undone_first)
    assert parts["#steps"].text == ""
    assert len(visitor.page(ready.page_path).all("a", class_="cover")) == 3


def test_publish_says_what_it_changed(ready: Person):
    presses(ready, "/studio/order")
    untick(ready.creator_id, ready.ids[0])
    tick(ready.creator_id, ready.ids[4])
    add_section(ready, "Recipes")

    answer = presses(ready, "/studio/order")

    assert said_in(parts_of(answer)) == "Published: 1 added, 1 removed."


@pytest.mark.parametrize("as_htmx", [True, False])
def test_a_second_press_makes_no_second_edition(as_htmx: bool, ready: Person):
    presses(ready, "/studio/order")
    version = page_of(ready).version

    answer = presses(ready, "/studio/order") if as_htmx else ready.browser.post("/studio/editions")

    assert len(rows(Edition, ready.creator_id)) == 1
    assert page_of(ready).version == version
    if as_htmx:
        words = "There is nothing to publish: visitors see it as it is."
        assert (answer.status_code, said_in(parts_of(answer))) == (200, words)
    else:
        assert answer.status_code == 303


@pytest.mark.parametrize("room", ROOMS)
def test_a_refusal_comes_with_the_bar_as_it_is(room: str, alice: Person, counted: Counted):
    alice.browser.page("/studio/order")
    before = counted()

    answer = presses(alice, room)

    parts = parts_of(answer)
    assert answer.status_code == 400
    assert said_in(parts) == "Tick at least one video first."
    assert "disabled" in parts["#bar"].one("button", id="publish").attributes
    assert "#steps" not in parts
    assert counted() == before


def test_a_page_without_an_address_is_told_so_at_the_bar(ready: Person):
    with writing() as session:
        session.merge(page_of(ready)).handle = None

    answer = presses(ready, "/studio/look")

    assert answer.status_code == 400
    assert said_in(parts_of(answer)) == "Choose a name for your page's address first."


def test_unpublish_answers_with_the_room_of_editions(ready: Person, visitor: Browser):
    presses(ready, "/studio/editions")

    answer = presses(ready, "/studio/editions", "/studio/withdrawals")

    parts = parts_of(answer)
    assert (answer.status_code, list(parts)) == (200, ["#editions", "#bar", "#said"])
    assert said_in(parts) == "Your page is not public any more."
    assert "autofocus" in parts["#editions"].one("h2", id="draft").attributes
    assert "Unpublish" not in parts["#editions"].text
    visitor.page(ready.page_path, status=404)


def test_unpublish_answers_with_the_room_of_the_page(ready: Person, visitor: Browser):
    presses(ready, "/studio/page")

    answer = presses(ready, "/studio/page", "/studio/withdrawals")

    parts = parts_of(answer)
    assert answer.status_code == 200
    assert list(parts) == ["#live", "#page-fields", "#page-down", "#bar", "#said"]
    assert said_in(parts) == "Your page is not public any more."
    assert "autofocus" in parts["#live"].one("p", id="live").attributes
    assert parts["#live"].text.startswith("Not published yet.")
    assert "Unpublish" not in parts["#page-down"].text
    visitor.page(ready.page_path, status=404)


def saves(person: Person, **form: str) -> TestResponse:
    """Send the form of the page's settings as htmx does."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8000/studio/page"}
    data = {"csrf_token": person.browser._token, **form}
    return person.browser._open("POST", "/studio/page", data=data, headers=headers)


def test_a_saved_page_comes_with_its_address_and_its_bar(ready: Person):
    presses(ready, "/studio/page")
    old = ready.handle

    answer = saves(ready, handle="sunset", recent="1")

    parts = parts_of(answer)
    assert (answer.status_code, said_in(parts)) == (200, "Saved.")
    assert parts["#live"].one("a")["href"] == "http://127.0.0.1:8000/@sunset"
    fields = parts["#page-fields"]
    assert fields.one("input", id="handle")["value"] == "sunset"
    assert "checked" in fields.one("input", id="recent").attributes
    assert f"@{old}" in fields.one(id="former").text
    assert parts["#bar"].one("span", id="changes").text.endswith("Recent shown")
    undo = parts["#bar"].one("button", id="undo-newest")
    assert undo["title"] == "Undo: Recent switched on or off"


def test_undo_in_the_room_of_the_page_brings_its_fields(ready: Person):
    saves(ready, handle=ready.handle, recent="1")
    headers = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8000/studio/page"}
    data = {"csrf_token": ready.browser._token, "number": number_of(ready)}

    answer = ready.browser._open("POST", "/studio/undos", data=data, headers=headers)

    parts = parts_of(answer)
    assert said_in(parts) == "Undone: Recent switched on or off."
    assert "checked" not in parts["#page-fields"].one("input", id="recent").attributes


def test_a_refused_handle_comes_with_its_words_and_all_that_was_typed(ready: Person):
    before = ready.handle

    answer = saves(ready, handle="no way", recent="1")

    parts = parts_of(answer)
    assert answer.status_code == 400
    field = parts["#page-fields"].one("input", id="handle")
    assert (field["value"], field["aria-invalid"]) == ("no way", "true")
    words = parts["#page-fields"].one(id="handle-wrong").text
    assert words == said_in(parts) != ""
    assert "checked" in parts["#page-fields"].one("input", id="recent").attributes
    assert ready.handle == before
    assert not page_of(ready).shows_recent


@on_one_database
def test_without_htmx_publish_leads_back_to_its_room(ready: Person):
    headers = {"Referer": "http://127.0.0.1:8000/studio/order"}
    data = {"csrf_token": ready.browser._token}

    answer = ready.browser._open("POST", "/studio/editions", data=data, headers=headers)

    assert (answer.status_code, answer.location) == (303, "/studio/order")


@on_one_database
def test_a_signed_out_press_is_answered_by_the_words_about_the_session(
    ready: Person, visitor: Browser
):
    ready.browser.page("/studio/account")
    ready.browser.post("/logout")
    visitor.page("/login")

    headers = {"HX-Request": "true"}
    data = {"csrf_token": visitor._token}
    answer = visitor._open("POST", "/studio/editions", data=data, headers=headers)

    assert (answer.status_code, answer.headers["X-Session"]) == (401, "signed-out")
    assert rows(Edition, ready.creator_id) == []
