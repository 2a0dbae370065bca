"""Libraries to search in: rows of a person's library with the captions that a test needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.search_index import SearchPart
from portfolio.models.search_text import text_of
from portfolio.models.tables import VIDEO
from portfolio.models.video import Video
from portfolio.services.drafts import picker
from portfolio.services.pages.search import Search
from tests.support.people import Person

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def has_videos(person: Person, rows: Iterable[dict[str, Any]]) -> None:
    """Let the person's library be these videos: ids from "0", each an hour older than the last."""
    creator_id = person.creator_id
    mine = Video.creator_id == creator_id
    db.session.execute(sa.delete(Video).where(mine).execution_options(synchronize_session=False))
    db.session.execute(sa.delete(SearchPart).where(SearchPart.creator_id == creator_id))
    common = {"creator_id": creator_id, "seen_at": NOON, "title": "", "description": ""}
    for number, row in enumerate(rows):
        posted = NOON - timedelta(hours=number)
        db.session.add(Video(**{**common, "id": str(number), "created_at": posted, **row}))
    db.session.commit()


def has_many_videos(person: Person, count: int) -> None:
    """Let the person's library be this many videos, some of them without figures.

    Each has words of its own, and each fifth one three that the others have not.
    """
    words = ("bread", "bread", "bread", "bread", "bread quiet light table")
    texts = (f"{words[number % 5]} of day{number:04}" for number in range(count))
    videos = [
        {
            "creator_id": person.creator_id,
            "id": str(number),
            "created_at": NOON - timedelta(hours=number),
            "seen_at": NOON,
            "title": text,
            "search": text_of(text, ""),
            "duration": 1 + number % 90 if number % 11 else None,
            "views": number * 7919 % 10**6 if number % 12 else None,
            "likes": number * 101 % 10**6 if number % 13 else None,
        }
        for number, text in enumerate(texts)
    ]
    db.session.execute(sa.delete(VIDEO).where(VIDEO.c.creator_id == person.creator_id))
    db.session.execute(sa.insert(VIDEO), videos)
    db.session.commit()


def found(person: Person, search: Search) -> list[str]:
    """Return the ids of all that a search finds, walked through page by page."""
    ids: list[str] = []
    after = None
    while True:
        tiles = picker.tiles_after(person.creator_id, after, search)
        ids += [tile.card.id for tile in tiles.tiles]
        after = tiles.after
        if not tiles.has_more:
            return ids
