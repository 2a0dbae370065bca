"""The lasting address of the avatar, which has a life of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.models.creator import Creator
from portfolio.queues import VISITORS, job_queue
from portfolio.services.accounts import departures
from portfolio.services.drafts import editions
from portfolio.transactions import writing
from portfolio.views import card_pictures
from tests.support.databases import on_both_databases, on_one_database
from tests.support.lasting import is_card, leads_to_tiktok
from tests.support.people import Person, a_second_later
from tests.support.tiktok import TikTok
from tests.support.wire import Answer, ask

TimePasses = Callable[..., None]


def avatar(app: Flask, path: str, *headers: tuple[str, str]) -> Answer:
    a_second_later(app)
    return ask(app, "GET", f"{path}/avatar.jpg", headers)


def profiles(alice: Person) -> int:
    return len(alice.account.calls("user/info"))


def is_avatars_card(answer: Answer, person: Person) -> bool:
    return is_card(answer, person, card_pictures.AVATAR)


@on_both_databases
def test_it_leads_to_the_avatar_of_now(alice: Person, path: str, app: Flask, tiktok: TikTok):
    answer = avatar(app, path)

    assert (answer.status, answer.header("Location")) == (302, alice.creator.avatar_url)
    assert answer.header("Cache-Control").startswith("public, max-age=")
    assert tiktok.shows(alice.creator.avatar_url)


@on_both_databases
def test_an_avatar_that_is_not_safe_is_waited_for(
    alice: Person,
    path: str,
    app: Flask,
    tiktok: TikTok,
    time_passes: TimePasses,
    settings_are: Callable[..., None],
):
    settings_are(render_wait=300)
    before = profiles(alice)
    time_passes(days=3)

    with alice.worker.always_working():
        answer = avatar(app, path)

    assert leads_to_tiktok(answer)
    assert tiktok.shows(answer.header("Location"))
    assert profiles(alice) == before + 1


def test_one_that_is_due_is_led_to_and_renewed_once_a_minute(
    alice: Person, path: str, app: Flask, time_passes: TimePasses
):
    alice.worker.works()
    before = alice.creator.avatar_url
    time_passes(hours=45)

    for _ in range(3):
        assert avatar(app, path).header("Location") == before
    assert alice.worker.queued().count("update_profile_now") == 1

    alice.worker.works()
    assert avatar(app, path).header("Location") not in (before, None)


@on_one_database
@pytest.mark.parametrize("rest", ["", "/avatar.jpg"])
def test_a_crawler_has_no_priority_and_takes_no_visitors_turn(
    rest: str,
    alice: Person,
    path: str,
    app: Flask,
    time_passes: TimePasses,
    settings_are: Callable[..., None],
):
    settings_are(render_wait=300)
    alice.worker.works()
    time_passes(days=3)

    assert ask(app, "GET", path + rest, [("User-Agent", "Googlebot/2.1")]).status == 200
    assert job_queue(VISITORS, alice.worker.redis).count == 0
    assert "update_profile_now" in alice.worker.queued()

    with alice.worker.always_working():
        assert leads_to_tiktok(avatar(app, path))


def test_nobody_waits_for_what_cannot_come(
    alice: Person,
    path: str,
    app: Flask,
    time_passes: TimePasses,
    settings_are: Callable[..., None],
):
    settings_are(render_wait=300)
    alice.worker.works()
    time_passes(days=3)  # nor has a worker been seen since

    crawled = avatar(app, path, ("User-Agent", "Googlebot/2.1"))
    answer = avatar(app, path)

    assert is_avatars_card(crawled, alice)
    assert is_avatars_card(answer, alice)
    assert answer.header("Cache-Control") == "no-store"


@on_one_database
@pytest.mark.parametrize("url", [None, "https://p16.elsewhere.example/me.jpeg"])
def test_without_one_that_may_be_shown_there_is_a_card(
    url: str | None, alice: Person, path: str, app: Flask
):
    with writing() as session:
        session.execute(sa.update(Creator).values(avatar_url=url))

    answer = avatar(app, path)

    assert is_avatars_card(answer, alice)
    assert answer.header("Cache-Control").startswith("public, max-age=")
    assert alice.worker.queued().count("update_profile_now") == 0


def test_without_a_public_page_it_is_nowhere(alice: Person, path: str, app: Flask):
    assert leads_to_tiktok(avatar(app, path))

    editions.withdraw(alice.creator_id)
    assert avatar(app, path).status == 404
    assert avatar(app, "/@nobody").status == 404

    editions.publish(alice.creator_id)
    departures.leave(alice.creator_id)
    assert avatar(app, path).status == 404
