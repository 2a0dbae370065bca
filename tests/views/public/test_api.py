"""The API: a public page in JSON, as visitors see it, for the programs of other sites."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import jobs
from portfolio.models.sync import FULL
from portfolio.models.video import Video
from portfolio.services.accounts import departures, language
from portfolio.services.drafts import editions, moves, page_settings, pick_texts, pins
from portfolio.transactions import writing
from tests.services.drafts.test_order import add_section
from tests.services.library.test_left_out_fields import liar, listed_again, without
from tests.services.pages.test_handles import change
from tests.support.databases import on_both_databases, on_one_database
from tests.support.described import DESCRIPTION, problem, validated
from tests.support.lasting import kept
from tests.support.lying import Liar
from tests.support.people import Browser, Person, a_second_later
from tests.support.tiktok import TikTok
from tests.support.wire import Answer, ask

__all__ = ["liar"]

TimePasses = Callable[..., None]
NOBODY = "/api/v1/pages/nobody.here"
ABSENT = (
    *(NOBODY, "/api/v1/pages/a", f"/api/v1/pages/{'a' * 31}", "/api/v1/pages/a..b"),
    *("/api/v1/pages/-", "/api/v1/pages/%00", "/api/v1/pages/%ff%fe", "/api/v1/pages/a%2fb"),
    *("/api/v1/pages", "/api/v1", "/api/v2/pages/mira", "/api/v1/pages/mira/videos"),
    f"/api/v1/pages/{'a' * 9000}",
)


@pytest.fixture
def address(alice: Person, path: str) -> str:
    return f"/api/v1/pages/{alice.handle}"


def told(visitor: Browser, address: str) -> dict[str, Any]:
    answer = visitor.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    return validated(visitor, "Page", answer.data)


def fresh(visitor: Browser, address: str) -> dict[str, Any]:
    """Return the answer that is made now: figures alone make no new version of a page."""
    visitor._app.extensions["page_layer"]._copies.clear()
    return told(visitor, address)


def views_of(answer: dict[str, Any]) -> dict[str, Any]:
    videos = [video for section in answer["sections"] for video in section["videos"]]
    return {video["id"]: video["views"] for video in videos}


def time_in(views: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(views["counted_at"])


def ids_of(answer: dict[str, Any]) -> list[str]:
    return [video["id"] for section in answer["sections"] for video in section["videos"]]


@on_both_databases
def test_a_page_is_told_as_visitors_see_it(
    alice: Person, address: str, path: str, visitor: Browser, app: Flask
):
    first, second, third, *_others = alice.ids
    words = {
        first: {"title": "", "video_description": ""},
        second: {"title": "Two  loaves ", "video_description": "Two  loaves \n#bread "},
        third: {"title": "Crumbs  ", "video_description": ""},
    }
    for video_id, texts in words.items():
        alice.account.changes(video_id, **texts)
    jobs.sync_later(alice.creator_id, FULL)
    alice.worker.works()
    alice.browser.post("/studio/look/words", headline="Bread <slow>", bio="Fire & patience")
    moves.to_place(alice.creator_id, [first, second], add_section(alice, "Feuer & Öl"), 0)
    pick_texts.write(alice.creator_id, first, title="خبز <الطابون>", alt="A loaf")
    pins.pin(alice.creator_id, second)
    alice.publishes()

    answer = told(visitor, address)

    site = app.extensions["settings"].public_url
    shown = visitor.page(path)
    assert ids_of(answer) == [each["data-video-id"] for each in shown.all(data_video_id=True)]
    assert (answer["handle"], answer["name"], answer["url"]) == (
        alice.handle,
        "Alice",
        f"{site}{path}",
    )
    assert answer["language"] == "en"
    assert answer["avatar"] == f"{site}{path}/avatar.jpg"
    titled = next(each for each in answer["sections"] if each["title"] == "Feuer & Öl")
    assert {each["id"] for each in titled["videos"]} == {first, second}
    assert [each["id"] for each in titled["videos"] if each["is_pinned"]] == [second]
    (mine,) = [each for each in titled["videos"] if each["id"] == first]
    assert (mine["title"], mine["alt"]) == ("خبز <الطابون>", "A loaf")
    captions = {
        each["id"]: each["caption"] for section in answer["sections"] for each in section["videos"]
    }
    assert mine["caption"] is None
    assert captions[second] == "Two  loaves \n#bread"
    assert captions[third] == "Crumbs"
    assert mine["url"] == f"{site}{path}/v/{first}"
    assert first in mine["tiktok_url"]
    assert "?" not in mine["tiktok_url"]
    assert mine["picture"] == {"url": f"{site}{path}/v/{first}.jpg", "width": 300, "height": 400}
    assert mine["posted_at"].endswith("Z")
    assert answer["video_count"] == len(alice.ids)
    assert datetime.fromisoformat(answer["published_at"]) <= datetime.fromisoformat(
        answer["updated_at"]
    )


@on_one_database
def test_what_is_unknown_is_null_and_an_id_is_a_text(alice: Person, address: str, visitor: Browser):
    with writing() as session:
        session.execute(
            sa.update(Video)
            .where(Video.id == alice.ids[0])
            .values(title="", description="", duration=None)
        )
    alice.publishes()

    video = told(visitor, address)["sections"][0]["videos"][0]

    assert video["id"] == alice.ids[0]
    assert [video[each] for each in ("title", "caption", "alt", "duration")] == [None] * 4


@on_one_database
def test_a_renewal_and_a_later_day_change_no_byte_of_it(
    alice: Person,
    address: str,
    path: str,
    visitor: Browser,
    time_passes: TimePasses,
    tiktok: TikTok,
):
    before = visitor.get(address)
    time_passes(days=2)
    alice.worker.works()
    visitor.get(path)
    alice.worker.works()

    after = visitor.get(address)
    same = visitor.get(address, headers={"If-None-Match": before.headers["ETag"]})

    assert after.headers["ETag"] == before.headers["ETag"]
    assert (same.status_code, same.data) == (304, b"")
    # A script of another site is told of the 304 only with this.
    assert same.headers["Access-Control-Allow-Origin"] == "*"
    for section in after.json["sections"]:
        for video in section["videos"]:
            picture = visitor.get(video["picture"]["url"])
            assert picture.status_code == 302
            assert tiktok.shows(picture.location)


@on_one_database
def test_each_publish_is_told_at_once_in_the_creators_language(
    alice: Person, address: str, visitor: Browser
):
    tag = visitor.get(address).headers["ETag"]
    alice.browser.unticks(alice.ids[0])
    language.choose(alice.creator_id, "ar")
    alice.browser.post("/studio/editions")

    answer = visitor.get(address, headers={"If-None-Match": tag})

    assert answer.status_code == 200
    assert answer.json["language"] == "ar"
    assert alice.ids[0] not in ids_of(answer.json)


@on_one_database
def test_to_ask_is_no_visit_and_asks_tiktok_for_nothing(
    app: Flask, alice: Person, address: str, visitor: Browser, time_passes: TimePasses
):
    alice.worker.works()
    app.extensions["visits"].forget()
    time_passes(days=3)

    for _ in range(3):
        assert visitor.get(address).status_code == 200

    assert app.extensions["visits"].forget() == {}
    assert alice.worker.queued() == []


def test_an_unlisted_page_is_there_for_whoever_knows_its_address(
    alice: Person, address: str, visitor: Browser
):
    before = visitor.get(address)

    page_settings.change(alice.creator_id, handle=alice.handle, recent=False, unlisted=True)
    after = visitor.get(address, headers={"If-None-Match": before.headers["ETag"]})

    assert before.headers.get("X-Robots-Tag") is None
    assert (after.status_code, after.headers["X-Robots-Tag"]) == (200, "noindex")
    assert after.data == before.data


def test_a_page_that_is_not_public_is_the_same_as_none(
    alice: Person, bob: Person, address: str, visitor: Browser
):
    never = visitor.get(f"/api/v1/pages/{bob.handle}")
    editions.withdraw(alice.creator_id)
    withdrawn = visitor.get(address)
    alice.publishes()
    assert visitor.get(address).status_code == 200
    departures.leave(alice.creator_id)
    left = visitor.get(address)

    nobody = visitor.get(NOBODY)
    problem(visitor, nobody, 404)
    for each in (never, withdrawn, left):
        assert (each.status_code, each.data) == (404, nobody.data)
        assert [*each.headers] == [*nobody.headers]


@on_one_database
def test_a_former_handle_leads_to_the_present_one(alice: Person, address: str, visitor: Browser):
    change(alice, "alice.anew")

    answer = visitor.get(address)

    assert (answer.status_code, answer.location) == (301, "/api/v1/pages/alice.anew")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert visitor.get("/api/v1/pages/Alice.Anew/").location == "/api/v1/pages/alice.anew"


@on_one_database
def test_no_query_accept_or_range_makes_another_answer_or_copy(
    alice: Person, address: str, visitor: Browser, app: Flask
):
    whole = visitor.get(address).data
    app.extensions["page_layer"]._copies.clear()

    for added in ("?x=1", "?format=xml&limit=0", "?%ff=%00", "?" + "q" * 5000):
        assert visitor.get(address + added).data == whole
    for name, value in (
        ("Accept", "text/html"),
        ("Accept", "application/xml;q=0.9, */*;q=0"),
        ("Accept", ";;q=x,"),
        ("Range", "bytes=0-10"),
        ("Range", "bytes=9-1"),
        ("Accept-Language", "de"),
        ("Cookie", "session=x"),
    ):
        answer = visitor.get(address, headers={name: value})
        assert (answer.status_code, answer.data) == (200, whole), (name, value)
    assert kept(app) == {address}


@on_one_database
def test_an_address_without_an_answer_is_a_problem(visitor: Browser, app: Flask):
    for address in ABSENT:
        for method in ("GET", "HEAD", "POST", "DELETE"):
            answer = ask(app, method, address)
            assert answer.status in (404, 405)
            assert answer.header("Content-Type") == "application/problem+json"
        problem(visitor, ask(app, "GET", address), 404)
    assert kept(app) == {DESCRIPTION}


@on_one_database
def test_another_method_is_told_those_that_there_are(address: str, visitor: Browser, app: Flask):
    methods = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
    for method, each in product(methods, (address, NOBODY, DESCRIPTION)):
        answer = ask(app, method, each)

        problem(visitor, answer, 405)
        allowed = answer.header("Allow")
        assert allowed is not None
        assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS"}


@on_one_database
def test_the_scripts_of_any_site_may_ask_without_cookies(address: str, app: Flask):
    asking = [
        ("Origin", "https://blog.example"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", "if-none-match"),
    ]

    for each in (address, NOBODY, DESCRIPTION):
        may = ask(app, "OPTIONS", each, asking)
        assert (may.status, may.body) == (200, b"")
        assert may.header("Access-Control-Allow-Origin") == "*"
        assert may.header("Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS"
        assert may.header("Access-Control-Allow-Headers") == "*"
        assert may.header("Access-Control-Allow-Credentials") is None

        answer: Answer = ask(app, "GET", each, asking[:1])
        assert answer.header("Access-Control-Allow-Origin") == "*"
        assert answer.header("Set-Cookie") is None
    assert "ETag" in str(ask(app, "GET", address).header("Access-Control-Expose-Headers"))


@on_both_databases
def test_views_have_the_time_at_which_tiktok_told_them(
    alice: Person, address: str, visitor: Browser, time_passes: TimePasses, liar: Liar
):
    first = alice.ids[0]
    before = views_of(told(visitor, address))
    alice.account.changes(first, view_count=1_000_042)

    time_passes(hours=1)
    listed_again(alice)
    after = views_of(fresh(visitor, address))
    time_passes(hours=1)
    liar.garbles = without("view_count")
    listed_again(alice)
    unstated = views_of(fresh(visitor, address))

    assert after[first]["count"] == 1_000_042
    for each in alice.ids:
        passed = time_in(after[each]) - time_in(before[each])
        assert timedelta(minutes=59) < passed < timedelta(minutes=61)
    assert unstated == after


@on_one_database
def test_views_that_tiktok_does_not_tell_are_null(
    alice: Person, address: str, visitor: Browser, liar: Liar
):
    alice.account.changes(alice.ids[0], view_count=None)
    listed_again(alice)
    with writing() as session:  # as a row that old code stored
        session.execute(sa.update(Video).where(Video.id == alice.ids[1]).values(views_at=None))

    views = views_of(fresh(visitor, address))

    assert (views[alice.ids[0]], views[alice.ids[1]]) == (None, None)
    assert views[alice.ids[2]]["count"] >= 0


@on_one_database
def test_a_row_that_cannot_be_read_is_left_out(alice: Person, address: str, visitor: Browser):
    with writing() as session:
        session.execute(
            sa.text("UPDATE video SET duration = 'long' WHERE id = :id"), {"id": alice.ids[0]}
        )
    alice.publishes()

    assert ids_of(told(visitor, address)) == alice.ids[1:]


@on_one_database
def test_a_page_of_no_video_has_no_section(alice: Person, address: str, visitor: Browser):
    with writing() as session:
        session.execute(sa.update(Video).values(missing_at=Video.seen_at))
    alice.publishes(recent=True)

    answer = told(visitor, address)

    assert (answer["sections"], answer["video_count"]) == ([], 0)


def test_the_answer_is_kept_for_as_long_as_a_feed(
    address: str, path: str, visitor: Browser, app: Flask
):
    a_second_later(app)

    api, feed = visitor.get(address), visitor.get(f"{path}/feed.json")

    assert api.headers["Cache-Control"] == feed.headers["Cache-Control"]
    assert api.headers["Vary"] == "Accept-Encoding"
    assert json.loads(api.data)
