"""docs/nginx.conf in the real nginx, in front of the page layer's own answers."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from werkzeug.serving import make_server

from bench import nginx
from bench.answers import Answer, get
from portfolio.copies import NOT_KEPT, Copy
from portfolio.supervisor.processes import ROOT
from portfolio.views.cache_policy import CachePolicy

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAGE = b"<!doctype html><title>Mira</title>" + b"<p>a card</p>" * 200
#: Today's Accept-Encoding headers of browsers and crawlers, with the encoding of the answer.
WORDINGS = {
    "gzip, deflate, br, zstd": "br",
    "gzip, deflate, br": "br",
    "gzip, br": "br",
    "br;q=1.0, gzip;q=0.8, *;q=0.1": "br",
    "deflate, gzip, br, zstd": "br",
    "gzip, deflate": "gzip",
    "gzip": "gzip",
    "GZIP": "gzip",
    "gzip;q=0.5": "gzip",
    "br;q=0, gzip": "gzip",
    "gzip, br; q=0.00": "gzip",
    "gzip;q=0": None,
    "gzip; q=0.0, deflate": None,
    "br ;q=0": None,
    "identity": None,
    "deflate, zstd": None,
    "": None,
}


@dataclass
class Origin:
    """The site behind nginx: one page, whose covers are safe until the instant `until`."""

    until: float = 0.0
    url: str = ""
    #: The requests that nginx passed on.
    asked: list[WSGIEnvironment] = field(default_factory=list)
    is_down: bool = False
    #: The answer is a redirect to this address, if it is not "".
    address: str = ""

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ)
        if self.is_down:
            start("503 Service Unavailable", [("Cache-Control", "no-store")])
            return [b"later"]
        policy = CachePolicy(UUID(int=0), version=1, until=self.until, due_at=self.until)
        if time.time() >= self.until:
            policy = NOT_KEPT
        copy = Copy(PAGE, [("Content-Type", "text/html; charset=utf-8")], policy)
        if self.address:
            copy = Copy(b"", [("Location", self.address)], policy, "302 Found")
        return copy.answer(environ, start)


@contextmanager
def served(origin: Origin) -> Iterator[None]:
    server = make_server("127.0.0.1", 0, origin, threaded=True)
    origin.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def origin() -> Iterator[Origin]:
    made = Origin(until=time.time() + 3600)
    with served(made):
        yield made


@pytest.fixture
def site(origin: Origin, tmp_path: Path) -> Iterator[str]:
    """The address of nginx in front of `origin`."""
    with nginx.in_front_of(origin.url, Answer(200, [("Content-Type", "x")], b""), tmp_path) as both:
        yield both[0]


def seconds(control: str, name: str) -> int:
    found = re.search(rf"(?:^|[ ,]){name}=(\d+)", control)
    return int(found[1]) if found else 0


def test_no_browser_may_keep_a_page_longer_than_its_covers_are_safe(origin: Origin, site: str):
    origin.until = time.time() + 14
    kept_until = []

    while time.time() < origin.until + 1:
        asked_at = time.time()  # a browser computes age from here (RFC 9111, 4.2.3)
        answer = get(f"{site}/@mira")
        control = answer["Cache-Control"]
        if control != "no-store":
            once = seconds(control, "stale-while-revalidate")
            kept_until.append(asked_at + seconds(control, "max-age") + once)
        time.sleep(0.2)

    assert max(kept_until) <= origin.until
    assert len(origin.asked) < len(kept_until)  # the rest came from nginx


def test_a_site_that_fails_is_never_covered_up_by_a_page_that_is_too_old(origin: Origin, site: str):
    for number in count(1):
        page, origin.is_down, origin.until = f"{site}/@mira{number}", False, time.time() + 6
        assert get(page).status == 200
        origin.is_down = True

        answered = []
        while time.time() < origin.until + 1:
            answered.append((time.time(), get(page).status))
            time.sleep(0.2)

        kept = [when for when, status in answered if status == 200]
        assert not kept or max(kept) < origin.until
        assert get(page).status == 503
        if kept:  # else this machine stood still until the page was too old, and it is tried again
            break


def pages_until_asked(origin: Origin, times: int) -> Iterator[str]:
    """Yield paths of pages, each new to nginx, until one made nginx ask the site so many `times`.

    nginx hands out the last byte just before it keeps the page: a reader who is faster than that
    makes it ask once more.
    """
    for number in range(20):
        origin.asked.clear()
        yield f"/@mira{number}"
        if len(origin.asked) == times:
            return
    assert len(origin.asked) == times


def test_a_page_is_fetched_once_for_all(origin: Origin, site: str):
    for page in pages_until_asked(origin, times=1):
        first = get(site + page, {"Accept-Encoding": "br"})

        for _ in range(5):
            again = get(site + page, {"Accept-Encoding": "gzip, deflate, br, zstd"})
            assert again.body == first.body
            assert again["Cache-Control"] == first["Cache-Control"]


def test_a_reader_gets_what_it_can_unpack(origin: Origin, site: str):
    for _ in range(2):  # fetched, then kept
        answers = {word: get(f"{site}/@mira", {"Accept-Encoding": word}) for word in WORDINGS}

        assert {word: encoding(answer) for word, answer in answers.items()} == WORDINGS
        assert all("Accept-Encoding" in answer["Vary"] for answer in answers.values())


def encoding(answer: Answer) -> str | None:
    return {name.lower(): text for name, text in answer.headers}.get("content-encoding")


def test_encodings_are_kept_apart(origin: Origin, site: str):
    for page in pages_until_asked(origin, times=3):
        wordings = ("gzip, deflate, br", "gzip", "identity", "br", "gzip, deflate", "")
        bodies = [get(site + page, {"Accept-Encoding": wording}).body for wording in wordings]

        assert bodies[2] == PAGE
        assert len(set(bodies[:3])) == 3
        assert bodies[3:] == bodies[:3]


def test_a_reader_who_has_it_gets_304_from_nginx(origin: Origin, site: str):
    for page in pages_until_asked(origin, times=1):
        tag = get(site + page)["ETag"]

        answer = get(site + page, {"If-None-Match": tag})

        assert (answer.status, answer.body) == (304, b"")
        assert seconds(answer["Cache-Control"], "max-age")


def test_what_must_not_be_kept_is_asked_for_each_time(origin: Origin, site: str):
    origin.until = 0

    for number in range(3):
        assert get(f"{site}/@mira")["Cache-Control"] == "no-store"
        assert len(origin.asked) == number + 1


def test_the_cards_that_a_page_asks_for_are_never_kept(origin: Origin, site: str):
    origin.until = 0

    for video_id in ("1", "2"):
        get(f"{site}/@mira/covers?ids={video_id}")
        assert origin.asked[-1]["QUERY_STRING"] == f"ids={video_id}"


def test_a_picture_s_long_address_goes_through(origin: Origin, site: str):
    """TikTok signs addresses with some hundred characters."""
    origin.address = "https://p16.tiktokcdn.com/tos/1.jpeg?x-expires=1&x-signature=" + "s" * 6000

    for _ in range(2):  # from the site, then from nginx's copy
        answer = get(f"{site}/@mira/v/712.jpg")
        assert (answer.status, answer["Location"]) == (302, origin.address)


@pytest.mark.parametrize(
    "path", ["/", "/@mira", "/@mira/v/712", "/static/css/page.css", "/api/v1/pages/mira"]
)
def test_no_cookie_reaches_what_is_the_same_for_everybody(origin: Origin, site: str, path: str):
    get(site + path, {"Cookie": "session=alice", "X-Forwarded-Host": "elsewhere.example"})

    (asked,) = origin.asked
    assert not asked.get("HTTP_COOKIE")
    assert not asked.get("HTTP_X_FORWARDED_HOST")
    assert asked["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"


@pytest.mark.parametrize("path", ["/studio/videos", "/login", "/staticx", "/metricsx"])
def test_everything_else_is_each_readers_own(origin: Origin, site: str, path: str):
    for number in range(2):
        answer = get(site + path, {"Cookie": "session=alice", "Accept-Encoding": "deflate"})
        assert answer.body == PAGE
        assert len(origin.asked) == number + 1
        assert origin.asked[-1]["HTTP_COOKIE"] == "session=alice"


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_the_hosts_own_addresses_are_not_there_from_outside(origin: Origin, site: str, path: str):
    assert get(site + path).status == 404
    assert not origin.asked


def test_the_commands_of_the_document_show_what_it_says_they_show(site: str):
    text = (ROOT / "docs" / "running.md").read_text()
    (block,) = re.findall(r"```\n(curl .*?)```", text, re.S)
    first, second, third = block.replace("https://showreel.example", site).splitlines()

    shown = sh(first)
    (etag,) = re.findall(r'^etag: "(.+)"\r?$', shown, re.M | re.I)

    assert "content-encoding: br" in shown.lower()
    assert sh(second.replace("<that etag>", etag)).startswith("HTTP/1.1 304")
    assert sh(third) == "404\n"


def sh(line: str) -> str:
    """Return the output of a command from the document."""
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True).stdout
