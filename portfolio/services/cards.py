"""What a page needs to draw one video: figures, words, and the cover if it is safe to show."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.cover import Cover, safe_until
from portfolio.models.tables import COVER, CREATOR, IDS, IS_ITS_COVER, VIDEO
from portfolio.models.video import UNDATED, Video
from portfolio.services import players

#: Pending cards come in so many colours, drawn from the video's id.
HUES = 12
#: TikTok's usual cover, for a picture whose own measure is unknown. CSS keeps the frame's shape.
USUAL = (300, 400)

#: One row for a video and its cover: their columns alone, as a visit reads dozens of them.
_CARDS = (
    sa.select(
        *VIDEO.c["id", "title", "description", "duration", "views", "created_at"],
        *VIDEO.c["share_url", "embed_link", "missing_at"],
        *COVER.c["url", "fetched_at", "expires_at", "renew_by"],
    )
    .outerjoin(COVER, IS_ITS_COVER)
    .where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS), VIDEO.c.missing_at.is_(None))
)


@dataclass(frozen=True)
class Picture:
    """A cover that is safe to show. `url` is TikTok's, verbatim."""

    url: str
    width: int
    height: int
    #: Until when a page may carry it.
    until: datetime


@dataclass(frozen=True)
class Card:
    """One video, as a public page shows it."""

    id: str
    title: str
    description: str
    duration: int | None
    views: int | None
    day: datetime | None
    #: The address of TikTok's player for this video.
    embed: str
    #: The video at TikTok, without the parameters that name this site's TikTok app.
    tiktok_url: str
    hue: int
    #: None: no cover is safe to show now; the card waits for one.
    cover: Picture | None
    #: Whether a renewal is due, though the cover may still be safe.
    due: bool
    #: From when on it is; None without any cover.
    due_at: datetime | None
    #: In a phone's first row: its image is fetched at once, and before all others.
    eager: bool = False
    gone: bool = False
    href: str = ""


def cards_of(creator_id: UUID, video_ids: Sequence[str]) -> dict[str, Card]:
    """Return the cards of these videos by their ids, without those that TikTok no longer shows."""
    if not video_ids:
        return {}
    now = clock.now()
    rows = db.session.execute(_CARDS, {"creator": creator_id, "ids": video_ids})
    return {row.id: card_of(row, None if row.url is None else row, now) for row in rows}


def card_of(video: Video | sa.Row[Any], cover: Cover | sa.Row[Any] | None, now: datetime) -> Card:
    """Return the card of a video and its cover, be they models or rows with their columns."""
    is_gone = video.missing_at is not None
    return Card(
        id=video.id,
        title=caption_of(video.title, video.description),
        description=video.description,
        duration=video.duration,
        views=video.views,
        day=None if video.created_at == UNDATED else video.created_at,
        embed=players.embed_of(video.id, video.embed_link),
        tiktok_url=players.tiktok_url_of(video.id, video.share_url),
        hue=hue_of(video.id),
        cover=None if cover is None or is_gone else _safe_picture(cover, now),
        due=cover is None or now >= cover.renew_by,
        due_at=None if cover is None else cover.renew_by,
        gone=is_gone,
    )


def _safe_picture(cover: Cover | sa.Row[Any], now: datetime) -> Picture | None:
    until = safe_until(cover.fetched_at, cover.expires_at)
    return Picture(cover.url, *USUAL, until=until) if now < until else None


def caption_of(title: str, description: str) -> str:
    """Return the words TikTok shows: the title, else the description, on one line."""
    return " ".join((title or description).split())


def hue_of(video_id: str) -> int:
    """Return the colour of a pending card: always the same one for a video."""
    return hashlib.sha256(video_id.encode()).digest()[0] % HUES
