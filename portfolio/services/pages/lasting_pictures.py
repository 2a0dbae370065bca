"""The picture at a lasting address: a video's cover or the avatar, as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.models import cover as covers
from portfolio.models.tables import (
    COVER,
    CREATOR_TABLE,
    EDITION,
    IS_ITS_COVER,
    IS_OF_THIS_APP,
    IS_PUBLISHED,
    PAGE,
    SHOWN_VIDEO,
    VIDEO,
)
from portfolio.services.pages import content, pictures, rule_search

_VIDEO_ID = sa.bindparam("video_id", type_=sa.String())


def _of_page(*columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Return the query of these columns for the public page at a handle."""
    page = (
        *PAGE.c["creator_id", "version", "rule_ids", "unlisted"],
        *EDITION.c["number", "content"],
    )
    return (
        sa.select(*page, *columns)
        .join(CREATOR_TABLE, CREATOR_TABLE.c.id == PAGE.c.creator_id)
        .join(
            EDITION,
            IS_PUBLISHED,
        )
        .where(PAGE.c.handle == sa.bindparam("handle"), IS_OF_THIS_APP)
    )


#: Every part is found by its key.
_COVER = (
    _of_page(
        VIDEO.c.id.label("video"),
        VIDEO.c.missing_at,
        SHOWN_VIDEO.c.video_id.label("shown"),
        *COVER.c["url", "fetched_at", "expires_at", "renew_by"],
    )
    .outerjoin(VIDEO, sa.and_(VIDEO.c.creator_id == PAGE.c.creator_id, VIDEO.c.id == _VIDEO_ID))
    .outerjoin(COVER, IS_ITS_COVER)
    .outerjoin(
        SHOWN_VIDEO,
        sa.and_(SHOWN_VIDEO.c.creator_id == PAGE.c.creator_id, SHOWN_VIDEO.c.video_id == _VIDEO_ID),
    )
)
_AVATAR = _of_page(
    CREATOR_TABLE.c.avatar_url.label("url"),
    CREATOR_TABLE.c.avatar_fetched_at.label("fetched_at"),
    CREATOR_TABLE.c.avatar_expires_at.label("expires_at"),
)


@dataclass(frozen=True)
class LastingPicture:
    """What a lasting address shows now: TikTok's picture, or a card that we draw."""

    creator_id: UUID
    #: The version of the page.
    version: int
    #: The accent of the page, by its name.
    accent: str
    #: TikTok's address, verbatim; None: no picture of TikTok's may be shown now.
    url: str | None = None
    #: The instant until which that address may be given to somebody.
    until: datetime | None = None
    #: The instant from which a renewal is due; None if none will ever be.
    due_at: datetime | None = None
    is_due: bool = False
    #: Whether a picture may still come, while there is none.
    is_pending: bool = False
    #: Whether only those find the page who have its address.
    is_unlisted: bool = False


def cover(handle: str, video_id: str) -> LastingPicture | None:
    """Return the picture of a video; a card if the page has shown it and does not now.

    None: there is no public page at `handle`, or it has never shown the video.
    """
    row = _row(_COVER, handle, video_id=video_id)
    if row is None or (row.video is None and row.shown is None):
        return None
    published = content.read(row.content)
    if not _holds(row, video_id, published):
        return None if row.shown is None else _card(row, published)
    if row.video is None or row.missing_at is not None:
        return _card(row, published)
    return _picture(row, published, row.renew_by)


def avatar(handle: str) -> LastingPicture | None:
    """Return the creator's avatar, or a card if TikTok gave none; None without a public page."""
    row = _row(_AVATAR, handle)
    if row is None:
        return None
    published = content.read(row.content)
    if not row.url:
        return _card(row, published)
    is_known = row.fetched_at is not None and row.expires_at is not None
    due_at = covers.renew_by(row.fetched_at, row.expires_at) if is_known else None
    return _picture(row, published, due_at)


def _row(query: sa.Select[Any], handle: str, **values: str) -> sa.Row[Any] | None:
    values |= {"handle": handle, "tiktok_app": settings().tiktok_app}
    return db.session.execute(query, values).one_or_none()


def _holds(row: sa.Row[Any], video_id: str, published: content.Content) -> bool:
    """Return whether this video is on the page, though it may be hidden there."""
    if video_id in published.video_ids:
        return True
    found = rule_search.of_published(
        db.session(), row.creator_id, row.rule_ids, row.number, published
    )
    return video_id in found.ids


def _card(row: sa.Row[Any], published: content.Content) -> LastingPicture:
    return LastingPicture(
        row.creator_id, row.version, published.look.accent, is_unlisted=row.unlisted
    )


def _picture(
    row: sa.Row[Any], published: content.Content, due_at: datetime | None
) -> LastingPicture:
    now = clock.now()
    refused = row.url is not None and not pictures.may_show(row.url)
    is_safe = not refused and covers.is_safe(row.fetched_at, row.expires_at, now)
    return LastingPicture(
        creator_id=row.creator_id,
        version=row.version,
        accent=published.look.accent,
        url=row.url if is_safe else None,
        until=covers.safe_until(row.fetched_at, row.expires_at) if is_safe else None,
        due_at=due_at,
        is_due=due_at is None or now >= due_at,
        is_pending=not is_safe and not refused,
        is_unlisted=row.unlisted,
    )
