"""A connection that breaks: at the end the screen agrees with the stored draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import deeds
from tests.browser.conftest import NewCreator, Visit
from tests.browser.test_ordering import MOVES, drag, ordering, rows, said, shown
from tests.browser.test_ordering import stored as stored_order
from tests.browser.test_ticks import PICKS, ids_of, slow, stored
from tests.browser.watched import Watched
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import PATIENCE_SECONDS, wait_for

VIDEOS, FIRST, LAST = 220, 3, 202
RANGE = """(boxes, [first, last]) => {
    boxes[first].click();
    boxes[last].dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: true }));
}"""
TICKED = """() => [...document.querySelectorAll("[name=pick]:checked")]
    .sort((one, other) => one.dataset.position - other.dataset.position)
    .map((box) => box.value)"""
STORED = "What you see now is what is saved"


@dataclass(frozen=True)
class Tabs:
    """Two pickers of one creator; the first has all 220 tiles, the second as many as at first."""

    browser: Watched
    first: Page
    second: Page


@pytest.fixture(scope="module")
def opened(browser: Browser, site: Site) -> Iterator[Tabs]:
    site.control("creators", {"account": "broken", "videos": VIDEOS})
    creator = Creator(site, "broken")
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    watched = Watched(context, site.url, site.environment["TIKTOK_MEDIA_HOSTS"].split())
    first = deeds.enter(watched, creator, "/studio/videos")
    second = context.new_page()
    second.goto(first.url)
    deeds.scroll_until(first, VIDEOS)
    yield Tabs(watched, first, second)
    context.close()


@pytest.fixture
def tabs(opened: Tabs) -> Iterator[Tabs]:
    """The two tabs with nothing ticked in the first; errors in them fail the test."""
    opened.browser.expect_trouble("Failed to fetch", "net::ERR", "status of", "htmx")
    yield opened
    opened.first.context.set_offline(False)
    opened.first.unroute_all()
    opened.first.get_by_role("button", name="Untick all").click()
    expect(opened.first.locator("#bar .count")).to_have_text("0")
    expect(opened.first.locator("[data-state=failed]")).to_have_count(0)
    assert opened.browser.begin_anew() == []


def ticks_a_range(page: Page) -> list[str]:
    """Tick 200 videos by a click and one with Shift; return their ids."""
    deeds.boxes(page).evaluate_all(RANGE, [FIRST, LAST])
    return ids_of(page)[FIRST : LAST + 1]


def breaks(page: Page, how: str, times: int) -> list[str]:
    """Let this number of changes of the picks fail; return the forms that were sent."""
    sent: list[str] = []
    failures = iter(range(times))

    def fail(route: Route) -> None:
        sent.append(route.request.post_data or "")
        if next(failures, None) is None:
            return route.continue_()
        if how == "answer lost":
            route.fetch()
        if how == "500":
            return route.fulfill(status=500, body="<h1>No</h1>")
        return route.abort()

    page.route(PICKS, fail)
    if how == "offline":
        page.context.set_offline(True)
    return sent


def agrees(page: Page) -> None:
    """Check that the screen agrees with the stored draft: boxes, count, no mark of a failure."""
    expect(page.locator("[data-state=saving], [data-state=failed]")).to_have_count(0)
    picks = stored(page)
    there = set(ids_of(page))
    assert page.evaluate(TICKED) == [each for each in picks if each in there]
    expect(page.locator("#bar .count")).to_have_text(str(len(picks)))
    expect(page.locator("#retry-all")).to_be_hidden()


def ticks_in_the_second(tabs: Tabs) -> None:
    """Tick one video in the other tab, whose next answer tells it all that the first one did."""
    box = deeds.boxes(tabs.second).nth(0)
    box.evaluate("box => box.click()")
    deeds.wait_until_saved(tabs.second)
    agrees(tabs.second)


@pytest.mark.parametrize("how", ["answer lost", "dropped on the way"])
def test_two_tabs_and_a_range_of_200_without_an_answer_end_as_stored(tabs: Tabs, how: str) -> None:
    sent = breaks(tabs.first, how, times=1)

    ids = ticks_a_range(tabs.first)

    expect(tabs.first.locator("#saving")).to_have_text("Saved")
    assert stored(tabs.first) == ids
    assert len(sent) == 2
    agrees(tabs.first)
    ticks_in_the_second(tabs)


def test_a_range_that_is_stored_without_any_answer_is_shown_by_the_next_one(tabs: Tabs) -> None:
    breaks(tabs.first, "answer lost", times=2)

    ids = ticks_a_range(tabs.first)

    expect(tabs.first.get_by_role("button", name="No answer. Retry")).to_have_count(200)
    expect(tabs.first.locator("#saving")).to_contain_text("There was no answer.")
    expect(tabs.first.locator("#saving")).to_contain_text(STORED)
    assert stored(tabs.first) == ids
    agrees(tabs.first)
    ticks_in_the_second(tabs)


@pytest.mark.parametrize(("how", "times"), [("dropped on the way", 2), ("500", 1), ("offline", 0)])
def test_a_range_that_is_not_stored_is_tried_again_by_one_press(
    tabs: Tabs, how: str, times: int
) -> None:
    page = tabs.first
    sent = breaks(page, how, times)
    ids = ticks_a_range(page)
    retry = page.get_by_role("button", name="Retry all")
    expect(retry).to_be_visible()
    if how == "offline":
        expect(page.get_by_role("button", name="No answer. Retry")).to_have_count(200)
        page.context.set_offline(False)
    expect(page.get_by_role("button", name="Not saved. Retry")).to_have_count(200)
    expect(page.locator("#saving")).to_contain_text("were not saved")
    assert page.evaluate(TICKED) == stored(page) == []

    sent.clear()
    retry.click()

    expect(page.locator("#saving")).to_have_text("Saved")
    assert len(sent) == 1
    assert stored(page) == ids
    agrees(page)
    ticks_in_the_second(tabs)


def test_a_range_is_ticked_and_partly_unticked_within_a_round_trip_of_two_seconds(
    tabs: Tabs,
) -> None:
    page = tabs.first
    with slow(page, 2) as sent:
        ids = ticks_a_range(page)
        expect(page.locator("#saving")).to_have_text("Saving…")
        deeds.boxes(page).evaluate_all(RANGE, [LAST - 9, LAST])
        expect(page.locator("#saving")).to_have_text("Saved")

    assert len(sent) == 2
    assert stored(page) == ids[:-10]
    agrees(page)


def test_a_retry_sends_what_was_wanted_though_the_box_shows_it_by_now(tabs: Tabs) -> None:
    page = tabs.first
    tabs.second.reload()
    breaks(page, "500", times=1)
    ids = ticks_a_range(page)
    expect(page.get_by_role("button", name="Retry all")).to_be_visible()
    kept, other = ids[0], ids[1]

    # Another tab ticks it meanwhile, and the answer to another tick tells.
    tabs.second.locator(f"#tile-{kept} [name=pick]").evaluate("box => box.click()")
    deeds.wait_until_saved(tabs.second)
    page.locator(f"#tile-{other} [data-retry]").click()
    expect(page.locator("#bar .count")).to_have_text("2")

    expect(page.locator(f"#tile-{kept} [data-retry]")).to_be_hidden()
    expect(page.locator(f"#tile-{kept} [name=pick]")).to_be_checked()
    page.get_by_role("button", name="Retry all").click()
    expect(page.locator("#saving")).to_have_text("Saved")
    assert stored(page) == [kept, other, *ids[2:]]
    agrees(page)


def test_an_undo_without_an_answer_is_shown_as_it_is_stored(tabs: Tabs) -> None:
    page = tabs.first
    ids = ticks_a_range(page)
    expect(page.locator("#saving")).to_have_text("Saved")
    page.route("**/studio/undos", lambda route: (route.fetch(), route.abort()), times=1)

    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#saving")).to_contain_text("There was no answer. ")
    expect(page.locator("#saving")).to_contain_text(STORED)
    assert stored(page) != ids
    agrees(page)


def test_a_move_without_an_answer_is_shown_as_it_is_stored(
    site: Site, visit: Visit, new_creator: NewCreator
) -> None:
    browser = visit(viewport={"width": 1280, "height": 1600})
    browser.expect_trouble("net::ERR_FAILED", "Failed to fetch")
    page = ordering(browser, site, new_creator(5), 4)
    before = shown(page)
    page.route(MOVES, lambda route: (route.fetch(), route.abort()), times=1)

    drag(page, rows(page).nth(0), rows(page).nth(2))

    expect(page.locator("#said")).to_contain_text("There was no answer. ")
    expect(page.locator("#said")).to_contain_text(STORED)
    assert shown(page) == stored_order(page) == [*before[1:3], before[0], before[3]]

    page.route(MOVES, lambda route: route.abort(), times=1)
    rows(page).nth(0).get_by_role("button", name="Move down").click()
    expect(page.locator("#said")).to_contain_text("There was no answer. ")
    expect(page.locator("#said")).to_contain_text(STORED)
    assert shown(page) == stored_order(page) == [*before[1:3], before[0], before[3]]
    rows(page).nth(0).get_by_role("button", name="Move down").click()
    said(page, "Moved to place 2 of 4.")
