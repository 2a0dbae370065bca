"""The times of a public page's videos: when each was posted, and when its words last changed.

A renewal of covers changes none of them. Feeds tell them, so that no reader's program lists all
videos as new once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.extensions import db
from portfolio.models.tables import CREATOR, EDITION, IDS, IS_PUBLISHED, PAGE, VIDEO
from portfolio.models.video import UNDATED
from portfolio.services.pages import content as contents
from portfolio.services.pages import omissions
from portfolio.services.pages.content import Content
from portfolio.services.pages.public_page import PublicPage

#: Unix seconds of the year 2242: no stored time is later.
LATEST = 2**33

_EDITION = sa.select(*EDITION.c["published_at", "content", "entry_times"])
_PUBLISHED = _EDITION.join(
    PAGE,
    IS_PUBLISHED,
).where(PAGE.c.creator_id == CREATOR)
_NUMBERED = _EDITION.where(
    EDITION.c.creator_id == CREATOR, EDITION.c.number == sa.bindparam("numbered")
)
_VIDEOS = sa.select(*VIDEO.c["id", "created_at", "worded_at", "views_at"]).where(
    VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS), VIDEO.c.missing_at.is_(None)
)


@dataclass(frozen=True)
class VideoTimes:
    """The times of one video."""

    #: When it was posted, and never after it came to us; None if TikTok gave no time.
    posted: datetime | None
    #: When it was posted, came onto the page or got other words, whichever was last.
    updated: datetime
    #: When TikTok last stated its views; None if that is unknown.
    counted: datetime | None = None


@dataclass(frozen=True)
class PageTimes:
    """The times of a page; a video whose row cannot be read is not among `videos`."""

    published: datetime
    videos: Mapping[str, VideoTimes]

    @property
    def updated(self) -> datetime:
        """The last change of its content."""
        return max([self.published, *(each.updated for each in self.videos.values())])


def of_page(page: PublicPage) -> PageTimes:
    """Return the times of a public page and of the videos that it shows."""
    return of_videos(page.creator_id, [card.id for card in page.cards()])


def of_videos(creator_id: UUID, ids: Sequence[str]) -> PageTimes:
    """Return the times of the public page, and of those of these videos that it can show."""
    edition = omissions.drawn(partial(_edition, creator_id), creator_id)
    published, since = (UNDATED, {}) if edition is None else edition
    rows = omissions.videos(partial(_rows, creator_id), creator_id, ids) if ids else []
    return PageTimes(published, {row.id: _times_in(row, published, since) for row in rows})


def of_next_edition(
    session: Session, creator_id: UUID, last: int | None, content: Content, now: datetime
) -> dict[str, int]:
    """Return what to store with a new edition: since when each video has the words it has there.

    They are Unix seconds. `last` is the number of the edition before it, if there was one.
    """
    before = None
    if last is not None:
        before = omissions.drawn(partial(_words_of, session, creator_id, last), creator_id)
    since = before or {}
    anew = int(now.timestamp())
    return {
        entry.video_id: since.get((entry.video_id, entry.title, entry.alt), anew)
        for entry in content.entries
    }


def read(raw: object) -> dict[str, int]:
    """Return such stored times without those that cannot be read. Never raises."""
    times = raw if isinstance(raw, dict) else {}
    return {key: time for key, time in times.items() if type(time) is int and 0 < time < LATEST}


def _edition(creator_id: UUID) -> tuple[datetime, Mapping[str, int]] | None:
    row = db.session.execute(_PUBLISHED, {"creator": creator_id}).one_or_none()
    if row is None:
        return None  # the page was taken back meanwhile
    return row.published_at, _since(row, contents.read(row.content))


def _rows(creator_id: UUID, ids: Sequence[str]) -> Sequence[sa.Row[Any]]:
    return db.session.execute(_VIDEOS, {"creator": creator_id, "ids": ids}).all()


def _times_in(row: sa.Row[Any], published: datetime, since: Mapping[str, int]) -> VideoTimes:
    posted = None if row.created_at == UNDATED else row.created_at
    placed = datetime.fromtimestamp(since[row.id], UTC) if row.id in since else None
    known = [time for time in (posted, placed, row.worded_at) if time is not None]
    return VideoTimes(posted, max(known, default=published), row.views_at)


def _words_of(
    session: Session, creator_id: UUID, number: int
) -> Mapping[tuple[str, str | None, str | None], int]:
    """Return since when each video has its words in an edition, by its id and these words."""
    row = session.execute(_NUMBERED, {"creator": creator_id, "numbered": number}).one()
    content = contents.read(row.content)
    since = _since(row, content)
    return {
        (entry.video_id, entry.title, entry.alt): since[entry.video_id] for entry in content.entries
    }


def _since(row: sa.Row[Any], content: Content) -> Mapping[str, int]:
    """Return since when each entry of an edition has its words: if none is stored, since then."""
    since, published = read(row.entry_times), int(row.published_at.timestamp())
    return {entry.video_id: since.get(entry.video_id, published) for entry in content.entries}
