"""The bytes that the finished demo page costs a browser before a click."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Response, sync_playwright

from bench.answers import get
from bench.demo import demo
from bench.reporting import parser, report
from bench.table import Row
from tests.support.chromium import launch_options

KB = 1000
MOST_HTML, MOST_FILES, MOST_REQUESTS = 7 * KB, 12 * KB, 6


@dataclass
class Figures:
    html: int = 0
    #: Bytes of each style sheet and script as gzip sends it, by path.
    files: dict[str, int] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    pictures: int = 0
    strangers: list[str] = field(default_factory=list)


def measure(url: str, picture_host: str) -> Figures:
    """Open the page in a browser, scroll to its end, and sort the requests."""
    figures = Figures()
    answers: list[Response] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page()
        page.on("response", lambda answer: answers.append(answer))
        page.goto(url, wait_until="load")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(1500)
        browser.close()
    ours = urlsplit(url).netloc
    for answer in answers:
        parts = urlsplit(answer.url)
        kind = answer.request.resource_type
        if kind == "image" and parts.netloc == picture_host:
            figures.pictures += 1
        elif parts.netloc != ours:
            figures.strangers.append(answer.url)
        elif answer.url == url:
            figures.html = squeezed(answer.url)
        elif kind in ("stylesheet", "script"):
            figures.files[parts.path] = squeezed(answer.url)
        else:
            figures.others.append(parts.path)
    return figures


def squeezed(url: str) -> int:
    """Return the bytes of a body with gzip."""
    answer = get(url, {"Accept-Encoding": "gzip"})
    gzip.decompress(answer.body)  # raises if the body came uncompressed
    return len(answer.body)


def rows(figures: Figures) -> list[Row]:
    files = sum(figures.files.values())
    requests = 1 + len(figures.files) + len(figures.others)
    return [
        Row("HTML, gzip", f"{figures.html / KB:.1f} kB", f"at most {MOST_HTML // KB} kB",
            0 < figures.html <= MOST_HTML),
        Row("CSS and JavaScript, gzip", f"{files / KB:.1f} kB", f"at most {MOST_FILES // KB} kB",
            0 < files <= MOST_FILES),
        *(Row(f"  {path}", f"{size / KB:.1f} kB") for path, size in figures.files.items()),
        *(Row(f"  {path}", "") for path in figures.others),
        Row("requests, pictures aside", str(requests), f"at most {MOST_REQUESTS}",
            requests <= MOST_REQUESTS),
        Row("pictures", str(figures.pictures), "some", figures.pictures > 0),
        Row("requests to a third party", str(len(figures.strangers)), "none",
            not figures.strangers),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    chosen = parser("page-weight").parse_args(arguments)
    with demo() as running:
        figures = measure(running.page(), running.sandbox)
    return report("The demo page before a click", rows(figures), asdict(figures), chosen.json)
