"""What a renewal asks for next: the covers somebody waits for, then those that are due anyway."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.cover import Cover
from portfolio.models.video import Video
from portfolio.services import planner, showing, wanted
from portfolio.transactions import let_go

#: What came back dead, or not at all, is not asked for again before this.
NOT_AGAIN = timedelta(seconds=60)


@dataclass(frozen=True)
class Look:
    """What to ask for now, the most urgent first; no ids when nothing is left."""

    ids: list[str]
    #: Whether that is all the page needs: only what somebody wants may still be added to it.
    is_whole: bool


def look(
    creator_id: UUID, batch: int, most: int, *, since: datetime, only_wanted: bool = False
) -> Look:
    """Return up to `most` ids to ask for.

    Batches are filled up to `batch` with what the page needs next, so that its expiries align.
    What was answered `since` then is done, however short its life.
    """
    urgent = _askable(creator_id, wanted.take(creator_id, most), since)
    if only_wanted:
        let_go()
        return Look(urgent, is_whole=True)
    shown = showing.shown_ids(db.session(), creator_id)
    following = _following(creator_id, set(shown) - set(urgent), most, since)
    let_go()
    if urgent:
        room = -len(urgent) % batch
        return Look(urgent + list(following)[:room], is_whole=len(following) < room)
    horizon = clock.now() + timedelta(seconds=planner.EVERY)
    due = sum(renew_by is not None and renew_by <= horizon for renew_by in following.values())
    return Look(list(following)[: due + -due % batch], is_whole=due < most)


def _askable(creator_id: UUID, ids: Sequence[str], since: datetime) -> list[str]:
    """Keep, in order, the ids whose cover is due or missing and was not asked for in vain."""
    if not ids:
        return []
    rows = db.session.scalars(
        _candidates(creator_id, ids, since).where(
            sa.or_(Cover.renew_by.is_(None), Cover.renew_by <= clock.now())
        )
    )
    found = set(rows)
    return [video_id for video_id in ids if video_id in found]


def _following(
    creator_id: UUID, ids: Collection[str], most: int, since: datetime
) -> dict[str, datetime | None]:
    """Return up to `most` of these ids, the one that is due next first, with when that is."""
    if not ids:
        return {}
    query = _candidates(creator_id, ids, since).add_columns(Cover.renew_by)
    order = Cover.renew_by.asc().nulls_last(), Video.id
    return {row.id: row.renew_by for row in db.session.execute(query.order_by(*order).limit(most))}


def _candidates(creator_id: UUID, ids: Collection[str], since: datetime) -> sa.Select[str]:
    """Select those of `ids` that an answer is hoped for."""
    patience = clock.now() - NOT_AGAIN
    dead = sa.and_(Cover.expires_at <= Cover.fetched_at, Cover.fetched_at > patience)
    return (
        sa.select(Video.id)
        .outerjoin(Cover, sa.and_(Cover.creator_id == Video.creator_id, Cover.video_id == Video.id))
        .where(
            Video.creator_id == creator_id,
            Video.id.in_(ids),
            Video.gone_at.is_(None),
            sa.or_(Video.missing_at.is_(None), Video.missing_at <= patience),
            sa.or_(Video.doubted_at.is_(None), Video.doubted_at <= patience),
            sa.or_(Cover.fetched_at.is_(None), sa.and_(Cover.fetched_at < since, sa.not_(dead))),
        )
    )
