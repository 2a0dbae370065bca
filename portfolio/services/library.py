"""The library: what TikTok's answers say of a creator's videos, stored once and kept true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portfolio.models.columns import Instant
from portfolio.models.cover import renew_by
from portfolio.models.tables import COVER, CREATOR, IDS, PAGE, VIDEO
from portfolio.models.video import UNDATED, Video
from portfolio.tiktok import models as tiktok

#: An address that TikTok gave already expired is kept, but not believed for longer than this.
_NO_LIFE = timedelta()
#: A video that an answer held is where it should be, whatever was thought before.
_NOTHING_MISSES = ("doubted_at", "missing_at", "gone_at")

_KNOWN = sa.select(VIDEO.c.id, VIDEO.c.seen_at).where(
    VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS)
)
_MARK_UNLISTED = (
    sa.update(VIDEO)
    .where(
        VIDEO.c.creator_id == CREATOR,
        VIDEO.c.seen_at < sa.bindparam("since"),
        VIDEO.c.gone_at.is_(None),
    )
    .values(
        missing_at=sa.func.coalesce(VIDEO.c.missing_at, sa.bindparam("now", type_=Instant())),
        gone_at=sa.bindparam("now"),
    )
)
_RAISE_VERSION = (
    sa.update(PAGE).where(PAGE.c.creator_id == CREATOR).values(version=PAGE.c.version + 1)
)
_MARK_SEEN = (
    sa.update(VIDEO)
    .where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS))
    .values(seen_at=sa.bindparam("now"), doubted_at=None, missing_at=None, gone_at=None)
)


@dataclass(frozen=True)
class Stored:
    """How many videos of an answer were new to us, and how many this listing had not held yet."""

    new: int
    listed: int


def store(
    session: Session,
    creator_id: UUID,
    videos: Sequence[tiktok.Video],
    *,
    listing_since: datetime,
    now: datetime,
) -> Stored:
    """Store what a page of a listing held, which began at `listing_since`.

    A cover is written only over one that was fetched earlier.
    """
    unique = {video.id: video for video in videos}
    if not unique:
        return Stored(0, 0)
    known: dict[str, datetime] = dict(
        session.execute(_KNOWN, {"creator": creator_id, "ids": list(unique)}).all()
    )
    rows = [_video_row(creator_id, video, now) for video in unique.values()]
    _upsert(session, VIDEO, rows, anew=_NOTHING_MISSES)
    store_covers(session, creator_id, unique.values(), now)
    again = sum(seen_at >= listing_since for seen_at in known.values())
    return Stored(new=len(unique) - len(known), listed=len(unique) - again)


def store_covers(
    session: Session, creator_id: UUID, videos: Iterable[tiktok.Video], now: datetime
) -> None:
    """Store the covers of videos we know, each for the life TikTok gave it."""
    rows = []
    for video in videos:
        if video.cover is None:
            continue
        expires_at = now + max(video.cover.life, _NO_LIFE)
        rows.append(
            {
                "creator_id": creator_id,
                "video_id": video.id,
                "url": video.cover.url,
                "fetched_at": now,
                "expires_at": expires_at,
                "renew_by": renew_by(now, expires_at),
            }
        )
    _upsert(session, COVER, rows, newer="fetched_at")


def mark_seen(session: Session, creator_id: UUID, ids: Collection[str], now: datetime) -> None:
    """Note that an answer held these videos: whatever was hidden is back in its place."""
    session.execute(_MARK_SEEN, {"creator": creator_id, "ids": ids, "now": now})


def mark_missing(
    session: Session, creator_id: UUID, ids: Collection[str], now: datetime, *, doubtful: bool
) -> None:
    """Note that TikTok left these out: hidden at once, and gone from the second time on.

    Out of a `doubtful` answer that counts only if it happened before.
    """
    of_these = sa.and_(Video.creator_id == creator_id, Video.id.in_(ids))
    if doubtful:
        sure = sa.and_(of_these, Video.doubted_at.is_not(None))
        session.execute(
            sa.update(Video)
            .where(of_these, Video.doubted_at.is_(None))
            .values(doubted_at=now)
            .execution_options(synchronize_session=False)
        )
        of_these = sa.and_(sure, Video.doubted_at < now)
    session.execute(
        sa.update(Video)
        .where(of_these, Video.missing_at.is_not(None), Video.gone_at.is_(None))
        .values(gone_at=now)
    )
    session.execute(
        sa.update(Video).where(of_these, Video.missing_at.is_(None)).values(missing_at=now)
    )


def mark_unlisted(session: Session, creator_id: UUID, since: datetime, now: datetime) -> None:
    """Note that a whole listing, begun at `since`, did not hold the videos not seen since then."""
    session.execute(_MARK_UNLISTED, {"creator": creator_id, "since": since, "now": now})


def change_page(session: Session, creator_id: UUID) -> None:
    """Raise the version of the creator's page, in the commit of what a visitor would see."""
    session.execute(_RAISE_VERSION, {"creator": creator_id})


def _video_row(creator_id: UUID, video: tiktok.Video, now: datetime) -> dict[str, Any]:
    return {
        "creator_id": creator_id,
        "id": video.id,
        "created_at": video.created_at or UNDATED,
        "title": _storable(video.title),
        "description": _storable(video.description),
        "duration": video.duration,
        "width": video.width,
        "height": video.height,
        "share_url": video.share_url,
        "embed_link": video.embed_link,
        "views": video.views,
        "likes": video.likes,
        "comments": video.comments,
        "shares": video.shares,
        "is_aigc": video.is_aigc,
        "seen_at": now,
    }


def _storable(text: str | None) -> str:
    """Return text that PostgreSQL accepts: it refuses the NUL character."""
    return (text or "").replace("\0", "")


def _upsert(
    session: Session,
    table: sa.Table,
    rows: list[dict[str, Any]],
    newer: str | None = None,
    anew: tuple[str, ...] = (),
) -> None:
    """Insert rows or overwrite the ones there are; with `newer`, only older ones by that column.

    The columns `anew` begin as NULL and become it again.
    """
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    session.execute(_upserting(dialect, table, tuple(rows[0]), newer, anew), rows)


@cache
def _upserting(
    dialect: str, table: sa.Table, names: tuple[str, ...], newer: str | None, anew: tuple[str, ...]
) -> postgresql.Insert | sqlite.Insert:
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    keys = [column.name for column in table.primary_key]
    values: dict[str, Any] = {name: insert.excluded[name] for name in names if name not in keys}
    values |= dict.fromkeys(anew, sa.null())
    where = None if newer is None else insert.excluded[newer] > table.c[newer]
    return insert.on_conflict_do_update(index_elements=keys, set_=values, where=where)
