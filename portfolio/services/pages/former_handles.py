"""Former handles: each leads to its creator's present one, and nobody else may take it.

Both hold for as long as the creator is here; then it is reserved for a while.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.languages import ngettext
from portfolio.models.page import Edition, LeftHandle, Page
from portfolio.models.skeleton import skeleton_of
from portfolio.models.tables import CREATOR_TABLE, IS_OF_THIS_APP, LEFT_HANDLE, PAGE
from portfolio.services.errors import Refused

#: A handle whose creator has left stays reserved for this time.
RESERVED_FOR = timedelta(days=90)
#: Nobody keeps more names than these from others.
MOST = 10

_PRESENT = (
    sa.select(PAGE.c.handle)
    .join(LEFT_HANDLE, LEFT_HANDLE.c.creator_id == PAGE.c.creator_id)
    .join(CREATOR_TABLE, CREATOR_TABLE.c.id == PAGE.c.creator_id)
    .where(
        LEFT_HANDLE.c.handle == sa.bindparam("former"),
        PAGE.c.handle.is_not(None),
        PAGE.c.edition.is_not(None),
        IS_OF_THIS_APP,
    )
)


def present(handle: str) -> str | None:
    """Return the handle of the public page to which a former one leads; None if it leads nowhere.

    Each former handle leads to the present one itself, however many there were between.
    """
    values = {"former": handle, "tiktok_app": settings().tiktok_app}
    return db.session.scalar(_PRESENT, values)


def of(session: Session, creator_id: UUID) -> Sequence[str]:
    """Return a creator's former handles."""
    theirs = sa.select(LeftHandle.handle).where(LeftHandle.creator_id == creator_id)
    return session.scalars(theirs.order_by(LeftHandle.handle)).all()


def like(session: Session, handle: str, creator_id: UUID) -> Sequence[str]:
    """Return the left handles, those of others alone, that are this one or look like it."""
    like_it = sa.or_(LeftHandle.handle == handle, LeftHandle.skeleton == skeleton_of(handle))
    is_kept = sa.or_(LeftHandle.creator_id != creator_id, is_reserved(clock.now()))
    return session.scalars(sa.select(LeftHandle.handle).where(like_it, is_kept)).all()


def leave(session: Session, page: Page, new: str) -> None:
    """Keep a page's present handle as a former one, before it gets a `new` one.

    A handle under which nothing was ever published leads nowhere, so it is free at once. Raises
    `Refused` if the creator would have more than `MOST`.
    """
    theirs = of(session, page.creator_id)
    was_public = sa.exists().where(Edition.creator_id == page.creator_id)
    if page.handle is not None and session.scalar(sa.select(was_public)):
        if len(theirs) >= MOST and new not in theirs:
            raise _too_many(theirs)
        keep(session, page.handle, page.creator_id)
    # Also one that an earlier creator left, whose time is over.
    if there := session.get(LeftHandle, new):
        session.delete(there)


def keep(session: Session, handle: str, creator_id: UUID | None) -> None:
    """Keep a handle for a creator; without one, for the time that follows a departure."""
    until = clock.now() + RESERVED_FOR
    session.merge(LeftHandle(handle=handle, creator_id=creator_id, reserved_until=until))


def release(session: Session, creator_id: UUID) -> None:
    """Let the former handles of a creator who leaves name nobody."""
    theirs = sa.update(LeftHandle).where(LeftHandle.creator_id == creator_id)
    until = clock.now() + RESERVED_FOR
    session.execute(theirs.values(creator_id=None, reserved_until=until))


def is_reserved(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a handle whose creator has left is still reserved."""
    return sa.and_(LeftHandle.creator_id.is_(None), LeftHandle.reserved_until > now)


def is_over(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a left handle may be forgotten."""
    return sa.and_(LeftHandle.creator_id.is_(None), LeftHandle.reserved_until <= now)


def _too_many(handles: Sequence[str]) -> Refused:
    return Refused(
        "handle",
        ngettext(
            "%(num)s earlier address leads to your page already, and more are not kept. You can go "
            "back to it: %(handles)s.",
            "%(num)s earlier addresses lead to your page already, and more are not kept. You can "
            "go back to one of them: %(handles)s.",
            len(handles),
            handles=", ".join(f"@{each}" for each in handles),
        ),
    )
