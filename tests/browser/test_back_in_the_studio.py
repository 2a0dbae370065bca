"""Back in the studio never shows a draft as it was, in either engine, though pages may be kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import NewCreator
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.firefox.tab import FirefoxTab
from tests.browser.tab import Role
from tests.browser.watched import Watched
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

VIDEOS, ORDER, LOOK = "/studio/videos", "/studio/order", "/studio/look"
#: The picks as a page of the studio has them, in their order; None while it is not there yet.
PICKS = """(page) => page.querySelector("#picks, #order") && [
    ...[...page.querySelectorAll("[name=pick][data-position]:checked")]
        .sort((one, other) => one.dataset.position - other.dataset.position)
        .map((box) => box.value),
    ...[...page.querySelectorAll(".order-row")].map((row) => row.dataset.id)]"""
SHOWN = f"() => document.readyState === 'complete' ? ({PICKS})(document) : null"
STORED = f"""async (path) => {{
    const html = await (await fetch(path)).text();
    return ({PICKS})(new DOMParser().parseFromString(html, "text/html"));
}}"""
TICKS = """(numbers) => numbers.forEach(
    (number) => document.querySelectorAll("[name=pick]")[number].click())"""
SAID = "(words) => document.querySelector('#saving, #said').textContent.includes(words)"


@pytest.fixture(params=["chromium", "firefox"])
def tab(
    request: pytest.FixtureRequest,
    site: Site,
    keeping_chromium: Browser,
    visit_firefox: VisitFirefox,
) -> Iterator[ChromiumTab | FirefoxTab]:
    """A tab of a browser that keeps pages for Back."""
    if request.param == "firefox":
        yield visit_firefox(preferences={"browser.sessionhistory.max_total_viewers": -1})
        return
    context = keeping_chromium.new_context(reduced_motion="reduce")
    watched = Watched(context, site.url, site.environment["TIKTOK_MEDIA_HOSTS"].split())
    yield ChromiumTab(watched)
    context.close()
    assert watched.problems == []


def shows_what_is_stored(tab: ChromiumTab | FirefoxTab, path: str, count: int) -> list[str]:
    tab.wait_for_path(path)
    tab.wait_until(SHOWN)
    picks = list(map(str, tab.evaluate(SHOWN)))
    assert picks == tab.evaluate(STORED, path)
    assert len(picks) == count
    return picks


def test_back_shows_the_ticks_and_the_order_as_they_are_stored(
    tab: ChromiumTab | FirefoxTab, site: Site, new_creator: NewCreator
) -> None:
    creator = Creator(site, new_creator(5))
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    tab.set_cookie("session", creator.session)
    tab.expect_trouble("downloadable font")  # Firefox notes one that the next page cut off
    tab.open(VIDEOS)
    tab.evaluate(TICKS, [2, 0, 1])
    tab.wait_until(SAID, "Saved")

    tab.click(Role("link", "Order"))
    first = shows_what_is_stored(tab, ORDER, 3)
    tab.go(-1)
    assert shows_what_is_stored(tab, VIDEOS, 3) == first

    tab.go(1)
    tab.wait_for_path(ORDER)
    tab.wait_until(SHOWN)
    tab.click(".order-row [name=down]")
    tab.wait_until(SAID, "Moved to place 2 of 3")
    tab.click(Role("link", "Look"))
    tab.wait_for_path(LOOK)
    tab.go(-1)
    assert shows_what_is_stored(tab, ORDER, 3) == [first[1], first[0], first[2]]
    tab.go(-1)
    assert shows_what_is_stored(tab, VIDEOS, 3) == [first[1], first[0], first[2]]
