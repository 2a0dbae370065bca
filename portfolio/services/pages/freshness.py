"""The freshness of the public page: its version, and when the first of its covers is due.

A use case that changes the page as visitors see it calls these functions in the same commit.
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.cover import warm_from
from portfolio.models.tables import COVER, CREATOR, IDS, IS_ITS_COVER, PAGE, VIDEO
from portfolio.services.pages import shown_videos

_RAISE_VERSION = (
    sa.update(PAGE).where(PAGE.c.creator_id == CREATOR).values(version=PAGE.c.version + 1)
)
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


def raise_version(session: Session, creator_id: UUID) -> None:
    """Raise the version of the creator's page, in the commit of a change that visitors can see."""
    session.execute(_RAISE_VERSION, {"creator": creator_id})


def note_due(session: Session, creator_id: UUID) -> None:
    """Store when the first cover of the creator's page is due, in the commit that changed it."""
    ids = shown_videos.shown_ids(session, creator_id)
    soonest = session.execute(_SOONEST, {"creator": creator_id, "ids": ids}).one_or_none()
    due_at, warm = (soonest.renew_by, warm_from(*soonest[1:])) if soonest else (None, None)
    session.execute(_NOTE_DUE, {"creator": creator_id, "due_at": due_at, "warm": warm})
