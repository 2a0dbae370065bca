"""Chromium returns to a page after its covers have ended: by Back, and in a restored tab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Route, TimeoutError

from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import FORBIDS_KEEPING
from tests.browser.kept import (
    ACCOUNT,
    CAME_FROM_STORE,
    DRAWN,
    HEIGHT,
    MOST_QUESTIONS,
    VIDEOS,
    WATCH,
    WIDTH,
    KeptPage,
    kept_page,
    number_drawn,
    sees_all_covers,
    sees_broken_ones,
)
from tests.browser.watched import Watched
from tests.servers.creators import Creator
from tests.servers.waiting import wait_for
from tests.support.chromium import FLAGS, launch_options

VIEWPORT: Any = {"width": WIDTH, "height": HEIGHT}
#: Now and then Chromium does not start on a profile, and does at the second try.
START_SECONDS = 60
#: The requests of a room for fresh covers: five for what is on screen at the return, and five for
#: what a creator scrolls to then.
MOST_ROOM_QUESTIONS = 10


@pytest.fixture(scope="module")
def page() -> Iterator[KeptPage]:
    with kept_page() as page:
        yield page


@pytest.fixture(scope="module", params=[True, False], ids=["pages kept", "no page kept"])
def keeps(request: pytest.FixtureRequest) -> bool:
    """Whether Chromium keeps whole pages for Back."""
    return bool(request.param)


@pytest.fixture(scope="module")
def chromium(keeps: bool, browser: Browser, request: pytest.FixtureRequest) -> Browser:
    found: Browser = request.getfixturevalue("keeping_chromium") if keeps else browser
    return found


@pytest.fixture
def tab(chromium: Browser, page: KeptPage) -> Iterator[ChromiumTab]:
    context = chromium.new_context(viewport=VIEWPORT, reduced_motion="reduce")
    context.add_init_script(f"({WATCH})()")
    yield tab_in(context, page)
    context.close()


def tab_in(context: BrowserContext, page: KeptPage) -> ChromiumTab:
    return ChromiumTab(Watched(context, page.site.url, [page.site.sandbox_url]))


def goes_back(tab: ChromiumTab, page: KeptPage, url: str) -> None:
    """Open the page, stay on another site until all covers have ended, and press Back."""
    page.look(tab, url)
    tab.open(page.elsewhere(url))
    page.covers_end()
    tab.go(-1)
    tab.wait_for_path(page.path)


@pytest.fixture(scope="module")
def restored(
    browser_type: BrowserType, page: KeptPage, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Chromium with two tabs, restarted with them after all covers have ended.

    Both tabs show the page, one of them without its script.
    """
    profile = tmp_path_factory.mktemp("chromium")
    with started(browser_type, profile) as context:
        for url in (page.without_script, page.url):
            page.look(tab_in(context, page), url)
    page.covers_end()
    with started(browser_type, profile, "--restore-last-session") as context:
        yield context


def restored_tab(context: BrowserContext, page: KeptPage, url: str) -> ChromiumTab:
    """Bring the restored tab of this address to the front."""
    wait_for(lambda: shown_in(context, url), "the restored tab")
    watched = Watched(context, page.site.url, [page.site.sandbox_url])
    (watched.page,) = shown_in(context, url)
    watched.page.bring_to_front()  # a hidden tab would draw only one frame a second
    tab = ChromiumTab(watched)
    tab.evaluate(WATCH)  # Chromium restores the tab before it gets the init script
    return tab


@contextmanager
def started(browser_type: BrowserType, profile: Path, *flags: str) -> Iterator[BrowserContext]:
    def start() -> BrowserContext:
        return browser_type.launch_persistent_context(
            profile,
            **{**launch_options(), "args": [*FLAGS, *flags]},
            ignore_default_args=[FORBIDS_KEEPING],
            viewport=VIEWPORT,
            reduced_motion="reduce",
            timeout=START_SECONDS * 1000,
        )

    try:
        context = start()
    except TimeoutError:
        context = start()
    yield context
    context.close()


def shown_in(context: BrowserContext, url: str) -> list[Any]:
    return [each for each in context.pages if each.url == url]


@pytest.fixture
def studio(browser: Browser, page: KeptPage) -> Iterator[ChromiumTab]:
    """A phone in which the page's creator is signed in."""
    creator = Creator(page.site, ACCOUNT)
    creator.sign_in()
    context = browser.new_context(viewport=VIEWPORT, reduced_motion="reduce")
    context.add_init_script(f"({WATCH})()")
    tab = tab_in(context, page)
    tab.set_cookie("session", creator.session)
    yield tab
    context.close()


class Line:
    """A line on which a request for a picture stays without answer while it is bad."""

    def __init__(self, studio: ChromiumTab, page: KeptPage) -> None:
        self.is_bad = False
        self.kept = 0
        studio.watched.context.route(f"{page.site.sandbox_url}/**", self._pass)

    def _pass(self, route: Route) -> None:
        if self.is_bad:
            self.kept += 1
        else:
            route.continue_()


@pytest.mark.parametrize("room", ["videos", "order"])
def test_a_room_of_the_studio_that_stayed_open_shows_living_covers(
    room: str, studio: ChromiumTab, page: KeptPage
) -> None:
    asked: list[str] = []
    studio.watched.context.on("request", lambda request: asked.append(request.url))
    line = Line(studio, page)
    page.look(studio, f"{page.site.url}/studio/{room}")
    line.is_bad = True
    studio.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    wait_for(lambda: int(studio.evaluate(DRAWN)) + line.kept == VIDEOS, "all requests")
    page.covers_end()
    line.is_bad = False
    page.site.control("covers/requests", method="DELETE")
    assert line.kept > 0

    studio.evaluate("() => { dispatchEvent(new Event('visibilitychange')) }")

    wait_for(lambda: number_drawn(studio) == VIDEOS, "every picture")
    assert studio.evaluate("() => window.mostBroken") == 0
    assert page.site.control("covers/requests")["expired"] == 0
    questions = [url for url in asked if "/studio/covers?" in url]
    assert 1 <= len(questions) <= MOST_ROOM_QUESTIONS


def test_back_shows_living_covers(tab: ChromiumTab, page: KeptPage, keeps: bool) -> None:
    asked: list[str] = []
    tab.watched.context.on("request", lambda request: asked.append(request.url))

    goes_back(tab, page, page.url)

    sees_all_covers(tab, page)
    assert tab.evaluate("() => window.isKept") is keeps
    assert keeps or tab.evaluate(CAME_FROM_STORE)
    # The visit, Back, and requests for a newer page: until one is answered, and after that.
    assert 2 <= asked.count(page.url) <= 2 + 2 * MOST_QUESTIONS


def test_back_without_the_script_shows_broken_ones(tab: ChromiumTab, page: KeptPage) -> None:
    goes_back(tab, page, page.without_script)

    sees_broken_ones(tab, page)


def test_a_restored_tab_shows_living_covers(restored: BrowserContext, page: KeptPage) -> None:
    tab = restored_tab(restored, page, page.url)

    sees_all_covers(tab, page)
    assert tab.evaluate(CAME_FROM_STORE)


def test_a_restored_tab_without_the_script_shows_broken_ones(
    restored: BrowserContext, page: KeptPage
) -> None:
    tab = restored_tab(restored, page, page.without_script)

    sees_broken_ones(tab, page)
