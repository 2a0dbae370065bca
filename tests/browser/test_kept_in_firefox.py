"""Firefox returns to a page after its covers have ended: by Back, and in a restored tab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.browser.firefox.bidi import Refused
from tests.browser.firefox.process import Firefox
from tests.browser.firefox.tab import FirefoxTab
from tests.browser.kept import (
    CAME_FROM_STORE,
    HEIGHT,
    WATCH,
    WIDTH,
    KeptPage,
    kept_page,
    sees_all_covers,
    sees_broken_ones,
)
from tests.servers.waiting import wait_for

VIEWERS = "browser.sessionhistory.max_total_viewers"  # -1: as many as memory allows

CLOSE_SHOWN_TAB = """async () => {
    const { TabStateFlusher } = ChromeUtils.importESModule(
        "resource:///modules/sessionstore/TabStateFlusher.sys.mjs");
    await TabStateFlusher.flush(gBrowser.selectedBrowser);
    gBrowser.removeTab(gBrowser.selectedTab);
}"""
RESTORE_CLOSED_TAB = "() => { gBrowser.selectedTab = SessionStore.undoCloseTab(window, 0) }"


@pytest.fixture(scope="module")
def page() -> Iterator[KeptPage]:
    with kept_page() as page:
        yield page


@pytest.fixture(scope="module")
def watching(firefox: Firefox) -> Iterator[None]:
    script = firefox.bidi.call("script.addPreloadScript", functionDeclaration=WATCH)["script"]
    yield
    firefox.bidi.call("script.removePreloadScript", script=script)


@pytest.fixture(params=[True, False], ids=["pages kept", "no page kept"])
def keeps(request: pytest.FixtureRequest, firefox: Firefox) -> Iterator[bool]:
    """Whether Firefox keeps whole pages for Back."""
    with firefox.preferring({VIEWERS: -1 if request.param else 0}):
        yield request.param


@pytest.fixture
def tab(page: KeptPage, firefox: Firefox, watching: None) -> Iterator[FirefoxTab]:
    tab = FirefoxTab(firefox.bidi, page.site.url, WIDTH, HEIGHT)
    tab.come_to_front()
    yield tab
    tab.close()


def goes_back(tab: FirefoxTab, page: KeptPage, url: str) -> None:
    """Open the page, stay on another site until all covers have ended, and press Back."""
    page.look(tab, url)
    tab.open(page.elsewhere(url))
    page.covers_end()
    tab.go(-1)
    tab.wait_for_path(page.path)


def restores(tab: FirefoxTab, page: KeptPage, url: str, firefox: Firefox) -> None:
    """Open the page, close its tab, and reopen it after all covers have ended."""
    page.look(tab, url)
    firefox.in_window(CLOSE_SHOWN_TAB)
    page.covers_end()
    before = firefox.contexts()
    firefox.in_window(RESTORE_CLOSED_TAB)
    wait_for(lambda: is_resized(tab, firefox.contexts() - before), "the restored tab")


def is_resized(tab: FirefoxTab, contexts: set[str]) -> bool:
    """Resize the restored tab; False while Firefox has not made its contents yet."""
    for tab.context in contexts:
        with suppress(Refused):
            tab.resize(WIDTH, HEIGHT)
            return True
    return False


def test_back_shows_living_covers(keeps: bool, tab: FirefoxTab, page: KeptPage) -> None:
    goes_back(tab, page, page.url)

    assert tab.evaluate("() => window.isKept") is keeps
    assert keeps or tab.evaluate(CAME_FROM_STORE)
    sees_all_covers(tab, page)


def test_back_without_the_script_shows_broken_ones(
    keeps: bool, tab: FirefoxTab, page: KeptPage
) -> None:
    goes_back(tab, page, page.without_script)

    sees_broken_ones(tab, page)


def test_a_restored_tab_shows_living_covers(
    tab: FirefoxTab, page: KeptPage, firefox: Firefox
) -> None:
    restores(tab, page, page.url, firefox)

    assert tab.evaluate(CAME_FROM_STORE)
    sees_all_covers(tab, page)


def test_a_restored_tab_without_the_script_shows_broken_ones(
    tab: FirefoxTab, page: KeptPage, firefox: Firefox
) -> None:
    restores(tab, page, page.without_script, firefox)

    sees_broken_ones(tab, page)
