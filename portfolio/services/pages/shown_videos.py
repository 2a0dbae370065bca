"""The ids of the videos on the public page: those of its edition, and those by its rules."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.tables import CREATOR, EDITION, PAGE
from portfolio.services.pages import rule_search
from portfolio.services.pages.content import Content, read

_PUBLISHED = (
    sa.select(EDITION.c.content, EDITION.c.number, PAGE.c.rule_ids)
    .join(
        PAGE,
        sa.and_(PAGE.c.creator_id == EDITION.c.creator_id, PAGE.c.edition == EDITION.c.number),
    )
    .where(PAGE.c.creator_id == CREATOR)
)


def published(session: Session, creator_id: UUID) -> Content | None:
    """Return the content of the edition that is public now; None if there is none."""
    found = session.execute(_PUBLISHED, {"creator": creator_id}).one_or_none()
    return None if found is None else read(found.content)


def shown_ids(session: Session, creator_id: UUID) -> list[str]:
    """Return the ids on the public page, those that its rules found included; [] if it is none."""
    row = session.execute(_PUBLISHED, {"creator": creator_id}).one_or_none()
    if row is None:
        return []
    content = read(row.content)
    found = rule_search.of_published(session, creator_id, row.rule_ids, row.number, content)
    return [*content.video_ids, *found.ids]
