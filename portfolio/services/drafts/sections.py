"""The sections of the draft: added, renamed, moved and removed; their picks are never lost.

Each raises `LookupError` for a section that is not, or no longer, in the draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.languages import gettext, ngettext
from portfolio.models.section import Section
from portfolio.services.drafts import order, positions
from portfolio.services.drafts.moves import at_of
from portfolio.services.drafts.order import Group, Heading
from portfolio.services.drafts.order_changes import Changed, change
from portfolio.services.drafts.pick_texts import checked
from portfolio.services.errors import Refused
from portfolio.services.pages.look import LAYOUTS

#: The most sections of a page, and the characters of their titles and of the lines about them.
MOST = 30
TITLE_LENGTH = 120
ABOUT_LENGTH = 600


def add(creator_id: UUID, *, title: str, about: str, layout: str = "") -> Changed:
    """Put a new section at the end. A layout of "" is the page's.

    Raises `Refused`, which names the field.
    """
    texts = _checked(title, about, layout)

    def act(groups: list[Group]) -> list[Group]:
        if len(groups) > MOST:
            raise _full()
        new = Group((), Heading(uuid4(), 0, *texts))
        return _in_order([*groups, new], len(groups))

    return change(creator_id, act)


def rename(
    creator_id: UUID, section_id: UUID, *, title: str, about: str, layout: str = ""
) -> Changed:
    """Give a section another title, line about it and layout. Raises `Refused` as `add` does."""
    texts = _checked(title, about, layout)

    def act(groups: list[Group]) -> list[Group]:
        at = at_of(groups, section_id)
        heading = replace(_heading(groups[at]), title=texts[0], about=texts[1], layout=texts[2])
        return order.with_group(groups, at, replace(groups[at], heading=heading))

    return change(creator_id, act)


def move(creator_id: UUID, section_id: UUID, by: int) -> Changed:
    """Move a section with all its picks among the sections: up (-1), down (1), or further."""

    def act(groups: list[Group]) -> list[Group]:
        at = at_of(groups, section_id)
        # Before all of them are the picks without a section.
        to = min(max(at + by, 1), len(groups) - 1)
        if to == at:
            return groups
        moved = [group for group in groups if group is not groups[at]]
        moved.insert(to, groups[at])
        return _in_order(moved, to)

    return change(creator_id, act)


def remove(creator_id: UUID, section_id: UUID) -> Changed:
    """Take a section away; its picks follow those of the section before."""

    def act(groups: list[Group]) -> list[Group]:
        at = at_of(groups, section_id)
        before = groups[at - 1]
        longer = order.inserted(before, groups[at].picks, len(before.picks))
        return [*groups[: at - 1], longer, *groups[at + 1 :]]

    return change(creator_id, act)


def is_somebody_elses(creator_id: UUID, section_id: UUID) -> bool:
    """Return whether another creator here has this section."""
    found = sa.select(Section.id).where(Section.id == section_id, Section.creator_id != creator_id)
    return db.session.scalar(found.limit(1)) is not None


def _in_order(groups: Sequence[Group], at: int) -> list[Group]:
    """Give the section at this place a position between its neighbours; all if none is free."""
    after = _position(groups[at + 1]) if at + 1 < len(groups) else None
    room = positions.between(_position(groups[at - 1]), after, 1)
    if room is not None:
        heading = replace(_heading(groups[at]), position=room[0])
        return order.with_group(groups, at, replace(groups[at], heading=heading))
    numbers = positions.evenly(len(groups) - 1)
    return [
        groups[0],
        *(
            replace(group, heading=replace(_heading(group), position=number))
            for group, number in zip(groups[1:], numbers, strict=True)
        ),
    ]


def _position(group: Group) -> int | None:
    return None if group.heading is None else group.heading.position


def _heading(group: Group) -> Heading:
    if group.heading is None:
        raise LookupError("the picks before any section have no heading")
    return group.heading


def _checked(title: str, about: str, layout: str) -> tuple[str, str | None, str | None]:
    named = checked("title", " ".join(title.split()), TITLE_LENGTH)
    if named is None:
        raise Refused("title", gettext("Give the section a title."))
    if layout and layout not in LAYOUTS:
        raise Refused("layout", gettext("Choose one of the layouts shown."))
    return named, checked("about", about, ABOUT_LENGTH), layout or None


def _full() -> Refused:
    return Refused(
        "title",
        ngettext(
            "A page holds at most %(num)s section. Remove one first.",
            "A page holds at most %(num)s sections. Remove one first.",
            MOST,
        ),
    )
