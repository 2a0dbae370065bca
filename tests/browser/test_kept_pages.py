"""Chromium returns to a page after its covers have ended: by Back, and in a restored tab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, TimeoutError

from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import FORBIDS_KEEPING
from tests.browser.kept import (
    CAME_FROM_STORE,
    HEIGHT,
    MOST_QUESTIONS,
    WATCH,
    WIDTH,
    KeptPage,
    kept_page,
    sees_all_covers,
    sees_broken_ones,
)
from tests.browser.watched import Watched
from tests.servers.waiting import wait_for
from tests.support.chromium import FLAGS, launch_options

VIEWPORT: Any = {"width": WIDTH, "height": HEIGHT}
#: Now and then Chromium does not start on a profile, and does at the second try.
START_SECONDS = 60


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
