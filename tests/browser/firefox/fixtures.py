"""The fixture `visit_firefox`: the same as `visit`, in Firefox."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest

from tests.browser.firefox.process import Firefox, Preference
from tests.browser.firefox.process import firefox as running_firefox
from tests.browser.firefox.tab import FirefoxTab
from tests.servers.launch import Site

VisitFirefox = Callable[..., FirefoxTab]


@pytest.fixture(scope="session")
def firefox() -> Iterator[Firefox]:
    with running_firefox() as browser:
        yield browser


@pytest.fixture
def visit_firefox(firefox: Firefox, site: Site) -> Iterator[VisitFirefox]:
    """Open a tab with its own cookies; errors in it fail the test at its end.

    `on` is the site to watch, by default the shared one. `preferences` hold until the test's end,
    for all of its tabs: `{"ui.systemUsesDarkTheme": 1}`.
    """
    opened: list[FirefoxTab] = []
    with ExitStack() as preferred:

        def visit(
            on: Site | None = None,
            width: int = 1280,
            height: int = 900,
            preferences: Mapping[str, Preference] | None = None,
        ) -> FirefoxTab:
            preferred.enter_context(firefox.preferring(preferences or {}))
            opened.append(FirefoxTab(firefox.bidi, (on or site).url, width, height))
            return opened[-1]

        yield visit
        for tab in opened:
            tab.close()
    problems = [problem for tab in opened for problem in tab.problems]
    assert not problems, problems
