"""The videos that rules find: none that is a pick already, or found by a rule before.

They are looked for when something changes (`rule_videos`), stored, and read by visits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.video import UNDATED, Video
from portfolio.services.pages import rules, search, sorts
from portfolio.services.pages.content import Content
from portfolio.services.pages.rules import Rule
from portfolio.services.pages.search import Search
from portfolio.tiktok import reading

#: How far back "the last twelve months" go.
MONTHS = timedelta(days=365)


@dataclass(frozen=True)
class Found:
    """The ids that a content's rules find, in order: of each of its sections, and of Recent."""

    sections: tuple[tuple[str, ...], ...]
    recent: tuple[str, ...] = ()

    @property
    def ids(self) -> list[str]:
        return [video_id for ids in (*self.sections, self.recent) for video_id in ids]


def find(session: Session, creator_id: UUID, content: Content) -> Found:
    """Search for the videos of a content's rules, without those that TikTok no longer shows."""
    recent = content.recent if content.shows_recent else None
    wanted = [*(section.rule for section in content.sections), recent]
    *sections, newest = find_all(session, creator_id, wanted, content.video_ids)
    return Found(tuple(sections), newest)


def find_all(
    session: Session, creator_id: UUID, wanted: Iterable[Rule | None], there: Iterable[str]
) -> list[tuple[str, ...]]:
    """Return the ids that each of these rules finds beside those that are `there`; () for None."""
    known, found = set(there), []
    for rule in wanted:
        ids = () if rule is None else found_by(session, creator_id, rule, known)
        known.update(ids)
        found.append(ids)
    return found


def found_by(
    session: Session, creator_id: UUID, rule: Rule, there: Collection[str]
) -> tuple[str, ...]:
    """Return the ids of the videos that one rule finds, except those that are `there`."""
    excepted = {*there, *rule.left_out}
    query = sa.select(Video.id).where(
        Video.missing_at.is_(None),
        *search.conditions(creator_id, Search(query=rule.words or "")),
    )
    if (since := _since(rule.period, clock.now())) is not None:
        query = query.where(Video.created_at >= since, Video.created_at != UNDATED)
    if excepted:
        query = query.where(Video.id.not_in(excepted))
    ids: list[str] = []
    for part in sorts.SORTS[rule.sort].parts_after(query, None):
        if len(ids) < rule.count:
            ids += session.scalars(part.limit(rule.count - len(ids)))
    return tuple(ids)


def as_json(edition: int, found: Found) -> dict[str, Any]:
    """Return the value that is stored for the videos that the rules of an edition found."""
    return {
        "edition": edition,
        "sections": [list(ids) for ids in found.sections],
        "recent": list(found.recent),
    }


def read(raw: object, edition: int, content: Content) -> Found | None:
    """Return the stored videos of an edition; None if unreadable, or of another edition.

    Never raises.
    """
    if not isinstance(raw, dict) or raw.get("edition") != edition:
        return None
    lists = raw.get("sections")
    if not isinstance(lists, list) or len(lists) != len(content.sections):
        return None
    return Found(tuple([_ids(each) for each in lists]), _ids(raw.get("recent")))


def of_published(
    session: Session, creator_id: UUID, raw: object, edition: int, content: Content
) -> Found:
    """Return the stored videos; only for an edition of old code they are searched, as it did."""
    if not content.has_rules:
        return Found(((),) * len(content.sections))
    stored = read(raw, edition, content)
    return find(session, creator_id, content) if stored is None else stored


def _ids(raw: object) -> tuple[str, ...]:
    ids = map(reading.identifier, raw if isinstance(raw, list) else [])
    return tuple(dict.fromkeys(each for each in ids if each is not None))


def _since(period: str, now: datetime) -> datetime | None:
    if period == rules.YEAR:
        return datetime(now.year, 1, 1, tzinfo=UTC)
    return now - MONTHS if period == rules.MONTHS else None
