"""The call budget between creators: one page of thousands leaves room for everybody's visitors."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from portfolio.queues import UPKEEP, VISITORS
from portfolio.services import budget
from portfolio.tiktok.endpoints import Endpoint
from tests.support.databases import on_one_database


def calls_until_there_is_no_room(creator_id: UUID) -> int:
    made = 0
    with budget.calling_for(VISITORS, creator_id):
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

    with budget.calling_for(VISITORS, uuid4()):
        budget.before_call(Endpoint.VIDEO_QUERY)


@on_one_database
def test_a_modest_creators_visitors_may_fill_what_others_left(app: Flask):
    for _ in range(4):
        calls_until_there_is_no_room(uuid4())

    assert budget.used(Endpoint.VIDEO_QUERY) > budget.share_of(UPKEEP)
    with pytest.raises(budget.BudgetSpent), budget.calling_for(UPKEEP):
        budget.before_call(Endpoint.VIDEO_QUERY)
