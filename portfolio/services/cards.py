"""What a page needs to draw one video: figures, words, and the cover if it is safe to show."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.cover import Cover, safe_until
from portfolio.models.video import UNDATED, Video
from portfolio.services import players

#: Pending cards come in so many colours, drawn from the video's id.
HUES = 12
#: TikTok's usual cover, for a picture whose own measure is unknown. CSS keeps the frame's shape.
USUAL = (300, 400)


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


def cards_of(creator_id: UUID, video_ids: Sequence[str], *, hidden: bool = False) -> list[Card]:
    """Return the cards of these videos, in this order, without those that TikTok no longer shows.

    With `hidden` those are kept, marked as gone.
    """
    if not video_ids:
        return []
    now = clock.now()
    rows = db.session.execute(
        sa.select(Video, Cover)
        .outerjoin(Cover, sa.and_(Cover.creator_id == Video.creator_id, Cover.video_id == Video.id))
        .where(Video.creator_id == creator_id, Video.id.in_(video_ids))
    )
    found = {video.id: card_of(video, cover, now) for video, cover in rows}
    cards = [found[video_id] for video_id in video_ids if video_id in found]
    return cards if hidden else [card for card in cards if not card.gone]


def card_of(video: Video, cover: Cover | None, now: datetime) -> Card:
    safe = cover is not None and video.missing_at is None and cover.is_safe(now)
    return Card(
        id=video.id,
        title=video.caption,
        description=video.description,
        duration=video.duration,
        views=video.views,
        day=None if video.created_at == UNDATED else video.created_at,
        embed=players.embed_of(video),
        tiktok_url=players.tiktok_url_of(video),
        hue=hue_of(video.id),
        cover=None if cover is None or not safe else _picture(cover),
        due=cover is None or cover.is_due(now),
        due_at=None if cover is None else cover.renew_by,
        gone=video.missing_at is not None,
    )


def _picture(cover: Cover) -> Picture:
    return Picture(cover.url, *USUAL, until=safe_until(cover.fetched_at, cover.expires_at))


def hue_of(video_id: str) -> int:
    """Return the colour of a pending card: always the same one for a video."""
    return hashlib.sha256(video_id.encode()).digest()[0] % HUES


def titled(card: Card, title: str | None) -> Card:
    """Return the card under the creator's own title, where there is one."""
    return replace(card, title=title) if title else card
