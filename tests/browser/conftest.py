"""One Showreel, one Chromium and one Firefox for all tests of a process.

Each test has creators of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from tests.browser.firefox.fixtures import firefox, visit_firefox
from tests.browser.watched import Watched
from tests.servers.launch import Site, showreel
from tests.servers.waiting import PATIENCE_SECONDS
from tests.support.chromium import launch_options

__all__ = ["firefox", "visit_firefox"]

# Ten times the need of a page on a quiet machine.
expect.set_options(timeout=PATIENCE_SECONDS * 1000)

FORBIDS_KEEPING = "--disable-back-forward-cache"

Visit = Callable[..., Watched]
NewCreator = Callable[[int], str]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with showreel(sandbox_options=["--plain-pictures"]) as running:
        yield running


@pytest.fixture(scope="session")
def keeping_chromium(browser_type: BrowserType) -> Iterator[Browser]:
    """Chromium with its page cache for Back, which Playwright disables by default."""
    browser = browser_type.launch(**launch_options(), ignore_default_args=[FORBIDS_KEEPING])
    yield browser
    browser.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a fresh browser profile; errors in it fail the test at its end.

    `on` is the site to watch, by default the shared one; other arguments are the context's options.
    Movement is left out unless they ask for it: drawing it takes a fifth of the processor time.
    """
    opened: list[Watched] = []

    def visit(on: Site | None = None, **options: Any) -> Watched:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        here = on or site
        opened.append(Watched(context, here.url, here.environment["TIKTOK_MEDIA_HOSTS"].split()))
        return opened[-1]

    yield visit
    problems = [problem for each in opened for problem in each.problems]
    for each in opened:
        each.context.close()
    assert not problems


_numbers = count(1)


@pytest.fixture
def new_creator(site: Site, request: pytest.FixtureRequest) -> NewCreator:
    """Make a TikTok account with a number of videos for this test alone; return its name."""

    def make(videos: int) -> str:
        stem = re.sub(r"[^a-z]", "", request.node.name.removeprefix("test_"))[:12]
        account = f"{stem}{next(_numbers)}"
        site.control("creators", {"account": account, "videos": videos})
        return account

    return make
