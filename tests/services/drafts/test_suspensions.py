"""Suspensions: nothing is published while one lasts, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from portfolio import clock, jobs
from portfolio.services.accounts import departures, removal
from portfolio.services.drafts import appointments, editions, picks, suspensions
from portfolio.services.errors import Refused
from portfolio.services.pages import public_page
from tests.support.databases import race
from tests.support.people import Person
from tests.support.stored import page_of, picks_of


def shown(person: Person) -> list[str]:
    page = public_page.find(person.handle)
    return [] if page is None else [card.id for card in page.cards()]


def suspend(person: Person, reason: str = "Music that is not yours.") -> None:
    suspensions.suspend(person.handle, reason)


def test_the_edition_of_before_is_shown_again(alice: Person):
    alice.publishes(*alice.ids[:3])
    suspend(alice)
    assert shown(alice) == []
    picks.change(alice.creator_id, add=alice.ids[3:5])

    done = suspensions.reinstate(alice.handle)

    assert done.is_public
    assert shown(alice) == alice.ids[:3]
    assert picks_of(alice) == alice.ids[:5]
    assert page_of(alice).covers_due_at is not None
    assert suspensions.of(alice.creator_id) is None


@pytest.mark.parametrize("publish", [editions.publish, editions.publish_changes])
def test_nothing_is_published_meanwhile(alice: Person, publish: Callable[[UUID], object]):
    alice.publishes(alice.ids[0])
    suspend(alice)
    picks.change(alice.creator_id, add=[alice.ids[1]])

    with pytest.raises(Refused, match="suspended"):
        publish(alice.creator_id)

    assert shown(alice) == []
    suspensions.reinstate(alice.handle)
    publish(alice.creator_id)
    assert shown(alice) == alice.ids[:2]


def test_a_set_time_is_not_kept_and_says_why(alice: Person, time_passes: Callable[..., None]):
    picks.change(alice.creator_id, add=alice.ids[:2])
    appointments.make(alice.creator_id, clock.now() + timedelta(hours=1), alice.creator_id)
    suspend(alice)

    time_passes(hours=2)
    jobs.sweep_now()
    alice.worker.works()

    assert page_of(alice).publish_refused == suspensions.FIELD
    assert page_of(alice).edition is None


def test_a_second_suspension_changes_the_reason_alone(alice: Person):
    alice.publishes(alice.ids[0])
    suspend(alice, "First.")
    first = suspensions.of(alice.creator_id)

    suspend(alice, "Second.")

    second = suspensions.of(alice.creator_id)
    assert first is not None
    assert second is not None
    assert (second.at, second.reason) == (first.at, "Second.")
    suspensions.reinstate(alice.handle)
    assert shown(alice) == [alice.ids[0]]


def test_a_page_that_was_not_public_is_not_made_public(alice: Person):
    suspend(alice)

    assert not suspensions.reinstate(alice.handle).is_public
    assert not suspensions.reinstate(alice.handle).changed
    assert page_of(alice).edition is None


def test_what_its_rules_find_is_looked_for_again(alice: Person):
    first = alice.ids[0]
    alice.publishes(first, recent=True)
    suspend(alice)
    (new,) = alice.account.posts(1)
    alice.browser.post("/studio/syncs")
    alice.worker.works()
    assert shown(alice) == []

    suspensions.reinstate(alice.handle)

    assert shown(alice)[:2] == [first, new]


def test_a_permission_taken_back_meanwhile_leaves_nothing_to_show(alice: Person):
    alice.publishes(alice.ids[0])
    suspend(alice)

    removal.remove(alice.creator_id, clock.now() + timedelta(hours=1), everything=False)

    assert suspensions.of(alice.creator_id) is not None
    assert not suspensions.reinstate(alice.handle).is_public


def test_a_suspended_creator_can_leave(alice: Person, counted: Callable[[], dict[str, int]]):
    alice.publishes(alice.ids[0])
    suspend(alice)

    departures.leave(alice.creator_id)
    jobs.sweep_now()
    alice.worker.works()

    assert counted()["creator"] == counted()["page"] == 0


@pytest.mark.parametrize("reason", ["", "  \n", "\u200b", "x" * 1001, "a\0b"])
def test_a_reason_that_says_nothing_or_cannot_be_stored_is_refused(alice: Person, reason: str):
    with pytest.raises(ValueError, match=r"\w"):
        suspend(alice, reason)

    assert suspensions.of(alice.creator_id) is None


@pytest.mark.parametrize("name", ["", "@", "nobody", "a/b", "é", "x" * 99, "a\0"])
def test_nobody_has_such_a_handle(alice: Person, name: str):
    for act in (lambda: suspensions.suspend(name, "Why."), lambda: suspensions.reinstate(name)):
        with pytest.raises(LookupError):
            act()


def test_a_publish_at_the_same_moment_never_outlasts_the_suspension(app: Flask, alice: Person):
    creator_id, handle = alice.creator_id, alice.handle
    picks.change(creator_id, add=alice.ids[:2])
    acts: list[Callable[[], object]] = [
        lambda: editions.publish(creator_id),
        lambda: suspensions.suspend(handle, "Why."),
        lambda: editions.publish(creator_id),
    ]

    answers = race(app, lambda number: acts[number](), len(acts))

    page = page_of(alice)
    assert (page.is_suspended, page.edition) == (True, None)
    published = [number for number in answers if isinstance(number, int)]
    assert page.suspended_edition == (max(published) if published else None)
    assert all(isinstance(each, int | Refused | suspensions.Done) for each in answers)
