"""The state of a creator's syncs: the latest one, and whether a full one was finished."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.sync import DONE, FULL, Sync
from portfolio.models.tables import CREATOR, SYNC
from portfolio.transactions import end_read

_WHOLE_ONE = (
    sa.select(SYNC.c.id)
    .where(SYNC.c.creator_id == CREATOR, SYNC.c.kind == FULL, SYNC.c.state == DONE)
    .limit(1)
)


def latest(creator_id: UUID) -> Sync | None:
    """Return the sync that began last; if a sync is under way, it is that one."""
    return db.session.scalar(
        sa.select(Sync)
        .where(Sync.creator_id == creator_id)
        .order_by(Sync.started_at.desc(), Sync.id)
        .limit(1)
    )


def has_full(creator_id: UUID) -> bool:
    """Return whether a full sync of this creator was ever finished."""
    found = db.session.scalar(_WHOLE_ONE, {"creator": creator_id})
    end_read()
    return found is not None
