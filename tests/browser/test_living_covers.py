"""The short form of `python3 bench living-covers`, and its negative control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser

from bench.living_covers import MOST_IDS, Figures, measure
from tests.servers.launch import showreel

LIFE_SECONDS = 10  # enough for a busy machine to draw a page's pictures


@contextmanager
def reloaded(browser: Browser, times: int, altered_by: Sequence[str] = ()) -> Iterator[Figures]:
    """Yield the figures while the site still runs: a failed test prints its logs."""
    options = ["--cover-life", str(LIFE_SECONDS), "--plain-pictures"]
    with showreel(sandbox_options=options, altered_by=altered_by, workers=1) as site:
        yield measure(site, browser, wait=LIFE_SECONDS + 1, reloads=times, over=2 * times)


def test_no_cover_is_broken_long_after_all_have_expired(browser: Browser) -> None:
    with reloaded(browser, 2) as figures:
        assert figures.loaded == figures.covers > 0
        assert figures.expired == figures.tampered == 0
        assert figures.queries > 0
        assert figures.refused == figures.strange_ids == 0
        assert figures.most_ids <= MOST_IDS
        assert figures.is_asked_by_workers_alone, figures.agents


def test_a_site_that_does_not_believe_in_expiry_is_caught(browser: Browser) -> None:
    with reloaded(browser, 1, ["bench.never_expires"]) as figures:
        assert figures.loaded < figures.covers
        assert figures.expired > 0
