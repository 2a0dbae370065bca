"""What the public page shows: its edition, joined with what is new and what is hidden now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.tables import CREATOR, EDITION, PAGE, VIDEO

#: Videos in the Recent section.
RECENT = 12

_PUBLISHED = (
    sa.select(EDITION.c.content)
    .join(
        PAGE,
        sa.and_(PAGE.c.creator_id == EDITION.c.creator_id, PAGE.c.edition == EDITION.c.number),
    )
    .where(PAGE.c.creator_id == CREATOR)
)
_RECENT = (
    sa.select(VIDEO.c.id)
    .where(VIDEO.c.creator_id == CREATOR, VIDEO.c.missing_at.is_(None))
    .order_by(VIDEO.c.created_at.desc(), VIDEO.c.id.desc())
    .limit(RECENT)
)


def published(session: Session, creator_id: UUID) -> dict[str, Any] | None:
    """Return the content of the edition that is public now, or None."""
    content: dict[str, Any] | None = session.scalar(_PUBLISHED, {"creator": creator_id})
    return content


def shown_ids(session: Session, creator_id: UUID) -> list[str]:
    """Return the ids the public page shows, in order, Recent included; [] if it is not public."""
    content = published(session, creator_id)
    if content is None:
        return []
    ids = ids_of(content)
    if content["recent"]:
        ids += [video_id for video_id in recent_ids(session, creator_id) if video_id not in ids]
    return ids


def recent_ids(session: Session, creator_id: UUID) -> list[str]:
    """Return the newest videos that are there to be seen."""
    return list(session.scalars(_RECENT, {"creator": creator_id}))


def ids_of(content: dict[str, Any]) -> list[str]:
    return [video["id"] for section in content["sections"] for video in section["videos"]]
