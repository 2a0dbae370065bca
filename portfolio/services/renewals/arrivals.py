"""Requested covers: whether they can come within a moment, and whether they are here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db, queues
from portfolio.models.connection import Connection
from portfolio.models.cover import is_safe
from portfolio.models.renewal import Renewal
from portfolio.models.tables import COVER, CREATOR, CREATOR_TABLE, IDS, IS_ITS_COVER, VIDEO
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


def may_come(creator_id: UUID, endpoint: Endpoint = Endpoint.VIDEO_QUERY) -> bool:
    """Return whether a renewal requested now may be answered within a moment.

    It asks this endpoint: another one than covers do for the avatar.
    """
    if not queues.has_worker() or budget.is_paused(endpoint):
        return False
    if not budget.has_room(endpoint, VISITORS):
        return False
    now = clock.now()
    row = db.session.execute(
        sa.select(Connection.ended_at, Renewal.failed_at)
        .join(Renewal, Renewal.creator_id == Connection.creator_id)
        .where(Connection.creator_id == creator_id)
    ).one_or_none()
    if row is None:
        return False
    ended_at, failed_at = row
    return ended_at is None and (failed_at is None or now - failed_at > FAILED_LATELY)


@dataclass
class Awaited:
    """The covers that one request waits for, from the instant at which this is made.

    Once the `urgent` covers are safe, the `others`, whose calls are made at the same time, have
    `GRACE` left to come too.
    """

    creator_id: UUID
    urgent: Sequence[str]
    others: Sequence[str] = ()
    began: datetime = field(default_factory=clock.now)
    _urgent_came_at: datetime | None = None

    def look(self) -> bool:
        """Look at the covers once; return whether there is nothing left to wait for."""
        unsafe = unsafe_of(self.creator_id, {*self.urgent, *self.others})
        if not unsafe.isdisjoint(self.urgent):
            return has_failed_since(self.creator_id, self.began)
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


def has_failed_since(creator_id: UUID, then: datetime) -> bool:
    """Return whether a renewal for this creator failed at `then` or later."""
    failed_at = db.session.scalar(
        sa.select(Renewal.failed_at).where(Renewal.creator_id == creator_id)
    )
    return failed_at is not None and failed_at >= then
