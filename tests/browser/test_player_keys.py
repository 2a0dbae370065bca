"""The player's keys and TikTok's frame, which alone receives keys while it has the focus."""

from __future__ import annotations

import pytest

from tests.browser import deeds
from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import NewCreator, Visit
from tests.browser.courses import keys, walk
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.tab import Tab
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for


@pytest.fixture(params=["chromium", "firefox"])
def tab(request: pytest.FixtureRequest, visit: Visit, visit_firefox: VisitFirefox) -> Tab:
    return visit_firefox() if request.param == "firefox" else ChromiumTab(visit())


@pytest.fixture
def creator(site: Site, new_creator: NewCreator) -> Creator:
    creator = Creator(site, new_creator(2))
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    return creator


@pytest.fixture
def path(site: Site, creator: Creator) -> str:
    return creator.publish(2).removeprefix(site.url)


def test_escape_and_arrows_work_after_a_press_in_the_frame(
    tab: Tab, site: Site, creator: Creator, path: str
) -> None:
    tab.open(path)
    ids = tab.evaluate(walk.SHOWN)
    links = deeds.embed_links(site, creator.account, ids)

    keys.after_a_press_in_the_frame(tab, path, [links[each] for each in ids])


def test_who_goes_into_the_frame_by_tab_stays_in_it(tab: Tab, path: str) -> None:
    keys.after_tab_into_the_frame(tab, path)
