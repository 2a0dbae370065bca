"""An appointment: the draft is published at a set time, once, as it is then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portfolio import clock, jobs
from portfolio.extensions import db, queues
from portfolio.services.accounts import departures, removal, time_zones
from portfolio.services.drafts import appointments, editions, history, picks
from portfolio.services.errors import Refused
from portfolio.services.pages import shown_videos
from tests.support.databases import on_one_database, race
from tests.support.people import Browser, Person
from tests.support.stored import page_of

TimePasses = Callable[..., None]


def tomorrow() -> datetime:
    return clock.now() + timedelta(days=1)


def shown(person: Person) -> list[str]:
    db.session.rollback()
    return shown_videos.shown_ids(db.session(), person.creator_id)


def sweep(person: Person) -> None:
    """Run the schedule's job of every few seconds, and let the worker work."""
    jobs.sweep_now()
    person.worker.works()


@pytest.fixture
def waiting(alice: Person) -> Person:
    """Alice, whose draft of two videos is published tomorrow."""
    picks.change(alice.creator_id, add=alice.ids[:2])
    appointments.make(alice.creator_id, tomorrow(), alice.creator_id)
    return alice


def test_nothing_is_published_before_the_time(waiting: Person, time_passes: TimePasses):
    time_passes(hours=23, minutes=59)

    sweep(waiting)

    assert shown(waiting) == []
    assert page_of(waiting).publish_at is not None


def test_at_its_time_the_draft_is_published_as_it_is_then(
    waiting: Person, visitor: Browser, time_passes: TimePasses
):
    visitor.page(waiting.page_path, status=404)
    picks.change(waiting.creator_id, add=waiting.ids[4:5], remove=waiting.ids[:1])
    time_passes(days=1, seconds=1)

    sweep(waiting)

    assert shown(waiting) == [waiting.ids[1], waiting.ids[4]]
    assert len(visitor.page(waiting.page_path).all("a", class_="cover")) == 2
    assert page_of(waiting).publish_at is None
    edition = history.read(waiting.creator_id).editions[0].edition
    assert edition.by == waiting.creator_id


def test_it_is_done_once_however_often_the_schedule_looks(waiting: Person, time_passes: TimePasses):
    time_passes(days=1, seconds=1)

    for _ in range(3):
        sweep(waiting)

    assert page_of(waiting).edition == 1


def test_it_is_done_once_however_many_workers_are_at_it(
    app: Flask, waiting: Person, time_passes: TimePasses
):
    creator_id = waiting.creator_id
    time_passes(days=1, seconds=1)

    answers = race(app, lambda _number: appointments.keep(creator_id), 6)

    assert sorted(answers, key=str) == [1, None, None, None, None, None]
    assert page_of(waiting).edition == 1


def test_a_lost_job_is_queued_again(waiting: Person, time_passes: TimePasses):
    time_passes(days=1, seconds=1)
    jobs.sweep_now()
    queues.ask(lambda redis: redis.flushall(), otherwise=None)

    sweep(waiting)

    assert page_of(waiting).edition == 1


def test_after_days_without_a_worker_it_is_made_up_for(waiting: Person, time_passes: TimePasses):
    time_passes(days=4)

    sweep(waiting)

    assert page_of(waiting).edition == 1


def test_there_is_one_time_and_the_last_one_set_counts(waiting: Person, time_passes: TimePasses):
    later = clock.now() + timedelta(days=2)
    appointments.make(waiting.creator_id, later, waiting.creator_id)
    time_passes(days=1, seconds=1)
    sweep(waiting)
    assert page_of(waiting).publish_at == later

    time_passes(days=1)
    sweep(waiting)

    assert page_of(waiting).edition == 1


def test_a_cancelled_time_publishes_nothing(waiting: Person, time_passes: TimePasses):
    appointments.cancel(waiting.creator_id)
    time_passes(days=2)

    sweep(waiting)

    assert shown(waiting) == []
    assert appointments.keep(waiting.creator_id) is None


def test_unpublishing_cancels_the_time_too(waiting: Person, time_passes: TimePasses):
    editions.publish(waiting.creator_id)

    editions.withdraw(waiting.creator_id)
    time_passes(days=2)
    sweep(waiting)

    assert shown(waiting) == []
    assert page_of(waiting).publish_at is None


def test_publishing_by_hand_leaves_the_time_as_it_is(waiting: Person, time_passes: TimePasses):
    editions.publish(waiting.creator_id)
    time_passes(days=1, seconds=1)

    sweep(waiting)

    assert page_of(waiting).edition == 2


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(), "is past"),
        (timedelta(seconds=-1), "is past"),
        (timedelta(days=367), "within a year"),
    ],
)
def test_a_time_that_is_past_or_too_far_is_refused(wait: timedelta, words: str, alice: Person):
    with pytest.raises(Refused, match=words):
        appointments.make(alice.creator_id, clock.now() + wait)

    assert page_of(alice).publish_at is None


def test_nothing_to_publish_is_noted_and_not_tried_again(waiting: Person, time_passes: TimePasses):
    picks.change(waiting.creator_id, remove=waiting.ids[:2])
    time_passes(days=1, seconds=1)

    sweep(waiting)
    assert page_of(waiting).publish_refused == "picks"
    picks.change(waiting.creator_id, add=waiting.ids[:1])
    sweep(waiting)

    assert shown(waiting) == []
    assert appointments.due() == []


def test_a_new_time_after_a_failure_is_kept(waiting: Person, time_passes: TimePasses):
    picks.change(waiting.creator_id, remove=waiting.ids[:2])
    time_passes(days=1, seconds=1)
    sweep(waiting)

    picks.change(waiting.creator_id, add=waiting.ids[:1])
    appointments.make(waiting.creator_id, tomorrow())
    time_passes(days=1, seconds=1)
    sweep(waiting)

    assert shown(waiting) == waiting.ids[:1]
    assert page_of(waiting).publish_refused is None


def test_a_permission_that_was_taken_back_hinders_it(waiting: Person, time_passes: TimePasses):
    time_passes(minutes=1)
    removal.remove(waiting.creator_id, clock.now(), everything=False)
    time_passes(days=1)

    sweep(waiting)

    assert page_of(waiting).edition is None
    assert page_of(waiting).publish_refused == appointments.NOT_CONNECTED


def test_whoever_leaves_has_no_appointment(waiting: Person, time_passes: TimePasses):
    departures.leave(waiting.creator_id)
    time_passes(days=2)

    assert appointments.due() == []


def test_bobs_time_is_not_alices(waiting: Person, bob: Person, time_passes: TimePasses):
    picks.change(bob.creator_id, add=bob.ids[:1])
    appointments.cancel(bob.creator_id)
    time_passes(days=1, seconds=1)

    sweep(waiting)

    assert page_of(waiting).edition == 1
    assert page_of(bob).edition is None


# Typed times.


def zone(name: str) -> Any:
    return time_zones.ZoneInfo(name)


@on_one_database
@pytest.mark.parametrize(
    ("typed", "place", "expected"),
    [
        ("2026-12-24T18:00", "UTC", datetime(2026, 12, 24, 18, tzinfo=UTC)),
        ("2026-12-24T18:00", "Europe/Berlin", datetime(2026, 12, 24, 17, tzinfo=UTC)),
        ("2026-07-01T18:00", "Europe/Berlin", datetime(2026, 7, 1, 16, tzinfo=UTC)),
        ("2026-12-24 18:00", "Asia/Kolkata", datetime(2026, 12, 24, 12, 30, tzinfo=UTC)),
        # It comes twice; the first is still summer time.
        ("2026-10-25T02:30", "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_typed_time_is_one_of_the_creators_zone(
    typed: str, place: str, expected: datetime, app: Flask
):
    assert time_zones.instant_of(typed, zone(place)) == expected


@on_one_database
@pytest.mark.parametrize(
    "typed",
    ["", "soon", "2026-13-01T10:00", "0001-01-01T00:00", "2026-12-24T18:00+05:00", "9" * 999, "\0"],
    ids=ascii,
)
def test_what_is_no_time_is_refused(typed: str, app: Flask):
    with app.test_request_context(), pytest.raises(Refused):
        time_zones.instant_of(typed, zone("Pacific/Auckland"))


@on_one_database
def test_a_time_that_the_clocks_leave_out_is_refused(app: Flask):
    with app.test_request_context(), pytest.raises(Refused, match="clocks go forward"):
        time_zones.instant_of("2027-03-28T02:30", zone("Europe/Berlin"))
