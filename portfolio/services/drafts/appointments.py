"""Appointments: the draft is published by itself at a set time, as it is then."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portfolio import clock
from portfolio.extensions import db, settings
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.tables import CREATOR_TABLE, IS_OF_THIS_APP, PAGE
from portfolio.services.drafts import editions
from portfolio.services.errors import Refused
from portfolio.transactions import end_read, writing

#: A time may be this far ahead at most.
LONGEST = timedelta(days=366)
#: The most appointments that one look finds.
MOST_AT_ONCE = 500
#: Why an appointment could not be kept, beside the fields that `editions.publish` refuses.
NOT_CONNECTED = "connection"

_DUE = (
    sa.select(PAGE.c.creator_id)
    .join(CREATOR_TABLE, CREATOR_TABLE.c.id == PAGE.c.creator_id)
    .where(
        PAGE.c.publish_at <= sa.bindparam("now"),
        PAGE.c.publish_refused.is_(None),
        IS_OF_THIS_APP,
    )
    .order_by(PAGE.c.publish_at)
    .limit(MOST_AT_ONCE)
)


def make(creator_id: UUID, at: datetime, by: UUID | None = None) -> None:
    """Set the time at which the draft is published, in the place of any other. Raises `Refused`.

    `by` is the person on whose behalf that is done.
    """
    now = clock.now()
    if at <= now:
        raise Refused("at", gettext("This time is past. Choose one that is still to come."))
    if at > now + LONGEST:
        raise Refused("at", gettext("This is too far ahead: choose a time within a year."))
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        page.publish_at, page.publish_by, page.publish_refused = at, by, None


def cancel(creator_id: UUID) -> None:
    """Take the set time back, also one that could not be kept."""
    with writing() as session:
        _end(session.get_one(Page, creator_id, with_for_update=True))


def due() -> list[UUID]:
    """Return the creators whose time has come, the longest overdue first.

    Those of another TikTok app are left for when that app is back.
    """
    values = {"now": clock.now(), "tiktok_app": settings().tiktok_app}
    found = db.session.scalars(_DUE, values).all()
    end_read()
    return list(found)


def keep(creator_id: UUID) -> int | None:
    """Publish the draft if its time has come; return the edition's number.

    It is done once, however many workers ask: each locks the page, and only the first finds the
    time still set. If the draft is refused, the reason is stored, for the creator to see.
    """
    with writing() as session:
        page = session.get(Page, creator_id, with_for_update=True)
        if page is None or page.publish_at is None or page.publish_refused is not None:
            return None
        if page.publish_at > clock.now():
            return None
        creator = session.get_one(Creator, creator_id)
        if not creator.is_of_app(settings().tiktok_app):
            return None
        if not creator.is_active:
            page.publish_refused = NOT_CONNECTED
            return None
        try:
            number = editions.publish_in(session, page, page.publish_by)
        except Refused as refused:
            page.publish_refused = refused.field
            return None
        _end(page)
    return number


def _end(page: Page) -> None:
    page.publish_at = page.publish_by = page.publish_refused = None
