"""Filling the index of a library's texts, behind its syncs: a part in one commit.

A sync only takes the number from a video whose text changed. Until it has one again, a search looks
through its text by itself, so that the index is never wrong, and mostly not in anybody's way.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.grams import grams_of
from portfolio.models.page import Page
from portfolio.models.search_index import PART, SearchPart, packed
from portfolio.models.tables import CREATOR, IDS, SEARCH_GRAM, SEARCH_PART, VIDEO
from portfolio.services.pages import omissions
from portfolio.transactions import end_read, writing

#: Fewer videos than these are looked through by each search.
LEAST = 500
#: Of PostgreSQL's advisory locks, for a transaction: parts are committed in the order of their ids.
_LOCK = sa.select(sa.func.pg_advisory_xact_lock(0x67_72_61_6D))

_HAS_NO_NUMBER = sa.and_(VIDEO.c.creator_id == CREATOR, VIDEO.c.number.is_(None))
_FIRST = sa.select(VIDEO.c.id).where(_HAS_NO_NUMBER)
_TEXTS = sa.select(*VIDEO.c["id", "search"]).where(
    VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS)
)
_SMALLEST = (
    sa.select(SEARCH_PART.c.id)
    .where(SEARCH_PART.c.creator_id == CREATOR, SEARCH_PART.c.videos < sa.bindparam("half"))
    .order_by(SEARCH_PART.c.videos)
    .limit(1)
)
_IN_PART = VIDEO.c.number.between(sa.bindparam("first"), sa.bindparam("last"))
_IDS_IN_PART = sa.select(VIDEO.c.id).where(_IN_PART)
_NUMBER = (
    sa.update(VIDEO)
    .where(
        VIDEO.c.creator_id == CREATOR,
        VIDEO.c.id == sa.bindparam("video"),
        VIDEO.c.search == sa.bindparam("text"),
    )
    .values(number=sa.bindparam("new_number"))
)
_FREE = sa.update(VIDEO).where(_IN_PART).values(number=None)
_DELETE = sa.delete(SEARCH_PART).where(SEARCH_PART.c.id == sa.bindparam("part"))


def is_behind(creator_id: UUID) -> bool:
    """Return whether enough texts are outside the index for a new part of it."""
    first = _FIRST.limit(LEAST).subquery()
    count = sa.select(sa.func.count()).select_from(first)
    found = db.session.scalar(count, {"creator": creator_id}) or 0
    end_read()
    return found >= LEAST


def add(creator_id: UUID) -> bool:
    """Put texts into the index as a new part of it; return whether any were. Safe to run twice.

    The new part also takes the videos of an older one that is not half full.
    """
    old = db.session.scalar(_SMALLEST, {"creator": creator_id, "half": PART // 2})
    ids = [] if old is None else list(db.session.scalars(_IDS_IN_PART, _range(old)))
    new = db.session.scalars(_FIRST.limit(PART - len(ids)), {"creator": creator_id}).all()
    ids += new
    texts = dict(omissions.videos(partial(_texts_of, creator_id), creator_id, ids)) if new else {}
    end_read()
    if not texts:
        return False
    grams: defaultdict[int, int] = defaultdict(int)
    for place, text in enumerate(texts.values()):
        for gram in grams_of(text):
            grams[gram] |= 1 << place
    with writing() as session:
        return _store(session, creator_id, texts, grams, old)


def _texts_of(creator_id: UUID, ids: list[str]) -> list[tuple[str, str]]:
    rows = db.session.execute(_TEXTS, {"creator": creator_id, "ids": ids})
    return [(row.id, row.search) for row in rows if isinstance(row.search, str)]


def _store(
    session: Session,
    creator_id: UUID,
    texts: dict[str, str],
    grams: dict[int, int],
    old: int | None,
) -> bool:
    creator = session.get(Creator, creator_id, with_for_update={"key_share": True})
    if creator is None or not creator.is_active:
        return False
    # As a sync does: all writers of this creator's videos wait here.
    session.get_one(Page, creator_id, with_for_update=True)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK)
    part = SearchPart(creator_id=creator_id, videos=len(texts))
    session.add(part)
    session.flush()
    numbered = [
        {"creator": creator_id, "video": video_id, "text": text, "new_number": number}
        for number, (video_id, text) in enumerate(texts.items(), start=part.id * PART)
    ]
    session.execute(_NUMBER, numbered)
    rows = [
        {"part_id": part.id, "gram": gram, "videos": packed(bits)} for gram, bits in grams.items()
    ]
    if rows:
        session.execute(sa.insert(SEARCH_GRAM), rows)
    if old is not None:
        session.execute(_FREE, _range(old))
        session.execute(_DELETE, {"part": old})
    return True


def _range(part_id: int) -> dict[str, Any]:
    return {"first": part_id * PART, "last": part_id * PART + PART - 1}
