"""Undo: the newest change of the draft is taken back, then the one before it, up to fifty.

There is no redo: a change that is undone is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portfolio.models.page import Page
from portfolio.services.drafts import draft_changes, drafts, order
from portfolio.services.drafts.draft_changes import Change
from portfolio.services.drafts.drafts import Draft
from portfolio.services.drafts.order import Group
from portfolio.services.pages import shown_videos
from portfolio.transactions import writing


@dataclass(frozen=True)
class Undone:
    """The change that was taken back, or given up as unreadable, and the draft after it."""

    change: Change
    is_readable: bool
    groups: list[Group]
    draft: Draft


def undo(creator_id: UUID, number: int) -> Undone:
    """Take back the change of this number; every row is as it was before it.

    One that cannot be read is given up: every row stays, and the change before it is the newest.
    Raises `LookupError` if that is not the newest change: another tab was faster.
    """
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        change, is_readable = draft_changes.take_back(session, page, number)
        groups = order.groups_of(session, creator_id)
        published = shown_videos.published(session, creator_id)
        newest = draft_changes.newest(session, creator_id)
        return Undone(change, is_readable, groups, drafts.draft_of(page, groups, published, newest))
