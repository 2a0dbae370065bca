"""A tab of Chromium, with the methods of every engine's tab."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from playwright.sync_api import CDPSession, Error

from tests.browser.tab import Fleeting, Role, Tab
from tests.browser.watched import Watched

#: A page that is only measured is drawn at a twentieth of its size, for half the processor time.
SMALL = 0.05


class ChromiumTab(Tab):
    """The first page of a watched profile."""

    _protocol: CDPSession | None = None

    def __init__(self, watched: Watched) -> None:
        self.watched = watched
        self._page = watched.page
        self.site = watched.site

    def expect_trouble(self, *parts: str) -> None:
        self.watched.expect_trouble(*parts)

    def set_cookie(self, name: str, value: str) -> None:
        self.watched.set_cookie(name, value)

    def open(self, path: str) -> None:
        self._page.goto(path if "://" in path else f"{self.site}{path}")

    def reload(self) -> None:
        self._page.reload()

    def go(self, steps: int) -> None:
        # Playwright's method goes one step, and waits for a load, which the page cache never makes.
        self.evaluate("steps => { setTimeout(() => history.go(steps)) }", steps)

    def resize(self, width: int, height: int) -> None:
        if self._protocol is None:
            self._page.set_viewport_size({"width": width, "height": height})
        else:  # Playwright does not know the size since `lay_out`, and might keep it
            self._emulate(width, height, 1)

    def lay_out(self, width: int, height: int) -> None:
        self._emulate(width, height, SMALL)

    def click(self, what: str | Role) -> None:
        if isinstance(what, Role):
            self._page.get_by_role(cast(Any, what.role), name=what.name, exact=True).first.click()
        else:
            self._page.locator(what).first.click()

    def press(self, key: str) -> None:
        self._page.keyboard.press(key)

    def screenshot(self, path: Path) -> None:
        self._page.screenshot(path=path, full_page=True)

    def _call(self, function: str, argument: str) -> str:
        try:
            return str(self._page.evaluate(function, argument))
        except Error as error:
            if "context was destroyed" in error.message or "navigation" in error.message:
                raise Fleeting from error
            raise

    def _emulate(self, width: int, height: int, scale: float) -> None:
        if self._protocol is None:
            self._protocol = self._page.context.new_cdp_session(self._page)
        size = {"width": width, "height": height, "screenWidth": width, "screenHeight": height}
        self._protocol.send(
            "Emulation.setDeviceMetricsOverride",
            {**size, "deviceScaleFactor": 1, "mobile": False, "scale": scale},
        )
