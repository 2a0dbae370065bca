"""The order of the draft as plain values: its picks, in groups. Each section is one group; the
picks before any section are another, the first one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.models.tables import CREATOR, PICK, SECTION, VIDEO
from portfolio.services.drafts import positions
from portfolio.services.pages import rules
from portfolio.services.pages.rules import Rule


@dataclass(frozen=True)
class Picked:
    """One pick. `is_hidden`: visitors cannot see it, since TikTok does not show the video."""

    video_id: str
    title: str | None
    position: int
    is_hidden: bool
    alt: str | None = None
    section_id: UUID | None = None
    #: It stays first in its section; see `Group.pinned`.
    is_pinned: bool = False


@dataclass(frozen=True)
class Heading:
    """A section without its picks."""

    id: UUID
    position: int
    title: str
    about: str | None = None
    #: None: the layout of the page.
    layout: str | None = None
    #: As it is stored; None: it keeps nothing by itself.
    rule: Mapping[str, Any] | None = None

    @property
    def keeps(self) -> Rule | None:
        """The rule, if it can be read."""
        return rules.read(self.rule)


@dataclass(frozen=True)
class Group:
    """Picks in their order. `heading` is None for those before any section."""

    picks: tuple[Picked, ...]
    heading: Heading | None = None

    @property
    def section_id(self) -> UUID | None:
        return None if self.heading is None else self.heading.id

    @property
    def ids(self) -> list[str]:
        return [pick.video_id for pick in self.picks]

    @property
    def pinned(self) -> str | None:
        """The id of its pinned pick; only the first one can be that."""
        return self.picks[0].video_id if self.picks and self.picks[0].is_pinned else None


#: Joins a pick to its section.
IS_ITS_SECTION = sa.and_(
    SECTION.c.creator_id == PICK.c.creator_id, SECTION.c.id == PICK.c.section_id
)
#: The columns that bring picks into the order of the page; a section's position is at least 1.
ON_THE_PAGE = (sa.func.coalesce(SECTION.c.position, 0), PICK.c.position, PICK.c.video_id)

_PICKS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        *PICK.c["video_id", "title", "position"],
        sa.or_(VIDEO.c.id.is_(None), VIDEO.c.missing_at.is_not(None)).label("is_hidden"),
        PICK.c.alt,
        SECTION.c.id.label("section_id"),
        PICK.c.is_pinned,
    )
    .outerjoin(
        VIDEO, sa.and_(VIDEO.c.creator_id == PICK.c.creator_id, VIDEO.c.id == PICK.c.video_id)
    )
    .outerjoin(SECTION, IS_ITS_SECTION)
    .where(PICK.c.creator_id == CREATOR)
    .order_by(*ON_THE_PAGE)
)
_VIDEOS = sa.select(
    VIDEO.c.id,
    sa.cast(sa.null(), sa.Text),
    sa.cast(sa.null(), sa.Integer),
    VIDEO.c.missing_at.is_not(None),
    sa.cast(sa.null(), sa.Text),
    sa.cast(sa.null(), sa.Uuid),
    sa.cast(sa.null(), sa.Boolean),
    sa.cast(sa.null(), sa.Integer),
).where(VIDEO.c.creator_id == CREATOR, VIDEO.c.id.in_(sa.bindparam("videos", expanding=True)))
_BOTH = sa.union_all(
    _PICKS.order_by(None).add_columns(
        sa.func.coalesce(SECTION.c.position, 0).label("section_position")
    ),
    _VIDEOS,
).subquery()
_PICKS_AND_VIDEOS = sa.select(_BOTH).order_by(*_BOTH.c["section_position", "position", "video_id"])
_IDS = (
    sa.select(PICK.c.video_id)
    .outerjoin(SECTION, IS_ITS_SECTION)
    .where(PICK.c.creator_id == CREATOR)
    .order_by(*ON_THE_PAGE)
)
_HEADINGS = (
    sa.select(*SECTION.c["id", "position", "title", "about", "layout", "rule"])
    .where(SECTION.c.creator_id == CREATOR)
    .order_by(SECTION.c.position, SECTION.c.id)
)


def picks_of(session: Session, creator_id: UUID) -> list[Picked]:
    """Return the picks in the order of the page."""
    return [Picked(*row) for row in session.execute(_PICKS, {"creator": creator_id})]


def picks_and_videos(
    session: Session, creator_id: UUID, video_ids: Collection[str]
) -> tuple[list[Picked], dict[str, bool]]:
    """Return `picks_of`, and whether each of these videos is hidden, by one statement.

    Videos that are not in the creator's library are left out.
    """
    if not video_ids:
        return picks_of(session, creator_id), {}
    values = {"creator": creator_id, "videos": list(video_ids)}
    rows = session.execute(_PICKS_AND_VIDEOS, values).all()
    picks = [Picked(*row[:-1]) for row in rows if row.position is not None]
    return picks, {row.video_id: row.is_hidden for row in rows if row.position is None}


def ids_of(session: Session, creator_id: UUID) -> list[str]:
    """Return the picked ids in the order of the page."""
    return list(session.scalars(_IDS, {"creator": creator_id}))


def headings_of(session: Session, creator_id: UUID) -> list[Heading]:
    return [Heading(*row) for row in session.execute(_HEADINGS, {"creator": creator_id})]


def groups_of(session: Session, creator_id: UUID) -> list[Group]:
    """Return the whole order; the group before any section is always there."""
    picks = picks_of(session, creator_id)
    return grouped(headings_of(session, creator_id), picks)


def grouped(headings: Iterable[Heading], picks: Iterable[Picked]) -> list[Group]:
    by_section: defaultdict[UUID | None, list[Picked]] = defaultdict(list)
    for pick in picks:
        there = by_section[pick.section_id]
        # Where old code moved another pick before a pinned one, that is no longer pinned.
        there.append(replace(pick, is_pinned=False) if there and pick.is_pinned else pick)
    first = Group(tuple(by_section[None]))
    return [first, *(Group(tuple(by_section[each.id]), each) for each in headings)]


def state_of(groups: Iterable[Group]) -> str:
    """Return a short text, another one for every other order, pin, title, text, layout or rule."""
    parts: list[str] = []
    for group in groups:
        if group.heading is not None:
            parts += ("section", str(group.section_id), group.heading.title)
            parts += (group.heading.about or "", group.heading.layout or "")
            parts.append(repr(group.heading.keeps))
        parts.append(group.pinned or "")
        for pick in group.picks:
            parts += (pick.video_id, pick.title or "", pick.alt or "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def with_group(groups: Sequence[Group], at: int, group: Group) -> list[Group]:
    """Return the order with another group in the place of number `at`, from 0."""
    return [*groups[:at], group, *groups[at + 1 :]]


def inserted(group: Group, picks: Sequence[Picked], at: int) -> Group:
    """Return a group with these picks put in before its pick number `at`, from 0.

    Only they get new positions, unless there is no room: then all of the group do.
    """
    before, after = group.picks[:at], group.picks[at:]
    room = positions.between(
        before[-1].position if before else None, after[0].position if after else None, len(picks)
    )
    if room is not None:
        numbers = iter(room)
        new = [_put(each, group, next(numbers)) for each in picks]
        return replace(group, picks=(*before, *new, *after))
    return renumbered(replace(group, picks=(*before, *picks, *after)))


def renumbered(group: Group) -> Group:
    """Return a group with room between all of its picks."""
    numbers = positions.evenly(len(group.picks))
    picks = [_put(pick, group, n) for pick, n in zip(group.picks, numbers, strict=True)]
    return replace(group, picks=tuple(picks))


def _put(pick: Picked, group: Group, position: int) -> Picked:
    """Return the pick at a position of a group. In another section it is no longer pinned."""
    is_pinned = pick.is_pinned and pick.section_id == group.section_id
    return replace(pick, section_id=group.section_id, position=position, is_pinned=is_pinned)
