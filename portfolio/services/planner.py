"""Ahead of need: which pages' covers are due, soonest first, while somebody looks at them.

A page is warm while its visitors come often for the life of its covers. Others cost no calls
until somebody comes, who then waits a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover, warm_from
from portfolio.models.page import Page
from portfolio.models.renewal import Renewal
from portfolio.models.tables import COVER, CREATOR, IDS, IS_ITS_COVER, PAGE, VIDEO
from portfolio.services import showing
from portfolio.transactions import let_go

EVERY = 15  # seconds between two plans
PER_CALL = 20  # covers one call renews
#: A creator whose last renewal failed is left alone this long, doubled with each failure.
BACK_OFF = timedelta(seconds=60)
MOST_BACK_OFF = timedelta(minutes=30)
#: A cover that is due becomes unsafe within this time, for the lives TikTok gives today.
GRACE = timedelta(minutes=5)

_SOONEST = (
    sa.select(COVER.c.renew_by, COVER.c.fetched_at, COVER.c.expires_at)
    .join(VIDEO, IS_ITS_COVER)
    .where(COVER.c.creator_id == CREATOR, COVER.c.video_id.in_(IDS), VIDEO.c.gone_at.is_(None))
    .order_by(COVER.c.renew_by)
    .limit(1)
)
_NOTE_DUE = (
    sa.update(PAGE)
    .where(PAGE.c.creator_id == CREATOR)
    .values(covers_due_at=sa.bindparam("due_at"), warm_from=sa.bindparam("warm"))
)


@dataclass(frozen=True)
class Plan:
    """The pages to renew now, and how many due ones will be too late whatever is done."""

    creators: list[UUID]
    at_risk: int


def plan(most: int, in_time: int) -> Plan:
    """Return up to `most` creators whose warm pages are due before the next plan.

    The soonest expiry comes first. Where more pages are due than the `in_time` that can be
    renewed before they become unsafe, the pages with the most visitors come first.
    """
    due = _due()
    backlog = db.session.scalar(sa.select(sa.func.count()).select_from(due.subquery())) or 0
    at_risk = max(backlog - in_time, 0)
    order = (Page.heat.desc(), Page.covers_due_at) if at_risk else (Page.covers_due_at,)
    creators = db.session.scalars(due.order_by(*order).limit(most)).all()
    let_go()
    return Plan(list(creators), at_risk)


def covers_at_risk(in_time: int) -> int:
    """Return how many due covers of warm pages are more than `in_time` calls can renew."""
    due = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Cover)
        .where(Cover.creator_id.in_(_due()), Cover.renew_by <= clock.now())
    )
    let_go()
    return max((due or 0) - in_time * PER_CALL, 0)


def _due() -> sa.Select[UUID]:
    now = clock.now()
    return (
        sa.select(Page.creator_id)
        .join(Renewal, Renewal.creator_id == Page.creator_id)
        .join(Connection, Connection.creator_id == Page.creator_id)
        .where(
            Page.edition.is_not(None),
            Page.seen_at >= now - timedelta(hours=settings().warm_hours),
            Page.covers_due_at <= now + timedelta(seconds=EVERY),
            Connection.ended_at.is_(None),
            sa.or_(Renewal.next_at.is_(None), Renewal.next_at <= now),
            sa.or_(Page.warm_from.is_(None), Page.seen_at >= Page.warm_from),
        )
    )


def back_off(failures: int) -> timedelta:
    """Return how long to leave TikTok alone after so many failures in a row."""
    doublings = min(max(failures - 1, 0), 10)
    return min(BACK_OFF * (1 << doublings), MOST_BACK_OFF)


def note_due(session: Session, creator_id: UUID) -> None:
    """Store when the first cover of the creator's page is due, in the commit that changed it."""
    ids = showing.shown_ids(session, creator_id)
    soonest = session.execute(_SOONEST, {"creator": creator_id, "ids": ids}).one_or_none()
    due_at, warm = (soonest.renew_by, warm_from(*soonest[1:])) if soonest else (None, None)
    session.execute(_NOTE_DUE, {"creator": creator_id, "due_at": due_at, "warm": warm})
