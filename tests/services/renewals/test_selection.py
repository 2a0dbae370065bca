"""The ids of one renewal's calls: full batches, the soonest expiry first."""

from __future__ import annotations

from collections.abc import Callable

from portfolio import jobs
from portfolio.models.sync import RECENT
from portfolio.queues import UPKEEP
from tests.support.databases import on_both_databases, on_one_database
from tests.support.people import Person

pytestmark = on_both_databases

TimePasses = Callable[..., None]


def asked(person: Person) -> list[list[str]]:
    """Return the ids of each `video/query` call for this account, in order."""
    return [sorted(call["ids"]) for call in person.account.calls("video/query")]


def renew_what_is_due(person: Person) -> None:
    """Renew as the plan does, without requested ids."""
    jobs.renew_covers_later(person.creator_id, (), UPKEEP)
    person.worker.works()


def with_covers_of_two_ages(person: Callable[..., Person], time_passes: TimePasses) -> Person:
    """Return a creator whose newest 20 covers are an hour younger than the other four."""
    alice = person("alice", videos=24).signs_in()
    time_passes(hours=1)
    jobs.sync_later(alice.creator_id, RECENT)
    alice.worker.works()
    return alice


@on_one_database
def test_a_planned_call_is_filled_with_what_the_page_needs_next(
    person: Callable[..., Person], time_passes: TimePasses
):
    alice = with_covers_of_two_ages(person, time_passes)
    shown = alice.ids[14:]
    alice.publishes(*shown)
    time_passes(hours=3, minutes=50)

    renew_what_is_due(alice)

    assert asked(alice) == [sorted(shown)]


@on_one_database
def test_nothing_is_asked_for_before_something_is_due(
    person: Callable[..., Person], time_passes: TimePasses
):
    alice = with_covers_of_two_ages(person, time_passes)
    alice.publishes(*alice.ids[14:])
    time_passes(hours=3, minutes=40)

    renew_what_is_due(alice)

    assert asked(alice) == []


@on_one_database
def test_what_is_due_beyond_a_visitors_batch_is_asked_for_by_the_next(
    person: Callable[..., Person], time_passes: TimePasses
):
    alice = person("alice", videos=30).signs_in()
    alice.publishes(*alice.ids)
    time_passes(hours=5)

    jobs.renew_covers_later(alice.creator_id, alice.ids[:3])
    alice.worker.works()

    assert [len(ids) for ids in asked(alice)] == [20, 10]
    assert sorted(asked(alice)[0] + asked(alice)[1]) == sorted(alice.ids)
