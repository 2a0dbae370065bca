"""A page made over HTTP as a creator makes it: sign in, tick videos, publish."""

from __future__ import annotations

from portfolio.supervisor.demo_page import boxes, save
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for


def publish(site: Site, account: str, count: int) -> str:
    """Publish the newest `count` videos of an account; return the page's address."""
    creator = Creator(site, account)
    creator.sign_in()
    wait_for(creator.is_synced, "the library", seconds=120)
    page, left = creator.picker(), count
    while True:
        ticked = boxes(page)[:left]
        save(creator.browser, page, ticked)
        left -= len(ticked)
        if not left:
            return creator.browser.press(creator.picker(), "Publish").links["See the page"]
        page = creator.browser.open(page.links["Show more"])
