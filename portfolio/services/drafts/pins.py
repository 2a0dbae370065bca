"""Pins: a section's pinned pick stays first there, however the others are moved or sorted.

A section has at most one. Each use case raises `LookupError` for a pick or a section that is not,
or no longer, in the draft.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.video import Video
from portfolio.services.drafts import draft_changes, moves, order, picks
from portfolio.services.drafts.draft_changes import Summary
from portfolio.services.drafts.order import Group, Picked
from portfolio.services.drafts.order_changes import Changed, change


def pin(creator_id: UUID, video_id: str, into: UUID | None = None) -> Changed:
    """Put a pick first in its section and keep it there; the one that was pinned follows it.

    A video of the library that is no pick, as one that a rule finds, becomes one of the section
    `into`. Raises `Refused` if the draft is full.
    """

    def act(groups: list[Group]) -> list[Group]:
        is_new = into is not None and not any(video_id in group.ids for group in groups)
        there = _with_new(creator_id, groups, video_id, into) if is_new else groups
        return pinned(there, video_id)

    return change(creator_id, act, Summary(draft_changes.PINNED))


def unpin(creator_id: UUID, video_id: str) -> Changed:
    """Let a pinned pick be moved and sorted as the others are; it stays first until then."""
    return change(
        creator_id, lambda groups: unpinned(groups, video_id), Summary(draft_changes.UNPINNED)
    )


def _with_new(
    creator_id: UUID, groups: list[Group], video_id: str, into: UUID | None
) -> list[Group]:
    """Return the order with a new pick at the end of a section."""
    found = sa.select(Video.id).where(Video.creator_id == creator_id, Video.id == video_id)
    if db.session.scalar(found) is None:
        raise LookupError("a video that is not in this creator's library")
    if sum(len(group.picks) for group in groups) >= picks.MOST:
        raise picks.full()
    at = moves.at_of(groups, into)
    new = Picked(video_id, None, 0, is_hidden=False)
    longer = order.inserted(groups[at], [new], len(groups[at].picks))
    return order.with_group(groups, at, longer)


# The same, on plain values.


def pinned(groups: list[Group], video_id: str) -> list[Group]:
    at, _ = moves.find(groups, video_id)
    if groups[at].pinned == video_id:
        return groups
    free = order.with_group(groups, at, _with_first(groups[at], is_pinned=False))
    moved = moves.placed(free, [video_id], at, 0)
    return order.with_group(moved, at, _with_first(moved[at], is_pinned=True))


def unpinned(groups: list[Group], video_id: str) -> list[Group]:
    at, _ = moves.find(groups, video_id)
    if groups[at].pinned != video_id:
        return groups
    return order.with_group(groups, at, _with_first(groups[at], is_pinned=False))


def _with_first(group: Group, *, is_pinned: bool) -> Group:
    first, *others = group.picks
    return replace(group, picks=(replace(first, is_pinned=is_pinned), *others))
