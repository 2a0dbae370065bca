"""The plan: covers of visited pages are renewed before a visitor would notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from portfolio import jobs
from portfolio.services.drafts import editions
from portfolio.services.renewals import planner
from tests.support.databases import on_both_databases
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok

pytestmark = on_both_databases

TimePasses = Callable[..., None]


def planned(most: int = 10) -> list[UUID]:
    """Return the creators whose covers the next plan would renew, in order."""
    return planner.plan(most, in_time=most).creators


def publish_and_visit(person: Person, visitor: Browser) -> None:
    person.publishes(*person.ids)
    visit(person, visitor)


def visit(person: Person, visitor: Browser) -> None:
    visitor.page(person.page_path)
    visitor.is_counted()
    person.worker.works()


def test_a_seen_page_is_planned_just_before_it_is_due(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.publishes(*alice.ids)
    time_passes(hours=4)
    visit(alice, visitor)

    time_passes(minutes=47)
    assert planned() == []
    time_passes(minutes=1)
    assert planned() == [alice.creator_id]


@pytest.mark.parametrize(
    ("life", "seen", "due"),
    [
        (6, timedelta(hours=3, minutes=36), timedelta(hours=4, minutes=48)),
        (24, timedelta(hours=14, minutes=24), timedelta(hours=19, minutes=12)),
    ],
)
def test_warm_is_what_was_seen_in_the_last_fifth_of_its_covers_life(
    life: int,
    seen: timedelta,
    due: timedelta,
    tiktok: TikTok,
    person: Callable[..., Person],
    visitor: Browser,
    time_passes: TimePasses,
):
    tiktok.settings(cover_life=life * 3600)
    early, late = (person(name, videos=1).signs_in() for name in ("early", "late"))
    for each in (early, late):
        each.publishes(*each.ids)

    minute = timedelta(minutes=1)
    time_passes(seconds=(seen - minute).total_seconds())
    visit(early, visitor)
    time_passes(seconds=(2 * minute).total_seconds())
    visit(late, visitor)
    time_passes(seconds=(due - seen).total_seconds())

    assert planned() == [late.creator_id]


def test_a_planned_page_is_fresh_before_the_next_visitor(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.publishes(*alice.ids)
    time_passes(hours=4)
    visit(alice, visitor)
    time_passes(minutes=48)

    jobs.plan_now()
    alice.worker.works()

    assert len(alice.account.calls("video/query")) == 1
    assert planned() == []


def test_a_page_nobody_looks_at_costs_no_calls(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    publish_and_visit(alice, visitor)
    time_passes(hours=25)

    jobs.plan_now()
    alice.worker.works()

    assert alice.account.calls("video/query") == []


def test_what_was_renewed_for_nobody_is_not_renewed_ahead_again(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.publishes(*alice.ids)
    time_passes(hours=4)
    visit(alice, visitor)
    for _ in range(2):
        time_passes(hours=4, minutes=48)
        jobs.plan_now()
        alice.worker.works()

    assert len(alice.account.calls("video/query")) == 1


def test_a_page_that_was_never_seen_is_not_planned(alice: Person, time_passes: TimePasses):
    alice.publishes(*alice.ids)
    time_passes(hours=5)

    assert planned() == []


def test_a_page_that_was_taken_back_is_not_planned(
    alice: Person, visitor: Browser, time_passes: TimePasses
):
    publish_and_visit(alice, visitor)
    editions.withdraw(alice.creator_id)
    time_passes(hours=5)

    assert planned() == []


def test_the_soonest_expiry_comes_first(
    person: Callable[..., Person], visitor: Browser, time_passes: TimePasses
):
    first = person("first", videos=1).signs_in()
    time_passes(minutes=1)
    second = person("second", videos=1).signs_in()
    for each in (second, first):
        each.publishes(*each.ids)
    time_passes(hours=4)
    for each in (second, first):
        visit(each, visitor)
    time_passes(hours=1)

    assert planned() == [first.creator_id, second.creator_id]
    assert planned(1) == [first.creator_id]


def test_a_failing_creator_is_left_alone_longer_each_time(
    tiktok: TikTok, alice: Person, visitor: Browser, time_passes: TimePasses
):
    alice.publishes(*alice.ids)
    time_passes(hours=4)
    visit(alice, visitor)
    time_passes(hours=1)
    tiktok.fails("video/query")

    for _ in range(40):
        jobs.plan_now()
        alice.worker.works()
        time_passes(seconds=15)

    assert len(alice.account.calls("video/query")) == 4  # at 0, 60, 180 and 420 seconds


def test_the_pause_doubles_up_to_half_an_hour():
    minutes = [planner.back_off(failures).total_seconds() / 60 for failures in range(1, 9)]

    assert minutes == [1, 2, 4, 8, 16, 30, 30, 30]
