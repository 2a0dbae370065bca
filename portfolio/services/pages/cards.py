"""Cards: one video as it is drawn, with figures, words, and the cover if it is safe to show."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.cover import Cover, safe_until
from portfolio.models.tables import COVER, CREATOR, IDS, IS_ITS_COVER, VIDEO
from portfolio.models.texts import visible
from portfolio.models.video import UNDATED, Video
from portfolio.services.pages import omissions, pictures, players

#: The number of colours for pending cards, drawn from the video's id.
HUES = 12
#: Pixels of TikTok's usual cover, since a cover's own size is unknown; CSS keeps the frame's shape.
USUAL = (300, 400)

#: A video and its cover in one row, with only the columns needed: a visit reads dozens of them.
_WITH_GONE = (
    sa.select(
        *VIDEO.c["id", "title", "description", "duration", "views"],
        *VIDEO.c["created_at", "stated_at"],
        *VIDEO.c["share_url", "embed_link", "missing_at"],
        *COVER.c["url", "fetched_at", "expires_at", "renew_by"],
    )
    .outerjoin(COVER, IS_ITS_COVER)
    .where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS))
)
_CARDS = _WITH_GONE.where(VIDEO.c.missing_at.is_(None))
_BRIEFS = sa.select(
    VIDEO.c.id,
    VIDEO.c.duration,
    sa.or_(VIDEO.c.stated_at.is_not(None), VIDEO.c.created_at != UNDATED).label("is_dated"),
).where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS), VIDEO.c.missing_at.is_(None))


@dataclass(frozen=True)
class Picture:
    """A cover that is safe to show. `url` is TikTok's, verbatim."""

    url: str
    width: int
    height: int
    #: The instant until which a page may carry it.
    until: datetime
    #: Seconds after that instant for which it can still be fetched.
    lasts: int


class Brief(NamedTuple):
    """What each part of a page needs of the videos that are in its other parts."""

    duration: int | None
    #: Whether it is known when the video was posted.
    is_dated: bool


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
    #: None: no cover is safe to show now.
    cover: Picture | None
    #: Whether a renewal is due; the cover may still be safe.
    due: bool
    #: The instant at which a renewal is due; None without any cover.
    due_at: datetime | None
    #: Whether the card is in a phone's first row: its image is fetched at once, before all others.
    eager: bool = False
    #: The creator's own alternative text of the cover; "" if the title beside it has to do.
    alt: str = ""
    #: All words at TikTok: the description, or the title, whatever the creator's own title says.
    caption: str = ""
    #: Whether the creator pinned it: it is the first one of its section.
    is_pinned: bool = False
    gone: bool = False
    #: Since when TikTok does not show the video; None while it does.
    gone_since: datetime | None = None
    #: Whether pages may not show TikTok's address for the cover (`pictures`).
    refused: bool = False

    @property
    def pending(self) -> bool:
        """Whether a cover may still come; then the page asks for it."""
        return self.cover is None and not self.refused and not self.gone


def cards_of(
    creator_id: UUID, video_ids: Sequence[str], *, with_gone: bool = False
) -> dict[str, Card]:
    """Return the cards of these videos by their ids.

    Those of videos that TikTok no longer shows are left out, unless asked for `with_gone`.
    """
    if not video_ids:
        return {}
    now = clock.now()
    query = _WITH_GONE if with_gone else _CARDS
    rows = omissions.videos(partial(_rows, query, creator_id), creator_id, video_ids)
    cards = (omissions.drawn(partial(_card_in, row, now), creator_id, row.id) for row in rows)
    return {card.id: card for card in cards if card is not None}


def briefs_of(creator_id: UUID, video_ids: Sequence[str]) -> dict[str, Brief]:
    """Return the briefs of those of these videos that TikTok shows, by their ids."""
    if not video_ids:
        return {}
    rows = omissions.videos(partial(_rows, _BRIEFS, creator_id), creator_id, video_ids)
    briefs = {}
    for row in rows:
        try:
            briefs[row.id] = Brief(_figure(row.duration), row.is_dated)
        except TypeError as error:
            omissions.leave_out(creator_id, row.id, error)
    return briefs


def _rows(
    query: sa.Select[*tuple[Any, ...]], creator_id: UUID, video_ids: Sequence[str]
) -> Sequence[sa.Row[Any]]:
    return db.session.execute(query, {"creator": creator_id, "ids": video_ids}).all()


def _card_in(row: sa.Row[Any], now: datetime) -> Card:
    return card_of(row, None if row.url is None else row, now)


def card_of(video: Video | sa.Row[Any], cover: Cover | sa.Row[Any] | None, now: datetime) -> Card:
    """Return the card of a video and its cover, given as models or as rows with their columns.

    Raises an error if the row holds a value that cannot be drawn.
    """
    is_gone = video.missing_at is not None
    refused = cover is not None and not pictures.may_show(cover.url)
    return Card(
        id=video.id,
        title=caption_of(video.title, video.description),
        description=visible(video.description),
        caption=visible(video.description) or visible(video.title),
        duration=_figure(video.duration),
        views=_figure(video.views),
        day=video.stated_at or (None if video.created_at == UNDATED else video.created_at),
        embed=players.embed_of(video.id, video.embed_link),
        tiktok_url=players.tiktok_url_of(video.id, video.share_url),
        hue=hue_of(video.id),
        cover=None if cover is None or refused or is_gone else _safe_picture(cover, now),
        due=cover is None or now >= cover.renew_by,
        due_at=None if cover is None else cover.renew_by,
        gone=is_gone,
        gone_since=video.missing_at,
        refused=refused,
    )


def _figure(value: object) -> int | None:
    """Return a stored figure; raise if it is no number, which SQLite may hold in any column."""
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"{value!r} is no figure")


def _safe_picture(cover: Cover | sa.Row[Any], now: datetime) -> Picture | None:
    until = safe_until(cover.fetched_at, cover.expires_at)
    lasts = int((cover.expires_at - until).total_seconds())
    return Picture(cover.url, *USUAL, until, lasts) if now < until else None


def caption_of(title: object, description: object) -> str:
    """Return the words that TikTok shows, on one line: the title, or the description, or ""."""
    return " ".join((visible(title) or visible(description)).split())


def hue_of(video_id: str) -> int:
    """Return the colour of a video's pending card, always the same one."""
    return hashlib.sha256(video_id.encode()).digest()[0] % HUES
