"""Undo over HTTP: parts for htmx in each room, a plain form, a refusal with the present draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from portfolio.extensions import db
from portfolio.services.drafts import draft_changes, look_settings, picks, sections
from tests.services.drafts.test_order import add_section, stored
from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Person
from tests.support.stored import picks_of
from tests.support.undoing import draft_of, newest, number_of, tick, untick

Counted = Callable[[], dict[str, int]]
ROOMS = ("/studio/videos", "/studio/order")


@pytest.fixture
def ticked(alice: Person) -> Person:
    """Alice, with three picks that she ticked at once."""
    picks.change(alice.creator_id, add=alice.ids[:3])
    alice.browser.page("/studio/order")
    return alice


def presses(person: Person, room: str, number: object = None) -> TestResponse:
    """Press Undo as htmx sends it from a room, by default for the newest change."""
    data = {
        "csrf_token": person.browser._token,
        "number": number_of(person) if number is None else number,
    }
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:8000{room}"}
    return person.browser._open("POST", "/studio/undos", data=data, headers=headers)


def presses_plainly(person: Person, number: object, room: str = "/studio/order") -> TestResponse:
    data = {"csrf_token": person.browser._token, "number": number}
    headers = {"Referer": f"http://127.0.0.1:8000{room}"}
    return person.browser._open("POST", "/studio/undos", data=data, headers=headers)


def button(page: Document) -> Document:
    return page.one("button", id="undo-newest")


def name_of(undo: Document) -> str:
    return undo.one("span", class_="sr-only").text


def parts_of(answer: TestResponse) -> dict[str, Document]:
    return {each["hx-target"]: each for each in Document(answer.text).all("hx-partial")}


@pytest.mark.parametrize("room", ROOMS)
def test_the_bar_names_what_undo_takes_back(room: str, ticked: Person):
    undo = button(ticked.browser.page(room))

    assert name_of(undo) == undo["title"] == "Undo: 3 videos ticked"
    assert (undo["form"], undo["name"], undo["value"]) == ("undo", "number", str(number_of(ticked)))
    assert "aria-disabled" not in undo.attributes


@pytest.mark.parametrize("room", ROOMS)
def test_with_nothing_to_undo_the_button_says_so(room: str, alice: Person, counted: Counted):
    undo = button(alice.browser.page(room))
    before = counted()

    assert undo["aria-disabled"] == "true"
    for answer in (presses(alice, room, undo["value"]), presses_plainly(alice, undo["value"])):
        assert answer.status_code == 409
        assert "There is nothing to undo." in Document(answer.text).text
    assert counted() == before


def test_the_order_comes_back_with_its_bar_and_a_sentence(ticked: Person):
    section_id = add_section(ticked, "Recipes")
    before = stored(ticked)
    sections.remove(ticked.creator_id, section_id)

    answer = presses(ticked, "/studio/order")

    parts = parts_of(answer)
    assert answer.status_code == 200
    assert list(parts) == ["#order", "#bar", "#said"]
    assert parts["#order"].one("section", id=f"section-{section_id}")
    assert name_of(button(parts["#bar"])) == "Undo: Section Recipes added"
    assert parts["#said"].text == "Undone: Section Recipes removed."
    assert stored(ticked) == before


@pytest.mark.parametrize("address", ["/studio/videos", "/studio/videos?q=bread&sort=views", ""])
def test_the_picker_gets_the_picks_that_are_left(address: str, ticked: Person):
    untick(ticked.creator_id, ticked.ids[1])

    answer = presses(ticked, address)

    parts = parts_of(answer)
    assert answer.status_code == 200
    assert list(parts) == ["#picked", "#bar", "#room", "#saving"]
    assert parts["#picked"].one(id="picked")["data-ids"] == ",".join(ticked.ids[:3])
    assert parts["#bar"].one("p", class_="count").text == "3"
    assert parts["#saving"].text == "Undone: 1 video unticked."


@pytest.mark.parametrize("room", [*ROOMS, "/studio/videos?q=bread"])
def test_a_plain_form_leads_back_to_where_it_was_pressed(room: str, ticked: Person):
    answer = presses_plainly(ticked, number_of(ticked), room)

    assert (answer.status_code, answer.location) == (303, room)
    assert picks_of(ticked) == []


@pytest.mark.parametrize("place", ["https://example.com/studio/order", "nonsense://", ""])
def test_a_foreign_place_leads_to_the_studio(place: str, ticked: Person):
    headers = {"Referer": place}
    data = {"csrf_token": ticked.browser._token, "number": number_of(ticked)}

    answer = ticked.browser._open("POST", "/studio/undos", data=data, headers=headers)

    assert answer.location in ("/studio/videos", "/studio/order")


@pytest.mark.parametrize("number", ["", "first", "-1", "0", "9" * 30, "9" * 9000, "٣x", "1.5"])
@pytest.mark.parametrize("room", ROOMS)
def test_a_number_that_is_not_the_newest_gets_the_present_draft(
    room: str, number: str, ticked: Person, counted: Counted
):
    before, rows = draft_of(ticked), counted()

    answer = presses(ticked, room, number)

    parts = parts_of(answer)
    assert answer.status_code == 409
    assert "Nothing was undone" in list(parts.values())[-1].text
    assert button(parts["#bar"])["value"] == str(number_of(ticked))
    assert (draft_of(ticked), counted()) == (before, rows)


def test_a_second_tab_does_not_undo_what_the_first_did_since(ticked: Person):
    seen = button(ticked.browser.page("/studio/order"))["value"]
    tick(ticked.creator_id, ticked.ids[4])

    for answer in (presses(ticked, "/studio/order", seen), presses_plainly(ticked, seen)):
        assert answer.status_code == 409
        assert "changed elsewhere" in Document(answer.text).text

    assert picks_of(ticked) == [*ticked.ids[:3], ticked.ids[4]]


def test_a_plain_refusal_leads_to_the_draft_as_it_is(ticked: Person):
    page = Document(presses_plainly(ticked, 0, "/studio/order").text)

    assert page.one("h1").text == "Nothing was undone"
    assert page.all("a", href="/studio/order")


def test_bob_undoes_nothing_of_alices(ticked: Person, bob: Person):
    bob.browser.page("/studio/order")
    before = draft_of(ticked)

    assert presses(bob, "/studio/order", number_of(ticked)).status_code == 409

    assert draft_of(ticked) == before


@on_one_database
def test_all_is_undone_one_after_the_other_also_after_a_reload(ticked: Person):
    untick(ticked.creator_id, ticked.ids[0])
    add_section(ticked, "Recipes")

    said = []
    for _ in range(3):
        number = button(ticked.browser.page("/studio/videos"))["value"]
        said.append(parts_of(presses(ticked, "/studio/order", number))["#said"].text)

    assert said == [
        "Undone: Section Recipes added.",
        "Undone: 1 video unticked.",
        "Undone: 3 videos ticked.",
    ]
    assert newest(ticked) is None


@on_one_database
def test_a_kind_that_this_code_does_not_know_is_told_in_general(ticked: Person):
    db.session.execute(draft_changes.DRAFT_CHANGE.update().values(kind="of tomorrow"))
    db.session.commit()

    undo = button(ticked.browser.page("/studio/order"))
    assert name_of(undo) == "Undo: Several things changed"


@pytest.mark.parametrize("as_htmx", [True, False])
def test_a_change_that_cannot_be_read_says_so_and_leads_to_the_one_before(
    as_htmx: bool, ticked: Person
):
    tick(ticked.creator_id, ticked.ids[4])
    number = number_of(ticked)
    values = {"inverse": {"picks": ["damaged"]}}
    newest_row = draft_changes.DRAFT_CHANGE.c.number == number
    db.session.execute(draft_changes.DRAFT_CHANGE.update().where(newest_row).values(values))
    db.session.commit()
    words = "This cannot be undone: 1 video ticked. Undo goes on with the change before it."

    answer = presses(ticked, "/studio/order") if as_htmx else presses_plainly(ticked, number)

    assert answer.status_code == (200 if as_htmx else 409)
    if as_htmx:
        parts = parts_of(answer)
        assert parts["#said"].text == words
        assert name_of(button(parts["#bar"])) == "Undo: 3 videos ticked"
    assert words in Document(answer.text).text
    assert picks_of(ticked) == [*ticked.ids[:3], ticked.ids[4]]


def test_the_room_of_the_look_gets_its_forms_as_they_were(ticked: Person):
    look_settings.choose(ticked.creator_id, {"layout": "strip"})

    answer = presses(ticked, "/studio/look")

    parts = parts_of(answer)
    assert list(parts) == ["#choices", "#words", "#links", "#bar", "#said"]
    assert "checked" in parts["#choices"].one("input", value="grid").attributes
    assert parts["#said"].text == "Undone: Layout changed."
    assert "HX-Refresh" not in answer.headers
