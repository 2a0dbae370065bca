"""Parts that keep themselves, in the room of order: forms, rows to leave out, refusals."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from portfolio.models.section import Section
from portfolio.services.drafts import page_settings
from portfolio.transactions import writing
from tests.services.drafts.test_order import add_section, stored
from tests.services.drafts.test_rules import rule, shown
from tests.support.databases import on_one_database
from tests.support.html import Document, Element
from tests.support.people import Browser, Person
from tests.support.stored import page_of
from tests.views.studio.test_ordering import sends

Counted = Callable[[], dict[str, int]]
NEWEST = {"sort": "newest", "count": "3", "words": "", "period": "any"}


def kept(page: Document, of: UUID | str) -> Element:
    return page.one("div", id=f"kept-{of}")


def found(page: Document, of: UUID | str) -> list[str]:
    return [each["value"] for each in kept(page, of).all("button", name="leave-out")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "The newest 3 videos"),
        ({"count": "1"}, "The newest video"),
        ({"sort": "views", "words": "#recipes"}, "The 3 most viewed videos, with #recipes"),
        ({"sort": "likes", "period": "year"}, "The 3 most liked videos, of this year"),
        (
            {"sort": "longest", "words": "خبز", "period": "months"},
            "The 3 longest videos, with \u2068خبز\u2069, of the last twelve months",
        ),
    ],
)
def test_a_rule_is_shown_in_words(typed: dict[str, str], words: str, alice: Person):
    section_id = add_section(alice, "By itself")
    alice.browser.page("/studio/order")

    answer = alice.browser.post(f"/studio/sections/{section_id}/rule", **NEWEST | typed)

    assert answer.location == f"/studio/order#section-{section_id}"
    page = alice.browser.page("/studio/order")
    assert kept(page, section_id).one("p", class_="kept-words").text == words
    assert page.one("select", id=f"sort-{section_id}").all("option", selected=True)


def test_a_row_that_a_rule_finds_is_pinned_into_its_section(alice: Person):
    ids = alice.ids
    section_id = rule(alice)
    page = alice.browser.page("/studio/order")
    pin = next(
        each for each in kept(page, section_id).all("button", name="pin") if each["value"] == ids[1]
    )
    assert page.one("form", id=pin["form"]).one("input", name="into")["value"] == str(section_id)

    alice.browser.post("/studio/order/pins", pin=ids[1], into=str(section_id))

    page = alice.browser.page("/studio/order")
    (unpin,) = page.all("button", name="unpin")
    assert unpin["value"] == ids[1]
    assert found(page, section_id) == [ids[0], *ids[2:4]]


def test_rows_are_left_out_and_taken_back_by_plain_forms(alice: Person, visitor: Browser):
    ids = alice.ids
    section_id = rule(alice)
    address = f"/studio/sections/{section_id}/left-out"
    assert found(alice.browser.page("/studio/order"), section_id) == ids[:3]

    alice.browser.post(address, **{"leave-out": ids[0]})

    page = alice.browser.page("/studio/order")
    assert found(page, section_id) == ids[1:4]
    (back,) = kept(page, section_id).all("button", name="take-back")
    assert back["value"] == ids[0]
    alice.browser.post("/studio/editions")
    assert shown(alice) == ids[1:4]

    alice.browser.post(address, **{"take-back": ids[0]})
    assert found(alice.browser.page("/studio/order"), section_id) == ids[:3]


def test_htmx_gets_the_order_and_a_sentence(alice: Person):
    section_id = rule(alice)
    alice.browser.page("/studio/order")

    answer = sends(alice, f"/studio/sections/{section_id}/left-out", **{"leave-out": alice.ids[0]})

    page = Document(answer.text)
    assert [each["hx-target"] for each in page.all("hx-partial")] == ["#order", "#bar", "#said"]
    assert found(page, section_id) == alice.ids[1:4]
    assert page.all("hx-partial")[-1].text == "It is left out for good."


def test_recent_is_a_part_that_keeps_itself_too(alice: Person):
    page = alice.browser.page("/studio/order")
    assert not page.all("section", id="section-recent")
    page_settings.change(alice.creator_id, handle=page_of(alice).handle, recent=True)

    alice.browser.post("/studio/recent", recent="2")
    alice.browser.post("/studio/recent/left-out", **{"leave-out": alice.ids[0]})

    page = alice.browser.page("/studio/order")
    assert kept(page, "recent").one("p", class_="kept-words").text == "The newest 2 videos"
    assert found(page, "recent") == alice.ids[1:3]
    answer = alice.browser.post("/studio/recent", recent="99")
    form = Document(answer.text)
    assert answer.status_code == 400
    assert form.one("input", id="recent-rule")["value"] == "99"
    assert "from 1 to 24" in form.one(id="recent-rule-wrong").text


def test_a_bad_rule_is_refused_at_its_field_and_keeps_what_was_typed(alice: Person):
    section_id = rule(alice)
    before = stored(alice)
    alice.browser.page("/studio/order")
    typed = {"sort": "views", "count": "many", "words": "<b>#x</b>", "period": "year"}

    answer = alice.browser.post(f"/studio/sections/{section_id}/rule", **typed)

    page = Document(answer.text)
    assert answer.status_code == 400
    assert page.one("input", id=f"count-{section_id}")["value"] == "many"
    assert page.one("input", id=f"words-{section_id}")["value"] == "<b>#x</b>"
    assert "from 1 to 24" in page.one(id=f"count-{section_id}-wrong").text
    assert page.one("input", id=f"count-{section_id}")["aria-invalid"] == "true"
    assert stored(alice) == before


def test_a_rule_that_is_gone_is_answered_with_the_present_order(alice: Person):
    section_id = rule(alice)
    alice.browser.page("/studio/order")
    with writing() as session:
        session.get_one(Section, (alice.creator.id, section_id)).rule = None

    answer = alice.browser.post(
        f"/studio/sections/{section_id}/left-out", **{"leave-out": alice.ids[0]}
    )

    assert answer.status_code == 409
    assert "changed elsewhere" in answer.text


@on_one_database
def test_nobody_changes_anothers_rule(alice: Person, bob: Person, counted: Counted):
    section_id = rule(alice)
    own = rule(bob)
    before, of_alice = counted(), stored(alice)
    bob.browser.page("/studio/order")

    for path in ("rule", "left-out"):
        answer = bob.browser.post(f"/studio/sections/{section_id}/{path}", **NEWEST)
        assert answer.status_code == 403
    for path in (f"sections/{own}", "recent"):
        answer = bob.browser.post(f"/studio/{path}/left-out", **{"leave-out": alice.ids[0]})
        assert answer.status_code == 403

    assert counted() == before
    assert stored(alice) == of_alice
