"""A browser page that gets its answers from the test: templates, scripts, and bad lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import ConsoleMessage, Error, Page, Route

from portfolio import languages
from portfolio.views import headers
from portfolio.views.contexts import Context, render
from portfolio.views.studio_contexts import Studio

ORIGIN = "http://showreel.test"
TIKTOK = "https://www.tiktok.com"
#: One pixel, for any cover.
PIXEL = bytes.fromhex("47494638396101000100800000c0a080ffffff2c00000000010001000002024401003b")

#: Status and HTML, and optional headers.
Answer = tuple[int, str] | tuple[int, str, dict[str, str]]
Handler = Callable[[str, str], Answer]
#: Puts the body of a document, given as HTML, in place of the body that is shown.
TAKE_BODY = """html => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const { name, value } of fresh.documentElement.attributes)
        document.documentElement.setAttribute(name, value);
    document.body.replaceWith(document.adoptNode(fresh.body));
    scrollTo(0, 0);
}"""


@cache
def _static(app: Flask, path: str) -> tuple[int, bytes, dict[str, str]]:
    """The app's answer for a static file, which is the same for each test."""
    got = app.test_client().get(path)
    return got.status_code, got.data, dict(got.headers)


@cache
def _policy(app: Flask) -> str:
    return app.test_client().get("/robots.txt").headers[headers.POLICY]


@dataclass
class Stage:
    """`stage.show(context)` opens a page; `stage.answers` answers its requests.

    Covers load, unless their address contains a text of `broken`; TikTok's player loads, unless
    `tiktok_is_silent`; words are in `language`. `asked` lists the query or the form
    of each request, by method and path.
    """

    app: Flask
    page: Page
    answers: dict[str, Handler] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    tiktok_is_silent: bool = False
    language: str = languages.SOURCE
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    complaints: list[str] = field(default_factory=list)
    _html: str = ""
    _holds_frames: bool = False

    def __post_init__(self) -> None:
        self.page.route("**/*", self._answer)
        self.page.on("pageerror", self._broke)
        self.page.on("console", self._heard)

    def leave(self) -> None:
        """Leave the page as a new one: what a test stored there, opened or emulated is gone."""
        self.page.remove_listener("pageerror", self._broke)
        self.page.remove_listener("console", self._heard)
        if self.page.url.startswith(ORIGIN):
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.goto("about:blank")
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.context.clear_cookies()
        self.page.context.clear_permissions()
        self.page.context.set_offline(False)
        for other in self.page.context.pages:
            if other != self.page:
                other.close()

    def show(self, context: Context, path: str = "/@noorhaddad") -> Page:
        self._html = self.rendered(context)
        self._holds_frames = isinstance(context, Studio)
        # Not "load", which would wait for a frame that never answers.
        self.page.goto(ORIGIN + path, wait_until="domcontentloaded")
        return self.page

    def show_in_place(self, context: Context) -> Page:
        """Show another state of the same page, without its scripts; no file is fetched again."""
        self.page.evaluate(TAKE_BODY, self.rendered(context))
        return self.page

    def rendered(self, context: Context) -> str:
        with self.app.test_request_context("/"):
            languages.speak(self.language)
            return render(context)

    def _broke(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _heard(self, line: ConsoleMessage) -> None:
        if "Failed to load resource" not in line.text:
            self.complaints.append(line.text)

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        method = route.request.method
        given = route.request.post_data or address.query
        self.asked[f"{method} {address.path}"].append(given)
        if address.netloc.endswith("tiktokcdn-us.com"):
            bad = any(text in address.path for text in self.broken)
            route.fulfill(
                status=403 if bad else 200, body=b"" if bad else PIXEL, content_type="image/gif"
            )
        elif address.netloc == "www.tiktok.com":
            if not self.tiktok_is_silent:
                route.fulfill(body="<!doctype html><title>Player</title>", content_type="text/html")
        elif address.path.startswith("/static/"):
            status, body, said = _static(self.app, address.path)
            route.fulfill(status=status, body=body, headers=said)
        elif handler := self._handler(f"{method} {address.path}"):
            status, html, *others = handler(address.path, given)
            said = {"Content-Type": "text/html", **(others[0] if others else {})}
            route.fulfill(status=status, body=html, headers=said)
        else:
            policy = _policy(self.app)
            if self._holds_frames:
                policy = headers.holding_frames(policy)
            route.fulfill(
                body=self._html,
                headers={"Content-Type": "text/html", headers.POLICY: policy},
            )

    def _handler(self, request: str) -> Handler | None:
        return next(
            (made for start, made in self.answers.items() if request.startswith(start)), None
        )
