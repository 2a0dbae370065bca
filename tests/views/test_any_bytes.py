"""Any bytes in any address, header and form, on every route, through the whole stack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from werkzeug.routing import Rule

from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db
from portfolio.services.drafts import editions
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok
from tests.support.wire import UNSENDABLE, Answer, ask, encoded

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
HEADERS = (
    *("Host", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port"),
    *("X-Forwarded-Prefix", "Forwarded", "X-Real-IP", "Cookie", "Accept", "Accept-Encoding"),
    *("Accept-Language", "If-None-Match", "If-Match", "If-Modified-Since", "If-Range", "Range"),
    *("User-Agent", "Origin", "Referer", "Sec-Fetch-Site", "HX-Request", "HX-Target", "HX-Trigger"),
    *("HX-Current-URL", "Content-Type", "Authorization", "X-CSRFToken", "TikTok-Signature"),
)
PARAMETERS = (
    *("after", "ids", "next", "code", "state", "error", "error_description", "q", "handle"),
    *("sort", "year", "month", "length", "views", "kind", "ai", "number"),
    *("accent", "layout", "headline", "bio", "label", "address", "address-contact", "up", "down"),
)
#: The pictures of TikTok's look-alike: lasting addresses lead to them.
PICTURE = re.compile(r"http://127\.0\.0\.1:[0-9]+/tos-")
#: Addresses that get no token: a POST would sign Alice out, or delete her, for all later examples.
FINAL = frozenset({"/logout", "/studio/leaving"})

thorough = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
raw = st.binary(max_size=60) | st.binary(max_size=4).map(lambda some: some * 100)
segment = raw.map(encoded) | st.text(max_size=12).map(
    lambda text: encoded(text.encode("utf-8", "replace"))
)
header = raw.map(lambda some: some.decode("latin-1").translate(UNSENDABLE))
headers = st.lists(st.tuples(st.sampled_from(HEADERS), header), max_size=4)
query = st.lists(st.tuples(st.sampled_from(PARAMETERS), segment), max_size=3).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
body = st.binary(max_size=200) | query.map(str.encode)


@pytest.fixture
def behind_a_proxy(app: Flask, tiktok: TikTok) -> Iterator[Flask]:
    """The app of a public site, behind one proxy that names the visitor's address."""
    config: Config = app.extensions["settings"]
    site = create_app(replace(config, trusted_proxies=1))
    yield site
    site.extensions["visits"].forget()  # or its timer would take a connection after the test
    with site.app_context():
        db.engine.dispose()


def targets(rule: Rule, known: dict[str, list[str]]) -> st.SearchStrategy[str]:
    """Return addresses of this route, with random or existing values."""
    parts = re.split(r"<(?:[^:>]+:)?(\w+)>", rule.rule)
    choices = [
        st.just(part) if place % 2 == 0 else segment | st.sampled_from(known.get(part, ["x"]))
        for place, part in enumerate(parts)
    ]
    return st.tuples(st.tuples(*choices).map("".join), query).map("?".join)


def holds(answer: Answer, method: str, target: str) -> None:
    """Check the rules for every answer."""
    # The callback's parameters are TikTok's, so senseless ones may be a 502.
    is_callback = target.startswith("/login/callback")
    fault = f"{method} {target}: {answer.status}"
    assert answer.status < 500 or (is_callback and answer.status == 502), fault
    for name, value in answer.headers:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value), f"{name} of {target} breaks"
    location = answer.header("Location")
    if location is not None and answer.status == 302 and target.partition("?")[0].endswith(".jpg"):
        assert re.match(PICTURE, location), location
        return
    assert location is None or re.match(r"/(?![/\\])", location) or method == "POST", location


def front_doors(visitor: Browser, *paths: str) -> list[bytes]:
    return [visitor.get(path).data for path in ("/", "/sitemaps/1.xml", *paths)]


def test_any_bytes_on_every_route_break_nothing_and_change_nobody_elses_page(
    behind_a_proxy: Flask, app: Flask, alice: Person, bob: Person, visitor: Browser
):
    path = bob.publishes(*bob.ids)
    bob.worker.works()
    before = front_doors(visitor, path, f"{path}/v/{bob.ids[0]}")
    alice.browser.page("/studio/page")
    cookie = alice.browser._client.get_cookie("session", "127.0.0.1")
    known = {
        "handle": [bob.handle, bob.handle.upper(), f"{bob.handle}%0A"],
        "video_id": [*bob.ids, f"{bob.ids[0]}%0D%0AX:y"],
        "sync_id": [str(uuid4())],
        "section_id": [str(uuid4())],
        "number": ["1", "7", "0"],
        "token": ["x" * 43],
    }
    for rule in app.url_map.iter_rules():
        tokens = () if rule.rule in FINAL else (("X-CSRFToken", alice.browser._token),)

        @settings(thorough, max_examples=8)
        @given(
            method=st.sampled_from(sorted(rule.methods or ())) | st.sampled_from(METHODS),
            target=targets(rule, known),
            headers=headers,
            body=body,
            signed_in=st.booleans(),
            site=st.sampled_from((app, behind_a_proxy)),
            token=st.sampled_from(((), tokens)),
        )
        def anything(
            method: str,
            target: str,
            headers: list[tuple[str, str]],
            body: bytes,
            signed_in: bool,
            site: Flask,
            token: tuple[tuple[str, str], ...],
        ) -> None:
            if signed_in:
                headers = [*headers, *token, ("Cookie", f"session={cookie.value}")]
            holds(ask(site, method, target, headers, body), method, target)

        anything()

    editions.withdraw(alice.creator_id)  # Some of it may have published her own page.
    app.extensions["page_layer"]._copies.clear()
    assert front_doors(visitor, path, f"{path}/v/{bob.ids[0]}") == before


@on_one_database
@settings(thorough, max_examples=100)
@given(path=st.binary(max_size=80).map(encoded) | segment.map("/@{}".format), query=query)
@example(path="/@A%0aB", query="")
@example(path="/@Creator1%0d%0aX:y", query="")
@example(path="/static/" + "x" * 300, query="")
def test_any_bytes_for_an_address_are_answered_and_leave_no_copy(app: Flask, path: str, query: str):
    answer = ask(app, "GET", f"/{path.removeprefix('/')}?{query}")

    holds(answer, "GET", path)
    assert set(app.extensions["page_layer"]._copies._by_path) <= {"/"}


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """Every statement that the database receives."""
    statements: list[str] = []

    def note(*told: object) -> None:
        statements.append(str(told[2]))

    event.listen(sa.engine.Engine, "before_cursor_execute", note)
    yield statements
    event.remove(sa.engine.Engine, "before_cursor_execute", note)


NO_HANDLES = ("A%0aB", "Creator1%0d%0aX:y", "a%00b", "%E2%84%AAim", "a%2fb", "a b", "a" * 31)
NO_IDS = ("%0a", "1%0d%0aX:y", "%20", "1%00", "%C2%A0", "7" * 300)


@on_one_database
@pytest.mark.parametrize("rest", ["", "/v/1", "/covers?ids=1", "/v/1.jpg", "/avatar.jpg"])
@pytest.mark.parametrize("handle", NO_HANDLES)
def test_what_cannot_be_a_handle_is_nowhere_before_anything_is_asked(
    handle: str, rest: str, app: Flask, asked: list[str]
):
    answer = ask(app, "GET", f"/@{handle}{rest}")

    assert answer.status == 404
    assert answer.header("Location") is None
    assert asked == []


@on_one_database
@pytest.mark.parametrize("video_id", NO_IDS)
def test_what_cannot_be_a_videos_id_is_nowhere_before_anything_is_asked(
    video_id: str, app: Flask, asked: list[str]
):
    for ending in ("", ".jpg"):
        assert ask(app, "GET", f"/@alice/v/{video_id}{ending}").status == 404
    assert asked == []
