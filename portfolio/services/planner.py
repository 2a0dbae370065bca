"""Ahead of need: which pages' covers are due, soonest first, while somebody looks at them.

Pages nobody looks at cost no calls.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.cover import Cover
from portfolio.models.page import Page
from portfolio.models.renewal import Renewal
from portfolio.services import showing
from portfolio.transactions import let_go

EVERY = 15  # seconds between two plans
#: A creator whose last renewal failed is left alone this long, doubled with each failure.
BACK_OFF = timedelta(seconds=60)
MOST_BACK_OFF = timedelta(minutes=30)


def due_pages(most: int) -> list[UUID]:
    """Return the creators whose pages are due before the next plan, soonest expiry first."""
    now = clock.now()
    warm = now - timedelta(hours=settings().warm_hours)
    soon = now + timedelta(seconds=EVERY)
    rows = db.session.execute(
        sa.select(Page.creator_id, Renewal.failed_at, Renewal.failures)
        .join(Renewal, Renewal.creator_id == Page.creator_id)
        .where(Page.edition.is_not(None), Page.seen_at >= warm, Page.covers_due_at <= soon)
        .order_by(Page.covers_due_at)
        .limit(most)
    ).all()
    let_go()
    return [
        creator_id
        for creator_id, failed_at, failures in rows
        if failed_at is None or failed_at + back_off(failures) <= now
    ]


def back_off(failures: int) -> timedelta:
    """Return how long to leave TikTok alone after so many failures in a row."""
    doublings = min(max(failures - 1, 0), 10)
    return min(BACK_OFF * (1 << doublings), MOST_BACK_OFF)


def note_due(session: Session, creator_id: UUID) -> None:
    """Store when the first cover of the creator's page is due, in the commit that changed it."""
    ids = showing.shown_ids(session, creator_id)
    soonest = session.scalar(
        sa.select(sa.func.min(Cover.renew_by)).where(
            Cover.creator_id == creator_id, Cover.video_id.in_(ids)
        )
    )
    session.execute(
        sa.update(Page).where(Page.creator_id == creator_id).values(covers_due_at=soonest)
    )
