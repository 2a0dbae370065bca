"""Upkeep, every twelve hours for each creator, and the deletion of old rows."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.departure import Departure
from portfolio.models.page import LeftHandle
from portfolio.models.sync import FULL, RECENT, UNFINISHED, Sync
from portfolio.models.tables import CREATOR_TABLE, IS_ACTIVE, IS_OF_THIS_APP
from portfolio.models.webhook import WebhookEvent
from portfolio.queues import UPKEEP
from portfolio.services.calls import budget, circuit_breaker
from portfolio.services.connections import token_access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.library import profiles, sync_states, syncs
from portfolio.services.pages import former_handles
from portfolio.tiktok.endpoints import Endpoint
from portfolio.tiktok.errors import ScopeMissing, TikTokError
from portfolio.transactions import end_read, writing

#: Seconds between two searches for due upkeep; each queues as much as the budget serves meanwhile.
SEARCH_EVERY_SECONDS = 10
EVERY = timedelta(hours=12)
#: Upkeep that failed for a passing reason is repeated after this time, or up to twice as much.
AGAIN_AFTER = timedelta(minutes=10)
#: The next upkeep is earlier by up to this share, so that creators who came together drift apart.
SPREAD = 0.1
#: Finished syncs, webhooks and receipts are kept for this time.
KEPT = timedelta(days=30)

_BEGIN = (
    sa.update(CREATOR_TABLE)
    .where(IS_ACTIVE, CREATOR_TABLE.c.upkeep_at <= sa.bindparam("now"))
    .values(upkeep_at=sa.bindparam("following"))
)


def next_creators() -> list[UUID]:
    """Return the creators whose upkeep is due, as many as may call TikTok until the next search.

    An upkeep calls two endpoints; it does not begin while either is left alone.
    """
    most = budget.upkeep_portion(SEARCH_EVERY_SECONDS)
    for endpoint in (Endpoint.USER_INFO, Endpoint.VIDEO_LIST):
        most = circuit_breaker.room(endpoint, most)
    return due_creators(most)


def due_creators(most: int) -> list[UUID]:
    """Return connected creators whose upkeep is due, the longest waiting first."""
    now = clock.now()
    found = db.session.scalars(
        sa.select(Creator.id)
        .join(Connection, Connection.creator_id == Creator.id)
        .where(Creator.upkeep_at <= now, Connection.ended_at.is_(None), IS_OF_THIS_APP)
        .order_by(Creator.upkeep_at)
        .limit(most),
        {"tiktok_app": settings().tiktok_app},
    ).all()
    end_read()
    return list(found)


def keep_up(creator_id: UUID) -> UUID | None:
    """Bring one creator up to date if it is due; return the sync that then brings the videos.

    The tokens come first, then the profile: if TikTok does not answer, no sync is started that
    could only wait, and the upkeep is due again soon. None also if the connection is lost.
    """
    if not begin(creator_id):
        return None
    try:
        access = token_access.access_by(token_access.usable(creator_id))
        with suppress(ScopeMissing):  # the scope for videos may still be granted
            profiles.update_profile(creator_id, access)
        kind = RECENT if sync_states.has_full(creator_id) else FULL
        return syncs.start(creator_id, kind, UPKEEP)
    except NotConnected:
        return None
    except (TryLater, TikTokError):
        postpone(creator_id)
        return None


def begin(creator_id: UUID) -> bool:
    """Set the date of the next upkeep; False if this one is not due: another job began it."""
    now = clock.now()
    with writing() as session:
        values = {"creator": creator_id, "now": now, "following": following(now)}
        begun = session.execute(_BEGIN, values)
    return cast(sa.CursorResult[Any], begun).rowcount == 1


def postpone(creator_id: UUID) -> None:
    """Make the upkeep due soon again: TikTok did not answer, or the budget had no room."""
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
    """Delete sessions, reservations, webhooks, departures and syncs that are past their time."""
    now = clock.now()
    with writing() as session:
        session.execute(sa.delete(BrowserSession).where(BrowserSession.expires_at <= now))
        session.execute(sa.delete(LeftHandle).where(former_handles.is_over(now)))
        session.execute(sa.delete(WebhookEvent).where(WebhookEvent.done_at <= now - KEPT))
        session.execute(sa.delete(Departure).where(Departure.deleted_at <= now - KEPT))
        session.execute(
            sa.delete(Sync).where(Sync.state.not_in(UNFINISHED), Sync.ended_at <= now - KEPT)
        )
