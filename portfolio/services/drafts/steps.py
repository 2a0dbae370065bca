"""The steps of the way in: the progress of a creator who has published nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.tables import CREATOR, EDITION, PICK, VIDEO


@dataclass(frozen=True)
class Steps:
    """The videos of the library, and the picks."""

    videos: int
    picks: int


_HAS_PUBLISHED = sa.select(EDITION.c.number).where(EDITION.c.creator_id == CREATOR).limit(1)
_COUNTS = sa.select(
    *(
        sa.select(sa.func.count()).where(table.c.creator_id == CREATOR).scalar_subquery()
        for table in (VIDEO, PICK)
    )
)


def before_first_edition(creator_id: UUID) -> Steps | None:
    """Return a creator's progress; None if they have ever published."""
    creator = {"creator": creator_id}
    if db.session.scalar(_HAS_PUBLISHED, creator) is not None:
        return None
    return Steps(*db.session.execute(_COUNTS, creator).one())
