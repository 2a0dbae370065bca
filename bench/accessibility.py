"""axe in every room of the studio in all of its states: two widths, two schemes, every language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from playwright.sync_api import Browser, sync_playwright

from bench.reporting import parser, report
from bench.table import Row
from portfolio.languages import LANGUAGES
from tests.browser import rooms
from tests.browser.axe import EVERY_VIEW, violations
from tests.browser.watched import Watched
from tests.servers.creators import Creator, published
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for
from tests.support.chromium import launch_options


@dataclass
class Figures:
    states: int = 0
    views: int = 0
    violations: list[str] = field(default_factory=list)
    #: Complaints of the browser's console.
    complaints: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> bool:
    options = parser("accessibility")
    options.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=list(LANGUAGES))
    chosen = options.parse_args(arguments)
    with showreel(sandbox_options=["--plain-pictures"]) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        figures = {code: look(site, browser, code) for code in chosen.languages}
        browser.close()
    for found in chain.from_iterable(
        each.violations + each.complaints for each in figures.values()
    ):
        print(found)
    rows = [row for code, each in figures.items() for row in rows_of(LANGUAGES[code], each)]
    title = "The studio by axe"
    return report(title, rows, {code: vars(each) for code, each in figures.items()}, chosen.json)


def look(site: Site, browser: Browser, code: str) -> Figures:
    """Go through all states in this language, and look at each in every view."""
    figures = Figures()
    site.control("creators", {"account": f"rooms{code}", "videos": 8})
    site.control("creators", {"account": f"new{code}", "videos": 3})
    creator, _path = published(site, f"rooms{code}", 4)
    newcomer = Creator(site, f"new{code}")
    newcomer.sign_in()
    wait_for(newcomer.is_synced, "the library")
    for each in (creator, newcomer):
        rooms.speak(each, code)
    with profile(site, browser) as studio:
        states = chain(rooms.states(studio, creator), rooms.first_states(studio, newcomer))
        for state in states:
            figures.states += 1
            figures.views += len(EVERY_VIEW)
            figures.violations += violations(studio.page, f"{state}, {code}", EVERY_VIEW)
        figures.complaints += studio.problems
    return figures


@contextmanager
def profile(site: Site, browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(reduced_motion="reduce")
    yield Watched(context, site.url, site.environment["TIKTOK_MEDIA_HOSTS"].split())
    context.close()


def rows_of(language: str, figures: Figures) -> list[Row]:
    found, complaints = len(figures.violations), len(figures.complaints)
    return [
        Row(f"{language}: states, each in {len(EVERY_VIEW)} views", str(figures.states)),
        Row("  violations", str(found), "none", not found),
        Row("  complaints in the console", str(complaints), "none", not complaints),
    ]
