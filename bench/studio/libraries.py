"""Libraries of any size, written directly: no sync, no call to TikTok."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from bench.rows import LIFE, insert_creators
from bench.studio.captions import captions
from portfolio import clock
from portfolio.extensions import db
from portfolio.models import search_text
from portfolio.models.cover import renew_by
from portfolio.models.page import Page
from portfolio.models.pick import Pick
from portfolio.models.tables import COVER, VIDEO
from portfolio.services.drafts import positions
from portfolio.services.library import index_parts
from portfolio.transactions import writing
from tests.servers.launch import Site

#: All videos were posted within these years, evenly.
YEARS = timedelta(days=5 * 365)
#: Rows of one statement.
PART = 5000


def insert_creator(site: Site, account: str, videos: int) -> UUID:
    """Insert a connected creator with a public page and a library; every cover is fresh."""
    site.control("creators", {"account": account, "videos": 0})
    (creator_id,) = insert_creators(site, [account], due=False)
    insert_videos(creator_id, videos, f"{site.sandbox_url}/covers-of-bench", seed=account)
    return creator_id


def insert_videos(creator_id: UUID, count: int, pictures: str, *, seed: str) -> None:
    """Insert videos with covers at addresses under `pictures`; the same for the same seed."""
    rows = _videos(creator_id, count, random.Random(seed))
    now = clock.now()
    fresh = {"fetched_at": now, "expires_at": now + LIFE, "renew_by": renew_by(now, now + LIFE)}
    while part := list(islice(rows, PART)):
        covers = [
            {
                "creator_id": creator_id,
                "video_id": row["id"],
                "url": f"{pictures}/{row['id']}.jpg",
                **fresh,
            }
            for row in part
        ]
        with writing() as session:
            session.execute(sa.insert(VIDEO), part)
            session.execute(sa.insert(COVER), covers)
    while index_parts.is_behind(creator_id) and index_parts.add(creator_id):
        pass  # as the jobs behind a sync do


def _videos(creator_id: UUID, count: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    now = clock.now().replace(microsecond=0)
    text_of = cache(search_text.text_of)
    first = chance.randrange(10**17)
    for number, words in enumerate(captions(count, chance)):
        views = int(10 ** chance.uniform(1, 6.5)) if chance.random() < 0.97 else None
        yield {
            "creator_id": creator_id,
            "id": str(7 * 10**18 + first + number * 10**9),
            "created_at": _posted(now, number, count),
            "stated_at": _posted(now, number, count),
            "title": words[:60],
            "description": words,
            "search": text_of(words[:60], words),
            "duration": 0 if chance.random() < 0.1 else chance.randint(5, 600),
            "views": views,
            "likes": None if views is None else views // 10,
            "is_aigc": chance.random() < 0.05,
            "seen_at": now,
        }


def _posted(now: datetime, number: int, count: int) -> datetime:
    return (now - YEARS * (1 - number / count)).replace(microsecond=0)


def gather_statistics() -> None:
    """Do autovacuum's work of the next minute now; SQLite has nothing of the kind."""
    if db.engine.dialect.name != "postgresql":
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            sa.text("VACUUM (ANALYZE) video, cover, pick, page, search_part, search_gram")
        )


def picked_are(creator_id: UUID, video_ids: Sequence[str]) -> None:
    """Let the draft hold these videos alone, in one group."""
    now = clock.now()
    with writing() as session:
        session.get_one(Page, creator_id, with_for_update=True)
        session.execute(sa.delete(Pick).where(Pick.creator_id == creator_id))
        places = zip(video_ids, positions.evenly(len(video_ids)), strict=True)
        session.add_all(
            Pick(creator_id=creator_id, video_id=video_id, position=position, picked_at=now)
            for video_id, position in places
        )


def picks_in(creator_id: UUID) -> int:
    """Return the number of the creator's picks."""
    found = sa.select(sa.func.count()).select_from(Pick).where(Pick.creator_id == creator_id)
    number = db.session.scalar(found) or 0
    db.session.rollback()
    return number


def newest_ids(creator_id: UUID, count: int) -> list[str]:
    found = sa.select(VIDEO.c.id).where(VIDEO.c.creator_id == creator_id)
    ids = list(db.session.scalars(found.order_by(VIDEO.c.created_at.desc()).limit(count)))
    db.session.rollback()
    return ids
