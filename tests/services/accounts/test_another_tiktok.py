"""Pages of another TikTok app, such as the demo's, are hidden until that app is back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from redis import Redis

from portfolio import clock, schedule
from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.departure import Departure
from portfolio.services.accounts import departures, former_apps, removal
from portfolio.services.connections import token_access
from portfolio.services.errors import NotConnected
from portfolio.transactions import writing
from tests.servers.waiting import wait_for
from tests.support.html import Document
from tests.support.people import Browser, Person
from tests.support.stored import connection_of
from tests.support.tiktok import TikTok

Settings = Callable[..., None]
TimePasses = Callable[..., None]


@pytest.fixture
def restarted_with(app: Flask, settings_are: Settings) -> Settings:
    """Return a function that changes settings and clears memory, like a restart."""

    def restart(**settings: str) -> None:
        settings_are(**settings)
        app.extensions["page_layer"]._copies.clear()

    return restart


@pytest.mark.parametrize(
    "other",
    [{"tiktok_client_key": "aw-other"}, {"tiktok_api_url": "https://open.tiktokapis.example"}],
)
def test_its_pages_are_hidden_until_it_is_back(
    app: Flask, alice: Person, visitor: Browser, restarted_with: Settings, other: dict[str, str]
):
    path = alice.publishes(*alice.ids)
    places = ("/", "/sitemaps/1.xml")
    usual = {name: getattr(app.extensions["settings"], name) for name in other}
    assert all(path in visitor.get(place).text for place in places)

    restarted_with(**other)

    assert not any(path in visitor.get(place).text for place in places)
    assert visitor.get(path).status_code == 404
    assert visitor.get(f"{path}/v/{alice.ids[0]}").status_code == 404

    restarted_with(**usual)

    assert all(path in visitor.get(place).text for place in places)
    assert visitor.get(path).status_code == 200


def test_its_sessions_are_none_until_it_is_back(
    app: Flask, alice: Person, bob: Person, restarted_with: Settings
):
    usual = app.extensions["settings"].tiktok_client_key

    restarted_with(tiktok_client_key="aw-other")
    assert alice.browser.get("/studio/videos").status_code == 401

    restarted_with(tiktok_client_key=usual)
    assert alice.browser.get("/studio/videos").status_code == 200
    assert bob.browser.get("/studio/videos").status_code == 200


def test_its_tokens_are_never_shown_to_this_one(
    alice: Person, tiktok: TikTok, restarted_with: Settings
):
    restarted_with(tiktok_client_key="aw-other")
    tiktok.control("calls", method="DELETE")

    with pytest.raises(NotConnected):
        token_access.access_token(alice.creator_id)

    assert tiktok.control("calls") == []
    assert connection_of(alice).ended_at is None


def test_another_port_of_this_machine_is_the_same_sandbox(
    app: Flask, alice: Person, visitor: Browser, restarted_with: Settings
):
    path = alice.publishes(*alice.ids)

    restarted_with(tiktok_api_url="http://127.0.0.1:9")

    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/studio/account"), ("post", "/studio/editions"), ("post", "/studio/picks")],
)
def test_a_creator_is_told_why_the_sign_in_is_over(
    alice: Person, bob: Person, restarted_with: Settings, method: str, path: str
):
    alice.browser.page("/studio/page")  # for its token
    restarted_with(tiktok_client_key="aw-other")

    told = getattr(alice.browser, method)(path)

    assert told.status_code == 401
    assert "is now registered with TikTok as another app" in told.text
    assert Document(told.text).one("a", class_="main")["href"].startswith("/login")
    assert connection_of(alice).ended_at is None


def test_whoever_is_told_signs_in_and_begins_with_a_new_page(
    app: Flask, alice: Person, tiktok: TikTok, restarted_with: Settings
):
    path = alice.publishes(*alice.ids)
    former = alice.creator_id
    with writing() as session:  # as if the site had used another app until now
        session.get_one(Creator, former).tiktok_app = "another"
        session.get_one(Creator, former).open_id = "known-to-another"
    restarted_with()
    assert alice.browser.get("/studio/videos").status_code == 401

    alice.signs_in()

    assert alice.creator_id != former
    assert alice.browser.page("/studio/videos").all("input", name="shown")
    assert alice.page_path != path


@pytest.mark.parametrize("kind", ["leaves", "took it back long ago"])
def test_a_departure_tells_no_other_app(
    alice: Person, tiktok: TikTok, restarted_with: Settings, time_passes: TimePasses, kind: str
):
    if kind == "leaves":
        left = departures.leave(alice.creator_id)
    else:
        with writing() as session:
            creator = session.get_one(Creator, alice.creator_id)
            creator.removed_at = clock.now() - removal.KEPT
        creator_id = alice.creator_id
        removal.forget_waiting()
        left = departures.begin(db.session(), db.session.get_one(Creator, creator_id))
    restarted_with(tiktok_client_key="aw-other")
    tiktok.control("calls", method="DELETE")

    for _ in range(8):
        departures.finish(left)
        time_passes(hours=2)
    assert db.session.get_one(Departure, left, populate_existing=True).deleted_at is None
    time_passes(hours=10)
    departures.finish(left)

    done = db.session.get_one(Departure, left, populate_existing=True)
    assert tiktok.control("calls") == []
    assert done.deleted_at is not None
    assert done.revoked_at is None


def test_a_departure_goes_on_when_its_app_is_back(
    app: Flask, alice: Person, tiktok: TikTok, restarted_with: Settings, time_passes: TimePasses
):
    usual = app.extensions["settings"].tiktok_client_key
    left = departures.leave(alice.creator_id)
    restarted_with(tiktok_client_key="aw-other")
    departures.finish(left)

    restarted_with(tiktok_client_key=usual)
    time_passes(hours=1)
    departures.finish(left)

    assert db.session.get_one(Departure, left, populate_existing=True).revoked_at is not None
    assert [call["outcome"] for call in tiktok.calls("oauth/revoke")] == ["ok"]


def test_the_start_tells_once_how_many_creators_wait_unseen(
    apps: dict[str, Flask], alice: Person, bob: Person, restarted_with: Settings,
    redis: Redis, caplog: pytest.LogCaptureFixture,
):  # fmt: skip
    former_apps.tell()
    assert "another TikTok app" not in caplog.text
    restarted_with(tiktok_client_key="aw-other")
    redis.flushall()

    stops = [schedule.start(apps["worker"]) for _ in range(2)]  # as two workers would

    wait_for(lambda: "another TikTok app" in caplog.text, "the warning")
    for stop in stops:
        stop.set()
    (told,) = [line for line in caplog.messages if "another TikTok app" in line]
    assert "2 of the creators stored here" in told
    assert "set both back" in told
