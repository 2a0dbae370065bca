"""Unfinished work: claimed by one process, waited for after a failure, found when left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio import clock, jobs
from portfolio.extensions import db, queues, settings
from portfolio.models.columns import Work
from portfolio.models.departure import Departure
from portfolio.models.sync import Sync
from portfolio.models.webhook import WebhookEvent
from portfolio.queues import CREATORS, NAMES, UPKEEP, job_queue
from portfolio.services import work
from portfolio.services.accounts import departures, webhooks
from portfolio.services.library import syncs
from portfolio.tiktok.webhooks import REMOVED, Event
from portfolio.transactions import writing
from tests.support.databases import on_both_databases, on_one_database, race
from tests.support.people import Person

pytestmark = on_both_databases

TimePasses = Callable[..., None]

KINDS = (Sync, WebhookEvent, Departure)
each_kind = pytest.mark.parametrize("model", KINDS, ids=[model.__name__ for model in KINDS])


def begin(model: type[Work], person: Person) -> Any:
    """Begin such work for this person; return the key of its row."""
    if model is Sync:
        return syncs.start(person.creator_id)
    if model is Departure:
        return departures.leave(person.creator_id)
    open_id = person.account.open_id
    key = webhooks.keep(Event(settings().tiktok_client_key, REMOVED, open_id, clock.now(), 1))
    assert key is not None
    return key


def postponed(model: type[Work], key: Any, owner: str, *arguments: float, **more: Any) -> Any:
    """Postpone claimed work; return the seconds of its wait, None if it is not ours any more."""
    with writing() as session:
        locked = work.lock(session, model, key, owner)
        return locked and work.postpone(session, model, locked, *arguments, **more)


def claimed(model: type[Work], key: Any) -> Any:
    return work.claim(model, key, 30)


@each_kind
def test_of_many_processes_one_claims_it(model: type[Work], app: Flask, alice: Person):
    key = begin(model, alice)

    rows = race(app, lambda _number: claimed(model, key), 6)

    assert len([row for row in rows if row is not None]) == 1
    assert work.left_behind(model) == []


@each_kind
def test_work_that_nobody_holds_is_left_behind_and_so_is_that_of_a_killed_process(
    model: type[Work], alice: Person, time_passes: TimePasses
):
    key = begin(model, alice)
    assert work.left_behind(model) == [(key, CREATORS)]

    claimed(model, key)

    assert work.left_behind(model) == []
    time_passes(seconds=31)
    assert work.left_behind(model) == [(key, CREATORS)]


@each_kind
def test_the_work_that_has_been_due_for_the_longest_time_comes_first(
    model: type[Work], alice: Person, bob: Person, time_passes: TimePasses
):
    first = begin(model, alice)
    time_passes(seconds=2)
    second = begin(model, bob)

    assert [key for key, _ in work.left_behind(model)] == [first, second]


@each_kind
def test_an_answer_that_comes_after_the_lease_does_not_disturb_the_next_process(
    model: type[Work], alice: Person, time_passes: TimePasses
):
    key = begin(model, alice)
    slow = claimed(model, key)
    time_passes(seconds=31)
    quick = claimed(model, key)

    assert postponed(model, key, slow.lease_owner) is None

    assert work.left_behind(model) == []
    assert postponed(model, key, quick.lease_owner) == work.BACK_OFF_SECONDS[0]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Sync, [5, 15, 60, 300, 900, 900, 900, 900]),
        (WebhookEvent, [5, 15, 60, 300, 900, 1800, 3600, 3600]),
        (Departure, [5, 15, 60, 300, 900, 1800, 3600, 3600]),
    ],
)
def test_each_failure_in_a_row_is_waited_for_longer(
    model: type[Work], expected: list[int], alice: Person, time_passes: TimePasses
):
    key = begin(model, alice)

    waits = []
    for _ in expected:
        waits.append(postponed(model, key, claimed(model, key).lease_owner))
        assert claimed(model, key) is None  # it is not due
        time_passes(seconds=waits[-1] + 1)

    assert waits == expected


@each_kind
def test_a_failure_waits_at_least_as_long_as_it_was_told(model: type[Work], alice: Person):
    key = begin(model, alice)

    assert postponed(model, key, claimed(model, key).lease_owner, 77.0) == 77


@each_kind
def test_a_wait_that_is_no_failure_is_as_long_as_it_was_told_and_is_not_counted(
    model: type[Work], alice: Person, time_passes: TimePasses
):
    key = begin(model, alice)

    for _ in range(3):
        owner = claimed(model, key).lease_owner
        assert postponed(model, key, owner, 2.0, is_failure=False) == 2
        time_passes(seconds=3)

    assert claimed(model, key).tries == 0


@each_kind
def test_the_sweep_queues_work_again_in_the_queue_of_its_row(
    model: type[Work], alice: Person, time_passes: TimePasses
):
    begin(model, alice)
    with writing() as session:
        session.execute(sa.update(model).values(queue=UPKEEP))

    jobs.sweep_now()

    waiting = {name: job_queue(name, queues.redis).count for name in NAMES}
    assert waiting == {name: int(name == UPKEEP) for name in NAMES}


@on_one_database
def test_the_sweep_knows_every_kind_of_work(app: Flask):
    kinds = {mapper.class_ for mapper in db.Model.registry.mappers}

    assert {kind for kind in kinds if issubclass(kind, Work)} == {
        model for model, _ in jobs.UNFINISHED_WORK
    }
