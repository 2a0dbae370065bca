"""Editions: Publish makes one from the draft, and later edits do not change it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.extensions import db
from portfolio.models.page import Edition
from portfolio.models.pick import Pick
from portfolio.services.drafts import drafts, editions, look_settings, page_settings, picks
from portfolio.services.errors import Refused
from portfolio.services.pages import shown_videos
from portfolio.services.pages.content import Content, as_json, read
from portfolio.services.pages.look import Look
from portfolio.transactions import writing
from tests.support.databases import race
from tests.support.people import Person
from tests.support.stored import page_of, rows


def shown(person: Person) -> list[str]:
    db.session.rollback()
    return shown_videos.shown_ids(db.session(), person.creator_id)


def test_publish_shows_the_picks_in_order(alice: Person):
    order = [alice.ids[5], alice.ids[1], alice.ids[3]]
    picks.change(alice.creator_id, add=order)

    assert editions.publish(alice.creator_id) == 1
    assert shown(alice) == order


def test_after_publishing_a_tick_changes_nothing_that_is_public(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    editions.publish(alice.creator_id)
    version = page_of(alice).version

    picks.change(alice.creator_id, add=alice.ids[2:4], remove=alice.ids[:1])

    assert shown(alice) == alice.ids[:2]
    assert page_of(alice).version == version
    assert editions.publish(alice.creator_id) == 2
    assert shown(alice) == alice.ids[1:4]


def test_an_edition_never_changes(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    editions.publish(alice.creator_id)
    first = rows(Edition, alice.creator_id)[0].content

    picks.change(alice.creator_id, remove=alice.ids[:1])
    editions.publish(alice.creator_id)

    kept = {edition.number: edition.content for edition in rows(Edition, alice.creator_id)}
    assert kept[1] == first
    assert read(kept[2]).video_ids == alice.ids[1:2]


def test_unpublish_keeps_the_draft_and_the_handle(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    editions.publish(alice.creator_id)
    handle = page_of(alice).handle

    editions.withdraw(alice.creator_id)

    assert shown(alice) == []
    assert not page_of(alice).is_public
    assert page_of(alice).handle == handle
    assert list(drafts.places(alice.creator_id)) == alice.ids[:2]
    assert editions.publish(alice.creator_id) == 2


def test_nothing_ticked_is_nothing_to_publish(alice: Person, counted: Callable[[], dict[str, int]]):
    before = counted()

    with pytest.raises(Refused, match="Tick at least one"):
        editions.publish(alice.creator_id)

    assert counted() == before


def test_recent_alone_can_be_published(alice: Person):
    page = page_of(alice)
    page_settings.change(alice.creator_id, handle=page.handle, recent=True)

    editions.publish(alice.creator_id)

    assert shown(alice) == alice.ids


def test_recent_keeps_itself_up_to_date_and_repeats_no_pick(alice: Person):
    page = page_of(alice)
    page_settings.change(alice.creator_id, handle=page.handle, recent=True)
    chosen = alice.ids[3]
    picks.change(alice.creator_id, add=[chosen])
    editions.publish(alice.creator_id)

    new = alice.account.posts(1)
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    assert shown(alice)[:2] == [chosen, *new]
    assert len(shown(alice)) == len(set(shown(alice))) == 8


def test_changes_are_counted_as_a_creator_would(alice: Person):
    creator_id, handle = alice.creator_id, page_of(alice).handle
    picks.change(creator_id, add=alice.ids[:3])
    assert drafts.read(creator_id).count_changes() == 3  # nothing is public yet

    editions.publish(creator_id)
    assert drafts.read(creator_id).count_changes() == 0

    picks.change(creator_id, add=[alice.ids[4]])
    picks.change(creator_id, remove=[alice.ids[0]])
    assert drafts.read(creator_id).count_changes() == 2

    look_settings.choose(creator_id, {"scheme": "dark"})
    page_settings.change(creator_id, handle=handle, recent=True)
    assert drafts.read(creator_id).count_changes() == 4

    picks.change(creator_id, remove=[alice.ids[4]])
    picks.change(creator_id, add=[alice.ids[0]])
    look_settings.choose(creator_id, {"scheme": "auto"})
    page_settings.change(creator_id, handle=handle, recent=False)
    assert drafts.read(creator_id).count_changes() == 1  # in another order


def test_a_new_title_of_a_picked_video_is_a_change(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:3])
    editions.publish(alice.creator_id)

    with writing() as session:
        session.get_one(Pick, (alice.creator_id, alice.ids[1])).title = "Own"

    assert drafts.read(alice.creator_id).count_changes() == 1


def test_an_edition_of_format_0_that_holds_the_draft_has_no_changes(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    number, accent = editions.publish(alice.creator_id), page_of(alice).accent
    videos = [{"id": video_id, "title": None} for video_id in alice.ids[:2]]

    with writing() as session:
        edition = session.get_one(Edition, (alice.creator_id, number))
        sections = [{"title": None, "videos": videos}]
        edition.content = {"accent": accent, "recent": False, "sections": sections}

    assert shown(alice) == alice.ids[:2]
    assert drafts.read(alice.creator_id).count_changes() == 0


def test_two_publishes_at_once_make_two_editions(app: Flask, alice: Person):
    creator_id = alice.creator_id
    picks.change(creator_id, add=[alice.ids[0]])

    numbers = race(app, lambda _number: editions.publish(creator_id), 4)

    assert sorted(numbers) == [1, 2, 3, 4]
    assert page_of(alice).edition == 4


def test_fifty_editions_are_kept(alice: Person):
    picks.change(alice.creator_id, add=[alice.ids[0]])
    content = as_json(Content(Look("mint")))
    creator_id, then = alice.creator_id, alice.creator.joined_at
    with writing() as session:
        session.add_all(
            Edition(creator_id=creator_id, number=n, content=content, published_at=then)
            for n in range(1, 51)
        )

    editions.publish(alice.creator_id)

    numbers = sa.select(Edition.number).order_by(Edition.number)
    assert db.session.scalars(numbers).all() == list(range(2, 52))
