"""The button that asks TikTok for new videos, for htmx and as a plain form; the end of a sync."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.models.sync import QUEUED
from tests.support.html import Document, Element
from tests.support.people import Person
from tests.support.stored import syncs_of
from tests.views.studio.test_ordering import sends

People = Callable[..., Person]

SYNCS = "/studio/syncs"


@pytest.fixture
def choosing(alice: Person) -> Person:
    """Alice, in the picker."""
    alice.browser.page("/studio/videos")
    return alice


def parts_of(html: str) -> dict[str, Element]:
    return {part["hx-target"]: part for part in Document(html).all("hx-partial")}


def ticks(part: Element) -> list[str]:
    return [box["value"] for box in part.all("input", name="pick")]


def test_a_check_answers_with_its_progress_and_the_tiles(choosing: Person):
    answer = sends(choosing, SYNCS)

    parts = parts_of(answer.text)
    assert answer.status_code == 200
    assert set(parts) == {"#sync", "#found", "#saving"}
    assert "Bringing in your videos" in parts["#sync"].text
    assert ticks(parts["#found"]) == choosing.ids
    # More may come in: the list has a next place again.
    assert parts["#found"].one("div", class_="more-tiles")["hx-get"]
    assert parts["#saving"].text == "TikTok is asked for your videos."
    button = Document(answer.text).one(id="check").one("button")
    assert (button.text, button["aria-disabled"]) == ("Checking TikTok…", "true")
    assert "HX-Refresh" not in answer.headers
    assert [sync.state for sync in syncs_of(choosing)].count(QUEUED) == 1


def test_a_check_keeps_the_search_that_is_on_screen(choosing: Person):
    address = "http://localhost/studio/videos?sort=oldest"
    form = {"csrf_token": choosing.browser._token}
    headers = {"HX-Request": "true", "HX-Current-URL": address}

    answer = choosing.browser._open("POST", SYNCS, data=form, headers=headers)

    assert ticks(parts_of(answer.text)["#found"]) == choosing.ids[::-1]


def test_a_plain_form_leads_back_to_the_search_where_it_was_pressed(choosing: Person):
    form = {"csrf_token": choosing.browser._token}
    headers = {"Referer": "http://localhost/studio/videos?sort=oldest"}

    answer = choosing.browser._open("POST", SYNCS, data=form, headers=headers)

    assert (answer.status_code, answer.location) == (303, "/studio/videos?sort=oldest")
    assert choosing.browser.post(SYNCS).location == "/studio/videos"


def test_two_presses_are_one_check(choosing: Person):
    sends(choosing, SYNCS)
    before = len(syncs_of(choosing))

    answer = sends(choosing, SYNCS)

    assert answer.status_code == 200
    assert len(syncs_of(choosing)) == before


def test_a_page_without_any_tile_is_loaded_anew(person: People):
    wren = person("wren").signs_in()
    form = wren.browser.page("/studio/videos").one("form", action=SYNCS)

    answer = sends(wren, form["hx-post"])

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (200, "true")


def test_the_end_brings_the_button_the_time_and_the_number(choosing: Person):
    begun = parts_of(sends(choosing, SYNCS).text)["#sync"].one("section")
    choosing.account.posts(2)
    choosing.worker.works()

    over = Document(choosing.browser.get(begun["hx-get"]).text)

    assert "9 videos: all of them are here" in over.one(id="sync").text
    assert over.one(id="check").one("button").text == "Check TikTok now"
    assert over.one(id="checked").text.startswith("Checked just now")
    assert over.one(id="found-count").text == "9 videos"
    assert over.one("button", id="tick-all").text == "Tick all 9"


def test_a_failed_check_can_be_asked_for_again_where_that_is_said(choosing: Person):
    choosing.account.ends_the_permission()
    begun = parts_of(sends(choosing, SYNCS).text)["#sync"].one("section")
    choosing.worker.works()

    over = Document(choosing.browser.get(begun["hx-get"]).text)

    assert over.one(id="sync").one("form")["hx-post"] == SYNCS
    assert not over.one(id="check").all("form")
