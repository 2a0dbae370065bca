"""The parts of `bench fronts`: it detects a dead cover, and its switch changes the answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from werkzeug.serving import make_server

from bench.answers import get
from bench.fronts.seen import Seen, covers_of, visit
from bench.fronts.switch import State, switch
from portfolio.views.cache_policy import for_seconds

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Site:
    """One page with one picture, which expires at `ends`."""

    def __init__(self) -> None:
        self.ends = time.time() + 60
        self.url = ""

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        is_dead = environ["PATH_INFO"] == "/cover" and time.time() >= self.ends
        start(
            "403 Forbidden" if is_dead else "200 OK",
            [("Cache-Control", for_seconds(60)), ("Content-Type", "text/html")],
        )
        return [f'<img src="{self.url}/cover?a=1&amp;x-expires={self.ends:.0f}">'.encode()]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    server = make_server("127.0.0.1", 0, made, threaded=True)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def port_of(site: Site) -> int:
    return urlsplit(site.url).port or 0


def test_a_page_with_a_living_cover_is_no_fault(site: Site):
    seen = Seen()

    visit(f"{site.url}/@mira", seen)

    assert (seen.pages, seen.covers, seen.dead) == (1, 1, 0)
    assert (seen.asked, seen.refused) == (1, 0)


def test_a_page_with_a_dead_cover_is_counted(site: Site):
    site.ends = time.time() - 9
    seen = Seen()

    visit(f"{site.url}/@mira", seen)

    assert (seen.pages_with_dead, seen.dead) == (1, 1)
    assert (seen.asked, seen.refused) == (1, 1)


def test_a_covers_address_is_read_as_a_browser_reads_it():
    page = '<img class="c" src="http://m/p?x=1&amp;x-expires=50&amp;y=2" alt=""><img src="/logo">'

    assert covers_of(page) == [("http://m/p?x=1&x-expires=50&y=2", 50.0)]


def test_a_site_that_fails_or_refuses_shows_no_page_and_comes_back(site: Site):
    seen = Seen()
    with switch(port_of(site)) as between:
        page = f"http://127.0.0.1:{between.port}/@mira"
        between.turn(State.FAILING)
        assert get(page).status == 503
        between.turn(State.REFUSING)
        with pytest.raises(ConnectionRefusedError):
            get(page)
        visit(page, seen)
        between.turn(State.HEALTHY)
        visit(page, seen)

    assert (seen.visits, seen.pages) == (2, 1)


def test_the_control_says_what_the_earlier_build_said(site: Site):
    with switch(port_of(site)) as now, switch(port_of(site), is_as_before=True) as before:
        controls = [
            get(f"http://127.0.0.1:{each.port}/@mira")["Cache-Control"] for each in (now, before)
        ]

    assert controls == [
        "public, max-age=9, s-maxage=32, stale-while-revalidate=9, proxy-revalidate",
        "public, max-age=9, s-maxage=32, stale-while-revalidate=9",
    ]
