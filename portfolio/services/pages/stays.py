"""A creator's stays in the studio: the videos that came since the last one are new to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.page import Page
from portfolio.transactions import refuses_to_store, writing

#: A stay ends when the picker was not opened for this time.
STAY = timedelta(minutes=30)
#: Within a stay, openings are noted at least this time apart: a write for each would be too many.
OFTEN = timedelta(minutes=1)
#: A version above every version: no video counts as new.
NEVER = 2**31 - 1


def note(creator_id: UUID) -> None:
    """Note that the creator opens the picker; with a new stay, note which videos are new.

    A database that stores nothing at the moment only keeps the last note.
    """
    now = clock.now()
    looked_at = db.session.scalar(sa.select(Page.looked_at).where(Page.creator_id == creator_id))
    if looked_at is not None and now - looked_at < OFTEN:
        return
    try:
        _note(creator_id, now)
    except sa.exc.DBAPIError as error:
        if not refuses_to_store(error):
            raise


def _note(creator_id: UUID, now: datetime) -> None:
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        if page.looked_at is not None and now - page.looked_at > STAY:
            page.new_after = page.looked_version
        page.looked_at, page.looked_version = now, page.version


def new_after(creator_id: UUID) -> sa.ScalarSelect[int]:
    """Return a subquery for the version after which a video's arrival is new to the creator."""
    after = sa.func.coalesce(Page.new_after, NEVER)
    return sa.select(after).where(Page.creator_id == creator_id).scalar_subquery()
