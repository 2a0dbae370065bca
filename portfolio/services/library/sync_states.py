"""The state of a creator's syncs."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.sync import Sync
from portfolio.models.tables import CREATOR

_LATEST = (
    sa.select(Sync)
    .where(Sync.creator_id == CREATOR)
    .order_by(Sync.started_at.desc(), Sync.id)
    .limit(1)
)


def latest(creator_id: UUID) -> Sync | None:
    """Return the sync that began last; if a sync is under way, it is that one."""
    return db.session.scalar(_LATEST, {"creator": creator_id})
