"""A page that a browser keeps while its covers end, and its state when the visitor returns."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from bench.answers import get
from bench.published import publish
from tests.browser import briefly_fresh, lost_script
from tests.browser.tab import Tab
from tests.servers.launch import Site, showreel
from tests.servers.moved import MovedClock
from tests.servers.waiting import wait_for

LIFE_SECONDS = 6 * 3600
AWAY_SECONDS = 7 * 3600
ACCOUNT = "keeper"
VIDEOS = 30  # enough that the last are not fetched before a visitor scrolls
WIDTH, HEIGHT = 390, 844
#: The most requests of a page for a newer one while no picture comes.
MOST_QUESTIONS = 6

#: A script that runs before those of a page. In each drawn frame it counts the pictures that a
#: visitor would see broken. The visitor's clock is wrong, and the test moves it.
WATCH = """() => {
    const now = Date.now;
    Date.now = () => now.call(Date) - 9 * 3600 * 1000 + Number(localStorage.ahead ?? 0) * 1000;
    window.mostBroken = 0;
    window.isKept = false;
    addEventListener("pageshow", shown => { window.isKept = shown.persisted });
    const isBroken = each => each.complete && each.currentSrc && !each.naturalWidth
        && each.closest(".frame, .avatar") && getComputedStyle(each).visibility === "visible";
    const look = () => {
        const broken = [...document.images].filter(isBroken);
        window.mostBroken = Math.max(window.mostBroken, broken.length);
        requestAnimationFrame(look);
    };
    look();
}"""
MOVE_ON = "seconds => { localStorage.ahead = Number(localStorage.ahead ?? 0) + seconds }"
# Firefox keeps no page for Back while one of its pictures is still loading.
LOADED = """() => [...document.images].filter(each => each.checkVisibility())
    .every(each => each.currentSrc
        ? each.complete : each.getBoundingClientRect().top > innerHeight)"""
# A picture is only fetched while it is visible.
SCROLL = """async () => {
    for (const frame of document.querySelectorAll("main .frame")) {
        frame.scrollIntoView();
        await new Promise(requestAnimationFrame);
    }
}"""
DRAWN = """() => [...document.querySelectorAll("main .frame img")].filter(
    each => each.naturalWidth && getComputedStyle(each).visibility === "visible").length"""
CAME_FROM_STORE = """() => performance.getEntriesByType("navigation").every(
    each => each.type === "back_forward" && !each.transferSize)"""


@dataclass
class KeptPage:
    """A creator's page on a site with a moved clock.

    Under another host name it comes without its script; a browser stores the two separately.
    """

    site: Site
    url: str
    clock: MovedClock
    #: When a browser no longer reuses its copy, by time.monotonic().
    stale_from: float = 0.0

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def without_script(self) -> str:
        return self.url.replace("127.0.0.1", lost_script.HOST)

    def elsewhere(self, url: str) -> str:
        """Return an address of another site, as seen from `url`."""
        if lost_script.HOST in url:
            return self.site.sandbox_url
        return self.site.sandbox_url.replace("127.0.0.1", lost_script.HOST)

    def look(self, tab: Tab, url: str) -> None:
        """Open the page while all its covers live, and wait for the visible ones.

        The visitor's clock is then moved to the time of the return.
        """
        wait_for(self._has_all_covers, "a page with all covers")
        tab.open(url)
        tab.wait_until(LOADED)
        tab.evaluate(MOVE_ON, AWAY_SECONDS)
        self.stale_from = time.monotonic() + briefly_fresh.REUSED_SECONDS + 1

    def _has_all_covers(self) -> bool:
        time.sleep(0.2)  # not more often: an incomplete page is rendered for each visit
        return "max-age" in get(self.url)["Cache-Control"]

    def covers_end(self) -> None:
        """Move the clocks of the site and of TikTok by `AWAY_SECONDS`.

        The browser's own clock cannot be moved: wait until it no longer reuses its copy.
        """
        time.sleep(max(self.stale_from - time.monotonic(), 0))
        self.site.control("clock", {"advance": AWAY_SECONDS})
        self.clock.advance(AWAY_SECONDS)


@contextmanager
def kept_page() -> Iterator[KeptPage]:
    """Run a site, and publish a page of many videos on it."""
    with TemporaryDirectory(prefix="showreel-clock-") as folder:
        clock = MovedClock(Path(folder) / "clock")
        with showreel(
            sandbox_options=["--cover-life", str(LIFE_SECONDS), "--plain-pictures"],
            env=clock.environment,
            workers=1,
            altered_by=["tests.servers.moved", lost_script.__name__, briefly_fresh.__name__],
        ) as site:
            site.control("creators", {"account": ACCOUNT, "videos": VIDEOS})
            yield KeptPage(site, publish(site, ACCOUNT, VIDEOS), clock)


def number_drawn(tab: Tab) -> int:
    """Scroll through the page and count the pictures that are drawn."""
    time.sleep(0.2)  # not more often: each time the browser draws the whole page
    tab.evaluate(SCROLL)
    return int(tab.evaluate(DRAWN))


def sees_all_covers(tab: Tab, page: KeptPage) -> None:
    """Wait for every picture of the page, and check that none was ever shown broken."""
    tab.wait_for_path(page.path)
    wait_for(lambda: number_drawn(tab) == VIDEOS, "every picture")
    assert tab.evaluate("() => window.mostBroken") == 0


def sees_broken_ones(tab: Tab, page: KeptPage) -> None:
    tab.wait_for_path(page.path)
    tab.evaluate(SCROLL)
    tab.wait_until("() => window.mostBroken > 0")
