"""The public pages and their videos, in portions, with the times of their last changes.

Search engines read one portion as one sitemap: https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db, settings
from portfolio.models.tables import (
    CREATOR_TABLE,
    EDITION,
    IS_LISTED,
    IS_OF_THIS_APP,
    IS_PUBLISHED,
    PAGE,
)
from portfolio.services.pages import content, handles, omissions, rule_search, video_times

#: The most entries of one sitemap.
MOST_ENTRIES = 10_000
#: The pages in one: each shows up to 500 picks, and 24 videos of each of eleven rules.
PAGES = 13

_IDS = (
    sa.select(PAGE.c.creator_id)
    .join(EDITION, IS_PUBLISHED)
    .join(CREATOR_TABLE, CREATOR_TABLE.c.id == PAGE.c.creator_id)
    .where(PAGE.c.handle.is_not(None), IS_LISTED, IS_OF_THIS_APP)
)
_ROWS = (
    sa.select(*PAGE.c["creator_id", "handle", "rule_ids"], *EDITION.c["number", "content"])
    .join(EDITION, IS_PUBLISHED)
    .where(PAGE.c.creator_id.in_(sa.bindparam("creators", type_=sa.Uuid(), expanding=True)))
)


@dataclass(frozen=True)
class MappedPage:
    """A public page, with the instants of the last changes of its content and of each video."""

    handle: str
    changed_at: datetime
    videos: Mapping[str, datetime]


def portions() -> int:
    """Return the number of portions, the first included, which there always is."""
    count = db.session.scalar(sa.select(sa.func.count()).select_from(_ours().subquery())) or 0
    return max(-(-count // PAGES), 1)


def portion(number: int) -> list[MappedPage]:
    """Return the pages of a portion, from 1 on, without those that cannot be read."""
    some = _ours().order_by(PAGE.c.creator_id).limit(PAGES).offset((number - 1) * PAGES)
    ids = db.session.scalars(some).all()
    rows = omissions.rows(_rows, ids, _leave_out)
    pages = (omissions.drawn(partial(_page, row), row.creator_id) for row in rows)
    return [page for page in pages if page is not None]


def _ours() -> sa.Select[Any]:
    return _IDS.params(tiktok_app=settings().tiktok_app)


def _rows(creator_ids: Sequence[UUID]) -> Sequence[sa.Row[Any]]:
    return db.session.execute(_ROWS, {"creators": creator_ids}).all()


def _page(row: sa.Row[Any]) -> MappedPage | None:
    if not handles.is_one(row.handle):
        omissions.leave_out(row.creator_id, None, "its handle is malformed")
        return None
    published = content.read(row.content)
    found = rule_search.of_published(
        db.session(), row.creator_id, row.rule_ids, row.number, published
    )
    ids = [*published.video_ids, *found.ids]
    times = video_times.of_videos(row.creator_id, ids)
    shown = {
        video_id: times.videos[video_id].updated for video_id in ids if video_id in times.videos
    }
    return MappedPage(row.handle, times.updated, shown)


def _leave_out(creator_id: UUID, reason: object) -> None:
    omissions.leave_out(creator_id, None, reason)
