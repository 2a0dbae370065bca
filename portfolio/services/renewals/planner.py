"""The plan: the warm pages whose covers are due are renewed ahead of a visit, soonest first.

A page is warm while visitors come often within the life of its covers. Other pages cost no calls
until a visitor comes, who then waits a moment. From `models/cover.py` comes the instant at which a
cover is due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.connection import Connection
from portfolio.models.cover import RENEW_BEFORE, SAFE_LEFT, Cover
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.renewal import Renewal
from portfolio.models.tables import IS_OF_THIS_APP
from portfolio.services.calls import budget, circuit_breaker
from portfolio.tiktok.endpoints import Endpoint
from portfolio.transactions import end_read

EVERY_SECONDS = 15  # between two plans
PER_CALL = 20  # covers that one call renews
#: Pause after a creator's failed renewal, doubled with each further failure.
BACK_OFF = timedelta(seconds=60)
MOST_BACK_OFF = timedelta(minutes=30)
#: A cover that is due stays safe at least this long, if its life is 20 minutes or more.
GRACE = RENEW_BEFORE - SAFE_LEFT


@dataclass(frozen=True)
class Plan:
    """The creators to renew now, and the number of due pages that cannot be renewed in time."""

    creators: list[UUID]
    at_risk: int


def next_plan() -> Plan:
    """Return the plan for the calls that the budget and the circuit breaker allow now."""
    portion = budget.upkeep_portion(EVERY_SECONDS)
    return plan(circuit_breaker.room(Endpoint.VIDEO_QUERY, portion), _calls_in_time())


def plan(most: int, in_time: int) -> Plan:
    """Return up to `most` creators whose warm pages are due before the next plan.

    The soonest expiry comes first. If more than `in_time` pages are due (the number that can be
    renewed before they become unsafe), the most visited pages come first.
    """
    due = _due()
    backlog = db.session.scalar(sa.select(sa.func.count()).select_from(due.subquery())) or 0
    at_risk = max(backlog - in_time, 0)
    order = (Page.heat.desc(), Page.covers_due_at) if at_risk else (Page.covers_due_at,)
    creators = db.session.scalars(due.order_by(*order).limit(most)).all()
    end_read()
    return Plan(list(creators), at_risk)


def covers_at_risk() -> int:
    """Return the number of due covers of warm pages that cannot be renewed in time."""
    due = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Cover)
        .where(Cover.creator_id.in_(_due()), Cover.renew_by <= clock.now())
    )
    end_read()
    return max((due or 0) - _calls_in_time() * PER_CALL, 0)


def _calls_in_time() -> int:
    """Return the number of calls that upkeep may make before a due cover becomes unsafe."""
    return round(budget.upkeep_calls(GRACE.total_seconds()))


def _due() -> sa.Select[UUID]:
    now = clock.now()
    return (
        sa.select(Page.creator_id)
        .join(Renewal, Renewal.creator_id == Page.creator_id)
        .join(Connection, Connection.creator_id == Page.creator_id)
        .join(Creator, Creator.id == Page.creator_id)
        .where(
            IS_OF_THIS_APP,
            Page.edition.is_not(None),
            Page.seen_at >= now - timedelta(hours=settings().warm_hours),
            Page.covers_due_at <= now + timedelta(seconds=EVERY_SECONDS),
            Connection.ended_at.is_(None),
            sa.or_(Renewal.next_at.is_(None), Renewal.next_at <= now),
            sa.or_(Page.warm_from.is_(None), Page.seen_at >= Page.warm_from),
        )
        .params(tiktok_app=settings().tiktok_app)
    )


def back_off(failures: int) -> timedelta:
    """Return the pause for a creator after this number of failures in a row."""
    doublings = min(max(failures - 1, 0), 10)
    return min(BACK_OFF * (1 << doublings), MOST_BACK_OFF)
