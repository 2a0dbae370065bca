"""A view needs no more than `@caching.kept` for the page layer to keep its answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Blueprint, Flask, abort, redirect

from portfolio import clock, create_app, factory, languages
from portfolio.copies import OWN_BYTES
from portfolio.extensions import db
from portfolio.views import caching
from portfolio.views.cache_policy import CachePolicy, policy_for, policy_of
from portfolio.views.caching import Kept
from portfolio.views.kept_paths import KeptPaths
from portfolio.views.public import visiting
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person, a_second_later
from tests.support.tiktok import TikTok

pytestmark = on_one_database

FEED, SVG, PNG = "application/feed+json", "image/svg+xml", "image/png"
RUNS: Counter[str] = Counter()
later = Blueprint("later", __name__)


@later.get("/@<handle:handle>/list.json")
@caching.kept(FEED, follows=True)
def feed(handle: str) -> tuple[str, CachePolicy]:
    RUNS["feed"] += 1
    page = visiting.published(handle)
    return json.dumps([card.id for card in page.cards()]), policy_of(page)


@later.get("/drawn/<int:number>.png")
@caching.kept(PNG)
def picture(number: int) -> tuple[bytes, CachePolicy]:
    RUNS["picture"] += 1
    return b"\x89PNG" + b"\0" * 1000, policy_for(60)


@later.get("/drawn/<int:number>.svg")
@caching.kept(SVG)
def drawing(number: int) -> tuple[str, CachePolicy]:
    RUNS["drawing"] += 1
    text = languages.gettext("Sign in")
    return f"<svg><text>{text}</text>{' ' * 1000}</svg>", policy_for(
        60, None, clock.now() + timedelta(seconds=20)
    )


@later.get("/drawn/none")
@caching.kept(SVG)
def nothing() -> tuple[str, CachePolicy]:
    RUNS["nothing"] += 1
    abort(404)


@later.get("/drawn/<int:number>/elsewhere")
@caching.kept(PNG)
def elsewhere(number: int) -> tuple[caching.Elsewhere, CachePolicy]:
    RUNS["elsewhere"] += 1
    return caching.Elsewhere(f"https://elsewhere.example/{number}?a=[b"), policy_for(60)


@later.get("/drawn/<int:number>/moved")
@caching.kept(PNG)
def moved(number: int) -> tuple[bytes, CachePolicy]:
    RUNS["moved"] += 1
    abort(redirect(f"/drawn/{number + 1}/moved", 302))


@later.get("/undeclared")
def undeclared() -> str:
    RUNS["undeclared"] += 1
    return "for one reader"


@pytest.fixture(scope="module")
def other_site(apps: dict[str, Flask]) -> Iterator[Flask]:
    """The site on the same database, with seven more views."""
    site = create_app(apps["web"].extensions["settings"])
    site.register_blueprint(later)
    site.wsgi_app = site.extensions["page_layer"]._app
    factory.add_layers(site, site.extensions["settings"])
    yield site
    site.extensions["visits"].forget()
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def site(app: Flask, other_site: Flask) -> Flask:
    """The site with seven more views, none of which has run, and nothing in memory."""
    other_site.extensions["page_layer"]._copies.clear()
    other_site.extensions["visits"].forget()
    RUNS.clear()
    return other_site


@pytest.fixture
def reader(site: Flask, tiktok: TikTok) -> Browser:
    return Browser(site, tiktok)


PICTURES = ("/drawn/7.png", "/drawn/7.svg")


def test_a_view_runs_once_a_second_at_most(site: Flask, reader: Browser):
    for _ in range(2):
        answers = [reader._client.get(path) for path in PICTURES for _ in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        a_second_later(site)

    assert RUNS == {"picture": 2, "drawing": 2}


def test_each_path_has_its_own_copy(reader: Browser):
    for number in (7, 8):
        reader._client.get(f"/drawn/{number}.png")

    assert RUNS["picture"] == 2


def test_what_no_view_declared_is_not_kept(site: Flask, reader: Browser):
    for _ in range(2):
        answer = reader._client.get("/undeclared")

    assert RUNS["undeclared"] == 2
    assert answer.headers["Cache-Control"] == "no-store"
    assert caching.declared(site, "later.undeclared") is None


def test_an_error_of_a_view_that_declared_it_is_not_kept(reader: Browser):
    for _ in range(2):
        assert reader._client.get("/drawn/none").status_code == 404

    assert RUNS["nothing"] == 2


def test_the_way_elsewhere_is_kept_as_a_page_is(site: Flask, reader: Browser):
    for _ in range(2):
        answers = [reader._client.get("/drawn/7/elsewhere?a=1") for _ in range(3)]
        head = reader._client.head("/drawn/7/elsewhere", headers={"If-None-Match": "*"})
        a_second_later(site)

    assert RUNS["elsewhere"] == 2
    for answer in (*answers, head):
        assert (answer.status_code, answer.data) == (302, b"")
        assert answer.headers["Location"] == "https://elsewhere.example/7?a=[b"
        assert answer.headers["Cache-Control"].startswith("public, max-age=9, ")
    assert set(site.extensions["page_layer"]._copies._by_path) == {"/drawn/7/elsewhere"}


def test_the_way_that_a_view_takes_instead_of_answering_is_not_kept(site: Flask, reader: Browser):
    for _ in range(2):
        answer = reader._client.get("/drawn/7/moved")
        assert (answer.status_code, answer.location) == (302, "/drawn/8/moved")
        assert answer.headers["Cache-Control"] == "no-store"

    assert RUNS["moved"] == 2
    assert not site.extensions["page_layer"]._copies._by_path


def test_ways_elsewhere_take_room_too(reader: Browser, site: Flask):
    copies = site.extensions["page_layer"]._copies
    copies._most, most = 10 * OWN_BYTES, copies._most
    try:
        for number in range(40):
            reader._client.get(f"/drawn/{number}/elsewhere")
        assert len(copies._by_path) == 9  # each takes a little more, for its address
    finally:
        copies._most = most


@pytest.mark.parametrize(
    ("path", "content_type", "encoding"),
    [("/drawn/7.png", PNG, None), ("/drawn/7.svg", SVG, "br")],
)
def test_each_content_type_is_told_and_only_texts_are_compressed(
    path: str, content_type: str, encoding: str | None, reader: Browser
):
    asked = {"Accept-Encoding": "gzip, br"}
    first, again = (reader._client.get(path, headers=asked) for _ in range(2))
    head = reader._client.head(path, headers=asked)
    held = reader._client.get(path, headers={**asked, "If-None-Match": again.headers["ETag"]})

    for answer in (first, again, head):
        assert answer.headers["Content-Type"] == content_type
        assert answer.headers.get("Content-Encoding") == encoding
    assert ("Vary" in again.headers) == (encoding is not None)
    assert (held.status_code, held.data) == (304, b"")


def test_caches_keep_it_only_until_it_is_unsafe(reader: Browser):
    control = reader._client.get("/drawn/7.svg").headers["Cache-Control"]

    assert control.startswith("public, max-age=3, s-maxage=9, ")


def test_its_words_are_the_same_for_everybody(reader: Browser):
    german = reader._client.get("/drawn/7.svg", headers={"Accept-Language": "de"})

    assert "Sign in" in german.text


def test_its_query_is_left_out_of_its_one_address(reader: Browser):
    assert reader._client.get("/drawn/07.png?a=1").location == "/drawn/7.png"
    assert reader._client.get("/studio//videos?a=1").location == "/studio/videos?a=1"


def test_a_feed_follows_its_page_and_is_no_visit(site: Flask, alice: Person, reader: Browser):
    path = alice.publishes(*alice.ids[:2]) + "/list.json"
    alice.worker.works()
    for _ in range(3):
        answer = reader._client.get(path)
        a_second_later(site)
    assert answer.json == alice.ids[:2]
    assert answer.content_type == FEED
    assert RUNS["feed"] == 1  # twice the layer's copy was still true

    alice.publishes(*alice.ids)
    a_second_later(site)

    assert reader._client.get(path).json == alice.ids
    assert site.extensions["visits"].forget() == {}
    assert alice.worker.queued() == []


def test_a_feed_of_no_page_is_not_found(reader: Browser):
    assert reader._client.get("/@nobody/list.json").status_code == 404


@pytest.mark.parametrize("path", ["/@mira/v/7310.jpg", "/@mira/avatar.jpg", "/@Mira/v/7.1.jpg"])
def test_the_site_keeps_its_lasting_pictures(path: str, app: Flask):
    assert KeptPaths(app).find(path) == Kept("image/jpeg")


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        ("/", True),
        ("/@mira", True),
        ("/@Mira", True),  # the view redirects to the one form
        ("/@mira/v/7310", True),
        ("/@mira/v/\xc3\xa9", True),
        ("/@mira/covers", False),
        ("/@mira/feed.json", False),
        ("/@mira/v", False),
        ("/privacy", False),
        ("/studio/videos", False),
        ("//@mira", True),  # so does this one
        ("/@", False),
        ("/@\xff", False),
    ],
)
def test_the_site_keeps_its_directory_its_pages_and_their_videos(
    path: str, is_kept: bool, app: Flask
):
    assert (KeptPaths(app).find(path) == Kept(caching.HTML)) == is_kept


def test_each_view_for_everybody_declares_how_it_is_kept(app: Flask):
    rooms = ("home.", "page.", "feeds.", "lasting_pictures.", "words.", "embeds.", "oembed.")
    rooms += ("share_cards.", "sitemaps.", "qr_codes.", "reports.")
    endpoints = [name for name in app.view_functions if name.startswith(rooms)]

    assert len(endpoints) >= 24
    assert [name for name in endpoints if caching.declared(app, name) is None] == []
