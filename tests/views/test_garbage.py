"""Garbage in: an answer that says so, never a 500, and nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person

Counted = Callable[[], dict[str, int]]

TEN_MEGABYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Garbage:
    """A request in which {mine} and {theirs} stand for ids of Alice's and Bob's videos."""

    what: str
    method: str
    path: str
    status: int | tuple[int, ...]
    form: dict[str, Any] = field(default_factory=dict)
    token: bool = True


def get(what: str, path: str, status: int | tuple[int, ...] = 404) -> Garbage:
    return Garbage(what, "GET", path, status)


def put(what: str, path: str, status: int | tuple[int, ...] = 404, token: bool = True) -> Garbage:
    return Garbage(what, "PUT", path, status, token=token)


def post(what: str, path: str, status: int, token: bool = True, **form: Any) -> Garbage:
    return Garbage(what, "POST", path, status, form, token)


EMOJI, LONG = "🌊🏄‍♀️", "x" * 300

TABLE = (
    get("an unknown handle", "/@nobody"),
    get("a page at a handle of emoji", "/@%F0%9F%8C%8A"),
    get("a page at a handle of 300 characters", f"/@{LONG}"),
    get("a handle of 30,000 characters", f"/@{LONG * 100}"),
    get("an empty handle", "/@"),
    get("a page at a handle with a NUL", "/@a%00b", (400, 404)),
    get("a handle that is not UTF-8", "/@%ff%fe"),
    get("a handle with a slash", "/@../../etc/passwd"),
    get("SQL for a handle", "/@'%20or%201=1--"),
    get("an unknown page's video", "/@nobody/v/1"),
    get("an unknown page's covers", "/@nobody/covers?ids=1"),
    get("covers without ids", "/@nobody/covers", 400),
    get("an unknown address", "/nowhere"),
    get("a static file that is none", "/static/../portfolio/config.py"),
    get("a static file outside", "/static/%2e%2e/%2e%2e/etc/passwd"),
    get("a malformed sync", "/studio/syncs/not-a-uuid"),
    get("an unknown sync", "/studio/syncs/00000000-0000-0000-0000-000000000000"),
    get("a malformed place", "/studio/videos?after=garbage", 400),
    get("a place far away", f"/studio/videos/tiles?after={'9' * 30}-1", 400),
    get("a wrong method", "/studio/editions", 405),
    put("a malformed id", "/studio/picks/not-an-id"),
    put("an id of emoji", f"/studio/picks/{EMOJI}"),
    put("an id of 300 characters", f"/studio/picks/{LONG}"),
    put("another creator's video", "/studio/picks/{theirs}", 403),
    put("a forged tick", "/studio/picks/{mine}", 400, token=False),
    post("another creator's video in a form", "/studio/picks", 403, pick=["{theirs}"]),
    post("a malformed id in a form", "/studio/picks", 404, pick=["not-an-id"]),
    post("a form without its token", "/studio/picks", 400, False, pick=["{mine}"]),
    post("a publish without its token", "/studio/editions", 400, False),
    post("an unpublish without its token", "/studio/withdrawals", 400, False),
    post("a sign-out without its token", "/logout", 400, False),
    post("a wrong token", "/studio/editions", 400, False, csrf_token="forged"),
    post("a form of 10 MB", "/studio/picks", 413, pick="9" * TEN_MEGABYTES),
    post("a handle of emoji", "/studio/page", 400, handle=EMOJI, accent="mint"),
    post("a handle of 300 characters", "/studio/page", 400, handle=LONG, accent="mint"),
    post("a handle with a NUL", "/studio/page", 400, handle="a\0b", accent="mint"),
    post("no handle at all", "/studio/page", 400, accent="mint"),
    post("no colour", "/studio/page", 400, handle="sunrise"),
    post("an upload for a handle", "/studio/page", 400, handle=b"x", accent="mint"),
    post("an unknown address to write to", "/studio/nowhere", 404),
)


@pytest.mark.parametrize("garbage", TABLE, ids=[each.what for each in TABLE])
def test_garbage_is_answered_and_not_stored(
    garbage: Garbage, app: Flask, alice: Person, bob: Person, counted: Counted
):
    ids = {"mine": alice.ids[0], "theirs": bob.ids[0]}
    alice.browser.page("/studio/page")
    before = counted()

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(each) for each in value]
        if isinstance(value, bytes):
            return BytesIO(value), "upload"  # a file is read once, so each test needs its own
        return value.format(**ids) if isinstance(value, str) and value[:1] == "{" else value

    path = garbage.path.format(**ids) if "{" in garbage.path else garbage.path
    if garbage.method == "GET":
        answer = alice.browser.get(path)
    elif garbage.method == "PUT":
        answer = alice.browser.put(path, token=garbage.token)
    else:
        form = {name: filled(value) for name, value in garbage.form.items()}
        answer = alice.browser.post(path, token=garbage.token, **form)

    expected = garbage.status if isinstance(garbage.status, tuple) else (garbage.status,)
    assert answer.status_code in expected
    assert Document(answer.text).is_page
    assert counted() == before


@on_one_database
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/login", 400),
        ("GET", "/studio/videos/tiles", 401),
        ("GET", "/nowhere", 404),
        ("DELETE", "/", 405),
    ],
)
def test_an_error_is_a_page_with_a_way_on(method: str, path: str, status: int, visitor: Browser):
    answer = visitor._open(method, path, headers={"HX-Request": "true"})

    page = Document(answer.text)
    assert answer.status_code == status
    assert page.one("h1").text
    assert page.all("a", href="/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert page.one("meta", name="robots")["content"] == "noindex"
