"""Large letters: a default font of 32 pixels on a phone, in both engines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType

from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import NewCreator
from tests.browser.courses import walk, widths
from tests.browser.courses.history import open_first
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.tab import Tab
from tests.browser.watched import Watched
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

FONT = 32  # CSS pixels, twice the usual
WORDS = ("/", "/login", "/privacy", "/@nobody-has-this")
ROOMS = (
    "/studio/order",
    "/studio/look",
    "/studio/page",
    "/studio/editions",
    "/studio/account",
    "/studio/leaving",
)
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
        browser.new_context(), site.url, site.environment["TIKTOK_MEDIA_HOSTS"].split()
    )
    yield ChromiumTab(watched)
    watched.context.close()
    assert watched.problems == []


def test_no_button_is_drawn_over_words_twice_as_large(
    tab: Tab, site: Site, new_creator: NewCreator
) -> None:
    creator = Creator(site, new_creator(12))
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    creator.publish(12)
    walk.sign_in(tab, creator.account)

    covered = []
    for width in (390, 1280):
        tab.resize(width, 844)
        for each in ("/studio/videos", *ROOMS, "/login"):
            tab.open(each)
            covered += [f"{width}: {each}" for each in widths.covered(tab)]

    assert covered == []


def test_no_page_scrolls_sideways_with_letters_twice_as_large(
    tab: Tab, site: Site, new_creator: NewCreator
) -> None:
    tab.expect_trouble("404")
    creator = Creator(site, new_creator(9))
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    path = creator.publish(5).removeprefix(site.url)

    found = []
    for each in (*WORDS, path):
        tab.open(each)
        assert tab.evaluate(SIZE) == f"{FONT}px"
        found += widths.sideways(tab, (390, 1280))
    tab.open(open_first(tab, path))
    found += widths.sideways(tab, (390, 1280))
    walk.sign_in(tab, creator.account)
    found += widths.sideways(tab, (390, 1280))
    for each in ROOMS:
        tab.open(each)
        found += widths.sideways(tab, (390, 1280))

    assert found == []
