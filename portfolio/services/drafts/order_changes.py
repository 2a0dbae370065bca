"""Changes of the order: one commit for each act, which writes only the rows that differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from portfolio.models.page import Page
from portfolio.services.drafts import draft_changes, drafts, order
from portfolio.services.drafts.draft_changes import Summary
from portfolio.services.drafts.drafts import Draft
from portfolio.services.drafts.order import Group
from portfolio.services.pages import shown_videos
from portfolio.transactions import writing

#: An act: it returns a new order for the whole of the present one.
Act: TypeAlias = Callable[[list[Group]], list[Group]]


@dataclass(frozen=True)
class Changed:
    """The order before and after an act, and the draft after it."""

    before: list[Group]
    after: list[Group]
    draft: Draft


def change(creator_id: UUID, act: Act, summary: Summary | None = None) -> Changed:
    """Store the order that `act` returns for the present one; nothing if it raises.

    `summary` tells the change in short, where its rows do not.
    """
    with writing() as session:
        # The row that every change of the draft locks first.
        page = session.get_one(Page, creator_id, with_for_update=True)
        before = order.groups_of(session, creator_id)
        after = act(before)
        newest = draft_changes.store(session, page, before, after, summary=summary)
        published = shown_videos.published(session, creator_id)
        return Changed(before, after, drafts.draft_of(page, after, published, newest))
