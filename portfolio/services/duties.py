"""What a renewal asks for next: the covers somebody waits for, then those that are due anyway."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.columns import Instant
from portfolio.models.tables import COVER, CREATOR, IDS, IS_ITS_COVER, VIDEO
from portfolio.services import planner, showing
from portfolio.transactions import let_go

#: What came back dead, or not at all, is not asked for again before this.
NOT_AGAIN = timedelta(seconds=60)

_PATIENCE = sa.bindparam("patience", type_=Instant())
_IS_DEAD = sa.and_(COVER.c.expires_at <= COVER.c.fetched_at, COVER.c.fetched_at > _PATIENCE)
#: Those of the ids that an answer is hoped for.
_CANDIDATES = (
    sa.select(VIDEO.c.id, COVER.c.renew_by)
    .outerjoin(COVER, IS_ITS_COVER)
    .where(
        VIDEO.c.creator_id == CREATOR,
        VIDEO.c.id.in_(IDS),
        VIDEO.c.gone_at.is_(None),
        sa.or_(VIDEO.c.missing_at.is_(None), VIDEO.c.missing_at <= _PATIENCE),
        sa.or_(VIDEO.c.doubted_at.is_(None), VIDEO.c.doubted_at <= _PATIENCE),
        sa.or_(
            COVER.c.fetched_at.is_(None),
            sa.and_(COVER.c.fetched_at < sa.bindparam("since"), sa.not_(_IS_DEAD)),
        ),
    )
)
_ASKABLE = _CANDIDATES.where(
    sa.or_(COVER.c.renew_by.is_(None), COVER.c.renew_by <= sa.bindparam("now"))
)
_FOLLOWING = _CANDIDATES.order_by(COVER.c.renew_by.asc().nulls_last(), VIDEO.c.id).limit(
    sa.bindparam("most")
)


@dataclass(frozen=True)
class Look:
    """What to ask for now, the most urgent first; no ids when nothing is left."""

    ids: list[str]
    #: Whether that is all the page needs: only what somebody wants may still be added to it.
    is_whole: bool


def look(
    creator_id: UUID,
    wanted: Sequence[str],
    batch: int,
    most: int,
    *,
    since: datetime,
    only_wanted: bool = False,
) -> Look:
    """Return up to `most` ids to ask for, the `wanted` ones first.

    Batches are filled up to `batch` with what the page needs next, so that its expiries align.
    What was answered `since` then is done, however short its life.
    """
    urgent = _askable(creator_id, wanted, since)
    if only_wanted:
        let_go()
        return Look(urgent, is_whole=True)
    shown = showing.shown_ids(db.session(), creator_id)
    following = _following(creator_id, set(shown) - set(urgent), most, since)
    let_go()
    horizon = clock.now() + timedelta(seconds=planner.EVERY)
    due = sum(renew_by is not None and renew_by <= horizon for renew_by in following.values())
    if urgent:
        room = -len(urgent) % batch
        return Look(urgent + list(following)[:room], is_whole=due <= room)
    return Look(list(following)[: due + -due % batch], is_whole=due < most)


def _askable(creator_id: UUID, ids: Sequence[str], since: datetime) -> list[str]:
    """Keep, in order, the ids whose cover is due or missing and was not asked for in vain."""
    if not ids:
        return []
    found = set(db.session.scalars(_ASKABLE, _values(creator_id, ids, since)))
    return [video_id for video_id in ids if video_id in found]


def _following(
    creator_id: UUID, ids: Collection[str], most: int, since: datetime
) -> dict[str, datetime | None]:
    """Return up to `most` of these ids, the one that is due next first, with when that is."""
    if not ids:
        return {}
    rows = db.session.execute(_FOLLOWING, {**_values(creator_id, ids, since), "most": most})
    return {row.id: row.renew_by for row in rows}


def _values(creator_id: UUID, ids: Collection[str], since: datetime) -> dict[str, object]:
    now = clock.now()
    return {
        "creator": creator_id,
        "ids": list(ids),
        "since": since,
        "now": now,
        "patience": now - NOT_AGAIN,
    }
