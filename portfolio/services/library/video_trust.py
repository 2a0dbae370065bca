"""Which videos of a page and its draft may be gone, so that TikTok has to be asked for them.

Those that no answer held lately, those that a listing left out, and those that are hidden already,
so that they can return.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.columns import Instant
from portfolio.models.tables import CREATOR, IDS, PICK, VIDEO
from portfolio.services.pages import rules
from portfolio.services.pages.shown_videos import Shown

#: A video seen within this time is not asked for; shorter than the time between upkeeps.
SEEN_LATELY = timedelta(hours=6)
#: An absent video is asked for again after this time, and only then its absence counts: two
#: answers of one moment prove no more than one.
AGAIN_AFTER = timedelta(seconds=60)
#: The newest videos that are asked for if the page shows Recent: the number it shows, and as many
#: again that may be hidden before them.
NEWEST = 2 * rules.RECENT.count

_JUST_NOW = sa.bindparam("just_now", type_=Instant())
_IS_SURE = sa.or_(
    sa.and_(
        VIDEO.c.seen_at > sa.bindparam("lately", type_=Instant()),
        VIDEO.c.unlisted_at.is_(None),
        VIDEO.c.doubted_at.is_(None),
        VIDEO.c.missing_at.is_(None),
    ),
    VIDEO.c.doubted_at > _JUST_NOW,
    VIDEO.c.missing_at > _JUST_NOW,
    VIDEO.c.gone_at > _JUST_NOW,
).label("is_sure")
_PICKED = (
    sa.select(PICK.c.video_id, _IS_SURE)
    .outerjoin(
        VIDEO, sa.and_(VIDEO.c.creator_id == PICK.c.creator_id, VIDEO.c.id == PICK.c.video_id)
    )
    .where(PICK.c.creator_id == CREATOR)
)
_THEIRS = sa.select(VIDEO.c.id, _IS_SURE).where(VIDEO.c.creator_id == CREATOR)
_SHOWN = _THEIRS.where(VIDEO.c.id.in_(IDS))
_NEWEST = _THEIRS.order_by(VIDEO.c.created_at.desc(), VIDEO.c.id.desc()).limit(NEWEST).subquery()
#: Picks and shown videos that the library knows, each maybe twice; with Recent the newest too.
_LOOK = sa.union_all(_PICKED, _SHOWN)
_LOOK_WITH_RECENT = sa.union_all(_PICKED, _SHOWN, sa.select(_NEWEST))


def uncertain(session: Session, creator_id: UUID, shown: Shown) -> list[str]:
    """Return, sorted, the picks and `shown` videos that have to be asked for.

    Ids that the library does not know are among them: a listing may never have held them.
    """
    now = clock.now()
    has_recent = shown.content is not None and shown.content.shows_recent
    values = {
        "creator": creator_id,
        "ids": list(shown.ids),
        "lately": now - SEEN_LATELY,
        "just_now": now - AGAIN_AFTER,
    }
    rows = session.execute(_LOOK_WITH_RECENT if has_recent else _LOOK, values).all()
    ids = {*shown.ids, *(row.video_id for row in rows)}
    return sorted(ids.difference(row.video_id for row in rows if row.is_sure))
