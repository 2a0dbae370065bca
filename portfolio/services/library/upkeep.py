"""Upkeep, every twelve hours for each creator, and the deletion of old rows."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.departure import Departure
from portfolio.models.page import LeftHandle
from portfolio.models.report import Report
from portfolio.models.sync import UNFINISHED, Sync
from portfolio.models.tables import CREATOR_TABLE, IS_ACTIVE, IS_OF_THIS_APP
from portfolio.models.webhook import WebhookEvent
from portfolio.queues import UPKEEP
from portfolio.services.calls import budget, call, circuit_breaker
from portfolio.services.connections import refresh, token_access
from portfolio.services.connections.token_access import Access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.library import beginnings, profiles, syncs
from portfolio.services.library.listing import Listing
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
#: With fewer seconds left of its job an upkeep leaves the first page of its sync to another job.
LEAST_SECONDS_LEFT = 12.0  # more than the deadline of a call
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


@dataclass(frozen=True)
class Begun:
    """The sync that brings the videos, and the outcome of its first step."""

    sync_id: UUID
    following: syncs.Next


def keep_up(creator_id: UUID) -> Begun | None:
    """Bring one creator up to date if it is due; return the sync that then brings the videos.

    The tokens come first, then the profile: if TikTok does not answer, no sync is started that
    could only wait, and the upkeep is due again soon. None also if the connection is lost.
    """
    try:
        access = begin(creator_id)
        sync = None if access is None else _profile_and_sync(creator_id, access)
    except NotConnected:
        return None
    except (TryLater, TikTokError):
        postpone(creator_id)
        return None
    if access is None or sync is None:
        return None
    if sync.lease_owner is None or not sync.is_new:
        return Begun(sync.id, syncs.AT_ONCE)  # for another job
    return Begun(sync.id, syncs.go_on(sync, Listing(access=access)))


def begin(creator_id: UUID) -> Access | None:
    """Set the date of the next upkeep, and return the access to TikTok, after a refresh if one is
    due; None if the upkeep is not due: another job began it."""
    now = clock.now()
    attempt = None
    with writing() as session:
        values = {"creator": creator_id, "now": now, "following": following(now)}
        begun = session.execute(_BEGIN, values)
        if cast(sa.CursorResult[Any], begun).rowcount != 1:
            return None
        connection = token_access.read(session, creator_id)
        if connection is not None and token_access.may_refresh(connection):
            attempt = refresh.begin(session, connection)
    return token_access.access_by(token_access.checked(connection), attempt)


def _profile_and_sync(creator_id: UUID, access: Access) -> sa.Row[Any] | None:
    """Store the profile, and begin the sync in the same commit; None if the creator left."""

    def start(session: Session) -> sa.Row[Any]:
        claimed = call.current().seconds_left() >= LEAST_SECONDS_LEFT
        return beginnings.begin(session, creator_id, None, UPKEEP, claimed=claimed)

    try:
        profile, scopes = profiles.ask(creator_id, access)
    except ScopeMissing:  # the scope for videos may still be granted
        try:
            with writing() as session:
                return start(session)
        except IntegrityError:
            return None
    return profiles.store(creator_id, profile, scopes, start)


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
    """Delete sessions, reservations, and the rows of what has been over for long."""
    now = clock.now()
    with writing() as session:
        session.execute(sa.delete(BrowserSession).where(BrowserSession.expires_at <= now))
        session.execute(sa.delete(LeftHandle).where(former_handles.is_over(now)))
        session.execute(sa.delete(WebhookEvent).where(WebhookEvent.done_at <= now - KEPT))
        session.execute(sa.delete(Report).where(Report.closed_at <= now - KEPT))
        session.execute(sa.delete(Departure).where(Departure.deleted_at <= now - KEPT))
        session.execute(
            sa.delete(Sync).where(Sync.state.not_in(UNFINISHED), Sync.ended_at <= now - KEPT)
        )
