"""The picker: the tiles of a library or of a search in it, in an order, twenty at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.cover import Cover
from portfolio.models.pick import Pick
from portfolio.models.tables import CREATOR, PAGE
from portfolio.models.video import Video
from portfolio.services.drafts import drafts
from portfolio.services.pages import omissions
from portfolio.services.pages.cards import Card, card_of
from portfolio.services.pages.search import Search, conditions
from portfolio.services.pages.walk import Place

S = TypeVar("S")
T = TypeVar("T")

PAGE_SIZE = 20
EVERYTHING = Search()

_VERSION = sa.select(PAGE.c.version).where(PAGE.c.creator_id == CREATOR)
_ROWS = sa.select(Video, Cover).outerjoin(
    Cover, sa.and_(Cover.creator_id == Video.creator_id, Cover.video_id == Video.id)
)
_ASKED = Video.id.in_(sa.bindparam("videos", expanding=True))
_OWN = sa.select(Video.id).where(Video.creator_id == CREATOR, _ASKED)
_SOMEBODY_ELSES = (
    sa.select(Video.id).where(Video.creator_id != CREATOR, _ASKED, Video.id.not_in(_OWN)).limit(1)
)


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
    """The next part of a walk through a library."""

    tiles: list[Tile]
    #: The place where the walk goes on, for `tiles_after`.
    after: str
    #: Whether more tiles exist already.
    has_more: bool
    #: The number of picks in the whole draft.
    picked: int


def tiles_after(creator_id: UUID, after: str | None = None, search: Search = EVERYTHING) -> Tiles:
    """Return the next tiles of a walk that has come to `after`; without one it begins.

    A walk that continues with each answer's `after` meets every video once, also those that
    arrive meanwhile: a stretch of the walk holds the videos that arrived between two versions of
    the page, and later ones form the next stretch. A figure that changes during a walk by it may
    bring its video once more, or not at all. Raises `ValueError` for an unreadable `after`.
    """
    place = Place.read(after) if after else Place()
    # Read the version before the tiles: all videos that arrived up to it are committed.
    version = _version_now(creator_id)
    until = version if place.until is None else place.until
    found = _ROWS.where(*conditions(creator_id, search))
    stretch = found.where(Video.arrived > place.since, Video.arrived <= until)
    rows, goes_on = _found(creator_id, search.sort.parts_after(stretch, place.last))
    places = drafts.places(creator_id)
    tiles = _tiles(creator_id, rows, places)
    if goes_on and rows:
        last = rows[-1][0]
        following = Place(place.since, until, (search.sort.key_of(last), last.id))
        return Tiles(tiles, str(following), has_more=True, picked=len(places))
    # Without this comparison, the end of each search would read the whole library.
    if version == until:
        return Tiles(tiles, str(Place(until)), has_more=False, picked=len(places))
    later = found.with_only_columns(Video.id).where(Video.arrived > until)
    has_more = db.session.scalar(later.limit(1)) is not None
    return Tiles(tiles, str(Place(until)), has_more, picked=len(places))


def finds(creator_id: UUID, search: Search) -> bool:
    """Return whether a search finds any video."""
    found = sa.select(Video.id).where(*conditions(creator_id, search))
    return db.session.scalar(found.limit(1)) is not None


def count_found(creator_id: UUID, search: Search) -> int:
    """Return the number of videos that a search finds."""
    found = sa.select(sa.func.count()).select_from(Video)
    found = found.where(*conditions(creator_id, search))
    return db.session.scalar(found) or 0


def ids_to_tick(creator_id: UUID, search: Search, most: int, since: str | None = None) -> list[str]:
    """Return the first of the found ids whose boxes are there and not ticked, in order.

    With `since`, they begin at that video. Raises `LookupError` if the creator has no such video.
    """
    found = sa.select(Video.id).where(
        Video.missing_at.is_(None),
        Video.unlisted_at.is_(None),
        Video.id.not_in(_picked(creator_id)),
        *conditions(creator_id, search),
    )
    first, last = [], None
    if since is not None:
        video = db.session.get(Video, (creator_id, since))
        if video is None:
            raise LookupError("a video that is not in this creator's library")
        first = list(db.session.scalars(found.where(Video.id == since)))
        last = (search.sort.key_of(video), since)
    parts = list(search.sort.parts_after(found, last))
    rest = _first(lambda part, left: db.session.scalars(part.limit(left)).all(), parts, most)
    return [*first, *rest][:most]


def ids_to_untick(creator_id: UUID, search: Search) -> list[str]:
    """Return the picked ones of the found ids."""
    found = sa.select(Video.id).where(
        Video.id.in_(_picked(creator_id)), *conditions(creator_id, search)
    )
    return list(db.session.scalars(found))


def _picked(creator_id: UUID) -> sa.Select[str]:
    return sa.select(Pick.video_id).where(Pick.creator_id == creator_id)


def tiles_of(creator_id: UUID, video_ids: Sequence[str]) -> list[Tile]:
    """Return the tiles of those of these videos that the creator has, in this order."""
    rows = omissions.videos(partial(_rows_of, creator_id), creator_id, video_ids)
    tiles = {tile.card.id: tile for tile in _tiles(creator_id, rows, drafts.places(creator_id))}
    return [tiles[video_id] for video_id in video_ids if video_id in tiles]


def count(creator_id: UUID) -> int:
    found = db.session.scalar(
        sa.select(sa.func.count()).select_from(Video).where(Video.creator_id == creator_id)
    )
    return found or 0


def has_somebody_elses(creator_id: UUID, video_ids: Collection[str]) -> bool:
    """Return whether another creator here has one of these videos, and this one does not."""
    values = {"creator": creator_id, "videos": list(video_ids)}
    return bool(video_ids) and db.session.scalar(_SOMEBODY_ELSES, values) is not None


def _found(
    creator_id: UUID, parts: Iterable[sa.Select[Video, Cover]]
) -> tuple[Sequence[sa.Row[Video, Cover]], bool]:
    """Return the readable ones of the first rows of these parts, and whether there are more."""
    parts, more = list(parts), PAGE_SIZE + 1
    try:
        rows = _first(lambda part, left: db.session.execute(part.limit(left)).all(), parts, more)
        return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    except Exception as error:
        if not omissions.is_of_values(error):
            raise
    only_ids = [part.with_only_columns(Video.id) for part in parts]
    ids = _first(lambda part, left: db.session.scalars(part.limit(left)).all(), only_ids, more)
    found = omissions.videos(partial(_rows_of, creator_id), creator_id, ids[:PAGE_SIZE])
    return sorted(found, key=lambda row: ids.index(row[0].id)), len(ids) > PAGE_SIZE


def _first(read: Callable[[S, int], Sequence[T]], parts: Iterable[S], most: int) -> list[T]:
    """Return the rows of one part after the other, until there are `most`."""
    rows: list[T] = []
    for part in parts:
        if len(rows) < most:
            rows += read(part, most - len(rows))
    return rows


def _rows_of(creator_id: UUID, ids: Sequence[str]) -> Sequence[sa.Row[Video, Cover]]:
    found = _ROWS.where(Video.creator_id == creator_id, Video.id.in_(ids))
    return db.session.execute(found).all()


def _tiles(
    creator_id: UUID, rows: Sequence[sa.Row[Video, Cover]], places: Mapping[str, int]
) -> list[Tile]:
    now = clock.now()
    cards = (
        omissions.drawn(partial(card_of, video, cover, now), creator_id, video.id)
        for video, cover in rows
    )
    unlisted = {video.id for video, _ in rows if video.unlisted_at}
    return [
        _tile(card, places.get(card.id), is_unlisted=card.id in unlisted)
        for card in cards
        if card is not None
    ]


def _tile(card: Card, position: int | None, *, is_unlisted: bool) -> Tile:
    # An unlisted pick is asked for by its id before the picker says that it is gone.
    return Tile(replace(card, gone=card.gone or (is_unlisted and position is None)), position)


def _version_now(creator_id: UUID) -> int:
    version: int = db.session.execute(_VERSION, {"creator": creator_id}).scalar_one()
    return version
