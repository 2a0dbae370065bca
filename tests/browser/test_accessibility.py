"""axe finds no violation: a visitor's pages, and every room of the studio in all of its states."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, cycle

from playwright.sync_api import Page, expect

from tests.browser import deeds, rooms
from tests.browser.axe import DESK, PHONE, View, violations
from tests.browser.conftest import NewCreator, Visit
from tests.servers.creators import Creator, published
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

#: Two views for each direction of writing: every pair of a width, a scheme and a direction is met.
#: Each page, and each state of a room, is looked at in one of them, by turns, and in one language;
#: `python3 bench accessibility` looks in all four, in every language.
VIEWS: dict[str, tuple[View, View]] = {
    "ltr": ((PHONE, "light"), (DESK, "dark")),
    "rtl": ((PHONE, "dark"), (DESK, "light")),
}


def assert_accessible(page: Page, state: str = "", views: Iterable[View] = VIEWS["ltr"]) -> None:
    found = violations(page, state, views)
    assert not found, "\n".join(found)


def test_every_page_of_a_visitor_passes_axe(
    visit: Visit, site: Site, new_creator: NewCreator
) -> None:
    path = published(site, new_creator(9), 5)[1]
    stranger = visit()
    stranger.expect_trouble("404 (NOT FOUND)", "404 (Not Found)")
    for address in (path, "/"):
        assert_accessible(stranger.open(address))
    turns = cycle(VIEWS["ltr"])
    for address in ("/login", "/privacy", "/terms", "/api", "/@nobody-has-this"):
        assert_accessible(stranger.open(address), views=[next(turns)])
    page = stranger.open(path)
    deeds.covers(page).first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page, "player open")
    video = f"{path}/v/{deeds.shown_ids(page)[0]}"
    for address in (video, f"{video}/embed", f"{path}/embed"):
        assert_accessible(stranger.open(address), views=[next(turns)])


def test_rooms_that_change_the_page_and_the_first_steps_pass_axe_in_english(
    visit: Visit, site: Site, new_creator: NewCreator
) -> None:
    studio = visit()
    creator, _path = published(site, new_creator(8), 4)
    newcomer = Creator(site, new_creator(3))
    newcomer.sign_in()
    wait_for(newcomer.is_synced, "the library")

    states = [rooms.states_of_change(studio, creator), rooms.first_states(studio, newcomer)]
    for state, view in zip(chain(*states), cycle(VIEWS["ltr"]), strict=False):
        assert_accessible(studio.page, state, [view])


def test_all_other_rooms_pass_axe_in_arabic(
    visit: Visit, site: Site, new_creator: NewCreator
) -> None:
    studio = visit()
    creator, _path = published(site, new_creator(8), 4)
    rooms.speak(creator, "ar")

    states = rooms.other_states(studio, creator)
    for state, view in zip(states, cycle(VIEWS["rtl"]), strict=False):
        assert studio.page.locator("html").get_attribute("dir") == "rtl"
        assert_accessible(studio.page, state, [view])


def test_a_page_with_a_fault_does_not_pass(visit: Visit) -> None:
    page = visit().open("/login")
    page.evaluate("() => document.querySelector('h1').before(document.createElement('img'))")

    (found, again) = violations(page, "an image without words", VIEWS["ltr"])

    assert "image-alt" in found
    assert "390 pixels, light" in found
    assert "1440 pixels, dark" in again
