"""The short form of `python3 bench living-covers`, and its negative control."""

from __future__ import annotations

from playwright.sync_api import Browser

from bench.living_covers import MOST_IDS, Figures, measure
from tests.servers.launch import showreel

LIFE = 6  # seconds


def reloaded(browser: Browser, times: int, altered_by: list[str]) -> Figures:
    options = ["--cover-life", str(LIFE)]
    with showreel(sandbox_options=options, altered_by=altered_by) as site:
        return measure(site, browser, wait=LIFE + 1, reloads=times, over=3 * times)


def test_no_cover_is_broken_long_after_all_have_expired(browser: Browser) -> None:
    figures = reloaded(browser, 3, [])
    assert figures.loaded == figures.covers > 0
    assert figures.expired == figures.tampered == 0
    assert figures.queries > 0
    assert figures.refused == figures.strange_ids == 0
    assert figures.most_ids <= MOST_IDS
    assert figures.is_asked_by_workers_alone, figures.agents


def test_a_site_that_does_not_believe_in_expiry_is_caught(browser: Browser) -> None:
    figures = reloaded(browser, 1, ["bench.never_expires"])
    assert figures.loaded < figures.covers
    assert figures.expired > 0
