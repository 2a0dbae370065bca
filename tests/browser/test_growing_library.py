"""The picker while the first listing is still arriving: each tile once, and consistent ticks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest

from tests.browser.conftest import NewCreator, Visit
from tests.browser.firefox.fixtures import VisitFirefox
from tests.browser.firefox.tab import FirefoxTab
from tests.servers.creators import Creator
from tests.servers.launch import Site
from tests.servers.waiting import wait_for

#: For each creator: the seconds of each listing answer, the number of videos, and the screens.
#: Each engine meets both paces and both widths.
PACES = (
    (0.3, 65, (("chromium", 390), ("firefox", 1280))),
    (4.0, 45, (("chromium", 1280), ("firefox", 390))),
)

WATCHES = """() => {
    window.seenTwice = [];
    const look = () => {
        const ids = [...document.querySelectorAll("[id]")].map(each => each.id);
        window.seenTwice.push(...ids.filter((id, place) => ids.indexOf(id) !== place));
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
}"""
TILES = "() => [...document.querySelectorAll('.tile')].map(each => each.id.slice(5))"
SCROLLS = """() => {
    scrollTo(0, document.body.scrollHeight);
    return document.querySelectorAll(".tile").length;
}"""
PRESSES = "id => document.querySelector(`#tile-${id} input[name=pick]`).click()"
TICKED = "() => [...document.querySelectorAll('[name=pick]:checked')].map(each => each.value)"
IS_SAVED = """() => document.querySelector("#saving").textContent !== "Saving…"
    && !document.querySelector('[data-state="saving"], [data-state="failed"]')"""
COUNT = "() => Number(document.querySelector('#bar .count').textContent)"


class Screen(Protocol):
    """A page of Chromium, or a tab of Firefox."""

    def evaluate(self, function: str, argument: object = None, /) -> Any: ...
    def reload(self) -> Any: ...


@dataclass
class Viewer:
    screen: Screen
    number: int
    videos: int
    ticks: list[str] = field(default_factory=list)
    has_seen_all: bool = False

    def looks(self) -> bool:
        """Scroll on and tick this viewer's tiles; return whether all tiles are there."""
        if isinstance(self.screen, FirefoxTab):
            self.screen.come_to_front()  # a hidden tab triggers no "revealed" event
        count: int = self.screen.evaluate(SCROLLS)
        for place in (self.number, self.number + 20, self.number + 40):
            if count > place and len(self.ticks) <= place // 20:
                self._ticks(place)
        self.has_seen_all = count >= self.videos
        return self.has_seen_all

    def _ticks(self, place: int) -> None:
        video_id = self.screen.evaluate(TILES)[place]
        for _ in range(3):  # on, off and on again
            self.screen.evaluate(PRESSES, video_id)
        self.ticks.append(video_id)


def looks_calmly(viewer: Viewer) -> bool:
    """Pause, so that the servers get processor time, then look unless all was seen."""
    if viewer.has_seen_all:
        return True
    time.sleep(0.4)
    return viewer.looks()


def is_slow(site: Site, account: str, seconds: float) -> None:
    """Let each answer of the listing take `seconds`, and two calls in between fail."""
    bad_days: tuple[dict[str, object], ...] = (
        {"kind": "drip", "seconds": seconds, "count": 1},
        {"kind": "internal_error", "count": 1},
        {"kind": "drip", "seconds": seconds, "count": 1},
        {"kind": "internal_error", "count": 1},
        {"kind": "drip", "seconds": seconds},
    )
    for each in bad_days:
        site.control("faults", {"endpoint": "video/list", "account": account, **each})


@pytest.fixture
def good_days_again(site: Site) -> Iterator[None]:
    yield
    site.control("faults", method="DELETE")


@pytest.mark.usefixtures("good_days_again")
def test_a_library_that_is_coming_in_is_seen_once_in_either_engine(
    site: Site, visit: Visit, visit_firefox: VisitFirefox, new_creator: NewCreator
) -> None:
    viewers: dict[str, list[Viewer]] = {}
    for seconds, videos, engines in PACES:
        account = new_creator(videos)
        is_slow(site, account, seconds)
        creator = Creator(site, account)
        creator.sign_in()
        viewers[account] = [
            Viewer(screen, number, videos)
            for number, screen in enumerate(screens(creator, engines, visit, visit_firefox))
        ]
    everybody = [viewer for watching in viewers.values() for viewer in watching]

    wait_for(lambda: min([looks_calmly(viewer) for viewer in everybody]), "all tiles", seconds=180)
    for viewer in everybody:
        wait_for(lambda viewer=viewer: viewer.screen.evaluate(IS_SAVED), "the ticks to be saved")

    for viewer in everybody:
        assert viewer.screen.evaluate("() => window.seenTwice") == []
        assert len(set(viewer.screen.evaluate(TILES))) == viewer.videos
    for watching in viewers.values():
        drafted = sorted(video_id for viewer in watching for video_id in viewer.ticks)
        for viewer in watching:
            assert set(viewer.ticks) <= set(viewer.screen.evaluate(TICKED)) <= set(drafted)
        screen = watching[0].screen
        screen.reload()
        watching[0].has_seen_all = False
        wait_for(lambda: looks_calmly(watching[0]), "all tiles")  # noqa: B023
        assert sorted(screen.evaluate(TICKED)) == drafted
        assert screen.evaluate(COUNT) == len(drafted)


def screens(
    creator: Creator,
    engines: tuple[tuple[str, int], ...],
    visit: Visit,
    visit_firefox: VisitFirefox,
) -> Iterator[Screen]:
    """Open a signed-in creator's picker in each of these engines, at its width."""
    value = creator.browser.cookies["session"]
    for engine, width in engines:
        if engine == "chromium":
            watched = visit(viewport={"width": width, "height": 844})
            watched.context.add_cookies(
                [{"name": "session", "value": value, "url": creator.site.url}]
            )
            screen: Screen = watched.open("/studio/videos")
        else:
            tab = visit_firefox(width=width, height=844)
            tab.set_cookie("session", value)
            tab.open("/studio/videos")
            screen = tab
        screen.evaluate(WATCHES)
        yield screen
