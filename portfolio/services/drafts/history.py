"""The history of a page: its kept editions, each with its difference from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.tables import CREATOR, EDITION
from portfolio.services.drafts import differences
from portfolio.services.drafts.differences import Difference
from portfolio.services.pages import content, omissions
from portfolio.services.pages.content import Content

#: Editions in one part of the history.
AT_ONCE = 10
#: A number above that of every edition.
NEWEST = 2**31 - 1

_NUMBERS = (
    sa.select(EDITION.c.number)
    .where(EDITION.c.creator_id == CREATOR, EDITION.c.number < sa.bindparam("before"))
    .order_by(EDITION.c.number.desc())
    .limit(AT_ONCE + 1)
)
_EDITIONS = (
    sa.select(*EDITION.c["number", "published_at", "published_by", "content"])
    .where(
        EDITION.c.creator_id == CREATOR,
        EDITION.c.number.in_(sa.bindparam("numbers", type_=sa.Integer(), expanding=True)),
    )
    .order_by(EDITION.c.number.desc())
)


@dataclass(frozen=True)
class Published:
    """An edition as plain values. `by` is the person who published it; None if that is unknown."""

    number: int
    at: datetime
    by: UUID | None
    content: Content


@dataclass(frozen=True)
class Past:
    """An edition, and how it differs from the one before it; None if none before it is kept."""

    edition: Published
    difference: Difference | None


@dataclass(frozen=True)
class History:
    """A part of the history, newest first. Older ones are before number `older`, if any are."""

    editions: Sequence[Past]
    older: int | None


def read(creator_id: UUID, before: int = NEWEST) -> History:
    """Return the newest editions with numbers below `before`, without those that are unreadable."""
    values = {"creator": creator_id, "before": before}
    numbers = db.session.scalars(_NUMBERS, values).all()
    found = _editions(creator_id, numbers)
    shown = [each for each in found if each.number in numbers[:AT_ONCE]]
    earlier = [*(each.content for each in found[1:]), None]
    editions = [
        Past(each, None if old is None else differences.between(old, each.content))
        for each, old in zip(shown, earlier, strict=False)
    ]
    return History(editions, numbers[AT_ONCE - 1] if len(numbers) > AT_ONCE else None)


def find(creator_id: UUID, number: int) -> Published | None:
    """Return an edition; None if there is none of this number, or none any more."""
    return next(iter(_editions(creator_id, [number])), None)


def _editions(creator_id: UUID, numbers: Sequence[int]) -> list[Published]:
    def read(some: Sequence[int]) -> list[Published]:
        found = db.session.execute(_EDITIONS, {"creator": creator_id, "numbers": some})
        return [_published(row) for row in found]

    if not numbers:
        return []
    return omissions.rows(
        read, numbers, lambda _number, error: omissions.leave_out(creator_id, None, error)
    )


def _published(row: sa.Row[Any]) -> Published:
    return Published(row.number, row.published_at, row.published_by, content.read(row.content))
