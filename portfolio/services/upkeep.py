"""Every twelve hours, spread over the creators: tokens, profile and recent videos kept true."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.departure import Departure
from portfolio.models.page import LeftHandle
from portfolio.models.sync import UNFINISHED, Sync
from portfolio.models.tables import CREATOR_TABLE, IS_HERE
from portfolio.models.webhook import WebhookEvent
from portfolio.transactions import let_go, writing

EVERY = timedelta(hours=12)
#: So long, or up to twice that, after one that failed for a passing reason.
AGAIN_AFTER = timedelta(minutes=10)
#: Earlier by up to this share of it, so that creators who came together drift apart.
SPREAD = 0.1
#: Finished syncs, webhooks and receipts are kept so long.
KEPT = timedelta(days=30)

_BEGIN = (
    sa.update(CREATOR_TABLE)
    .where(IS_HERE, CREATOR_TABLE.c.upkeep_at <= sa.bindparam("now"))
    .values(upkeep_at=sa.bindparam("following"))
)


def due_creators(most: int) -> list[UUID]:
    """Return connected creators whose upkeep is due, the longest waiting first."""
    now = clock.now()
    found = db.session.scalars(
        sa.select(Creator.id)
        .join(Connection, Connection.creator_id == Creator.id)
        .where(Creator.upkeep_at <= now, Connection.ended_at.is_(None))
        .order_by(Creator.upkeep_at)
        .limit(most)
    ).all()
    let_go()
    return list(found)


def begin(creator_id: UUID) -> bool:
    """Set the next date, and say whether this one is due: of two jobs only one goes on."""
    now = clock.now()
    with writing() as session:
        values = {"creator": creator_id, "now": now, "following": following(now)}
        begun = session.execute(_BEGIN, values)
    return cast(sa.CursorResult[Any], begun).rowcount == 1


def postpone(creator_id: UUID) -> None:
    """Try again soon: TikTok did not answer, or had no room."""
    soon = clock.now() + AGAIN_AFTER * (1 + random.random())  # noqa: S311
    with writing() as session:
        session.execute(
            sa.update(Creator)
            .where(Creator.id == creator_id, Creator.upkeep_at > soon)
            .values(upkeep_at=soon)
        )


def following(now: datetime) -> datetime:
    """Return when the upkeep after one at `now` is due."""
    return now + EVERY * (1 - SPREAD * random.random())  # noqa: S311 (spread, not a secret)


def tidy() -> None:
    """Delete what is kept no longer than needed."""
    now = clock.now()
    with writing() as session:
        session.execute(sa.delete(BrowserSession).where(BrowserSession.expires_at <= now))
        session.execute(sa.delete(LeftHandle).where(LeftHandle.reserved_until <= now))
        session.execute(sa.delete(WebhookEvent).where(WebhookEvent.done_at <= now - KEPT))
        session.execute(sa.delete(Departure).where(Departure.deleted_at <= now - KEPT))
        session.execute(
            sa.delete(Sync).where(Sync.state.not_in(UNFINISHED), Sync.ended_at <= now - KEPT)
        )
