"""The ids of the videos on the public page: those of its edition, and those by its rules.

All that it ever showed are stored, so that their lasting addresses go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portfolio.models.tables import CREATOR, EDITION, IS_PUBLISHED, PAGE, SHOWN_VIDEO
from portfolio.services.pages import rule_search
from portfolio.services.pages.content import Content, read

_PUBLISHED: sa.Select[Any] = (
    sa.select(EDITION.c.content, EDITION.c.number, PAGE.c.rule_ids)
    .join(PAGE, IS_PUBLISHED)
    .where(PAGE.c.creator_id == CREATOR)
)
#: The letters of an id that the database can hold.
_LONGEST = 128


@dataclass(frozen=True)
class Shown:
    """The public page: its content and the ids of its videos, and what those depend upon."""

    content: Content | None = None
    ids: Sequence[str] = ()
    edition: int | None = None
    rule_ids: object = None

    def is_of(self, page: sa.Row[Any]) -> bool:
        """Return whether a page, read later, still shows the same."""
        return (self.edition, self.rule_ids) == (page.edition, page.rule_ids)


def published(session: Session, creator_id: UUID) -> Content | None:
    """Return the content of the edition that is public now; None if there is none."""
    found = session.execute(_PUBLISHED, {"creator": creator_id}).one_or_none()
    return None if found is None else read(found.content)


def shown_ids(session: Session, creator_id: UUID) -> list[str]:
    """Return the ids on the public page, those that its rules found included; [] if it is none."""
    return list(shown(session, creator_id).ids)


def shown(session: Session, creator_id: UUID) -> Shown:
    """Return what is on the public page; nothing if it is none."""
    row = session.execute(_PUBLISHED, {"creator": creator_id}).one_or_none()
    return Shown() if row is None else _shown(session, creator_id, row)


def shown_by(session: Session, creator_id: UUID, locked: sa.Row[Any]) -> Shown:
    """Return the same for a page that was locked by a statement which also read its edition.

    If a Publish was waited for, PostgreSQL joined its new page and no edition: then read again.
    """
    if locked.edition is None:
        return Shown()
    if locked.number is None:
        return shown(session, creator_id)
    return _shown(session, creator_id, locked)


def _shown(session: Session, creator_id: UUID, row: sa.Row[Any]) -> Shown:
    content = read(row.content)
    found = rule_search.of_published(session, creator_id, row.rule_ids, row.number, content)
    return Shown(content, [*content.video_ids, *found.ids], row.number, row.rule_ids)


def note(session: Session, creator_id: UUID) -> None:
    """Store the ids on the public page, in the commit that changes it; the stored ones stay."""
    ids = shown_ids(session, creator_id)
    # Only an edition that was altered by hand holds longer ones.
    rows = [{"creator_id": creator_id, "video_id": each} for each in ids if len(each) <= _LONGEST]
    if rows:
        is_postgresql = session.get_bind().dialect.name == "postgresql"
        insert = (postgresql.insert if is_postgresql else sqlite.insert)(SHOWN_VIDEO)
        session.execute(insert.on_conflict_do_nothing(), rows)
