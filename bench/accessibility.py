"""axe in every room of the studio in all of its states: two widths, two schemes, every language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from playwright.sync_api import Browser, sync_playwright

from bench.reporting import parser, report
from bench.states import every_state
from bench.table import Row
from portfolio.languages import LANGUAGES
from tests.browser.axe import EVERY_VIEW, violations
from tests.servers.launch import Site, showreel
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
    with every_state(site, browser, code) as (studio, states):
        for state in states:
            figures.states += 1
            figures.views += len(EVERY_VIEW)
            figures.violations += violations(studio.page, f"{state}, {code}", EVERY_VIEW)
        figures.complaints += studio.problems
    return figures


def rows_of(language: str, figures: Figures) -> list[Row]:
    found, complaints = len(figures.violations), len(figures.complaints)
    return [
        Row(f"{language}: states, each in {len(EVERY_VIEW)} views", str(figures.states)),
        Row("  violations", str(found), "none", not found),
        Row("  complaints in the console", str(complaints), "none", not complaints),
    ]
