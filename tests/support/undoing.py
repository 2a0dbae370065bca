"""A draft as it is stored, and the newest of its changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.models.tables import PAGE, PICK, SECTION
from portfolio.services.drafts import draft_changes, picks, undo
from portfolio.services.drafts.draft_changes import Change
from tests.support.people import Person

Rows = list[tuple[Any, ...]]


def draft_of(person: Person) -> tuple[Rows, Rows, Rows]:
    """Return all that is stored of a draft: picks, sections, and the page's columns of it."""
    db.session.rollback()
    creator_id = person.creator_id

    def rows(table: sa.Table, *columns: sa.Column[Any]) -> Rows:
        found = sa.select(*(columns or table.c)).where(table.c.creator_id == creator_id)
        return sorted((tuple(row) for row in db.session.execute(found)), key=str)

    return rows(PICK), rows(SECTION), rows(PAGE, *PAGE.c[*sorted(Page.DRAFT_COLUMNS)])


def newest(person: Person) -> Change | None:
    db.session.rollback()
    return draft_changes.newest(db.session(), person.creator_id)


def tick(creator_id: UUID, video_id: str) -> None:
    picks.change(creator_id, add=[video_id])


def untick(creator_id: UUID, video_id: str) -> None:
    picks.change(creator_id, remove=[video_id])


def number_of(person: Person) -> int:
    change = newest(person)
    return 0 if change is None else change.number


def undo_newest(person: Person) -> undo.Undone:
    return undo.undo(person.creator_id, number_of(person))
