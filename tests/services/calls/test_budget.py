"""The call budget between creators: a page of thousands leaves calls for others' visitors."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask

from portfolio import schedule
from portfolio.queues import UPKEEP, VISITORS
from portfolio.services.calls import budget, call
from portfolio.tiktok.endpoints import Endpoint
from tests.support.databases import on_one_database
from tests.support.people import Person

People = Callable[..., Person]


def calls_until_there_is_no_room(creator_id: UUID) -> int:
    made = 0
    with call.calling_for(VISITORS, creator_id):
        while True:
            try:
                budget.before_call(Endpoint.VIDEO_QUERY)
            except budget.BudgetSpent:
                return made
            made += 1


@on_one_database
def test_one_creators_visitors_get_no_further_than_upkeep(app: Flask):
    assert calls_until_there_is_no_room(uuid4()) == budget.share_of(UPKEEP)


@on_one_database
def test_then_another_creators_visitors_still_find_room(app: Flask):
    calls_until_there_is_no_room(uuid4())

    with call.calling_for(VISITORS, uuid4()):
        budget.before_call(Endpoint.VIDEO_QUERY)


@on_one_database
def test_a_modest_creators_visitors_may_fill_what_others_left(app: Flask):
    for _ in range(4):
        calls_until_there_is_no_room(uuid4())

    assert budget.used(Endpoint.VIDEO_QUERY) > budget.share_of(UPKEEP)
    with pytest.raises(budget.BudgetSpent), call.calling_for(UPKEEP):
        budget.before_call(Endpoint.VIDEO_QUERY)


def renews_as_upkeep() -> None:
    with call.calling_for(UPKEEP):
        budget.before_call(Endpoint.VIDEO_QUERY)


@on_one_database
def test_a_new_site_knows_its_calls_from_its_workers_start(app: Flask, person: People):
    schedule.begin()
    person("alice", videos=3).signs_in()

    renews_as_upkeep()


@on_one_database
def test_covers_that_came_before_are_taken_for_unknown_calls(app: Flask, person: People):
    person("alice", videos=3).signs_in()
    schedule.begin()

    with pytest.raises(budget.BudgetSpent, match="not known"):
        renews_as_upkeep()
