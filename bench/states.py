"""Every state of the studio as pictures: three widths, light and dark, each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from bench.reporting import parser, report
from bench.table import Row
from portfolio.languages import LANGUAGES
from portfolio.supervisor.processes import ROOT
from tests.browser import rooms
from tests.browser.watched import Watched
from tests.servers.creators import Creator, published
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for
from tests.support.chromium import launch_options

WIDTHS = {390: 844, 820: 1180, 1440: 900}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

#: Pictures far below the screen are not loaded.
LOADED = "() => [...document.images].every(image => image.complete || image.loading === 'lazy')"
SETTLED = 300  # ms for the pictures of the preview's frame, and for those that load on sight


def main(arguments: Sequence[str]) -> bool:
    options = parser("states")
    options.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=list(LANGUAGES))
    options.add_argument("--to", type=Path, default=ROOT / "test-results" / "states")
    chosen = options.parse_args(arguments)
    with showreel() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        taken = {code: take(site, browser, code, chosen.to / code) for code in chosen.languages}
        browser.close()
    rows = [Row(LANGUAGES[code], f"{count} pictures") for code, count in taken.items()]
    return report(f"The studio's states in {chosen.to}", rows, taken, chosen.json)


def take(site: Site, browser: Browser, code: str, folder: Path) -> int:
    """Take the pictures of one language; return their number."""
    folder.mkdir(parents=True, exist_ok=True)
    with every_state(site, browser, code) as (studio, states):
        for number, state in enumerate(states, 1):
            name = re.sub(r"\W+", "-", state).strip("-").lower()
            shoot(studio.page, f"{number:02}-{name}", folder)
    return len(list(folder.glob("*.png")))


def shoot(page: Page, name: str, folder: Path) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(LOADED)
            page.wait_for_timeout(SETTLED)
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)


@contextmanager
def every_state(site: Site, browser: Browser, code: str) -> Iterator[tuple[Watched, Iterator[str]]]:
    """Yield a browser in the studio, and the names of the states that it goes through.

    Two creators are made for it in this language: one has published, and one is new.
    """
    site.control("creators", {"account": f"rooms{code}", "videos": 8})
    site.control("creators", {"account": f"new{code}", "videos": 3})
    creator, _path = published(site, f"rooms{code}", 4)
    newcomer = Creator(site, f"new{code}")
    newcomer.sign_in()
    wait_for(newcomer.is_synced, "the library")
    for each in (creator, newcomer):
        rooms.speak(each, code)
    context = browser.new_context(reduced_motion="reduce")
    studio = Watched(context, site.url, site.environment["TIKTOK_MEDIA_HOSTS"].split())
    yield studio, chain(rooms.states(studio, creator), rooms.first_states(studio, newcomer))
    context.close()
