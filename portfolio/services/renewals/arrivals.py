"""Requested covers: whether they can come within a moment, and whether they are here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db, queues
from portfolio.models.connection import Connection
from portfolio.models.cover import is_safe
from portfolio.models.renewal import Renewal
from portfolio.models.tables import COVER, CREATOR, CREATOR_TABLE, IDS, IS_ITS_COVER, RENEWAL, VIDEO
from portfolio.queues import VISITORS
from portfolio.services.calls import budget
from portfolio.tiktok.endpoints import Endpoint

#: Covers further down a page may come this much later than those of its first screen.
GRACE = timedelta(seconds=0.25)
#: After a failed renewal, nobody waits for this creator's covers for this time.
FAILED_LATELY = timedelta(seconds=60)

#: Asked every few hundredths of a second for every request that waits.
_COVERS = (
    sa.select(VIDEO.c.id, COVER.c.fetched_at, COVER.c.expires_at)
    .outerjoin(COVER, IS_ITS_COVER)
    .where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS), VIDEO.c.missing_at.is_(None))
)

_AVATAR = sa.select(CREATOR_TABLE.c.avatar_fetched_at, CREATOR_TABLE.c.avatar_expires_at).where(
    CREATOR_TABLE.c.id == CREATOR
)


_FAILED_AT = sa.select(RENEWAL.c.failed_at).where(RENEWAL.c.creator_id == CREATOR)


@dataclass(frozen=True)
class Outlook:
    """That an answer of TikTok's may come within a moment, after this failure of before."""

    failed_at: datetime | None


def outlook(creator_id: UUID, endpoint: Endpoint) -> Outlook | None:
    """Return the outlook of what was just requested of this endpoint; None if nobody waits for it.

    The caller has no read transaction open: SQLite would show it the state before the request.
    """
    if not queues.has_worker() or budget.is_paused(endpoint):
        return None
    if not budget.has_room(endpoint, VISITORS):
        return None
    now = clock.now()
    row = db.session.execute(
        sa.select(Connection.ended_at, Renewal.failed_at)
        .join(Renewal, Renewal.creator_id == Connection.creator_id)
        .where(Connection.creator_id == creator_id)
    ).one_or_none()
    if row is None:
        return None
    ended_at, failed_at = row
    if ended_at is not None or (failed_at is not None and now - failed_at <= FAILED_LATELY):
        return None
    return Outlook(failed_at)


@dataclass
class Awaited:
    """The covers that one request waits for, until a renewal fails after its `outlook`.

    Once the `urgent` covers are safe, the `others`, whose calls are made at the same time, have
    `GRACE` left to come too.
    """

    creator_id: UUID
    outlook: Outlook
    urgent: Sequence[str]
    others: Sequence[str] = ()
    _urgent_came_at: datetime | None = None

    def look(self) -> bool:
        """Look at the covers once; return whether there is nothing left to wait for."""
        unsafe = unsafe_of(self.creator_id, {*self.urgent, *self.others})
        if not unsafe.isdisjoint(self.urgent):
            return has_failed_after(self.creator_id, self.outlook)
        self._urgent_came_at = self._urgent_came_at or clock.now()
        return not unsafe or clock.now() - self._urgent_came_at >= GRACE


def unsafe_of(creator_id: UUID, video_ids: Collection[str]) -> set[str]:
    """Return those of these videos whose stored cover is not safe now.

    A video that TikTok has just left out of its answer is not among them: it is not waited for.
    """
    now = clock.now()
    rows = db.session.execute(_COVERS, {"creator": creator_id, "ids": list(video_ids)})
    return {
        video_id
        for video_id, fetched_at, expires_at in rows
        if not is_safe(fetched_at, expires_at, now)
    }


def has_avatar(creator_id: UUID) -> bool:
    """Return whether the stored avatar of a creator is safe now."""
    row = db.session.execute(_AVATAR, {"creator": creator_id}).one_or_none()
    return row is not None and is_safe(*row, clock.now())


def has_failed_after(creator_id: UUID, outlook: Outlook) -> bool:
    """Return whether a renewal for this creator has failed since this outlook.

    Instants would not tell: a failure is stored a moment after its own.
    """
    failed_at = db.session.scalar(_FAILED_AT, {"creator": creator_id})
    return failed_at is not None and failed_at != outlook.failed_at
