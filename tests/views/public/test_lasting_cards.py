"""Lasting addresses of covers that are not on the page any more, or never were."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock
from portfolio.models.shown_video import ShownVideo
from portfolio.models.video import Video
from portfolio.services.accounts import departures
from portfolio.services.drafts import editions
from portfolio.transactions import writing
from tests.support.databases import on_both_databases
from tests.support.lasting import is_card, kept, leads_to_tiktok, picture
from tests.support.people import Person


def hide(alice: Person, video_id: str) -> None:
    with writing() as session:
        session.execute(sa.update(Video).where(Video.id == video_id).values(missing_at=clock.now()))


def delete(alice: Person, video_id: str) -> None:
    with writing() as session:
        session.execute(sa.delete(Video).where(Video.id == video_id))


def take_off(alice: Person, video_id: str) -> None:
    alice.browser.page("/studio/videos")
    alice.browser.unticks(video_id)
    alice.publishes()


@on_both_databases
@pytest.mark.parametrize("leaves", [hide, delete, take_off])
def test_a_video_that_was_public_leaves_a_card(
    leaves: Callable[[Person, str], None], alice: Person, path: str, app: Flask
):
    assert leads_to_tiktok(picture(app, path, alice.ids[0]))

    leaves(alice, alice.ids[0])
    alice.worker.works()
    app.extensions["page_layer"]._copies.clear()

    for _ in range(2):
        answer = picture(app, path, alice.ids[0])
        assert is_card(answer, alice)
        assert answer.header("Cache-Control").startswith("public, max-age=")
    assert leads_to_tiktok(picture(app, path, alice.ids[1]))


@on_both_databases
def test_a_video_that_a_rule_showed_leaves_a_card(person: Callable[..., Person], app: Flask):
    alice = person("alice", videos=14).signs_in()
    path = alice.publishes(alice.ids[-1], recent=True)
    alice.worker.works()
    shown = [each for each in alice.ids if leads_to_tiktok(picture(app, path, each))]
    assert len(shown) > 1

    alice.account.posts(3)
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    found = {each: picture(app, path, each) for each in shown}
    gone = [each for each, answer in found.items() if not leads_to_tiktok(answer)]
    assert len(gone) == 3
    assert all(is_card(found[each], alice) for each in gone)


def test_a_video_that_code_of_before_published_leaves_a_card(alice: Person, path: str, app: Flask):
    with writing() as session:
        session.execute(sa.delete(ShownVideo))
    assert leads_to_tiktok(picture(app, path, alice.ids[0]))

    take_off(alice, alice.ids[0])

    assert is_card(picture(app, path, alice.ids[0]), alice)


@on_both_databases
def test_what_was_never_public_is_nowhere(alice: Person, bob: Person, app: Flask):
    path = alice.publishes(*alice.ids[:2])
    bob.publishes(*bob.ids)
    never = [*alice.ids[2:4], bob.ids[0], "7", "x" * 200, alice.ids[0] + "%0A"]

    assert {picture(app, path, video_id).status for video_id in never} == {404}
    assert picture(app, "/@nobody", alice.ids[0]).status == 404
    assert kept(app) == set()


def test_a_page_that_is_not_public_has_no_pictures(alice: Person, path: str, app: Flask):
    assert leads_to_tiktok(picture(app, path, alice.ids[0]))

    editions.withdraw(alice.creator_id)
    assert picture(app, path, alice.ids[0]).status == 404

    editions.publish(alice.creator_id)
    assert leads_to_tiktok(picture(app, path, alice.ids[0]))

    departures.leave(alice.creator_id)
    assert picture(app, path, alice.ids[0]).status == 404
    assert kept(app) == set()
