"""The ids that a renewal asks for next: visitors' requests first, then covers that are due."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.columns import Instant
from portfolio.models.tables import COVER, CREATOR, IDS, IS_ITS_COVER, VIDEO
from portfolio.services.pages import shown_videos
from portfolio.services.pages.shown_videos import Shown
from portfolio.services.renewals import planner
from portfolio.transactions import end_read

#: A cover that came already expired, or did not come, is not asked for again before this time.
RETRY_AFTER = timedelta(seconds=60)

_PATIENCE = sa.bindparam("patience", type_=Instant())
_IS_DEAD = sa.and_(COVER.c.expires_at <= COVER.c.fetched_at, COVER.c.fetched_at > _PATIENCE)
#: Those of the given ids for which TikTok may give a new cover.
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
class Needs:
    """What the page shows, and the due times of its covers (None: there is none), the next first.

    Covers for which TikTok may give no new one now are left out, and those of far more ids than a
    renewal asks for.
    """

    shown: Shown
    following: Mapping[str, datetime | None]
    is_cut: bool

    def may_ask(self, video_id: str, now: datetime) -> bool | None:
        """Return whether a video's cover is due, or missing; None if that has to be looked up."""
        if video_id in self.following:
            renew_by = self.following[video_id]
            return renew_by is None or renew_by <= now
        return None if self.is_cut or video_id not in self.shown.ids else False


@dataclass(frozen=True)
class Selection:
    """The ids to ask for now, the most urgent first; none when nothing is left to do."""

    ids: list[str]
    #: Whether that is all the page needs: only further requests of visitors may follow.
    is_whole: bool


def read(session: Session, creator_id: UUID, shown: Shown, most: int, since: datetime) -> Needs:
    """Read the covers that the page needs, in the transaction in which the lease is taken."""
    limit = 2 * most  # of which `most` may be requested, and are not counted among what follows
    rows = _following(session, creator_id, shown.ids, limit, since)
    return Needs(shown, rows, is_cut=len(rows) == limit)


def select_due(
    creator_id: UUID,
    wanted: Sequence[str],
    batch: int,
    most: int,
    *,
    since: datetime,
    only_wanted: bool = False,
    needs: Needs | None = None,
) -> Selection:
    """Return up to `most` ids to ask for, the `wanted` ones first.

    Batches are filled up to `batch` with the covers that the page needs next, so that its expiries
    align. Covers fetched at or after `since` are done, however short their life. Without an
    `needs` it is read now.
    """
    if only_wanted:
        urgent = _askable(creator_id, wanted, since)
        end_read()
        return Selection(urgent, is_whole=True)
    if needs is None:
        session = db.session()
        shown = shown_videos.shown(session, creator_id)
        needs = read(session, creator_id, shown, most, since)
    now = clock.now()
    may_ask = {video_id: needs.may_ask(video_id, now) for video_id in wanted}
    unknown = [video_id for video_id, may in may_ask.items() if may is None]
    known = {*_askable(creator_id, unknown, since), *(each for each in wanted if may_ask[each])}
    end_read()
    urgent = [video_id for video_id in wanted if video_id in known]
    following = {each: due for each, due in needs.following.items() if each not in known}
    horizon = now + timedelta(seconds=planner.EVERY_SECONDS)
    due = sum(renew_by is not None and renew_by <= horizon for renew_by in following.values())
    if urgent:
        room = -len(urgent) % batch
        return Selection(urgent + list(following)[:room], is_whole=due <= room)
    return Selection(list(following)[: due + -due % batch], is_whole=due < most)


def _askable(creator_id: UUID, ids: Sequence[str], since: datetime) -> list[str]:
    """Keep, in order, the ids whose cover is due or missing and was not just asked for in vain."""
    if not ids:
        return []
    found = set(db.session.scalars(_ASKABLE, _values(creator_id, ids, since)))
    return [video_id for video_id in ids if video_id in found]


def _following(
    session: Session, creator_id: UUID, ids: Collection[str], most: int, since: datetime
) -> dict[str, datetime | None]:
    """Return up to `most` of these ids with their due times, the next due first."""
    if not ids:
        return {}
    rows = session.execute(_FOLLOWING, {**_values(creator_id, ids, since), "most": most})
    return {row.id: row.renew_by for row in rows}


def _values(creator_id: UUID, ids: Collection[str], since: datetime) -> dict[str, object]:
    now = clock.now()
    return {
        "creator": creator_id,
        "ids": list(ids),
        "since": since,
        "now": now,
        "patience": now - RETRY_AFTER,
    }
