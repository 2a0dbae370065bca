"""Right-to-left texts begin at the right, in both engines."""

from __future__ import annotations

import pytest

from tests.browser.chromium import ChromiumTab
from tests.browser.conftest import NewCreator, Visit
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.tab import Tab
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

NAME, BIO = "نور حداد", "خبز ونار وصبر.\nأخبز في روتردام كل صباح."
CAPTION = "خبز الطابون"
# Each right-to-left text by its class or tag, with its first line's distance from the right.
BEGINNINGS = """() => [...document.querySelectorAll("[dir=auto]")]
    .filter(text => text.checkVisibility() && getComputedStyle(text).direction === "rtl")
    .map(text => {
        const range = document.createRange();
        range.selectNodeContents(text);
        const away = text.getBoundingClientRect().right - range.getClientRects()[0].right;
        return [text.className || text.tagName, Math.round(away)];
    })"""


@pytest.fixture(params=["chromium", "firefox"])
def tab(request: pytest.FixtureRequest, visit: Visit, visit_firefox: VisitFirefox) -> Tab:
    return visit_firefox() if request.param == "firefox" else ChromiumTab(visit())


def test_what_is_written_from_right_to_left_begins_at_the_right(
    tab: Tab, site: Site, new_creator: NewCreator
) -> None:
    account = new_creator(2)
    site.control(f"creators/{account}", {"display_name": NAME, "bio": BIO}, "PATCH")
    ids = [video["id"] for video in site.control(f"creators/{account}")["videos"]]
    titles = {video_id: {"title": CAPTION} for video_id in ids}
    site.control(f"creators/{account}/videos", {"change": titles})
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library")
    path = creator.publish(2).removeprefix(site.url)

    found = {}
    for each in (path, "/"):
        tab.open(each)
        found |= dict(tab.evaluate(BEGINNINGS))

    assert {"page-name", "headline", "bio", "title", "H3", "tagline"} <= found.keys()
    assert [text for text, away in found.items() if away > 2] == []
