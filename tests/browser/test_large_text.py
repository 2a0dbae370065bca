"""Large letters: a default font of 32 pixels on a phone, in both engines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType

from tests.browser.chromium import ChromiumTab
from tests.browser.courses import widths
from tests.browser.courses.history import open_first
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.firefox.tab import FirefoxTab
from tests.browser.watched import Watched
from tests.servers.creators import Creator, published
from tests.servers.launch import Site

FONT = 32  # CSS pixels, twice the usual
WORDS = ("/", "/login", "/privacy", "/api", "/@nobody-has-this")
ROOMS = (
    "/studio/videos",
    "/studio/order",
    "/studio/look",
    "/studio/page",
    "/studio/editions",
    "/studio/account",
    "/studio/leaving",
)
Tab = ChromiumTab | FirefoxTab
#: Words under a button, and what reaches beyond the page's edge.
BOTH = f"async () => [({widths.COVERED})(), await ({widths.BEYOND})()]"
SIZE = "() => getComputedStyle(document.documentElement).fontSize"


@pytest.fixture(scope="module")
def large_chromium(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    flags = [*browser_type_launch_args["args"], f"--blink-settings=defaultFontSize={FONT}"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": flags})
    yield browser
    browser.close()


@pytest.fixture(params=["chromium", "firefox"])
def tab(request: pytest.FixtureRequest, site: Site, visit_firefox: VisitFirefox) -> Iterator[Tab]:
    if request.param == "firefox":
        yield visit_firefox(preferences={"font.size.variable.x-western": FONT})
        return
    browser: Browser = request.getfixturevalue("large_chromium")
    watched = Watched(
        browser.new_context(reduced_motion="reduce"),
        site.url,
        site.environment["TIKTOK_MEDIA_HOSTS"].split(),
    )
    yield ChromiumTab(watched)
    watched.context.close()
    assert watched.problems == []


@pytest.fixture(scope="module")
def public(site: Site) -> tuple[Creator, str]:
    """A creator who has published nine of twelve videos, and the path of the page."""
    site.control("creators", {"account": "large", "videos": 12})
    return published(site, "large", 9)


def faults(tab: Tab) -> list[str]:
    """Return the words that a button covers, and the widths at which the page scrolls sideways."""
    found = []
    for width in (1280, 390):
        tab.lay_out(width, 844)
        covered, beyond = tab.evaluate(BOTH)
        found += [f"{tab.path} at {width}: covered {text}" for text in covered]
        found += [f"{tab.path} at {width}: {beyond}"] if beyond else []
    tab.resize(390, 844)
    return found


def test_no_page_with_letters_twice_as_large_scrolls_sideways_or_has_a_button_over_words(
    tab: Tab, public: tuple[Creator, str]
) -> None:
    creator, path = public
    tab.expect_trouble("404")

    found = []
    for each in WORDS:
        tab.open(each)
        assert tab.evaluate(SIZE) == f"{FONT}px"
        found += faults(tab)
    for each in (path, open_first(tab, path)):
        tab.open(each)
        found += widths.sideways(tab, (390, 1280))
    tab.set_cookie("session", creator.session)
    for each in ROOMS:
        tab.open(each)
        found += faults(tab)

    assert found == []
