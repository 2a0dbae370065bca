"""The player's history in both engines, with the browser's page cache and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import Browser, Route

from portfolio.supervisor.demo_page import boxes, save
from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import NewCreator, Visit
from tests.browser.courses import history
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.firefox.tab import FirefoxTab
from tests.browser.watched import Watched
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

COUNT = 3
#: A picture that is not shown, such as the QR code before somebody shares, is not fetched.
IS_LOADED = """() => [...document.images].filter(each => each.checkVisibility())
    .every(each => each.complete)"""
KEPT = "() => { addEventListener('pageshow', shown => { window.kept = shown.persisted }) }"


#: Each course is gone in both engines, in one with pages kept and in the other without, by turns.
in_turn = pytest.mark.parametrize(
    "tab", ["chromium, pages kept", "firefox, no page kept"], indirect=True
)
in_other_turn = pytest.mark.parametrize(
    "tab", ["chromium, no page kept", "firefox, pages kept"], indirect=True
)


@pytest.fixture
def tab(
    request: pytest.FixtureRequest, site: Site, visit: Visit, visit_firefox: VisitFirefox
) -> Iterator[ChromiumTab | FirefoxTab]:
    engine, _, keeping = str(request.param).partition(", ")
    if engine == "firefox":
        most = -1 if keeping == "pages kept" else 0
        yield visit_firefox(preferences={"browser.sessionhistory.max_total_viewers": most})
    elif keeping == "no page kept":
        yield ChromiumTab(visit())
    else:
        browser: Browser = request.getfixturevalue("keeping_chromium")
        watched = Watched(
            browser.new_context(reduced_motion="reduce"),
            site.url,
            site.environment["TIKTOK_MEDIA_HOSTS"].split(),
        )
        yield ChromiumTab(watched)
        watched.context.close()
        assert watched.problems == []


def published(site: Site, account: str) -> tuple[Creator, str]:
    """Publish all videos of an account; return its creator and the path of the page."""
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    return creator, creator.publish(COUNT).removeprefix(site.url)


@pytest.fixture(scope="module")
def path(site: Site) -> str:
    """The path of a page that every test leaves as it is."""
    site.control("creators", {"account": "history", "videos": COUNT})
    return published(site, "history")[1]


@dataclass(frozen=True)
class Changing:
    """A page of one test alone, and the function that takes its first video off.

    The function waits until nobody gets that video. The page layer may send the page and the
    video's own page as they were for a second more.
    """

    path: str
    leave: Callable[[], None]


@pytest.fixture
def changing(site: Site, new_creator: NewCreator) -> Changing:
    creator, path = published(site, new_creator(COUNT))

    def unpick() -> None:
        picker = creator.picker()
        first, *others = boxes(picker)[:COUNT]
        save(creator.browser, picker, others)
        creator.browser.press(creator.picker(), "Publish")
        page = f"{site.url}{path}"
        wait_for(lambda: first not in requests.get(page, timeout=120).text, "the page without it")
        video = f"{page}/v/{first}"
        wait_for(lambda: requests.get(video, timeout=120).status_code == 404, "its address's end")

    return Changing(path, unpick)


@in_other_turn
def test_back_goes_back_after_a_reload_in_the_player(tab: ChromiumTab, path: str) -> None:
    history.back_after_a_reload_in_the_player(tab, path)


@pytest.mark.parametrize(
    "tab",
    [
        "chromium, pages kept",
        "chromium, no page kept",
        "firefox, pages kept",
        "firefox, no page kept",
    ],
    indirect=True,
)
def test_back_goes_back_to_the_page_from_another_site(
    tab: ChromiumTab, path: str, site: Site, request: pytest.FixtureRequest
) -> None:
    tab.open(path)
    tab.wait_until(IS_LOADED)
    tab.evaluate(KEPT)
    tab.open(f"{site.sandbox_url}/")
    tab.go(-1)
    history.sees(tab, "covers", path)
    is_kept = tab.evaluate("() => window.kept ?? false")
    assert is_kept == ("pages kept" in request.node.name)

    history.back_from_another_site(tab, path, f"{site.sandbox_url}/")


@in_turn
def test_back_goes_back_to_a_video_that_was_left_for_all_videos(
    tab: ChromiumTab, path: str
) -> None:
    history.back_to_a_video_that_was_left_for_all_videos(tab, path)


@in_other_turn
def test_forward_opens_the_video_after_a_reload_of_the_page(tab: ChromiumTab, path: str) -> None:
    history.forward_after_a_reload_of_the_page(tab, path)


@in_turn
def test_back_goes_back_from_a_video_that_has_left_the_page(
    tab: ChromiumTab, changing: Changing
) -> None:
    tab.expect_trouble("404")

    history.back_from_a_video_that_has_left_the_page(tab, changing.path, changing.leave)


def test_forward_before_the_script_is_there_shows_that_a_video_has_left(
    visit: Visit, changing: Changing
) -> None:
    tab, path = ChromiumTab(visit()), changing.path
    tab.expect_trouble("404")
    video = history.open_first(tab, path)
    changing.leave()
    tab.reload()
    history.sees(tab, "words", video)
    scripts: list[Route] = []
    tab.watched.context.route("**/js/page.*", lambda route: scripts.append(route))
    tab.go(-1)
    history.sees(tab, "covers", path)
    wait_for(lambda: tab.evaluate("() => true") and scripts, "the request for the script")

    tab.go(1)
    tab.wait_for_path(video)
    for script in scripts:
        script.continue_()

    history.sees(tab, "words", video)
