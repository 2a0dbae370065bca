"""The picker's view of a library: tiles, newest first, a page of them at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.cover import Cover
from portfolio.models.video import Video
from portfolio.services import picks
from portfolio.services.cards import Card, card_of

PAGE = 20


@dataclass(frozen=True)
class Tile:
    """One video in the picker: its card, and its place on the page if it is picked."""

    card: Card
    position: int | None

    @property
    def picked(self) -> bool:
        return self.position is not None


@dataclass(frozen=True)
class Tiles:
    tiles: list[Tile]
    #: Where the next ones begin, for `tiles_after`; None at the end of the library.
    after: str | None


def tiles_after(creator_id: UUID, after: str | None = None) -> Tiles:
    """Return the next page of tiles. Raises `ValueError` for an `after` that is none of ours."""
    query = _rows(creator_id).order_by(Video.created_at.desc(), Video.id.desc())
    if after is not None:
        query = query.where(sa.tuple_(Video.created_at, Video.id) < sa.tuple_(*_place(after)))
    rows = db.session.execute(query.limit(PAGE + 1)).all()
    tiles = _tiles(creator_id, rows[:PAGE])
    last = rows[PAGE - 1][0] if len(rows) > PAGE else None
    return Tiles(tiles, _mark(last) if last is not None else None)


def tiles_of(creator_id: UUID, video_ids: Sequence[str]) -> list[Tile]:
    """Return the tiles of these videos, in this order, of those that are the creator's."""
    rows = db.session.execute(_rows(creator_id).where(Video.id.in_(video_ids))).all()
    tiles = {tile.card.id: tile for tile in _tiles(creator_id, rows)}
    return [tiles[video_id] for video_id in video_ids if video_id in tiles]


def count(creator_id: UUID) -> int:
    found = db.session.scalar(
        sa.select(sa.func.count()).select_from(Video).where(Video.creator_id == creator_id)
    )
    return found or 0


def is_somebody_elses(creator_id: UUID, video_id: str) -> bool:
    """Whether another creator here has this video."""
    found = sa.select(Video.id).where(Video.id == video_id, Video.creator_id != creator_id)
    return db.session.scalar(found.limit(1)) is not None


def mark_of(creator_id: UUID, video_id: str) -> str:
    """Return the `after` under which the tiles behind this video begin."""
    return _mark(db.session.get_one(Video, (creator_id, video_id)))


def _rows(creator_id: UUID) -> sa.Select[Video, Cover]:
    return (
        sa.select(Video, Cover)
        .outerjoin(Cover, sa.and_(Cover.creator_id == Video.creator_id, Cover.video_id == Video.id))
        .where(Video.creator_id == creator_id)
    )


def _tiles(creator_id: UUID, rows: Sequence[sa.Row[Video, Cover]]) -> list[Tile]:
    now = clock.now()
    numbers = picks.numbers(creator_id)
    return [Tile(card_of(video, cover, now), numbers.get(video.id)) for video, cover in rows]


def _mark(video: Video) -> str:
    return f"{int(video.created_at.timestamp())}-{video.id}"


def _place(mark: str) -> tuple[datetime, str]:
    seconds, dash, video_id = mark.partition("-")
    if not dash or not video_id:
        raise ValueError("not a place in a library")
    try:
        return datetime.fromtimestamp(int(seconds), UTC), video_id
    except (OverflowError, OSError) as error:
        raise ValueError("not a place in a library") from error
