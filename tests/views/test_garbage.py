"""Garbage in requests: a clear refusal, never a 500, and nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest

from tests.support.databases import on_one_database
from tests.support.html import Document
from tests.support.people import Browser, Person

Counted = Callable[[], dict[str, int]]

TEN_MEGABYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Garbage:
    """A request; {mine} and {theirs} in it are ids of Alice's and Bob's videos."""

    what: str
    method: str
    path: str
    status: int | tuple[int, ...]
    form: dict[str, Any] = field(default_factory=dict)
    token: bool = True


def get(what: str, path: str, status: int | tuple[int, ...] = 404) -> Garbage:
    return Garbage(what, "GET", path, status)


def post(what: str, path: str, status: int, token: bool = True, **form: Any) -> Garbage:
    return Garbage(what, "POST", path, status, form, token)


NO_SECTION = "/studio/sections/00000000-0000-0000-0000-000000000000"
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
    get("a wrong method", "/studio/withdrawals", 405),
    post("another creator's video in a form", "/studio/picks", 403, pick=["{theirs}"]),
    post("an untick of another creator's video", "/studio/picks", 403, shown=["{theirs}"]),
    post("a malformed id in a form", "/studio/picks", 404, pick=["not-an-id"]),
    post("all since a malformed id", "/studio/picks/found", 404, since="not-an-id"),
    post("all since another creator's video", "/studio/picks/found", 403, since="{theirs}"),
    post("an id of emoji", "/studio/picks", 404, pick=[EMOJI]),
    post("an id of 300 characters", "/studio/picks", 404, pick=[LONG]),
    post("a tab of emoji", "/studio/picks", 400, pick=["{mine}"], tab=EMOJI, turn="1"),
    post("a turn that is no number", "/studio/picks", 400, pick=["{mine}"], tab="a", turn="x"),
    post("an answered turn that is none", "/studio/picks", 400, tab="a", turn="1", answered="x"),
    post("a turn beyond all numbers", "/studio/picks", 400, tab="a", turn="9" * 40),
    post("a form without its token", "/studio/picks", 400, False, pick=["{mine}"]),
    post("a publish without its token", "/studio/editions", 400, False),
    post("an unpublish without its token", "/studio/withdrawals", 400, False),
    post("a sign-out without its token", "/logout", 400, False),
    post("a wrong token", "/studio/editions", 400, False, csrf_token="forged"),
    post("a form of 10 MB", "/studio/picks", 413, pick="9" * TEN_MEGABYTES),
    post("a move of nothing", "/studio/order/moves", 400),
    post("a move of another creator's video", "/studio/order/moves", 403, up="{theirs}"),
    post("a move of a malformed id", "/studio/order/moves", 409, pick=["not-an-id"], to="top"),
    post("a move of what is not picked", "/studio/order/moves", 409, down="{mine}"),
    post("a drop into a malformed section", "/studio/order/moves", 404, drop="{mine}", into="x"),
    post("a drop of emoji", "/studio/order/moves", 409, drop=EMOJI, behind=EMOJI),
    post("a pin of nothing", "/studio/order/pins", 409),
    post("a pin of another creator's video", "/studio/order/pins", 403, pin="{theirs}"),
    post("a pin of emoji", "/studio/order/pins", 409, pin=EMOJI),
    post("a pin of what is not picked", "/studio/order/pins", 409, pin="{mine}"),
    post("a pin in a malformed section", "/studio/order/pins", 404, pin="{mine}", into="x"),
    post("an unpin of another creator's video", "/studio/order/pins", 403, unpin="{theirs}"),
    post("a sort by garbage", "/studio/order/sorts", 409, by="garbage"),
    post("texts of another creator's video", "/studio/order/picks/{theirs}", 403, title="x"),
    post("texts of a video of nobody's", "/studio/order/picks/7", 409, title="x"),
    post("an undo of nothing", "/studio/undos", 409),
    post("an undo of garbage", "/studio/undos", 409, number=EMOJI),
    post("an undo without its token", "/studio/undos", 400, False, number="1"),
    post("a section without a title", "/studio/sections", 400),
    post("a section with a long title", "/studio/sections", 400, title=LONG),
    post(
        "an unknown section",
        "/studio/sections/00000000-0000-0000-0000-000000000000",
        409,
        title="x",
    ),
    post("a malformed section", "/studio/sections/not-a-uuid", 404, title="x"),
    post("a rule of garbage", f"{NO_SECTION}/rule", 400, sort="x"),
    post("a rule of no section", f"{NO_SECTION}/rule", 409),
    post("a number of emoji", "/studio/recent", 400, recent=EMOJI),
    post("a long number", "/studio/recent", 400, recent="9" * 5000),
    post(
        "another creator's video left out",
        "/studio/recent/left-out",
        403,
        **{"leave-out": "{theirs}"},
    ),
    post("nothing left out", "/studio/recent/left-out", 409),
    post("emoji left out", "/studio/recent/left-out", 409, **{"leave-out": EMOJI}),
    post("a move without its token", "/studio/order/moves", 400, False, up="{mine}"),
    post("a handle of emoji", "/studio/page", 400, handle=EMOJI),
    post("a handle of 300 characters", "/studio/page", 400, handle=LONG),
    post("a handle with a NUL", "/studio/page", 400, handle="a\0b"),
    post("no handle at all", "/studio/page", 400),
    post("a colour of ours that is none", "/studio/look", 400, accent="url(evil)"),
    post("a layout of emoji", "/studio/look", 400, layout=EMOJI),
    post("a script for a link", "/studio/look/links", 400, address="javascript:alert(1)"),
    post("eleven links", "/studio/look/links", 400, address=[f"x{n}.example" for n in range(11)]),
    post("a headline of 300 characters", "/studio/look/words", 400, headline=LONG),
    post("a bio of many lines", "/studio/look/words", 400, bio="a\n" * 200),
    post("an upload for a bio", "/studio/look/words", 303, bio=b"x"),
    post("a layout of a section that is none", "/studio/sections", 400, title="x", layout="x"),
    post("an upload for a handle", "/studio/page", 400, handle=b"x"),
    post("a set time of emoji", "/studio/editions/appointments", 400, at=EMOJI),
    post(
        "a set time before all times", "/studio/editions/appointments", 400, at="0001-01-01T00:00"
    ),
    post("an upload for a set time", "/studio/editions/appointments", 400, at=b"x"),
    post("a time zone of nowhere", "/studio/account/zones", 400, zone="Mars/Olympus"),
    post(
        "a time zone outside of its folder", "/studio/account/zones", 400, zone="../../etc/passwd"
    ),
    post("no time zone", "/studio/account/zones", 400),
    post("an edition that is not kept", "/studio/editions/7/returns", 409),
    post("edition number 0", "/studio/editions/0/returns", 404),
    post("an edition beyond all numbers", "/studio/editions/99999999999/returns", 404),
    post("a return without its token", "/studio/editions/1/returns", 400, False),
    post("an unknown address to write to", "/studio/nowhere", 404),
)


def test_garbage_is_answered_and_not_stored(
    alice: Person, bob: Person, counted: Counted, subtests: pytest.Subtests
):
    ids = {"mine": alice.ids[0], "theirs": bob.ids[0]}
    alice.browser.page("/studio/page")
    before = counted()

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(each) for each in value]
        if isinstance(value, bytes):
            return BytesIO(value), "upload"
        return value.format(**ids) if isinstance(value, str) and value[:1] == "{" else value

    for garbage in TABLE:
        with subtests.test(garbage.what):
            path = garbage.path.format(**ids) if "{" in garbage.path else garbage.path
            if garbage.method == "GET":
                answer = alice.browser.get(path)
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
