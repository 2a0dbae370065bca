"""Previews show the draft; a private link shows it to others until it is taken back."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.services.accounts import departures, removal
from portfolio.services.drafts import editions, look_settings, page_settings, picks, previews
from tests.support.databases import race
from tests.support.people import Person
from tests.support.stored import page_of


def test_a_preview_is_the_draft_and_not_the_public_page(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    editions.publish(alice.creator_id)
    picks.change(alice.creator_id, add=alice.ids[4:5], remove=alice.ids[:1])

    shown = previews.of_draft(alice.creator_id)

    assert [card.id for card in shown.cards()] == [alice.ids[1], alice.ids[4]]


def test_a_look_at_an_edition_is_what_it_held(alice: Person):
    picks.change(alice.creator_id, add=alice.ids[:2])
    accent = page_of(alice).accent
    editions.publish(alice.creator_id)
    picks.change(alice.creator_id, remove=alice.ids[:2], add=alice.ids[2:3])
    page_settings.change(alice.creator_id, handle="sunset", recent=True)
    look_settings.choose(alice.creator_id, {"accent": "pine" if accent != "pine" else "mint"})
    editions.publish(alice.creator_id)

    first = previews.of_edition(alice.creator_id, 1)

    assert first is not None
    assert [card.id for card in first.cards()] == alice.ids[:2]
    assert (first.look.accent, first.handle) == (accent, "sunset")
    assert previews.of_edition(alice.creator_id, 3) is None


def test_a_link_stays_the_same_until_it_is_taken_back(alice: Person):
    first = previews.share(alice.creator_id)
    assert previews.share(alice.creator_id) == first
    assert previews.of_link(first) is not None

    previews.take_back(alice.creator_id)

    assert previews.of_link(first) is None
    assert previews.share(alice.creator_id) != first
    assert previews.of_link(first) is None


def test_a_link_shows_the_draft_as_it_is_now(alice: Person):
    token = previews.share(alice.creator_id)

    picks.change(alice.creator_id, add=[alice.ids[3]])

    shown = previews.of_link(token)
    assert shown is not None
    assert [card.id for card in shown.cards()] == [alice.ids[3]]


def test_two_tabs_that_make_a_link_at_once_get_the_same(app: Flask, alice: Person):
    creator_id = alice.creator_id

    tokens = race(app, lambda _number: previews.share(creator_id), 4)

    assert len(set(tokens)) == 1


def test_a_link_is_of_one_creator(alice: Person, bob: Person):
    token = previews.share(alice.creator_id)

    previews.take_back(bob.creator_id)

    assert previews.of_link(token) is not None
    assert previews.share(bob.creator_id) != token


def test_leaving_ends_the_link(alice: Person):
    token = previews.share(alice.creator_id)

    departures.leave(alice.creator_id)

    assert previews.of_link(token) is None
    db.session.rollback()
    assert db.session.scalars(sa.select(Page.preview_token)).all() == [None]


def test_a_permission_that_was_taken_back_hides_the_draft_too(
    alice: Person, time_passes: Callable[..., None]
):
    token = previews.share(alice.creator_id)
    time_passes(minutes=1)

    removal.remove(alice.creator_id, clock.now(), everything=False)

    assert previews.of_link(token) is None
