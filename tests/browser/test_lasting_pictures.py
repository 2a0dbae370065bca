"""A feed reader's page, on another host and days later: each lasting address is a picture."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Response

from bench.published import publish
from bench.rows import age, creator_of, inside
from portfolio.pagecache import FRESH_MEANWHILE
from tests.servers.launch import Site, showreel

VIDEOS = 24
#: Chromium without windows calls itself a crawler, and crawlers wait for nothing.
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36"
#: The width of each picture once it is there; 0 for one that cannot be shown.
WIDTHS = """() => Promise.all([...document.images].map(async (each) => {
  await each.decode().catch(() => 0);
  return each.naturalWidth;
}))"""


@pytest.fixture
def own_site() -> Iterator[Site]:
    """A site of which half of the threads are as many as a browser's connections."""
    settings = {"WEB_THREADS": "12", "RENDER_WAIT": "30"}
    with showreel(env=settings, sandbox_options=["--plain-pictures"], workers=1) as site:
        yield site


@contextmanager
def reader_of(addresses: Sequence[str]) -> Iterator[str]:
    """Serve a page with these pictures at another site; yield its address."""
    html = "<!doctype html>" + "".join(f'<img src="{each}" alt="">' for each in addresses)

    class Reader(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Reader)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def read(browser: Browser, addresses: Sequence[str]) -> tuple[list[int], Counter[int]]:
    """Show these pictures in a reader; return their widths, and our answers by their status."""
    answers: Counter[int] = Counter()

    def note(response: Response) -> None:
        if response.url in addresses:
            answers[response.status] += 1

    context = browser.new_context(user_agent=AGENT)
    context.on("response", note)
    page = context.new_page()
    with reader_of(addresses) as address:
        page.goto(address)
        widths: list[int] = page.evaluate(WIDTHS)
    context.close()
    return widths, answers


def let_covers_end() -> None:
    """Let Mira's covers be days old, and the page layer's copies too old to be sent unasked.

    Normally a copy ends before its cover does; here the covers end at once.
    """
    age(creator_of("mira"))
    time.sleep(FRESH_MEANWHILE + 0.1)


def test_it_is_the_cover_while_tiktok_answers_and_else_a_card(browser: Browser, own_site: Site):
    path = publish(own_site, "mira", VIDEOS)
    videos = own_site.control("creators/mira")["videos"][:VIDEOS]
    stored = [f"{path}/v/{video['id']}.jpg" for video in videos] + [f"{path}/avatar.jpg"]

    with inside(own_site):
        let_covers_end()
        widths, answers = read(browser, stored)
        assert all(widths)
        assert answers == {302: VIDEOS + 1}

        own_site.control("faults", {"endpoint": "*", "kind": "internal_error"})
        let_covers_end()
        widths, answers = read(browser, stored)

    assert widths[:VIDEOS] == [300] * VIDEOS
    assert answers == {200: VIDEOS, 302: 1}
