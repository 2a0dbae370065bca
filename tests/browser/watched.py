"""A browser profile whose console and requests are recorded."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError


class Watched:
    """One profile with its first page.

    `problems` holds console errors and warnings of the site's own pages (breaches of the
    Content-Security-Policy among them) and errors in scripts. `elsewhere` lists requests of the
    site's pages to other hosts, except pictures at the media hosts.
    """

    def __init__(self, context: BrowserContext, site: str, media_hosts: Sequence[str]) -> None:
        self.context = context
        self.site = site
        self.media_hosts = media_hosts
        self.problems: list[str] = []
        self.elsewhere: list[str] = []
        self.pictures: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._heard)
        context.on("weberror", self._broke)
        context.on("request", self._asked)
        self.page = context.new_page()

    def expect_trouble(self, *parts: str) -> None:
        """Ignore console lines that contain one of `parts`."""
        self._expected += parts

    def begin_anew(self) -> list[str]:
        """Return the problems so far; forget them, and the trouble that was expected."""
        problems, self.problems, self._expected = self.problems, [], []
        return problems

    def is_ours(self, address: str) -> bool:
        return _origin(address) == _origin(self.site)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.site}{path}")
        return self.page

    def set_cookie(self, name: str, value: str) -> None:
        """Set a cookie of the site, as if the site had sent it."""
        self.context.add_cookies([{"name": name, "value": value, "url": self.site}])

    def _heard(self, message: ConsoleMessage) -> None:
        page = message.page
        if message.type not in ("error", "warning") or page is None or not self.is_ours(page.url):
            return
        if any(part in message.text for part in self._expected):
            return
        self.problems.append(f"{page.url}: {message.text} ({message.location.get('url')})")

    def _broke(self, error: WebError) -> None:
        # Chromium reports a cross-fade that the next navigation overtakes as an error of the page.
        is_overtaken = str(error.error).startswith("Transition was aborted")
        if error.page is not None and self.is_ours(error.page.url) and not is_overtaken:
            self.problems.append(f"{error.page.url}: {error.error}")

    def _asked(self, request: Request) -> None:
        if self.is_ours(request.url) or not self.is_ours(request.frame.page.url):
            return
        if request.resource_type == "image" and _origin(request.url) in self.media_hosts:
            self.pictures.append(request.url)
        elif not request.is_navigation_request() or request.frame.parent_frame is not None:
            self.elsewhere.append(request.url)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
