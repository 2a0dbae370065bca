"""A browser page that is answered here: our templates and scripts, and as bad a line as needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, render_template
from playwright.sync_api import Page, Route

ORIGIN = "http://showreel.test"
TIKTOK = "https://www.tiktok.com"
#: One pixel, for any cover.
PIXEL = bytes.fromhex("47494638396101000100800000c0a080ffffff2c00000000010001000002024401003b")

Answer = tuple[int, str]
Handler = Callable[[str, str], Answer]


@dataclass
class Stage:
    """`stage.show(template, context)` opens a page; `stage.answers` says what its requests get.

    Covers come, unless their address holds a text of `broken`; TikTok's player loads, unless
    `tiktok_is_silent`. `asked` counts requests by method and path.
    """

    app: Flask
    page: Page
    answers: dict[str, Handler] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    tiktok_is_silent: bool = False
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    complaints: list[str] = field(default_factory=list)
    _html: str = ""

    def __post_init__(self) -> None:
        self.page.route("**/*", self._answer)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self._note(line.text))

    def show(self, template: str, context: dict[str, Any], path: str = "/@noorhaddad") -> Page:
        self._html = self.rendered(template, context)
        # Not "load": a frame that never answers would hold it up.
        self.page.goto(ORIGIN + path, wait_until="domcontentloaded")
        return self.page

    def rendered(self, template: str, context: dict[str, Any]) -> str:
        with self.app.test_request_context("/"):
            return render_template(template, **context)

    def _note(self, line: str) -> None:
        if "Failed to load resource" not in line:
            self.complaints.append(line)

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        method = route.request.method
        self.asked[f"{method} {address.path}"].append(address.query)
        if address.netloc.endswith("tiktokcdn-us.com"):
            bad = any(text in address.path for text in self.broken)
            route.fulfill(
                status=403 if bad else 200, body=b"" if bad else PIXEL, content_type="image/gif"
            )
        elif address.netloc == "www.tiktok.com":
            if not self.tiktok_is_silent:
                route.fulfill(body="<!doctype html><title>Player</title>", content_type="text/html")
        elif address.path.startswith("/static/"):
            got = self.app.test_client().get(address.path)
            route.fulfill(status=got.status_code, body=got.data, headers=dict(got.headers))
        elif handler := self._handler(f"{method} {address.path}"):
            status, html = handler(address.path, address.query)
            route.fulfill(status=status, body=html, content_type="text/html")
        else:
            policy = self.app.test_client().get("/robots.txt").headers["Content-Security-Policy"]
            route.fulfill(
                body=self._html,
                headers={"Content-Type": "text/html", "Content-Security-Policy": policy},
            )

    def _handler(self, request: str) -> Handler | None:
        return next(
            (made for start, made in self.answers.items() if request.startswith(start)), None
        )
