"""A creator took the permission back at TikTok: some data go at once, the rest waits 30 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.browser_session import BrowserSession
from portfolio.models.connection import Connection
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.renewal import Renewal
from portfolio.models.search_index import SearchPart
from portfolio.models.share_card import ShareCard
from portfolio.models.sync import Sync
from portfolio.models.video import Video
from portfolio.services.accounts import departures
from portfolio.transactions import end_read, writing

#: Picks, handle and numbers are kept for this time, for a creator who connects again.
KEPT = timedelta(days=30)
A_SECOND = timedelta(seconds=1)


def remove(creator_id: UUID, happened_at: datetime, *, everything: bool) -> None:
    """Delete tokens, profile and video data, and hide the page, in one commit.

    Nothing happens to a creator who has connected again since. With `everything` (the account is
    deleted) the creator's departure begins.
    """
    with writing() as session:
        # The weaker lock lets a sync store videos meanwhile; otherwise the two could deadlock.
        creator = session.get(Creator, creator_id, with_for_update={"key_share": True})
        if creator is None or creator.leaving_at is not None:
            return
        connection = session.get(Connection, creator_id, with_for_update=True)
        if connection is not None and happened_at + A_SECOND <= connection.connected_at:
            return
        if everything:
            departures.begin(session, creator)
            return
        creator.removed_at = creator.removed_at or clock.now()
        creator.forget_profile()
        # Lock in the order of the writers (renewal and sync, then videos), or two could deadlock.
        session.get(Renewal, creator_id, with_for_update=True)
        for model in (Sync, Connection, Video, SearchPart, BrowserSession, ShareCard):
            session.execute(sa.delete(model).where(model.creator_id == creator_id))
        page = session.get_one(Page, creator_id, with_for_update=True)
        page.edition = page.published_at = page.covers_due_at = None
        page.suspended_edition = page.search = None
        page.version += 1


def forget_waiting() -> None:
    """Begin the departure of creators who did not connect again in time."""
    long_ago = clock.now() - KEPT
    found = db.session.scalars(
        sa.select(Creator.id).where(Creator.removed_at <= long_ago, Creator.leaving_at.is_(None))
    ).all()
    end_read()
    for creator_id in found:
        with writing() as session:
            creator = session.get(Creator, creator_id, with_for_update=True)
            if creator is not None and creator.removed_at is not None:
                departures.begin(session, creator)
