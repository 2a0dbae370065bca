"""One Showreel and one Chromium for all tests of a process; each test has creators of its own."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.watched import Watched
from tests.servers.launch import Site, showreel

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Visit = Callable[..., Watched]
NewCreator = Callable[[int], str]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with showreel() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Open a fresh browser profile; what goes wrong in it fails the test at its end.

    `on` is the site to watch, by default the shared one; all else is the context's options.
    """
    opened: list[Watched] = []

    def visit(on: Site | None = None, **options: Any) -> Watched:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
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
    """Make a TikTok account with so many videos, which only this test uses; return its name."""

    def make(videos: int) -> str:
        stem = re.sub(r"[^a-z]", "", request.node.name.removeprefix("test_"))[:12]
        account = f"{stem}{next(_numbers)}"
        site.control("creators", {"account": account, "videos": videos})
        return account

    return make
