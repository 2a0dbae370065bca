"""Moving picks: a step, to a place, behind another pick, or all of a section sorted once.

Each raises `LookupError` for a pick or a section that is not, or no longer, in the draft. Places
count from 0; one out of range is the nearest that there is. The pinned pick of a section stays
first there: others come behind it, and only a move to another section takes it along, unpinned.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.models.tables import CREATOR, IDS, VIDEO
from portfolio.models.video import UNDATED
from portfolio.services.drafts import order
from portfolio.services.drafts.order import Group
from portfolio.services.drafts.order_changes import Changed, change

#: The orders in which a section can be sorted, each with its key of a video's date and views.
Facts: TypeAlias = tuple[datetime, int]
SORTS: Mapping[str, Callable[[Facts], float]] = {
    "newest": lambda facts: -facts[0].timestamp(),
    "oldest": lambda facts: facts[0].timestamp(),
    "views": lambda facts: -facts[1],
}
_FACTS = sa.select(VIDEO.c.id, VIDEO.c.created_at, VIDEO.c.views).where(
    VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(IDS)
)


def step(creator_id: UUID, video_id: str, by: int) -> Changed:
    """Move a pick one place up (-1) or down (1); at an end of its section, into the next one."""
    return change(creator_id, lambda groups: stepped(groups, video_id, by))


def to_place(
    creator_id: UUID, video_ids: Collection[str], section_id: UUID | None, place: int
) -> Changed:
    """Move picks, in their present order, to a place in a section; None: before any section."""
    return change(
        creator_id, lambda groups: placed(groups, video_ids, at_of(groups, section_id), place)
    )


def within(creator_id: UUID, video_ids: Sequence[str], place: int) -> Changed:
    """Do the same in the section that holds the first of them."""
    return change(
        creator_id,
        lambda groups: placed(groups, video_ids, find(groups, first(video_ids))[0], place),
    )


def behind(
    creator_id: UUID, video_ids: Collection[str], section_id: UUID | None, other: str | None
) -> Changed:
    """Move picks behind another one, wherever that is by now.

    Without `other`, or if it has left the draft, they come first in the section.
    """
    return change(creator_id, lambda groups: followed(groups, video_ids, section_id, other))


def sort(creator_id: UUID, section_id: UUID | None, by: str) -> Changed:
    """Sort a section once, by one of `SORTS`. Raises `LookupError` for another word, too."""
    key = SORTS[by]

    def act(groups: list[Group]) -> list[Group]:
        at = at_of(groups, section_id)
        values = {"creator": creator_id, "ids": groups[at].ids}
        facts = {row.id: row for row in db.session.execute(_FACTS, values)}

        def key_of(video_id: str) -> float:
            row = facts.get(video_id)
            return key((UNDATED, -1) if row is None else (row.created_at, row.views or 0))

        first = 0 if groups[at].pinned is None else 1
        others = sorted(groups[at].picks[first:], key=lambda pick: key_of(pick.video_id))
        picks = (*groups[at].picks[:first], *others)
        if picks == groups[at].picks:
            return groups
        return order.with_group(groups, at, order.renumbered(replace(groups[at], picks=picks)))

    return change(creator_id, act)


# The same, on plain values.


def stepped(groups: list[Group], video_id: str, by: int) -> list[Group]:
    at, place = find(groups, video_id)
    # The others reach the beginning of their section behind its pinned pick.
    beginning = 0 if groups[at].pinned in (None, video_id) else 1
    if beginning <= place + by < len(groups[at].picks):
        return placed(groups, [video_id], at, place + by)
    if not 0 <= at + by < len(groups):
        return groups
    return placed(groups, [video_id], at + by, len(groups[at + by].picks) if by < 0 else 0)


def placed(groups: list[Group], video_ids: Collection[str], to: int, place: int) -> list[Group]:
    chosen = set(video_ids)
    if not chosen <= {each for group in groups for each in group.ids}:
        raise LookupError("a pick that is not in the draft")
    chosen.discard(groups[to].pinned or "")
    moving = [pick for group in groups for pick in group.picks if pick.video_id in chosen]
    left = [without(group, chosen) for group in groups]
    beginning = 0 if left[to].pinned is None else 1
    left[to] = order.inserted(left[to], moving, min(max(place, beginning), len(left[to].picks)))
    return groups if _ids(left) == _ids(groups) else left


def followed(
    groups: list[Group], video_ids: Collection[str], section_id: UUID | None, other: str | None
) -> list[Group]:
    if not any(other in group.ids for group in groups):
        return placed(groups, video_ids, at_of(groups, section_id), 0)
    at, place = find(groups, other or "")
    moving = {*video_ids} - {groups[at].pinned}
    stay = [each for each in groups[at].ids[: place + 1] if each not in moving]
    return placed(groups, video_ids, at, len(stay))


def without(group: Group, video_ids: Collection[str]) -> Group:
    return replace(group, picks=tuple([p for p in group.picks if p.video_id not in video_ids]))


def at_of(groups: Sequence[Group], section_id: UUID | None) -> int:
    for at, group in enumerate(groups):
        if group.section_id == section_id:
            return at
    raise LookupError("a section that is not in the draft")


def find(groups: Sequence[Group], video_id: str) -> tuple[int, int]:
    """Return the group of a pick and its place there, both from 0."""
    for at, group in enumerate(groups):
        if video_id in group.ids:
            return at, group.ids.index(video_id)
    raise LookupError("a pick that is not in the draft")


def first(video_ids: Sequence[str]) -> str:
    return video_ids[0] if video_ids else ""


def _ids(groups: Sequence[Group]) -> list[list[str]]:
    return [group.ids for group in groups]
