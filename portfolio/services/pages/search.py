"""A search in a creator's library: words and filters, as one condition of the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portfolio.extensions import db
from portfolio.models import search_text
from portfolio.models.pick import Pick
from portfolio.models.video import UNDATED, Video
from portfolio.services.pages import omissions, search_index, stays
from portfolio.services.pages.sorts import NEWEST, Sort

#: The years that a form may ask for: more than there were at TikTok.
YEARS = range(2000, 2200)
KINDS = PHOTO, FILM = ("photo", "video")
STATES = ON, OFF, GONE = ("on", "off", "gone")
ARRIVALS = (NEW,) = ("new",)
#: The filters: beside the words, each narrows a search by itself.
FILTERS = ("year", "month", "length", "views", "kind", "ai", "state", "arrival")


@dataclass(frozen=True)
class Range:
    """Whole numbers from `least`, and below `below`; either end may be open."""

    least: int | None
    below: int | None

    def __str__(self) -> str:
        ends = ("" if end is None else str(end) for end in (self.least, self.below))
        return "-".join(ends)

    def holds(self, column: InstrumentedAttribute[int | None]) -> Iterator[sa.ColumnElement[bool]]:
        # The sum keeps SQLite off the column's index: the one of the sort ends after a page.
        figure = column + 0
        if self.least is not None:
            yield figure >= self.least
        if self.below is not None:
            yield figure < self.below


@dataclass(frozen=True)
class Search:
    """A creator's search in their library, with its order; None narrows nothing."""

    query: str = ""
    sort: Sort = NEWEST
    year: int | None = None
    #: The month, from 1; of any year, if no year is given.
    month: int | None = None
    #: Seconds, of films only.
    length: Range | None = None
    views: Range | None = None
    kind: str | None = None
    ai: bool | None = None
    #: Whether it is picked, or no longer at TikTok.
    state: str | None = None
    #: Whether it came since the creator's last stay in the studio.
    arrival: str | None = None

    @property
    def pieces(self) -> list[str]:
        return search_text.pieces_of(self.query)

    @property
    def is_cut(self) -> bool:
        """Whether there are more words than are looked for."""
        return len(self.pieces) == search_text.MOST_PIECES < len(self.query.split())

    @property
    def filters(self) -> list[str]:
        """The names of the filters that narrow it."""
        return [name for name in FILTERS if getattr(self, name) is not None]

    @property
    def is_narrow(self) -> bool:
        """Whether there may be videos that it does not find."""
        return bool(self.pieces or self.filters)

    @property
    def in_plain_words(self) -> Search:
        """The search for its words alone: wherever they are, not as tags or a phrase."""
        words = " ".join(piece.strip(search_text.SEPARATOR) for piece in self.pieces)
        return replace(self, query=" ".join(words.replace("#", " ").replace('"', " ").split()))

    def without(self, *names: str) -> Search:
        """Return the search without these filters, or without its words (`query`)."""
        gone: dict[str, Any] = {name: "" if name == "query" else None for name in names}
        return replace(self, **gone)


def conditions(creator_id: UUID, search: Search) -> Iterator[sa.ColumnElement[bool]]:
    """Yield the conditions that each found video meets; the first one, that it is the creator's."""
    few = search_index.may_hold(creator_id, search.pieces)
    yield Video.creator_id == creator_id if few is None else few
    if search.pieces:
        yield _holds_all(search.pieces)
    if search.year or search.month:
        yield _posted(creator_id, search.year, search.month)
    if search.length:
        yield from Range(search.length.least or 1, search.length.below).holds(Video.duration)
    if search.views:
        yield from search.views.holds(Video.views)
    if search.kind:
        is_photo = Video.duration == 0
        yield is_photo if search.kind == PHOTO else sa.or_(~is_photo, Video.duration.is_(None))
    if search.ai is not None:
        yield Video.is_aigc.is_(True) if search.ai else Video.is_aigc.is_not(True)
    if search.state:
        yield _is_in_state(creator_id, search.state)
    if search.arrival:
        yield Video.arrived > stays.new_after(creator_id)


def _holds_all(pieces: Sequence[str]) -> sa.ColumnElement[bool]:
    holds = (Video.search.contains(piece, autoescape=True) for piece in pieces)
    # PostgreSQL multiplies the chances of words, which stand in the same captions: it would expect
    # hardly a video, and read all of them instead of twenty in their order. A case, it halves.
    return sa.case((sa.and_(*holds), sa.true()), else_=sa.false())


def _posted(creator_id: UUID, year: int | None, month: int | None) -> sa.ColumnElement[bool]:
    years = [year] if year else years_of(creator_id)
    first, after = (month, month + 1) if month else (1, 13)
    spans = [
        sa.and_(Video.created_at >= _month(each, first), Video.created_at < _month(each, after))
        for each in years
    ]
    return sa.and_(Video.created_at != UNDATED, sa.or_(sa.false(), *spans))


def years_of(creator_id: UUID) -> range:
    """Return the years in which the library's videos were posted, newest first; UTC.

    None at all, if one of them was posted at an instant that cannot be read.
    """
    posted = (Video.created_at > UNDATED, Video.created_at < _month(YEARS.stop, 1))
    found = sa.select(Video.created_at).where(Video.creator_id == creator_id, *posted).limit(1)
    try:
        last = db.session.scalar(found.order_by(Video.created_at.desc()))
        first = db.session.scalar(found.order_by(Video.created_at))
    except Exception as error:
        if not omissions.is_of_values(error):
            raise
        return range(0)
    return range(last.year, first.year - 1, -1) if last and first else range(0)


def _month(year: int, month: int) -> datetime:
    return datetime(year + (month > 12), (month - 1) % 12 + 1, 1, tzinfo=UTC)


def _is_in_state(creator_id: UUID, state: str) -> sa.ColumnElement[bool]:
    picked = Video.id.in_(sa.select(Pick.video_id).where(Pick.creator_id == creator_id))
    if state == ON:
        return picked
    if state == OFF:
        return ~picked
    # As `picker` draws it: an unlisted pick is asked for by its id before it counts as gone.
    unlisted = sa.and_(Video.unlisted_at.is_not(None), ~picked)
    return sa.or_(Video.missing_at.is_not(None), unlisted)
