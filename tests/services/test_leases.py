"""Leases: one holder at a time, and a killed one blocks others only until the lease ends."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from portfolio.models.renewal import Renewal
from portfolio.services import leases
from tests.support.databases import on_both_databases, race
from tests.support.people import Person

pytestmark = on_both_databases

TimePasses = Callable[..., None]


def take(person_id: object, seconds: float = 15) -> str | None:
    return leases.take(Renewal, Renewal.creator_id == person_id, seconds=seconds)


def test_of_many_threads_one_wins(app: Flask, alice: Person):
    creator_id = alice.creator_id

    owners = race(app, lambda _number: take(creator_id), 12)

    assert len([owner for owner in owners if owner]) == 1


def test_each_creator_has_a_lease_of_their_own(alice: Person, bob: Person):
    assert take(alice.creator_id)
    assert take(bob.creator_id)


def test_a_lease_that_is_held_is_nobody_elses(alice: Person, time_passes: TimePasses):
    take(alice.creator_id, seconds=15)

    time_passes(seconds=14)

    assert take(alice.creator_id) is None


def test_a_lease_lapses(alice: Person, time_passes: TimePasses):
    take(alice.creator_id, seconds=15)

    time_passes(seconds=16)

    assert take(alice.creator_id)


def test_a_lease_can_be_held_longer(alice: Person, time_passes: TimePasses):
    owner = take(alice.creator_id, seconds=15)
    time_passes(seconds=10)

    assert leases.prolong(Renewal, alice.creator_id, owner, 15)

    time_passes(seconds=10)
    assert take(alice.creator_id) is None


def test_a_lease_that_is_given_back_is_free_at_once(alice: Person):
    leases.end(Renewal, alice.creator_id, take(alice.creator_id))

    assert take(alice.creator_id)


def test_a_holder_that_was_too_slow_can_neither_prolong_nor_end(
    alice: Person, time_passes: TimePasses
):
    slow = take(alice.creator_id, seconds=15)
    time_passes(seconds=16)
    take(alice.creator_id, seconds=15)

    assert not leases.prolong(Renewal, alice.creator_id, slow, 15)
    leases.end(Renewal, alice.creator_id, slow)

    assert take(alice.creator_id) is None
