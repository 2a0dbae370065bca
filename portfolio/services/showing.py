"""What the public page shows: its edition, joined with what is new and what is hidden now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.page import Edition, Page
from portfolio.models.video import Video

#: Videos in the Recent section.
RECENT = 12


def published(session: Session, creator_id: UUID) -> dict[str, Any] | None:
    """Return the content of the edition that is public now, or None."""
    content: dict[str, Any] | None = session.scalar(
        sa.select(Edition.content)
        .join(Page, sa.and_(Page.creator_id == Edition.creator_id, Page.edition == Edition.number))
        .where(Page.creator_id == creator_id)
    )
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
    return list(
        session.scalars(
            sa.select(Video.id)
            .where(Video.creator_id == creator_id, Video.missing_at.is_(None))
            .order_by(Video.created_at.desc(), Video.id.desc())
            .limit(RECENT)
        )
    )


def ids_of(content: dict[str, Any]) -> list[str]:
    return [video["id"] for section in content["sections"] for video in section["videos"]]
