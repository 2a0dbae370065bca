"""The library: a creator's videos and covers from TikTok's answers, stored once and kept true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portfolio.models import search_text
from portfolio.models.cover import renew_by
from portfolio.models.tables import COVER, CREATOR, IDS, VIDEO
from portfolio.models.video import UNDATED, Video
from portfolio.tiktok import models as tiktok

#: The life of a cover whose address had already expired: it is stored, but never shown.
_NO_LIFE = timedelta()
#: A video that an answer holds is present: an earlier suspicion of its absence is cleared.
_NOTHING_MISSES = ("unlisted_at", "doubted_at", "missing_at", "gone_at")
_Noted: TypeAlias = tuple[str, tuple[str, ...]]
#: The moment at which the words of a video last changed, and the columns that hold them.
_NOTED: _Noted = ("worded_at", ("title", "description"))
#: The moment that stays where an answer does not state what it belongs to.
_STAYING = "views_at"
#: The number in the index of texts, which ends where the text changes.
_LOST = ("number", "search")

#: The known videos among these ids.
_KNOWN = sa.select(VIDEO.c.id, VIDEO.c.seen_at).where(
    VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS)
)
#: Values that a later answer may leave out, under the names of `tiktok.Video`.
_STORED = sa.select(
    VIDEO.c.id,
    VIDEO.c.stated_at.label("created_at"),
    *VIDEO.c["title", "description", "duration", "width", "height", "share_url", "embed_link"],
    *VIDEO.c["views", "likes", "comments", "shares", "is_aigc"],
).where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS))
_MARK_UNLISTED = (
    sa.update(VIDEO)
    .where(
        VIDEO.c.creator_id == CREATOR,
        VIDEO.c.seen_at < sa.bindparam("since"),
        VIDEO.c.unlisted_at.is_(None),
    )
    .values(unlisted_at=sa.bindparam("now"))
)
_MARK_SEEN = (
    sa.update(VIDEO)
    .where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS))
    .values(seen_at=sa.bindparam("now"), **dict.fromkeys(_NOTHING_MISSES))
)


@dataclass(frozen=True)
class Stored:
    """The number of videos that were new to us, and of those new to this listing."""

    new: int
    listed: int


def store(
    session: Session,
    creator_id: UUID,
    videos: Sequence[tiktok.Video],
    *,
    listing_since: datetime,
    version: int,
    now: datetime,
) -> Stored:
    """Store the videos of one page of a listing that began at `listing_since`.

    `version` is that of the creator's page after this commit; a new video notes it. The caller
    has locked the page: all writers of this creator's videos and covers wait there.

    A cover only replaces one fetched earlier. A value that an answer does not state stays as
    it was; an empty caption is a statement, as a null is, except that a known date is never lost.
    """
    unique = {video.id: video for video in videos}
    if not unique:
        return Stored(0, 0)
    found = session.execute(_KNOWN, {"creator": creator_id, "ids": list(unique)})
    known: dict[str, datetime] = {row.id: row.seen_at for row in found}
    whole = _completed(session, creator_id, unique.values())
    rows = [_video_row(creator_id, video, now, version) for video in whole]
    _upsert(
        session,
        VIDEO,
        rows,
        anew=_NOTHING_MISSES,
        once=("arrived",),
        earliest="created_at",
        noted=_NOTED,
        lost=_LOST,
        staying=_STAYING,
    )
    store_covers(session, creator_id, unique.values(), now)
    again = sum(seen_at >= listing_since for seen_at in known.values())
    return Stored(new=len(unique) - len(known), listed=len(unique) - again)


def store_covers(
    session: Session, creator_id: UUID, videos: Iterable[tiktok.Video], now: datetime
) -> None:
    """Store the covers of known videos, each for the life that TikTok gave it."""
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
    """Note that an answer held these videos: a hidden one is shown in its place again."""
    session.execute(_MARK_SEEN, {"creator": creator_id, "ids": ids, "now": now})


def mark_missing(
    session: Session, creator_id: UUID, ids: Collection[str], now: datetime, *, doubtful: bool
) -> None:
    """Hide these videos: TikTok left them out when they were asked for by their ids.

    They count as gone from the second time on, or at once if a listing left them out as well.
    Absence from a `doubtful` answer counts only if it happened before.
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
        sa.update(Video)
        .where(of_these, Video.missing_at.is_(None))
        .values(missing_at=now, gone_at=sa.case((Video.unlisted_at.is_not(None), now)))
    )


def mark_unlisted(session: Session, creator_id: UUID, since: datetime, now: datetime) -> None:
    """Note the videos not seen since `since`: a believed listing, begun then, left them out.

    That hides none of them: those on the page or in the draft are asked for first (`absences`).
    """
    session.execute(_MARK_UNLISTED, {"creator": creator_id, "since": since, "now": now})


def _completed(
    session: Session, creator_id: UUID, videos: Iterable[tiktok.Video]
) -> list[tiktok.Video]:
    """Return the videos, with stored values where TikTok's answer states none."""
    videos = list(videos)
    ids = [video.id for video in videos if video.unstated]
    if not ids:
        return videos
    found = session.execute(_STORED, {"creator": creator_id, "ids": ids}).mappings()
    stored = {row["id"]: row for row in found}
    return [
        replace(video, **{name: stored[video.id][name] for name in video.unstated})
        if video.id in stored
        else video
        for video in videos
    ]


def _video_row(
    creator_id: UUID, video: tiktok.Video, now: datetime, version: int
) -> dict[str, Any]:
    title, description = _storable(video.title), _storable(video.description)
    return {
        "creator_id": creator_id,
        "id": video.id,
        "created_at": min(video.created_at or UNDATED, now.replace(microsecond=0)),
        "stated_at": video.created_at,
        "title": title,
        "description": description,
        "search": search_text.text_of(title, description),
        "duration": video.duration,
        "width": video.width,
        "height": video.height,
        "share_url": video.share_url,
        "embed_link": video.embed_link,
        "views": video.views,
        "views_at": None if "views" in video.unstated else now,
        "likes": video.likes,
        "comments": video.comments,
        "shares": video.shares,
        "is_aigc": video.is_aigc,
        "arrived": version,
        "seen_at": now,
    }


def _storable(text: str | None) -> str:
    """Return the text without NUL characters, which PostgreSQL refuses."""
    return (text or "").replace("\0", "")


def _upsert(
    session: Session,
    table: sa.Table,
    rows: list[dict[str, Any]],
    newer: str | None = None,
    anew: tuple[str, ...] = (),
    once: tuple[str, ...] = (),
    earliest: str | None = None,
    noted: _Noted | None = None,
    lost: tuple[str, str] | None = None,
    staying: str | None = None,
) -> None:
    """Insert rows or overwrite existing ones; with `newer`, only those older by that column.

    The columns `anew` become NULL in either case; `once` are written only when a row is inserted;
    `earliest` is a moment that only moves back; `UNDATED` gives way to any other for good;
    `noted` is a moment that becomes `seen_at` where one of its columns changes; `lost` is a column
    that becomes NULL where the other one changes; `staying` is one that no row makes NULL.
    """
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    names = tuple(rows[0])
    upserting = _upserting(dialect, table, names, newer, anew, once, earliest, noted, lost, staying)
    session.execute(upserting, rows)


@cache
def _upserting(
    dialect: str,
    table: sa.Table,
    names: tuple[str, ...],
    newer: str | None,
    anew: tuple[str, ...],
    once: tuple[str, ...],
    earliest: str | None,
    noted: _Noted | None,
    lost: tuple[str, str] | None,
    staying: str | None,
) -> postgresql.Insert | sqlite.Insert:
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    kept = {*(column.name for column in table.primary_key), *once}
    values: dict[str, Any] = {name: insert.excluded[name] for name in names if name not in kept}
    values |= dict.fromkeys(anew, sa.null())
    if earliest is not None:
        ours, theirs = table.c[earliest], insert.excluded[earliest]
        is_better = sa.or_(sa.and_(theirs < ours, theirs != UNDATED), ours == UNDATED)
        values[earliest] = sa.case((is_better, theirs), else_=ours)
    if noted is not None:
        moment, columns = noted
        differs = sa.or_(*(table.c[name] != insert.excluded[name] for name in columns))
        values[moment] = sa.case((differs, insert.excluded.seen_at), else_=table.c[moment])
    if lost is not None:
        column, other = (table.c[name] for name in lost)
        is_same = other == insert.excluded[other.name]
        values[column.name] = sa.case((is_same, column), else_=sa.null())
    if staying is not None:
        values[staying] = sa.func.coalesce(insert.excluded[staying], table.c[staying])
    where = None if newer is None else insert.excluded[newer] > table.c[newer]
    return insert.on_conflict_do_update(
        index_elements=list(table.primary_key), set_=values, where=where
    )
