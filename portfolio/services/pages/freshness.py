"""The freshness of the public page: its version, and when the first of its covers is due.

A use case that changes the page as visitors see it calls these functions in the same commit.
"""

from __future__ import annotations

from collections.abc import Sequence
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
_NOTE_CHANGE = _NOTE_DUE.values(version=PAGE.c.version + 1)


def raise_version(session: Session, creator_id: UUID) -> None:
    """Raise the version of the creator's page, in the commit of a change that visitors can see."""
    session.execute(_RAISE_VERSION, {"creator": creator_id})


def note_due(session: Session, creator_id: UUID) -> None:
    """Store when the first cover of the creator's page is due, in the commit that changed it."""
    ids = shown_videos.shown_ids(session, creator_id)
    session.execute(_NOTE_DUE, _due(session, creator_id, ids))


def note_change(session: Session, creator_id: UUID, ids: Sequence[str]) -> None:
    """Do both, for a page that shows the videos of these `ids`."""
    session.execute(_NOTE_CHANGE, _due(session, creator_id, ids))


def _due(session: Session, creator_id: UUID, ids: Sequence[str]) -> dict[str, object]:
    """Return when the first of these covers is due, as values of the statements above."""
    creator: dict[str, object] = {"creator": creator_id}
    values = {**creator, "ids": list(ids)}
    soonest = session.execute(_SOONEST, values).one_or_none() if ids else None
    if soonest is None:
        return {**creator, "due_at": None, "warm": None}
    return {**creator, "due_at": soonest.renew_by, "warm": warm_from(*soonest[1:])}
