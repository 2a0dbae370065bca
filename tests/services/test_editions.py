"""Editions: what Publish makes of the draft stays as it was published."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.extensions import db
from portfolio.models.page import Edition
from portfolio.services import editions, pages, picks, showing
from portfolio.services.problems import Refused
from portfolio.transactions import writing
from tests.support.databases import race
from tests.support.people import Person
from tests.support.stored import page_of, rows


def shown(person: Person) -> list[str]:
    db.session.rollback()
    return showing.shown_ids(db.session(), person.creator_id)


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
    assert showing.ids_of(kept[2]) == alice.ids[1:2]


def test_unpublish_keeps_the_draft_and_the_handle(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    editions.publish(alice.creator_id)
    handle = page_of(alice).handle

    editions.withdraw(alice.creator_id)

    assert shown(alice) == []
    assert not page_of(alice).is_public
    assert page_of(alice).handle == handle
    assert list(picks.numbers(alice.creator_id)) == alice.ids[:2]
    assert editions.publish(alice.creator_id) == 2


def test_nothing_ticked_is_nothing_to_publish(alice: Person, counted: Callable[[], dict[str, int]]):
    before = counted()

    with pytest.raises(Refused, match="Tick at least one"):
        editions.publish(alice.creator_id)

    assert counted() == before


def test_recent_alone_can_be_published(alice: Person):
    page = page_of(alice)
    pages.change(alice.creator_id, handle=page.handle, recent=True, accent=page.accent)

    editions.publish(alice.creator_id)

    assert shown(alice) == alice.ids


def test_recent_keeps_itself_up_to_date_and_repeats_no_pick(alice: Person):
    page = page_of(alice)
    pages.change(alice.creator_id, handle=page.handle, recent=True, accent=page.accent)
    chosen = alice.ids[3]
    picks.pick(alice.creator_id, chosen)
    editions.publish(alice.creator_id)

    new = alice.account.posts(1)
    alice.browser.page("/studio/videos")
    alice.browser.post("/studio/syncs")
    alice.worker.works()

    assert shown(alice)[:2] == [chosen, *new]
    assert len(shown(alice)) == len(set(shown(alice))) == 8


def test_changes_are_counted_as_a_creator_would(alice: Person):
    count = editions.count_changes
    creator_id, page = alice.creator_id, page_of(alice)
    handle, accent = page.handle, page.accent
    picks.change(creator_id, add=alice.ids[:3])
    assert count(creator_id) == 3  # nothing is public yet

    editions.publish(creator_id)
    assert count(creator_id) == 0

    picks.pick(creator_id, alice.ids[4])
    picks.unpick(creator_id, alice.ids[0])
    assert count(creator_id) == 2

    other = "mint" if accent != "mint" else "jade"
    pages.change(creator_id, handle=handle, recent=True, accent=other)
    assert count(creator_id) == 4

    picks.unpick(creator_id, alice.ids[4])
    picks.pick(creator_id, alice.ids[0])
    pages.change(creator_id, handle=handle, recent=False, accent=accent)
    assert count(creator_id) == 1  # the order is another one


def test_two_publishes_at_once_make_two_editions(app: Flask, alice: Person):
    creator_id = alice.creator_id
    picks.pick(creator_id, alice.ids[0])

    numbers = race(app, lambda _number: editions.publish(creator_id), 4)

    assert sorted(numbers) == [1, 2, 3, 4]
    assert page_of(alice).edition == 4


def test_fifty_editions_are_kept(alice: Person):
    picks.pick(alice.creator_id, alice.ids[0])
    content = {"accent": "mint", "recent": False, "sections": []}
    creator_id, then = alice.creator_id, alice.creator.joined_at
    with writing() as session:
        session.add_all(
            Edition(creator_id=creator_id, number=n, content=content, published_at=then)
            for n in range(1, 51)
        )

    editions.publish(alice.creator_id)

    numbers = sa.select(Edition.number).order_by(Edition.number)
    assert db.session.scalars(numbers).all() == list(range(2, 52))
